/** One history after another in this process. */
import * as fc from 'fast-check';
import { Bench, type Kind } from './bench';
import { historyArbitrary, type Step } from './history';
import { NO_MISTAKE, type Parts } from './mistake';
import { BEGINNING, settleTown } from './town';
import { History } from './run';
import { Tally } from './tally';

export interface Counterexample {
  readonly history: number;
  readonly seed: number;
  /** Given back as `--path`, with the history's number. */
  readonly path: string;
  readonly message: string;
  readonly steps: readonly Step[];
}

const SHRINK_MS = 60_000;

export class Prover {
  private constructor(
    private readonly bench: Bench,
    private readonly town: Pick<History, 'persons' | 'events'>,
  ) {}

  static async open(kind: Kind = 'embedded'): Promise<Prover> {
    const bench = await Bench.open(kind);
    const town = new History(bench, new Tally(), NO_MISTAKE, null, new Date(`${BEGINNING}T03:00:00.000Z`));
    await settleTown(town);
    // Nothing is proved from a town that is not at rest itself.
    town.checks.atRest();
    await bench.keep();
    return new Prover(bench, { persons: [...town.persons], events: [...town.events] });
  }

  /** Null when every invariant held. */
  async history(
    index: number,
    seed: number,
    tally: Tally,
    options: { readonly parts?: Parts; readonly path?: string; readonly shrink?: boolean } = {},
  ): Promise<Counterexample | null> {
    let counting: Tally | null = tally;
    let last: Promise<unknown> = Promise.resolve();
    const property = fc.asyncProperty(historyArbitrary(index), async (steps) => {
      const own = counting ?? new Tally();
      counting = null;
      const run = this.run(steps, own, options.parts);
      last = run.catch(() => undefined);
      await run;
    });
    const details = await fc.check(property, {
      seed: mixed(seed, index),
      numRuns: 1,
      ...(options.path === undefined ? {} : { path: options.path }),
      endOnFailure: options.shrink === false,
      interruptAfterTimeLimit: SHRINK_MS,
    });
    // Shrinking stops by the clock and leaves its last run under way: it must not reach into the next history.
    await last;
    if (!details.failed || details.counterexample === null) return null;
    const [steps] = details.counterexample;
    const error = details.errorInstance;
    return {
      history: index,
      seed,
      path: details.counterexamplePath ?? '',
      message:
        error instanceof Error
          ? error.name === 'Violation'
            ? error.message
            : (error.stack ?? error.message)
          : String(error),
      steps,
    };
  }

  async run(steps: readonly Step[], tally: Tally, parts: Parts = NO_MISTAKE): Promise<void> {
    await this.bench.reset();
    await new History(this.bench, tally, parts, this.town).run(steps);
  }

  close(): Promise<void> {
    return this.bench.close();
  }
}

/** A seed for each history, whatever the worker that runs it. */
function mixed(seed: number, index: number): number {
  return (Math.imul(seed, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b)) | 0;
}
