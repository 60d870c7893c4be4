/** The folder of the city: whether it can be written, how much room there is, and who can read its keys. */
import { accessSync, constants, existsSync, readdirSync, statfsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { finding, type Finding } from './finding';

const MIB = 1_048_576;
const LOW_MIB = 1_024;
const FULL_MIB = 100;
/** Anybody but the owner. */
const OTHERS = 0o077;

export function lookAtHome(folder: string): readonly Finding[] {
  const nearest = nearestFolder(folder);
  return [...whetherWritable(folder, nearest), room(nearest), ...keys(join(folder, 'keys'))];
}

function whetherWritable(folder: string, nearest: string): readonly Finding[] {
  try {
    accessSync(nearest, constants.W_OK | constants.X_OK);
  } catch {
    return [finding('home', 'failure', 'HOME_NOT_WRITABLE', { folder: nearest })];
  }
  return [
    nearest === folder
      ? finding('home', 'ok', 'HOME_OK', { folder })
      : finding('home', 'warning', 'HOME_NOT_YET', { folder }),
  ];
}

function room(folder: string): Finding {
  const { bavail, bsize } = statfsSync(folder);
  const free = Math.floor((bavail * bsize) / MIB);
  if (free < FULL_MIB) return finding('home', 'failure', 'DISK_FULL', { folder, free, least: FULL_MIB });
  if (free < LOW_MIB) return finding('home', 'warning', 'DISK_LOW', { folder, free, least: LOW_MIB });
  return finding('home', 'ok', 'DISK_OK', { folder, free });
}

function keys(folder: string): readonly Finding[] {
  if (!existsSync(folder)) return [finding('home', 'warning', 'KEYS_NOT_YET', { folder })];
  const open = [folder, ...readdirSync(folder).map((name) => join(folder, name))].filter(
    (path) => (statSync(path).mode & OTHERS) !== 0,
  );
  return open.length === 0
    ? [finding('home', 'ok', 'KEYS_OK', { folder })]
    : open.map((file) =>
        finding('home', 'failure', 'KEYS_OPEN', { file, mode: statSync(file).isDirectory() ? '700' : '600' }),
      );
}

/** The folder itself, or the nearest one above it that exists. */
function nearestFolder(folder: string): string {
  let nearest = folder;
  while (!existsSync(nearest) && dirname(nearest) !== nearest) nearest = dirname(nearest);
  return nearest;
}
