/** The command line of `npm run prove`. */
import { parseArgs } from 'node:util';

export interface Options {
  readonly histories: number;
  readonly seed: number;
  readonly workers: number;
  /** On OpenLDAP, Dovecot and MariaDB. */
  readonly real: boolean;
  /** Stop at a violation of this invariant only. */
  readonly only: number | null;
  /** `<history>:<path>`, as a counterexample prints it. */
  readonly path: string | null;
  /** A file of test/proof/counterexamples. */
  readonly replay: string | null;
  readonly mistakes: boolean;
  /** Of the mistakes, this one alone. */
  readonly mistake: string | null;
}

export function readOptions(argv: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      histories: { type: 'string', default: '200' },
      seed: { type: 'string', default: '2020' },
      workers: { type: 'string', default: '2' },
      real: { type: 'boolean', default: false },
      only: { type: 'string' },
      path: { type: 'string' },
      replay: { type: 'string' },
      mistakes: { type: 'boolean', default: false },
      mistake: { type: 'string' },
    },
  });
  return {
    histories: whole('histories', values.histories, 1, 10_000_000),
    seed: whole('seed', values.seed, -(2 ** 31), 2 ** 31 - 1),
    workers: whole('workers', values.workers, 1, 64),
    real: values.real,
    only: values.only === undefined ? null : whole('only', values.only, 1, 19),
    path: values.path ?? null,
    replay: values.replay ?? null,
    mistakes: values.mistakes || values.mistake !== undefined,
    mistake: values.mistake ?? null,
  };
}

function whole(name: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < min || value > max)
    throw new Error(`--${name} is a whole number from ${min} to ${max}`);
  return value;
}
