/** Who asks in a history: somebody who may everything, as the command line does. */
import DataLoader from 'dataloader';
import type { Context } from '../../src/subgraphs/identity/face';

export const CLERK = clerk('proof');
/** What takes two people takes this one too. */
export const SECOND_CLERK = clerk('proof-second');

function clerk(id: string): Context {
  const principal = {
    kind: 'client' as const,
    id,
    sessionId: id,
    roles: ['administrator'] as const,
    administers: new Set<string>(),
  };
  return {
    principal,
    language: 'vi',
    origin: 'proof',
    idempotencyKey: null,
    signal: new AbortController().signal,
    signedIn: () => principal,
    may: () => true,
    require: () => principal,
    loader: <K, V>(_: string, batch: (keys: readonly K[]) => Promise<readonly (V | Error)[]>) =>
      new DataLoader<K, V>(batch),
    markStale: () => undefined,
    stale: [],
  };
}
