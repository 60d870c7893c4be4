/** `dieuhanh audit`: verifies the chain of audit rows, shows what happened, and hands out what a witness keeps. */
import type { Command } from 'commander';
import { auditExportVerb, type OfflineExport } from './audit-export';
import { auditListVerb } from './audit-list';
import { readWitnesses, type Witnesses } from './audit-witness';
import { connect, withConnection, type ConnectionOptions } from './connection';
import { print, printJson, progress, run } from './output';
import { say } from './texts';

export interface VerdictAnswer {
  readonly ok: boolean;
  /** Of an export: the place before its first record. */
  readonly after?: number;
  readonly records: number;
  /** Of a store: written and not chained yet. */
  readonly unchained?: number;
  readonly erased?: number;
  /** Of an export: whose signatures were found good. */
  readonly keyIds?: readonly string[];
  readonly head: { readonly seq: number; readonly hash: string };
  readonly finding: {
    readonly kind: string;
    readonly seq?: number;
    readonly id?: string;
    readonly fromSeq?: number;
    readonly headSeq?: number;
    readonly line?: number;
  } | null;
}

/** What works without a gateway; given by `main`. */
export interface OfflineAudit {
  verifyStore(witnesses: Witnesses, onProgress: (done: number, total: number) => void): Promise<VerdictAnswer>;
  verifyFile(file: string, options: { witnesses: Witnesses; keyId?: string }): Promise<VerdictAnswer>;
  readonly exportStore: OfflineExport;
}

const VERIFY = `query Verify($witness: AuditWitnessInput) { auditVerdict(witness: $witness) { ok records unchained erased head { seq hash } finding { kind seq id fromSeq headSeq } } }`;

interface VerifyOptions extends ConnectionOptions {
  readonly offline?: boolean;
  readonly witness?: string;
  readonly key?: string;
}

export function auditVerb(program: Command, offline: OfflineAudit): void {
  const audit = program.command('audit').description(say('auditAbout'));
  withConnection(audit.command('verify [file]'))
    .description(say('verifyAbout'))
    .option('--witness <seq:hash>', say('witnessOption'))
    .option('--key <id>', say('auditKeyOption'))
    .option('--offline', say('offlineOption'))
    .action((file: string | undefined, options: VerifyOptions) =>
      run(options.json, async () => {
        const verdict = await verdictOf(offline, file, options);
        if (!verdict.ok) process.exitCode = 1;
        if (options.json) printJson(verdict);
        else print(describe(verdict));
      }),
    );
  auditListVerb(audit);
  auditExportVerb(audit, offline.exportStore);
}

async function verdictOf(
  offline: OfflineAudit,
  file: string | undefined,
  options: VerifyOptions,
): Promise<VerdictAnswer> {
  const witnesses = await readWitnesses(options.witness);
  if (file !== undefined)
    return offline.verifyFile(file, { witnesses, ...(options.key === undefined ? {} : { keyId: options.key }) });
  const bar = progress(say('records'));
  if (options.offline === true) {
    const verdict = await offline.verifyStore(witnesses, bar.update);
    bar.stop();
    return verdict;
  }
  // The latest covers all before it.
  const [latest] = [...witnesses].sort(([a], [b]) => b - a);
  const witness = latest === undefined ? null : { seq: latest[0], hash: latest[1] };
  return (await connect(options).request<{ auditVerdict: VerdictAnswer }>(VERIFY, { witness })).auditVerdict;
}

function describe({ ok, after = 0, records, unchained = 0, erased = 0, keyIds, head, finding }: VerdictAnswer): string {
  if (ok) {
    const whole = say('chainWhole', { records, unchained, ...head });
    const signed = keyIds === undefined ? [] : [say('chainSigned', { keys: keyIds.join(', ') || '–' })];
    const begins = after > 0 ? [say('chainBegins', { after })] : [];
    return [whole, ...begins, ...(erased > 0 ? [say('chainErased', { erased })] : []), ...signed].join('\n');
  }
  const { seq = '', id = '', fromSeq = '', headSeq = '', line = '' } = finding ?? {};
  switch (finding?.kind) {
    case 'altered':
      return say('altered', { seq, id });
    case 'missing':
      return say('missing', { seq });
    case 'moved':
      return say('moved', { seq, id });
    case 'cut':
      return say('cut', { fromSeq, headSeq });
    case 'unreadable':
      return say('unreadableLine', { line });
    case 'signature':
      return say('otherSignature', { seq });
    case 'witness':
    case undefined:
    default:
      return say('otherWitness', { seq });
  }
}
