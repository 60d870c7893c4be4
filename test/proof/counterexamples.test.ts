/** Histories that once broke an invariant, shrunk to what matters. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Step } from './history';
import { Prover } from './prove';
import { Tally } from './tally';

const FOLDER = join(__dirname, 'counterexamples');

describe('histories that once failed', () => {
  let prover: Prover;

  beforeAll(async () => {
    prover = await Prover.open();
  });

  afterAll(() => prover.close());

  it.each(readdirSync(FOLDER))('%s', async (file) => {
    const { steps } = JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as { steps: readonly Step[] };

    await expect(prover.run(steps, new Tally())).resolves.toBeUndefined();
  });
});
