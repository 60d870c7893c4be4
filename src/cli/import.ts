/** `dieuhanh import org.yaml` and `dieuhanh import roster.csv|xlsx`: a dry run unless --apply. */
import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { applyOrg, isRecorded, planOrg } from '../import/org';
import { importRoster } from '../import/roster';
import { readTable } from '../import/sheet';
import { COLUMN_TEXTS } from '../import/texts';
import { connect, withConnection, type ConnectionOptions } from './connection';
import { print, printJson, printTable, progress, run } from './output';
import { say, spokenLanguage } from './texts';

interface ImportOptions extends ConnectionOptions {
  readonly apply?: boolean;
  readonly policy?: string;
}

export function importVerb(program: Command, policyFile: () => string): void {
  withConnection(program.command('import <file>'))
    .description(say('importAbout'))
    .option('--apply', say('importApply'))
    .option('--policy <file>', say('importPolicy'))
    .addHelpText(
      'after',
      `\n${say('rosterColumns')}\n${Object.entries(COLUMN_TEXTS)
        .map(([name, text]) => `  ${name.padEnd(16)} ${text[spokenLanguage()]}`)
        .join('\n')}\n\n${say('rosterRule')}`,
    )
    .action((file: string, options: ImportOptions) =>
      run(options.json, () =>
        /\.ya?ml$/i.test(file) ? importOrg(file, options, options.policy ?? policyFile()) : importTable(file, options),
      ),
    );
}

async function importOrg(file: string, options: ImportOptions, policyFile: string): Promise<void> {
  const plan = planOrg(await readFile(file, 'utf8'), await readFile(policyFile, 'utf8'), spokenLanguage());
  if (options.apply !== true) {
    const known = await isRecorded(connect(options), plan);
    const would = {
      positions: plan.positions.length,
      units: plan.decision.establishUnit.length,
      posts: plan.decision.openPost.length,
      withoutPosts: plan.withoutPosts,
      known,
    };
    if (options.json) return printJson({ dryRun: true, ...would });
    if (known) return print(say('orgKnown'));
    print(say('orgWould', { ...would, known: '', withoutPosts: would.withoutPosts.length }));
    return;
  }
  const outcome = await applyOrg(connect(options), plan);
  if (options.json) return printJson(outcome);
  print(outcome.recorded ? say('orgDone', { ...outcome, recorded: '' }) : say('orgDoneBefore'));
}

async function importTable(file: string, options: ImportOptions): Promise<void> {
  if (!/\.csv$/i.test(file)) return importPeople(file, options);
  const text = await readFile(file, 'utf8');
  const [header = ''] = text.split('\n', 1);
  const isOfTablets = header.split(',').some(
    (name) =>
      name
        .replace(/["\uFEFF]/g, '')
        .trim()
        .toLowerCase() === 'serial',
  );
  return isOfTablets ? importTablets(text, options) : importPeople(file, options);
}

const TABLETS = `mutation($csv: String!, $dryRun: Boolean!) {
  importTablets(csv: $csv, dryRun: $dryRun) { rows created known problems { line code message } } }`;

interface TabletsOutcome {
  readonly rows: number;
  readonly created: number;
  readonly known: number;
  readonly problems: readonly { readonly line: number; readonly code: string; readonly message: string }[];
}

async function importTablets(csv: string, options: ImportOptions): Promise<void> {
  const dryRun = options.apply !== true;
  const { importTablets: outcome } = await connect(options).request<{ importTablets: TabletsOutcome }>(TABLETS, {
    csv,
    dryRun,
  });
  if (outcome.problems.length > 0) process.exitCode = 1;
  if (options.json) return printJson({ dryRun, ...outcome });
  if (outcome.problems.length > 0)
    printTable(
      [say('line'), say('code'), say('whatIsWrong')],
      outcome.problems.map((problem) => [problem.line, problem.code, problem.message]),
    );
  print(say(dryRun ? 'tabletsWould' : 'tabletsDone', { ...outcome, problems: outcome.problems.length }));
  if (dryRun) print(say('nothingChanged'));
}

async function importPeople(file: string, options: ImportOptions): Promise<void> {
  const bar = progress(say('people'));
  const outcome = await importRoster(connect(options), await readTable(file, spokenLanguage()), {
    language: spokenLanguage(),
    apply: options.apply === true,
    onProgress: bar.update,
  });
  bar.stop();
  if (outcome.problems.length > 0) process.exitCode = 1;
  if (options.json) return printJson({ dryRun: options.apply !== true, ...outcome });
  if (outcome.problems.length > 0)
    printTable(
      [say('line'), say('code'), say('whatIsWrong')],
      outcome.problems.map((problem) => [problem.line, problem.code, problem.message]),
    );
  print(say(options.apply === true ? 'peopleDone' : 'peopleWould', { ...outcome, problems: outcome.problems.length }));
  if (options.apply !== true) print(say('nothingChanged'));
}
