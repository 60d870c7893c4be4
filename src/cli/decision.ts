/** `dieuhanh decision record file.yaml`: shows what would happen, asks, and records exactly that. */
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { Command } from 'commander';
import { parse } from 'yaml';
import type { Api } from '../import/api';
import { connect, withConnection, type ConnectionOptions } from './connection';
import { print, printJson, run } from './output';
import { PLAN_FIELDS, printPlan, type PlanAnswer } from './plan-table';

interface RecordOptions extends ConnectionOptions {
  readonly yes?: boolean;
  readonly dryRun?: boolean;
}

const PREVIEW = `query Preview($input: RecordDecisionInput!) { previewDecision(input: $input) { ${PLAN_FIELDS} } }`;
const RECORD =
  'mutation Record($input: RecordDecisionInput!) { recordDecision(input: $input) { decision { id number effectiveOn lines { index text } } plan { id } } }';

const EXAMPLE = `
A decision as YAML, with the fields of RecordDecisionInput:
  number: "512/QĐ-UBND"
  issuerId: ubnd-tp
  signedOn: "2026-11-20"
  effectiveOn: "2026-12-01"
  appoint:
    - { personId: "…", postId: so-du-lich/giam-doc-so }
  end:
    - { appointmentId: "…", reason: RETIRED }`;

export function decisionVerb(program: Command): void {
  const decision = program.command('decision').description('decisions: what makes appointments begin and end');
  withConnection(decision.command('record <file>'))
    .description('show what a decision would do, ask, and record it')
    .option('--yes', 'record without asking')
    .option('--dry-run', 'only show what would happen')
    .addHelpText('after', EXAMPLE)
    .action((file: string, options: RecordOptions) => run(options.json, () => record(connect(options), file, options)));
}

async function record(api: Api, file: string, options: RecordOptions): Promise<void> {
  const input = parse(await readFile(file, 'utf8')) as Record<string, unknown>;
  const { previewDecision: preview } = await api.request<{ previewDecision: PlanAnswer }>(PREVIEW, { input });
  if (options.json !== true) printPlan(preview);
  if (options.dryRun === true) {
    if (options.json) printJson({ preview });
    return;
  }
  if (options.yes !== true && !(await agreed())) {
    process.exitCode = 1;
    if (options.json) printJson({ preview, decision: null });
    else print('Nothing was recorded.');
    return;
  }
  const { recordDecision } = await api.request<{
    recordDecision: { decision: { id: string; number: string; effectiveOn: string } };
  }>(RECORD, {
    input: { ...input, previewHash: preview.hash },
  });
  if (options.json) printJson({ preview, ...recordDecision });
  else
    print(
      `Recorded decision ${recordDecision.decision.number}, effective ${recordDecision.decision.effectiveOn} (id ${recordDecision.decision.id}).`,
    );
}

async function agreed(): Promise<boolean> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await new Promise<string>((resolve) => {
    lines.question('Record this decision? [y/N] ', resolve);
    // Input that ends without an answer is no.
    lines.once('close', () => resolve(''));
  });
  lines.close();
  return /^(y|yes|c|có)$/i.test(answer.trim().normalize('NFC'));
}
