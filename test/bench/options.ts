/** What a run measures and how much of it; the whole bench by default, a minute's slice to see that it works. */
export const PARTS = [
  'starts',
  'decisions',
  'tablet-home',
  'scan',
  'stream',
  'storm',
  'frozen-home',
  'replay',
  'plan',
  'real',
  'audit',
  'permissions',
  'sign-ins',
  'refused-sign-ins',
] as const;
export type Part = (typeof PARTS)[number];

export interface BenchOptions {
  readonly rounds: number;
  readonly parts: readonly Part[];
  readonly jsonFile: string | null;
  /** The least of everything: proves that the bench works, its figures mean nothing. */
  readonly smoke: boolean;
}

const ROUNDS_MAX = 20;
const ROUNDS = 3;

/** Throws an Error that says what is wrong with the arguments; null when help was asked for. */
export function parseOptions(args: readonly string[]): BenchOptions | null {
  let options: BenchOptions = { rounds: ROUNDS, parts: PARTS, jsonFile: null, smoke: false };
  for (let at = 0; at < args.length; at += 1) {
    const value = (): string => {
      const next = args[(at += 1)];
      if (next === undefined) throw new Error(`${args[at - 1]} needs a value`);
      return next;
    };
    switch (args[at]) {
      case '--json':
        options = { ...options, jsonFile: value() };
        break;
      case '--rounds':
        options = { ...options, rounds: roundsOf(value()) };
        break;
      case '--only':
        options = { ...options, parts: value().split(',').map(partOf) };
        break;
      case '--smoke':
        options = { ...options, smoke: true, rounds: 1 };
        break;
      case '--help':
      case '-h':
        return null;
      default:
        throw new Error(`${args[at]} is no option; --help lists them`);
    }
  }
  return options;
}

export const HELP = `npm run bench -- [options]

Measures a real city on this machine: start, memory, decisions, TabletHome, scan, subscribers, a thousand leavers
at once, a replay, the plans of everybody, the audit record, permissions, sign-ins. Only 127.0.0.1, only temporary folders.

  --json FILE     writes the figures and the machine's facts to FILE as well
  --rounds N      rounds of each part, 1 to ${ROUNDS_MAX} [${ROUNDS}]; figures are medians over them
  --only NAMES    parts to run, separated by ",": ${PARTS.join(', ')}
  --smoke         one round with the least of everything, to see that it works
  --help          this text

test/bench/README.md says how to read the table.`;

function roundsOf(text: string): number {
  const rounds = Number(text);
  if (!Number.isInteger(rounds) || rounds < 1 || rounds > ROUNDS_MAX)
    throw new Error(`--rounds ${text}: write a whole number from 1 to ${ROUNDS_MAX}`);
  return rounds;
}

function partOf(text: string): Part {
  const part = PARTS.find((known) => known === text);
  if (part === undefined) throw new Error(`--only ${text}: the parts are ${PARTS.join(', ')}`);
  return part;
}
