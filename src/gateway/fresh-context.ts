/**
 * A context for one event of a subscription, or one operation of a connection: the same caller with the same rights,
 * but loaders and stale marks of its own, and without the proof that opened the connection: it counted once. Loaders remember what they read for as long as their context lives.
 */
import DataLoader from 'dataloader';
import type { Context, StaleMark } from '../subgraphs/identity/face';
import { callerOf, setCaller } from './caller';

export function freshContext(
  base: Context,
  own: Partial<Pick<Context, 'signal' | 'idempotencyKey' | 'language'>> = {},
): Context {
  const loaders = new Map<string, DataLoader<unknown, unknown>>();
  const stale: StaleMark[] = [];
  const fresh: Context = {
    principal: base.principal,
    language: own.language ?? base.language,
    origin: base.origin,
    idempotencyKey: own.idempotencyKey === undefined ? base.idempotencyKey : own.idempotencyKey,
    signal: own.signal ?? base.signal,
    signedIn: () => base.signedIn(),
    may: (permission, scope) => base.may(permission, scope),
    require: (permission, scope) => base.require(permission, scope),
    loader<K, V>(name: string, batch: (keys: readonly K[]) => Promise<readonly (V | Error)[]>): DataLoader<K, V> {
      let loader = loaders.get(name) as DataLoader<K, V> | undefined;
      if (!loader) {
        loader = new DataLoader<K, V>(batch);
        loaders.set(name, loader as DataLoader<unknown, unknown>);
      }
      return loader;
    },
    markStale: (mark) => void stale.push(mark),
    stale,
  };
  return setCaller(fresh, callerOf(base));
}
