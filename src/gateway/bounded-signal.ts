/**
 * A signal that ends with its parent, by itself, or after a time. `AbortSignal.any` and `.timeout` would do, but a
 * connection that lives for days would keep a trace of every operation it ever ran.
 */
import { setMaxListeners } from 'node:events';

export interface BoundedSignal {
  readonly signal: AbortSignal;
  abort(): void;
  /** Lets go of parent and timer without ending; call it when the work is done. */
  release(): void;
}

export function boundedSignal(parent: AbortSignal | null, ms: number | null): BoundedSignal {
  const controller = new AbortController();
  // One operation may read of hundreds of persons side by side; each read listens until it is done, and no longer.
  setMaxListeners(0, controller.signal);
  const release = (): void => {
    clearTimeout(timer);
    parent?.removeEventListener('abort', abort);
  };
  const abort = (): void => {
    release();
    controller.abort();
  };
  const timer = ms === null ? undefined : setTimeout(abort, ms);
  timer?.unref();
  if (parent?.aborted) abort();
  else parent?.addEventListener('abort', abort, { once: true });
  return { signal: controller.signal, abort, release };
}
