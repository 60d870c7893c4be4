/**
 * `dieuhanh policy check FILE`: every problem with its line, without a city. `policy diff FILE`: what it would change, for
 * whom. `policy apply FILE --hash H`: changes the policy of a running city to what the diff showed.
 */
import { readFile } from 'node:fs/promises';
import { Option, type Command } from 'commander';
import { extendPolicy, loadPolicy, PolicyError, positionsIn } from '../provisioning/core';
import { connect, withConnection, type ConnectionOptions } from './connection';
import { print, printJson, printTable, run } from './output';
import { planFields, printPlan, type PlanAnswer, type Reading } from './plan-table';
import { langOf, type Lang } from './plan-words';
import { say, spokenLanguage } from './texts';
import { withWidth, type Width } from './width';

export interface PolicyFiles {
  readonly orgFile: string;
  readonly policyFile: string;
}

interface UnitOptions {
  readonly unit?: string;
}

interface TargetChange {
  readonly targetId: string;
  readonly persons: number;
  readonly opened: number;
  readonly closed: number;
  readonly grantsAdded: number;
  readonly grantsRemoved: number;
  readonly losses: number;
}

interface Diff {
  readonly hash: string;
  readonly from: string;
  readonly to: string;
  readonly persons: number;
  readonly needsApproval: boolean;
  readonly exceeded: readonly string[];
  readonly targets: readonly TargetChange[];
  readonly plan: PlanAnswer;
}

const diffQuery = (
  lang: Lang,
): string => `query PolicyDiff($text: String!, $unitId: ID) { previewPolicy(text: $text, unitId: $unitId) {
  hash from to persons needsApproval exceeded(lang: ${lang.toUpperCase()})
  targets { targetId persons opened closed grantsAdded grantsRemoved losses }
  plan { ${planFields(lang)} } } }`;
const APPLY =
  'mutation PolicyApply($text: String!, $hash: String!, $unitId: ID) { applyPolicy(text: $text, hash: $hash, unitId: $unitId) { id version status appliedAt } }';
const unitOption = () => ['--unit <id>', say('policyUnit')] as const;

export function policyVerb(program: Command, files: () => PolicyFiles): void {
  const policy = program.command('policy').description(say('policyAbout'));
  policy
    .command('check <file>')
    .description(say('policyCheckAbout'))
    .option(...unitOption())
    .addOption(new Option('--lang <language>', say('lang')).choices(['vi', 'en']).default(spokenLanguage()))
    .option('--json', say('json'))
    .action((file: string, options: UnitOptions & { readonly json?: boolean }) =>
      run(options.json, () => check(file, options, files())),
    );
  withWidth(withConnection(policy.command('diff <file>')))
    .description(say('policyDiffAbout'))
    .option(...unitOption())
    .action((file: string, options: ConnectionOptions & UnitOptions & Width) =>
      run(options.json, async () => {
        const text = await readFile(file, 'utf8');
        const lang = langOf(options.lang);
        const { previewPolicy } = await connect(options).request<{ previewPolicy: Diff }>(diffQuery(lang), {
          text,
          unitId: options.unit ?? null,
        });
        if (options.json) printJson(previewPolicy);
        else printDiff(previewPolicy, file, { lang, width: options.width });
      }),
    );
  withConnection(policy.command('apply <file>'))
    .description(say('policyApplyAbout'))
    .requiredOption('--hash <hash>', say('policyHash'))
    .option(...unitOption())
    .action((file: string, options: ConnectionOptions & UnitOptions & { readonly hash: string }) =>
      run(options.json, async () => {
        const text = await readFile(file, 'utf8');
        const { applyPolicy: applied } = await connect(options).request<{
          applyPolicy: { id: string; version: string; status: string };
        }>(APPLY, { text, hash: options.hash, unitId: options.unit ?? null });
        if (options.json) printJson(applied);
        else if (applied.status === 'WAITING') print(say('policyWaits', { id: applied.id }));
        else print(say('policyInForce', { version: applied.version.slice(0, 12), id: applied.id }));
      }),
    );
}

async function check(
  file: string,
  { unit, json }: UnitOptions & { readonly json?: boolean },
  { orgFile, policyFile }: PolicyFiles,
): Promise<void> {
  const text = await readFile(file, 'utf8');
  const known = { positions: positionsIn(await readFile(orgFile, 'utf8')) };
  try {
    const { version, roles, targets } =
      unit === undefined
        ? loadPolicy(text, file, known)
        : extendPolicy(await readFile(policyFile, 'utf8'), policyFile, [{ unitId: unit, text, file }], known).policy;
    if (json) printJson({ version, problems: [] });
    else
      print(say('policyRight', { file, roles: roles.length, targets: targets.length, version: version.slice(0, 12) }));
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    process.exitCode = 1;
    const problems = error.problems.map((one) => ({ file: one.file, line: one.line, message: one[spokenLanguage()] }));
    if (json) printJson({ problems });
    else for (const one of problems) print(`${one.file}:${one.line}: ${one.message}`);
  }
}

function printDiff(diff: Diff, file: string, reading: Reading): void {
  if (diff.persons === 0) print(say('policyNothing'));
  else {
    const rows = diff.targets.map((one) => [
      one.targetId,
      one.persons,
      one.opened,
      one.closed,
      one.grantsAdded,
      one.grantsRemoved,
      one.losses,
    ]);
    printTable(
      [
        say('policySystem'),
        say('policyPersons'),
        say('policyOpened'),
        say('policyClosed'),
        say('policyGrantsAdded'),
        say('policyGrantsTaken'),
        say('policyLosses'),
      ],
      rows,
    );
    printPlan({ ...diff.plan, needsApproval: false }, reading);
    print(say('policyConcerned', { persons: diff.persons }));
  }
  for (const one of diff.exceeded) print(say('policyExceeded', { limit: one }));
  if (diff.needsApproval) print(say('policyWouldWait'));
  print(say('policyApplyHow', { file, hash: diff.hash }));
}
