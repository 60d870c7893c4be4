/**
 * Whether the folder of the city can be made and written, asked before anything else starts. Folders are made one by one:
 * Node's own recursive mkdir never returns below a file system that takes no folders, such as /proc.
 */
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, unlinkSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The city cannot keep anything there. */
export class HomeNotWritable extends Error {
  constructor(
    readonly folder: string,
    readonly operation: 'mkdir' | 'write',
    /** The system's own code, such as EACCES; ENOSPC and EDQUOT are a full disk. */
    readonly reason: string,
    cause: unknown,
  ) {
    super(`${folder}: ${operation} ${reason}`, { cause });
    this.name = 'HomeNotWritable';
  }
}

/** Less free than this is too little to open the stores. */
const PROBE_BYTES = 1_048_576;

export function prepareHome(folder: string): void {
  trying(folder, 'mkdir', () => makeFolders(folder));
  const probe = join(folder, `.probe-${process.pid}`);
  trying(folder, 'write', () => {
    const file = openSync(probe, 'w', 0o600);
    try {
      writeSync(file, Buffer.alloc(PROBE_BYTES));
      fsyncSync(file);
    } finally {
      closeSync(file);
      unlinkSync(probe);
    }
  });
}

function makeFolders(folder: string): void {
  const missing: string[] = [];
  for (let next = folder; !existsSync(next) && dirname(next) !== next; next = dirname(next)) missing.unshift(next);
  for (const one of missing) mkdirSync(one);
}

function trying(folder: string, operation: HomeNotWritable['operation'], work: () => void): void {
  try {
    work();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new HomeNotWritable(folder, operation, code ?? 'unknown', error);
  }
}
