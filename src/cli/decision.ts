/** `dieuhanh decision record file.yaml`: shows what would happen, asks, and records exactly that. */
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { Command } from 'commander';
import { parse } from 'yaml';
import type { Api } from '../import/api';
import { connect, withConnection, type ConnectionOptions } from './connection';
import { print, printJson, run } from './output';
import { planFields, printPlan, type PlanAnswer } from './plan-table';
import { langOf, type Lang } from './plan-words';
import { say } from './texts';
import { withWidth, type Width } from './width';

interface RecordOptions extends ConnectionOptions, Width {
  readonly yes?: boolean;
  readonly dryRun?: boolean;
}

const RECORD =
  'mutation Record($input: RecordDecisionInput!) { recordDecision(input: $input) { decision { id number effectiveOn lines { index text } } plan { id } } }';

const EXAMPLE = `
  number: "512/QĐ-UBND"
  issuerId: ubnd-tp
  signedOn: "2026-11-20"
  effectiveOn: "2026-12-01"
  appoint:
    - { personId: "…", postId: so-du-lich/giam-doc-so }
  end:
    - { appointmentId: "…", reason: RETIRED }`;

export function decisionVerb(program: Command): void {
  const decision = program.command('decision').description(say('decisionAbout'));
  withWidth(withConnection(decision.command('preview <file>')))
    .description(say('decisionPreviewAbout'))
    .addHelpText('after', `\n${say('decisionExample')}${EXAMPLE}`)
    .action((file: string, options: ConnectionOptions & Width) =>
      run(options.json, async () => {
        const shown = await previewed(connect(options), await inputOf(file), langOf(options.lang));
        if (options.json) printJson(shown);
        else printPlan(shown, { lang: langOf(options.lang), width: options.width });
      }),
    );
  withWidth(withConnection(decision.command('record <file>')))
    .description(say('decisionRecordAbout'))
    .option('--yes', say('decisionYes'))
    .option('--dry-run', say('decisionDryRun'))
    .addHelpText('after', `\n${say('decisionExample')}${EXAMPLE}`)
    .action((file: string, options: RecordOptions) => run(options.json, () => record(connect(options), file, options)));
}

async function record(api: Api, file: string, options: RecordOptions): Promise<void> {
  const input = await inputOf(file);
  const lang = langOf(options.lang);
  const preview = await previewed(api, input, lang);
  if (options.json !== true) printPlan(preview, { lang, width: options.width });
  if (options.dryRun === true) {
    if (options.json) printJson({ preview });
    return;
  }
  if (options.yes !== true && !(await agreed())) {
    process.exitCode = 1;
    if (options.json) printJson({ preview, decision: null });
    else print(say('decisionNothing'));
    return;
  }
  const { recordDecision } = await api.request<{
    recordDecision: { decision: { id: string; number: string; effectiveOn: string } };
  }>(RECORD, {
    input: { ...input, previewHash: preview.hash },
  });
  if (options.json) printJson({ preview, ...recordDecision });
  else print(say('decisionRecorded', recordDecision.decision));
}

async function inputOf(file: string): Promise<Record<string, unknown>> {
  return parse(await readFile(file, 'utf8')) as Record<string, unknown>;
}

async function previewed(api: Api, input: Record<string, unknown>, lang: Lang): Promise<PlanAnswer> {
  const { previewDecision } = await api.request<{ previewDecision: PlanAnswer }>(
    `query Preview($input: RecordDecisionInput!) { previewDecision(input: $input) { ${planFields(lang)} } }`,
    { input },
  );
  return previewDecision;
}

async function agreed(): Promise<boolean> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await new Promise<string>((resolve) => {
    lines.question(say('decisionAsk'), resolve);
    // Input that ends without an answer is no.
    lines.once('close', () => resolve(''));
  });
  lines.close();
  return /^(y|yes|c|có)$/i.test(answer.trim().normalize('NFC'));
}
