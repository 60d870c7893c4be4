/** The slice of the proof that runs with every test: one history for each feature, always the same ones. */
import { FEATURE_COUNT } from './history';
import { Prover } from './prove';
import { INVARIANTS, Tally } from './tally';

const SEED = 2020;

describe('the proof', () => {
  it('holds every invariant in the fixed slice, each of them in play', async () => {
    const prover = await Prover.open();
    const tally = new Tally();
    const found = [];

    for (let index = 0; index < FEATURE_COUNT; index += 1) {
      const failed = await prover.history(index, SEED, tally, { shrink: false });
      if (failed !== null) found.push(failed);
    }
    await prover.close();

    expect(found).toEqual([]);
    expect(Object.keys(INVARIANTS).filter((number) => !tally.of('invariant').has(number))).toEqual([]);
  }, 900_000);
});
