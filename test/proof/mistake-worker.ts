/** Looks for one planted mistake: this process has it from its first import on. */
import { MISTAKES } from './mistakes/list';
import { NO_MISTAKE, plant, type Mistake } from './mistake';

/** What it tells at the end: in which history it was found, and how that showed; or that it was not. */
export interface Found {
  readonly history: number | null;
  readonly message: string;
}

const [name = '', seed = '0'] = process.argv.slice(2);
const mistake: Mistake | undefined = MISTAKES[name];
if (mistake === undefined) throw new Error(`there is no mistake ${name}`);
plant(mistake);

async function look({ within, parts = {} }: Mistake): Promise<Found> {
  // Only now, so that what is planted is in what they import.
  const { Prover } = await import('./prove.js');
  const { Tally } = await import('./tally.js');
  const prover = await Prover.open();
  try {
    for (let index = 0; index < within; index += 1) {
      const found = await prover.history(index, Number(seed), new Tally(), {
        parts: { ...NO_MISTAKE, ...parts },
        shrink: false,
      });
      if (found !== null) return { history: index, message: found.message };
    }
    return { history: null, message: '' };
  } finally {
    await prover.close();
  }
}

look(mistake).then(
  (found) => process.send?.(found, () => process.disconnect()),
  (error: unknown) =>
    process.send?.({ history: null, message: String(error) } satisfies Found, () => process.disconnect()),
);
