/** Who asks, for the tests of a room: a context as identity makes it, without identity. */
import DataLoader from 'dataloader';
import { Refusal } from '../../src/errors/refusal';
import type { Context, Principal } from '../../src/subgraphs/identity/face';
import { Rights } from '../../src/subgraphs/identity/permissions';

export interface Asker {
  readonly id: string;
  readonly roles: Principal['roles'];
  readonly administers: readonly string[];
}

export function contextOf(
  asker: Asker,
  signal: AbortSignal = new AbortController().signal,
  idempotencyKey: string | null = null,
): Context {
  const principal: Principal = {
    kind: 'person',
    id: asker.id,
    sessionId: 's',
    roles: asker.roles,
    administers: new Set(asker.administers),
  };
  const rights = new Rights(principal);
  const loaders = new Map<string, unknown>();
  return {
    principal,
    language: 'vi',
    origin: '127.0.0.1',
    idempotencyKey,
    signal,
    signedIn: () => principal,
    may: (permission, scope = {}) => rights.allow(permission, scope),
    require: (permission, scope = {}) => {
      if (!rights.allow(permission, scope)) throw new Refusal('FORBIDDEN', { permission });
      return principal;
    },
    loader: <K, V>(name: string, batch: (keys: readonly K[]) => Promise<readonly (V | Error)[]>) => {
      const known = loaders.get(name) ?? new DataLoader<K, V>((keys) => batch(keys));
      loaders.set(name, known);
      return known as DataLoader<K, V>;
    },
    markStale: () => undefined,
    stale: [],
  };
}
