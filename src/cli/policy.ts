/**
 * `dieuhanh policy check FILE`: every problem with its line, without a city. `policy diff FILE`: what it would change, for
 * whom. `policy apply FILE --hash H`: changes the policy of a running city to what the diff showed.
 */
import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { parse } from 'yaml';
import { extendPolicy, loadPolicy, PolicyError } from '../provisioning/core';
import { connect, withConnection, type ConnectionOptions } from './connection';
import { print, printJson, printTable, run } from './output';
import { planFields, printPlan, type PlanAnswer, type Reading } from './plan-table';
import { langOf, type Lang } from './plan-words';
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
  hash from to persons needsApproval exceeded
  targets { targetId persons opened closed grantsAdded grantsRemoved losses }
  plan { ${planFields(lang)} } } }`;
const APPLY =
  'mutation PolicyApply($text: String!, $hash: String!, $unitId: ID) { applyPolicy(text: $text, hash: $hash, unitId: $unitId) { id version status appliedAt } }';
const UNIT = ['--unit <id>', 'the file is the extension of this unit for its own subtree (clause 72)'] as const;

export function policyVerb(program: Command, files: () => PolicyFiles): void {
  const policy = program.command('policy').description('the provisioning policy: who gets which account and right');
  policy
    .command('check <file>')
    .description('say what is wrong with a policy file, line by line; asks no city')
    .option(...UNIT)
    .option('--json', 'print JSON')
    .action((file: string, options: UnitOptions & { readonly json?: boolean }) =>
      run(options.json, () => check(file, options, files())),
    );
  withWidth(withConnection(policy.command('diff <file>')))
    .description('show what a policy would change, for whom; changes nothing')
    .option(...UNIT)
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
    .description('change the policy of a running city to exactly what the diff showed')
    .requiredOption('--hash <hash>', 'the hash that "policy diff" printed')
    .option(...UNIT)
    .action((file: string, options: ConnectionOptions & UnitOptions & { readonly hash: string }) =>
      run(options.json, async () => {
        const text = await readFile(file, 'utf8');
        const { applyPolicy: applied } = await connect(options).request<{
          applyPolicy: { id: string; version: string; status: string };
        }>(APPLY, { text, hash: options.hash, unitId: options.unit ?? null });
        if (options.json) printJson(applied);
        else if (applied.status === 'WAITING')
          print(
            `It takes away more than the brake allows and waits: approve plan ${applied.id} (dieuhanh plan ${applied.id}).`,
          );
        else print(`In force: policy ${applied.version.slice(0, 12)} (plan ${applied.id}).`);
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
      print(`${file} is right: ${roles.length} roles at ${targets.length} targets, version ${version.slice(0, 12)}.`);
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    process.exitCode = 1;
    if (json) printJson({ problems: error.problems });
    else for (const problem of error.problems) print(`${problem.file}:${problem.line}: ${problem.message}`);
  }
}

function printDiff(diff: Diff, file: string, reading: Reading): void {
  if (diff.persons === 0) print('It changes nothing for anybody today.');
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
    printTable(['system', 'persons', 'opened', 'closed', 'grants added', 'grants taken', 'losses'], rows);
    printPlan({ ...diff.plan, needsApproval: false }, reading);
    print(`${diff.persons} persons are concerned.`);
  }
  for (const one of diff.exceeded) print(`Above the brake – ${one}.`);
  if (diff.needsApproval) print('It would wait for approval.');
  print(`Apply exactly this with: dieuhanh policy apply ${file} --hash ${diff.hash}`);
}

function positionsIn(orgText: string): string[] {
  const { position_profiles: profiles } = parse(orgText) as { position_profiles: Record<string, { id?: string }[]> };
  return Object.values(profiles).flatMap((profile) => profile.flatMap(({ id }) => id ?? []));
}
