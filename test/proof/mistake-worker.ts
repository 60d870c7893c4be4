/** Looks for one planted mistake: this process has it from its first import on. */
import { MISTAKES } from './mistakes/list';
import { NO_MISTAKE, plant, type Mistake } from './mistake';

/** What it tells at the end: in which history it was found, and how that showed; or that it was not. */
export interface Found {
  readonly history: number | null;
  /** How many it took. */
  readonly tried: number;
  readonly message: string;
}

const [name = '', seed = '0'] = process.argv.slice(2);
const mistake: Mistake | undefined = MISTAKES[name];
if (mistake === undefined) throw new Error(`there is no mistake ${name}`);
const awaken = plant(mistake);

async function look({ within, feature, parts = {} }: Mistake): Promise<Found> {
  // Only now, so that what is planted is in what they import.
  const { Prover } = await import('./prove.js');
  const { Tally } = await import('./tally.js');
  const { historiesOf } = await import('./history.js');
  const prover = await Prover.open();
  awaken();
  const indices = feature === undefined ? Array.from({ length: within }, (_, at) => at) : historiesOf(feature, within);
  try {
    for (const [tried, index] of indices.entries()) {
      const found = await prover.history(index, Number(seed), new Tally(), {
        parts: { ...NO_MISTAKE, ...parts },
        shrink: false,
      });
      if (found !== null) return { history: index, tried: tried + 1, message: found.message };
    }
    return { history: null, tried: indices.length, message: '' };
  } finally {
    await prover.close();
  }
}

/** Ends by force: where the town itself could not be settled its servers are still open. */
function tell(found: Found): void {
  process.send?.(found, () => process.exit());
}

look(mistake).then(tell, (error: unknown) =>
  tell({ history: null, tried: 0, message: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
);
