/** `dieuhanh audit verify`: walks the chain of audit rows and says where it breaks. */
import type { Command } from 'commander';
import { connect, withConnection, type ConnectionOptions } from './connection';
import { print, printJson, progress, run } from './output';
import { say } from './texts';

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
  const audit = program.command('audit').description(say('auditAbout'));
  withConnection(audit.command('verify'))
    .description(say('verifyAbout'))
    .option('--witness <seq:hash>', say('witnessOption'))
    .option('--offline', say('offlineOption'))
    .action((options: VerifyOptions) =>
      run(options.json, async () => {
        const witness = options.witness === undefined ? null : parseWitness(options.witness);
        const bar = progress(say('records'));
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
  if (match === null) throw new Error(say('badWitness'));
  return { seq: Number(match[1]), hash: match[2] ?? '' };
}

function describe({ ok, records, unchained, head, finding }: VerdictAnswer): string {
  if (ok) return say('chainWhole', { records, unchained, ...head });
  const { seq = '', id = '', fromSeq = '', headSeq = '' } = finding ?? {};
  switch (finding?.kind) {
    case 'altered':
      return say('altered', { seq, id });
    case 'missing':
      return say('missing', { seq });
    case 'moved':
      return say('moved', { seq, id });
    case 'cut':
      return say('cut', { fromSeq, headSeq });
    case 'witness':
    case undefined:
    default:
      return say('otherWitness', { seq });
  }
}
