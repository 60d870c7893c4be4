/** `dieuhanh audit verify`: walks the chain of audit rows and says where it breaks. */
import type { Command } from 'commander';
import { connect, withConnection, type ConnectionOptions } from './connection';
import { print, printJson, progress, run } from './output';

export interface VerdictAnswer {
  readonly ok: boolean;
  readonly records: number;
  readonly unchained: number;
  readonly head: { readonly seq: number; readonly hash: string };
  readonly finding: {
    readonly kind: string;
    readonly seq?: number;
    readonly id?: string;
    readonly fromSeq?: number;
    readonly headSeq?: number;
  } | null;
}

/** Opens the store of a home folder without a gateway; given by `main`. */
export type OfflineVerifier = (
  witness: { seq: number; hash: string } | null,
  onProgress: (done: number, total: number) => void,
) => Promise<VerdictAnswer>;

const VERIFY = `query Verify($witness: AuditWitnessInput) { auditVerdict(witness: $witness) { ok records unchained head { seq hash } finding { kind seq id fromSeq headSeq } } }`;

interface VerifyOptions extends ConnectionOptions {
  readonly offline?: boolean;
  readonly witness?: string;
}

export function auditVerb(program: Command, offline: OfflineVerifier): void {
  const audit = program.command('audit').description('the record of what was done');
  withConnection(audit.command('verify'))
    .description('check that no audit row was altered, removed, moved or cut off; exit code 1 when one was')
    .option(
      '--witness <seq:hash>',
      'a head that an earlier run printed: proves that nothing before it has changed since',
    )
    .option('--offline', 'read the store of DIEUHANH_HOME itself instead of asking the gateway')
    .action((options: VerifyOptions) =>
      run(options.json, async () => {
        const witness = options.witness === undefined ? null : parseWitness(options.witness);
        const bar = progress('records');
        const verdict =
          options.offline === true
            ? await offline(witness, bar.update)
            : (await connect(options).request<{ auditVerdict: VerdictAnswer }>(VERIFY, { witness })).auditVerdict;
        bar.stop();
        if (!verdict.ok) process.exitCode = 1;
        if (options.json) printJson(verdict);
        else print(describe(verdict));
      }),
    );
}

function parseWitness(text: string): { seq: number; hash: string } {
  const match = /^(\d+):([0-9a-f]{64})$/.exec(text);
  if (match === null) throw new Error('--witness is SEQ:HASH as an earlier "dieuhanh audit verify" printed it');
  return { seq: Number(match[1]), hash: match[2] ?? '' };
}

function describe(verdict: VerdictAnswer): string {
  if (verdict.ok) {
    return `The chain is whole: ${verdict.records} records, ${verdict.unchained} waiting to be chained.\nWitness to keep elsewhere: ${verdict.head.seq}:${verdict.head.hash}`;
  }
  const finding = verdict.finding;
  switch (finding?.kind) {
    case 'altered':
      return `BROKEN: record ${finding.seq} (${finding.id}) was altered after it was written.`;
    case 'missing':
      return `BROKEN: record ${finding.seq} was removed.`;
    case 'moved':
      return `BROKEN: record ${finding.id} does not belong at place ${finding.seq}; records changed places.`;
    case 'cut':
      return `BROKEN: records ${finding.fromSeq} to ${finding.headSeq} at the end were cut off.`;
    case 'witness':
    case undefined:
    default:
      return `BROKEN: the chain does not lead to the witness at ${finding?.seq}; it was written anew.`;
  }
}
