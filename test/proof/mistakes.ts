/** `npm run prove -- --mistakes`: every planted mistake must be found within the histories that it states. */
import { fork } from 'node:child_process';
import { join } from 'node:path';
import Table from 'cli-table3';
import { Mutex } from '../../src/shared/mutex';
import type { Found } from './mistake-worker';
import { MISTAKES } from './mistakes/list';
import type { Options } from './options';
import { Prover } from './prove';
import { Tally } from './tally';

export async function findMistakes({ seed, workers, mistake }: Options): Promise<number> {
  const names = Object.keys(MISTAKES).filter((name) => mistake === null || name === mistake);
  const waiting = [...names];
  const right = await Prover.open();
  const turn = new Mutex();
  const found = new Map<string, Found>();
  const worker = async (): Promise<void> => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      const seen = await look(name, seed);
      const result = await turn.run(() => confirmed(seen, seed, right));
      found.set(name, result);
      console.log(
        `${name}: ${result.history === null ? `SURVIVES ${result.message}` : `found by the ${result.tried}. history, number ${result.history}`}`,
      );
    }
  };
  await Promise.all(Array.from({ length: workers }, worker));
  await right.close();
  const drawn = new Table({
    head: ['mistake', 'histories with', 'within', 'found by', 'as'],
    wordWrap: true,
    colWidths: [34, 22, 8, 10, 62],
    style: { head: [], border: [] },
  });
  for (const name of names) {
    const { history, tried, message } = found.get(name)!;
    drawn.push([
      name,
      MISTAKES[name]?.feature ?? 'anything',
      String(MISTAKES[name]?.within),
      history === null ? 'never' : String(tried),
      message.split('\n')[0] ?? '',
    ]);
  }
  console.log(drawn.toString());
  const survivors = names.filter((name) => found.get(name)?.history === null);
  console.log(
    survivors.length === 0
      ? `${names.length} mistakes, seed ${seed}: all found`
      : `${names.length} mistakes, seed ${seed}: ${survivors.length} survive: ${survivors.join(', ')}`,
  );
  return survivors.length === 0 && names.length > 0 ? 0 : 1;
}

/** A history that fails without the mistake too has not found it. */
async function confirmed(found: Found, seed: number, right: Prover): Promise<Found> {
  if (found.history === null) return found;
  const anyway = await right.history(found.history, seed, new Tally(), { shrink: false });
  return anyway === null
    ? found
    : { ...found, history: null, message: `history ${found.history} fails without it: ${anyway.message}` };
}

function look(name: string, seed: number): Promise<Found> {
  return new Promise((resolve) => {
    const child = fork(join(__dirname, 'mistake-worker.js'), [name, String(seed)], {
      execArgv: ['--max-semi-space-size=64'],
    });
    let told: Found = { history: null, tried: 0, message: 'its process ended without a word' };
    child.on('message', (found: Found) => (told = found));
    child.on('exit', () => resolve(told));
  });
}
