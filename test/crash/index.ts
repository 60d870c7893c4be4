/** `npm run crash -- --kills N`: kills a city at work again and again, and checks each time what it has kept. */
import 'reflect-metadata';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { ensureInstalled, MissingServers, SERVERS } from '../servers/programs';
import { crash } from './crash';
import { planKills } from './plan';
import { isOk, textOf } from './report';

interface Options {
  readonly kills: number;
  readonly seed: number;
  readonly real?: boolean;
  readonly store?: 'sqlite' | 'mariadb';
  readonly keep?: boolean;
}

const KILLS = 20;
const KILLS_MAX = 100_000;
const SEED = 20_260_104;
const PROGRESS_EVERY = 10;

async function main({ kills, seed, real = false, store = real ? 'mariadb' : 'sqlite', keep }: Options): Promise<void> {
  try {
    ensureInstalled(real ? SERVERS : store === 'mariadb' ? ['mariadb'] : [], (line) =>
      process.stderr.write(`${line}\n`),
    );
  } catch (error) {
    if (!(error instanceof MissingServers)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 2;
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), 'crash-'));
  const startedAt = Date.now();
  let lines = 0;
  const progress = (line: string): void => {
    if (line.startsWith('FINDING') || (lines += 1) % PROGRESS_EVERY === 0) process.stderr.write(`${line}\n`);
  };
  const report = await crash({ plan: planKills(kills, seed), seed, folder, kind: { real, store }, progress });
  process.stdout.write(`${textOf(report, { asked: kills, seed, seconds: (Date.now() - startedAt) / 1_000 })}\n`);
  if (!isOk(report, kills)) process.exitCode = 1;
  if (keep === true || process.exitCode === 1) process.stderr.write(`the city and its systems are in ${folder}\n`);
  else rmSync(folder, { recursive: true, force: true });
}

function count(text: string): number {
  const value = Number(text);
  if (!/^[0-9]{1,9}$/.test(text) || value < 1 || value > KILLS_MAX)
    throw new InvalidArgumentError(`a whole number from 1 to ${KILLS_MAX}`);
  return value;
}

function seedOf(text: string): number {
  if (!/^[0-9]{1,9}$/.test(text)) throw new InvalidArgumentError('a whole number');
  return Number(text);
}

new Command('crash')
  .description(
    'Starts the gateway as users do, with its systems in another process, sends it decisions, ends it with SIGKILL at random moments and at every place where a write begins or ends, starts it again, and checks.',
  )
  .option('--kills <n>', 'how often the gateway is killed', count, KILLS)
  .option('--seed <n>', 'names the plan of kills', seedOf, SEED)
  .option('--real', 'with OpenLDAP, Dovecot and MariaDB instead of the embedded systems')
  .addOption(new Option('--store <kind>', 'where the city keeps its own things').choices(['sqlite', 'mariadb']))
  .option('--keep', 'leave the folders of the city and its systems')
  .addHelpText(
    'after',
    '\nExit code: 0 nothing found, 1 something found or a boundary reached too seldom, 2 not possible.',
  )
  .showHelpAfterError()
  .action(main)
  .parseAsync()
  .catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(1);
  });
