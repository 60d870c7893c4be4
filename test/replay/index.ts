/** `npm run replay -- [FILE.csv]`: any history of appointments, entered into a city of its own and compared with an oracle. */
import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SingleBar } from 'cli-progress';
import { Command, InvalidArgumentError } from 'commander';
import { parse } from 'csv-parse/sync';
import { isDay } from '../../src/shared/day';
import { ensureInstalled, MissingServers, SERVERS } from '../servers/programs';
import { COLUMNS, HistoryError, readHistory, type History } from './history';
import { readOracle } from './oracle';
import { MINISTERS } from './places';
import { readReorganisations } from './reorganisation';
import { losses, replay, type Outcome } from './replay';
import { differingEnds, hashOf, mismatchesOf, summaryOf, textOf, type Report } from './report';

interface Options {
  readonly units?: string;
  readonly days?: string;
  readonly ordered?: boolean;
  readonly shuffled?: boolean;
  readonly seed: number;
  readonly sample: number;
  readonly from: string;
  readonly to: string;
  readonly real?: boolean;
  readonly json?: boolean;
}

const SEED = 20_260_612;
const SAMPLE = 200;
const LOSSES_SHOWN = 3;

async function main(file: string | undefined, options: Options): Promise<void> {
  const csv = readFileSync(file ?? join(MINISTERS, 'appointments.csv'), 'utf8');
  const history = historyOf(csv, options);
  if (history === null) return;
  const { rows, problems } = history;
  const slice = rows.filter((row) => row.startsOn >= options.from && row.startsOn <= options.to);
  if (slice.length === 0) return refuse(options, 'no row can be replayed', problems);
  const units = options.units ?? (file === undefined ? join(MINISTERS, 'reorganisations.csv') : null);
  const days = options.days ?? (file === undefined ? join(MINISTERS, 'source', 'event.csv') : null);
  const acts = units === null ? [] : readReorganisations(readFileSync(units, 'utf8'));
  const beyond = rows.filter((row) => !slice.includes(row)).map(({ line }) => line);
  const refusedLines = [...problems.map(({ line }) => line), ...beyond];
  if (options.real === true) ensureInstalled(SERVERS, (line) => process.stderr.write(`${line}\n`));
  const input = {
    csv,
    systems: options.real === true ? ('real' as const) : ('embedded' as const),
    rows: slice,
    ground: rows,
    refusedLines,
    acts: acts.filter(({ on }) => on >= options.from && on <= options.to),
    until: options.to,
    sample: options.sample,
    officeDays: readOracle(csv, new Set(beyond)).days.filter((one) => isDay(one) && one <= options.to),
    namedDays: days === null ? [] : daysIn(readFileSync(days, 'utf8')),
    seed: options.seed,
  };
  const orders =
    options.shuffled === true
      ? options.ordered === true
        ? (['ordered', 'shuffled'] as const)
        : (['shuffled'] as const)
      : (['ordered'] as const);
  const outcomes: Outcome[] = [];
  for (const order of orders) {
    const bar = progress(order);
    outcomes.push(await replay({ ...input, order, progress: bar.update }).finally(bar.stop));
  }
  const [one, other] = outcomes;
  const report: Report = {
    rows: slice.length,
    refused: [...problems, ...(one?.problems ?? [])],
    outcomes,
    losses: losses(csv, refusedLines)
      .filter(({ day }) => day <= options.to)
      .slice(0, LOSSES_SHOWN),
    ends: one && other ? differingEnds(one.details, other.details) : null,
  };
  if (mismatchesOf(report).length > 0) process.exitCode = 1;
  process.stdout.write(options.json === true ? `${JSON.stringify(jsonOf(report))}\n` : `${textOf(report)}\n`);
}

function historyOf(csv: string, options: Options): History | null {
  try {
    return readHistory(csv);
  } catch (error) {
    if (!(error instanceof HistoryError)) throw error;
    refuse(options, 'the file cannot be read as a history', error.problems);
    return null;
  }
}

