/** Turns the in-process feed of operations into something a subscription can read. */
import type { Engine, OperationNews } from '../../provisioning/effects';

/** A reader that is slower than this many changes behind is cut off rather than kept in memory. */
const BEHIND_MAX = 1_000;

export async function* follow(
  feed: Engine['feed'],
  wanted: (news: OperationNews) => boolean,
  signal: AbortSignal,
): AsyncGenerator<OperationNews> {
  const waiting: OperationNews[] = [];
  let wake: () => void = () => undefined;
  const unlisten = feed.listen((news) => {
    if (wanted(news)) waiting.push(news);
    wake();
  });
  const onAbort = (): void => wake();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    while (!signal.aborted && waiting.length <= BEHIND_MAX) {
      const next = waiting.shift();
      if (next !== undefined) yield next;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    unlisten();
    signal.removeEventListener('abort', onAbort);
  }
}
