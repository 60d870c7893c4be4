/**
 * Questions that are asked in the same turn of the event loop become one read. Nothing is remembered: each read begins
 * after the question, so that an answer is never older than it.
 */
import DataLoader from 'dataloader';

/** SQLite bounds the values that a statement carries. */
const BATCH_MAX = 200;

/** `read` answers in the order of its keys; a key may come twice. */
export function batched<K, V>(read: (keys: readonly K[]) => Promise<readonly V[]>): (key: K) => Promise<V> {
  const loader = new DataLoader<K, V>(read, {
    cache: false,
    maxBatchSize: BATCH_MAX,
    batchScheduleFn: (begin) => setImmediate(begin),
  });
  return (key) => loader.load(key);
}