/** Nothing was started: the problems, and the summary that there is nothing. */
function refuse(options: Options, why: string, problems: History['problems']): void {
  process.exitCode = 1;
  const summary = `REFUSED – ${why}; nothing was replayed`;
  if (options.json === true) process.stdout.write(`${JSON.stringify({ refused: problems, summary })}\n`);
  else
    process.stdout.write(
      `${[...problems.map(({ line, code, message }) => `line ${line}: ${code} ${message}`), summary].join('\n')}\n`,
    );
}

function jsonOf(report: Report): Record<string, unknown> {
  const outcomes = report.outcomes.map(({ details, ...rest }) => ({
    ...rest,
    openAccounts: details.size,
    endsHash: hashOf(details),
  }));
  return { ...report, outcomes, mismatches: mismatchesOf(report).length, summary: summaryOf(report) };
}

function daysIn(csv: string): string[] {
  const rows: Record<string, string>[] = parse(csv, { columns: true, bom: true });
  return rows.flatMap(({ date }) => (date !== undefined && isDay(date) ? [date] : []));
}

function progress(order: string): {
  readonly update: (what: string, done: number, total: number) => void;
  readonly stop: () => void;
} {
  if (!process.stderr.isTTY) return { update: () => undefined, stop: () => undefined };
  const bar = new SingleBar({
    format: `${order} {what} {bar} {value}/{total} ETA {eta_formatted}`,
    stream: process.stderr,
    hideCursor: true,
  });
  let shown = '';
  return {
    update(what, done, total) {
      if (what !== shown) {
        bar.stop();
        bar.start(total, done, { what });
      }
      shown = what;
      bar.update(done);
    },
    stop: () => bar.stop(),
  };
}

function count(text: string): number {
  if (!/^[0-9]{1,9}$/.test(text)) throw new InvalidArgumentError('a whole number');
  return Number(text);
}

function day(text: string): string {
  if (!isDay(text)) throw new InvalidArgumentError('a day, YYYY-MM-DD');
  return text;
}

/** A file that is not there is the reader's to mend; anything else is ours. */
function told(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof MissingServers) return error.message;
  return 'code' in error && (error.code === 'ENOENT' || error.code === 'EISDIR')
    ? error.message
    : (error.stack ?? error.message);
}

new Command('replay')
  .description(
    'Enters a history of appointments into a city of its own, day by day under a clock that is moved, and compares every system with what an oracle computes from the file.',
  )
  .argument('[file]', 'CSV of appointments; without it: the ministers of data/ministers')
  .option('--units <file>', 'CSV of what became of the units: effective_on,act,id,to (act: establish, map, end)')
  .option('--days <file>', 'CSV with a column "date": days that must be among the sampled')
  .option('--ordered', 'in order of date (default)')
  .option(
    '--shuffled',
    'each row one decision with both dates, in random order; with --ordered: both, and their ends compared',
  )
  .option('--seed <n>', 'names the random order', count, SEED)
  .option('--sample <n>', 'days on which all systems are read', count, SAMPLE)
  .option('--from <day>', 'only rows that start on or after this day', day, '0001-01-01')
  .option('--to <day>', 'only rows that start on or before this day, and nothing after it', day, '9999-12-31')
  .option('--real', 'on OpenLDAP, Dovecot and MariaDB; with --from and --to, since it takes several times as long')
  .option('--json', 'print one line of JSON')
  .addHelpText(
    'after',
    `\nColumns:\n${Object.entries(COLUMNS)
      .map(([name, text]) => `  ${name.padEnd(12)} ${text}`)
      .join(
        '\n',
      )}\n\nA row that cannot be accepted is told with its line and code and left out whole. Exit code 1 on any mismatch.`,
  )
  .showHelpAfterError()
  .action(main)
  .parseAsync()
  .catch((error: unknown) => {
    process.stderr.write(`${told(error)}\n`);
    process.exit(1);
  });
