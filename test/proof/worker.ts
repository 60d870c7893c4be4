/** One worker process of the proof: runs its share of the histories and tells of each. */
import type { News, Slice } from './index';
import { Prover } from './prove';
import { Tally } from './tally';

const tell = (news: News): void => void process.send?.(news);

process.once('message', (slice: Slice) => {
  work(slice)
    .catch((error: unknown) =>
      tell({ kind: 'broken', message: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
    )
    .finally(() => process.disconnect());
});

async function work({ from, to, step, seed, real }: Slice): Promise<void> {
  const prover = await Prover.open(real ? 'real' : 'embedded');
  try {
    for (let index = from; index < to; index += step) {
      const tally = new Tally();
      const found = await prover.history(index, seed, tally);
      if (found === null) tell({ kind: 'done', counts: tally.toJson() });
      else tell({ kind: 'failed', found });
    }
  } finally {
    await prover.close();
  }
}
