/**
 * What `/ready` answers. A city is able to serve once it is filled and while its store answers; a system that is down
 * costs its fields and is told by its name. Everybody may ask, so where the store is, is not told.
 */
import type { Readiness } from '../gateway';
import { sleep } from '../shared/timing';
import type { Store } from '../store/store';
import { StoreFault } from '../store/store-fault';
import type { Backends } from './backends';

/** A store that is frozen looks like one that is slow; whoever asks whether we are ready does not wait for it. */
const STORE_ANSWERS_WITHIN_MS = 2_000;

export async function readinessOf(store: Store, backends: Backends, filling: string | null): Promise<Readiness> {
  const fault = await storeFault(store);
  const parts = { store: fault === null ? 'up' : 'down', ...backends.parts() };
  const problems = fault === null ? {} : { problems: { store: fault.message } };
  if (filling === null) return { ready: fault === null, parts, ...problems };
  return { ready: false, parts: { ...parts, 'first-start': filling }, ...problems };
}

async function storeFault(store: Store): Promise<StoreFault | null> {
  const patience = new AbortController();
  const late = sleep(STORE_ANSWERS_WITHIN_MS, patience.signal).then(() => {
    throw Object.assign(new Error('no answer in time'), { code: 'ETIMEDOUT' });
  });
  // Whichever comes second is of no interest.
  late.catch(() => undefined);
  try {
    await Promise.race([store.read.query('SELECT 1'), late]);
    return null;
  } catch (error) {
    return StoreFault.of(error, 'read', store.kind === 'sqlite' ? '(file)' : '(database)');
  } finally {
    patience.abort();
  }
}
