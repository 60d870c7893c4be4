/** Who asks in a history: somebody who may everything, as the command line does. */
import DataLoader from 'dataloader';
import type { Context } from '../../src/subgraphs/identity/face';

const PRINCIPAL = {
  kind: 'client' as const,
  id: 'proof',
  sessionId: 'proof',
  roles: ['administrator'],
  administers: new Set<string>(),
};

export const CLERK: Context = {
  principal: PRINCIPAL,
  language: 'vi',
  origin: 'proof',
  idempotencyKey: null,
  signal: new AbortController().signal,
  signedIn: () => PRINCIPAL,
  may: () => true,
  require: () => PRINCIPAL,
  loader: <K, V>(_: string, batch: (keys: readonly K[]) => Promise<readonly (V | Error)[]>) =>
    new DataLoader<K, V>(batch),
  markStale: () => undefined,
  stale: [],
} as Context;
