/** Verifies an export without the store it came from, and names the first record that is not as it was written. */
import { z } from 'zod';
import type { AuditRecord } from './audit-record.entity';
import { EXPORT_FORMAT } from './export';
import { verifyRoot, type PublicKey } from './signing-key';
import { ChainWalk, type AuditFinding, type Witness } from './walk';

export interface ExportVerdict {
  readonly ok: boolean;
  /** The place before the first record: what lies there and before is not in the export. */
  readonly after: number;
  readonly records: number;
  readonly erased: number;
  /** Signatures that were found good, the one at the end among them. */
  readonly roots: number;
  /** Keys that made them: compare with what was kept elsewhere. */
  readonly keyIds: readonly string[];
  readonly head: Witness;
  readonly finding: ExportFinding | null;
}

export type ExportFinding =
  | AuditFinding
  /** A line that is none of an export, counted from 1. */
  | { readonly kind: 'unreadable'; readonly line: number }
  /** A signature that no key of the export, or not the key asked for, made over this place of the chain. */
  | { readonly kind: 'signature'; readonly seq: number };

export interface ExportVerifyOptions {
  /** Places kept elsewhere, by position. */
  readonly witnesses?: ReadonlyMap<number, string>;
  /** Id of the key that must have signed; without it the keys of the export are believed. */
  readonly keyId?: string;
  readonly onProgress?: (done: number) => void;
}

const LINE_MAX = 1_000_000;
const hash = z.string().regex(/^[0-9a-f]{64}$/);
const text = z.string().nullable();
const Line = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('header'),
    format: z.literal(EXPORT_FORMAT),
    before: z.object({ seq: z.int().min(0), hash }),
    keys: z.array(z.object({ id: z.string(), jwk: z.record(z.string(), z.unknown()) })).max(20),
  }),
  z.object({
    kind: z.literal('record'),
    id: z.string(),
    form: z.int().nullable(),
    at: z.iso.datetime().transform((instant) => new Date(instant)),
    actorId: text,
    onBehalfOfId: text,
    action: z.string(),
    subjectKind: z.string(),
    subjectId: z.string(),
    personId: text,
    decisionId: text,
    origin: z.string(),
    detail: z.string(),
    personal: text,
    beforeHash: text,
    afterHash: text,
    salt: text,
    digest: text,
    erasedById: text,
    seq: z.int().nullable(),
    previousHash: text,
    hash: text,
  }),
  z.object({ kind: z.literal('root'), seq: z.int(), signature: z.string() }),
  z.object({ kind: z.literal('end'), seq: z.int().min(0), hash, complete: z.boolean(), signature: text }),
]);
type Told = z.infer<typeof Line>;

export async function verifyExport(
  lines: AsyncIterable<string>,
  options: ExportVerifyOptions = {},
): Promise<ExportVerdict> {
  const reading = new Reading(options);
  let number = 0;
  for await (const line of lines) {
    number += 1;
    if (line === '') continue;
    const told = read(line);
    const finding = told === null ? { kind: 'unreadable' as const, line: number } : await reading.take(told, number);
    if (finding !== null) return reading.verdict(finding);
    options.onProgress?.(reading.records);
  }
  return reading.verdict(reading.finish());
}

class Reading {
  records = 0;
  private after = 0;
  private roots = 0;
  private keys: readonly PublicKey[] = [];
  private readonly keyIds = new Set<string>();
  private walk: ChainWalk | null = null;
  private ended: (Witness & { readonly complete: boolean }) | null = null;

  constructor(private readonly options: ExportVerifyOptions) {}

  async take(told: Told, line: number): Promise<ExportFinding | null> {
    if (told.kind === 'header') return this.begin(told, line);
    if (this.walk === null || this.ended !== null) return { kind: 'unreadable', line };
    switch (told.kind) {
      case 'record': {
        const finding = this.walk.take(told satisfies AuditRecord);
        if (finding === null) this.records += 1;
        return finding;
      }
      case 'root':
        return this.signed(told.seq, told.signature);
      case 'end':
        this.ended = { seq: told.seq, hash: told.hash, complete: told.complete };
        if (told.seq !== this.walk.seq || told.hash !== this.walk.hash) return null;
        return told.signature === null ? null : this.signed(told.seq, told.signature);
    }
  }

  finish(): ExportFinding | null {
    if (this.walk === null) return { kind: 'unreadable', line: 1 };
    if (this.ended === null) return { kind: 'cut', fromSeq: this.walk.seq + 1, headSeq: this.walk.seq + 1 };
    const { keyId } = this.options;
    if (keyId !== undefined && !this.keyIds.has(keyId)) return { kind: 'signature', seq: this.walk.seq };
    return this.walk.end(this.ended) ?? (this.ended.complete ? this.walk.unexplained() : null);
  }

  verdict(finding: ExportFinding | null): ExportVerdict {
    return {
      ok: finding === null,
      after: this.after,
      records: this.records,
      erased: this.walk?.erased ?? 0,
      roots: this.roots,
      keyIds: [...this.keyIds],
      head: { seq: this.walk?.seq ?? 0, hash: this.walk?.hash ?? '' },
      finding,
    };
  }

  private begin(told: Told & { kind: 'header' }, line: number): ExportFinding | null {
    if (this.walk !== null) return { kind: 'unreadable', line };
    this.after = told.before.seq;
    // Of what lies before the export nothing can be said: a witness of an earlier place does not concern it, but one
    // that can be met must be among them.
    const given = [...(this.options.witnesses ?? [])];
    const witnesses = given.filter(([seq]) => seq >= told.before.seq);
    if (given.length > 0 && witnesses.length === 0)
      return { kind: 'witness', seq: Math.max(...given.map(([seq]) => seq)) };
    this.walk = new ChainWalk(new Map(witnesses), told.before);
    this.keys = told.keys;
    const kept = witnesses.find(([seq]) => seq === told.before.seq);
    return kept !== undefined && kept[1] !== told.before.hash ? { kind: 'witness', seq: told.before.seq } : null;
  }

  private async signed(seq: number, signature: string): Promise<ExportFinding | null> {
    const root = await verifyRoot(signature, this.keys);
    const { keyId } = this.options;
    const read = this.walk?.seq ?? 0;
    if (seq > read) return { kind: 'missing', seq: read + 1 };
    const holds = root !== null && root.seq === seq && seq === read && root.hash === this.walk?.hash;
    if (!holds || (keyId !== undefined && root.keyId !== keyId)) return { kind: 'signature', seq };
    this.roots += 1;
    this.keyIds.add(root.keyId);
    return null;
  }
}

function read(line: string): Told | null {
  if (line.length > LINE_MAX) return null;
  try {
    const parsed = Line.safeParse(JSON.parse(line));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
