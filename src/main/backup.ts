/** The store of a city copied into a file, and a city made of such a file: it only observes until a person ends that. */
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { IsNull, type EntityManager } from 'typeorm';
import { recordEvent } from '../audit';
import type { Config } from '../config/config';
import { ObserveOnly } from '../provisioning/effects/observe-only';
import { systemClock } from '../shared/clock';
import { backupStore, restoreStore } from '../store/copy';
import { CopyFault } from '../store/copy-fault';
import { openStore, type StoreSettings } from '../store/open';
import { placeOf } from '../store/server';
import { ENTITIES } from './city';
import { FirstStartFile } from './first-start-file';

export interface Copied {
  readonly store: string;
  readonly file: string;
}

const ENDED = 'the store was restored';

export async function backup(config: Config, file: string): Promise<Copied> {
  const settings = storeOf(config);
  await backupStore(settings, file);
  return { store: nameOf(settings), file };
}

export async function restore(config: Config, file: string): Promise<Copied> {
  // With other keys nobody could read the citizen numbers, and nobody would notice before they are needed.
  const keys = join(config.homeFolder, 'keys', 'citizen.key');
  if (!existsSync(keys)) throw new CopyFault('KEYS_MISSING', { keys });
  const settings = storeOf(config);
  await restoreStore(settings, file);
  const store = await openStore(settings, ENTITIES, systemClock);
  try {
    await store.write(async (tx) => {
      const reason = `restored from ${basename(file)}`;
      await new ObserveOnly(store).begin(tx, null, reason);
      await endSignIns(tx.manager, tx.now);
      await recordEvent(tx, {
        action: 'store.restore',
        subject: { kind: 'target', id: '*' },
        actorId: null,
        origin: 'restore',
        detail: { file: basename(file) },
      });
    });
  } finally {
    await store.close();
  }
  rememberFirstStart(config.homeFolder);
  return { store: nameOf(settings), file };
}

/** What was ended after the copy was made must not come back to life with it. */
async function endSignIns(manager: EntityManager, now: Date): Promise<void> {
  await manager.update('session_family', { revokedAt: IsNull() }, { revokedAt: now, revokedReason: ENDED });
  await manager.update('activation_code', { usedAt: IsNull() }, { usedAt: now });
}

/** In a new home folder nothing says yet that this city has had its first start. */
function rememberFirstStart(homeFolder: string): void {
  const file = new FirstStartFile(join(homeFolder, 'first-start.json'));
  if (file.read() !== null) return;
  file.write({ administrator: { login: '', code: null, expiresAt: null }, samples: [], samplePassword: '' });
}

export function storeOf(config: Config): StoreSettings {
  return config.storeUrl === null
    ? { kind: 'sqlite', file: join(config.homeFolder, 'city.db') }
    : { kind: 'mysql', url: config.storeUrl };
}

function nameOf(settings: StoreSettings): string {
  return settings.kind === 'sqlite' ? settings.file : placeOf(settings.url);
}
