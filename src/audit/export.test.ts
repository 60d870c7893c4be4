import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EVENT_ENTITIES, Relay } from '../events';
import { ManualClock } from '../shared/clock';
import { silentLogger } from '../shared/logger';
import { openStore } from '../store/open';
import type { Store } from '../store/store';
import { AuditRecord } from './audit-record.entity';
import {
  AUDIT_ENTITIES,
  eraseDetail,
  exportPage,
  openSigner,
  recordEvent,
  rootsAfter,
  verifyChain,
  verifyExport,
} from './index';
import type { RootSigner } from './signing-key';

const DAY_MS = 86_400_000;

describe('the exported audit record', () => {
  let folder: string;
  let store: Store;
  let relay: Relay;
  let clock: ManualClock;
  let signer: RootSigner;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'audit-export-'));
    clock = new ManualClock(new Date('2026-01-05T03:00:00Z'));
    signer = await openSigner(join(folder, 'audit.json'));
    const entities = [...AUDIT_ENTITIES, ...EVENT_ENTITIES];
    store = await openStore({ kind: 'sqlite', file: join(folder, 'city.db') }, entities, clock);
    relay = new Relay(store, silentLogger, { keptDays: 90, signer });
    for (let index = 1; index <= 12; index += 1) {
      await write('session.open', `p${index % 3}`, { device: `bảng ${index}` });
      if (index % 4 === 0) {
        await relay.drain();
        clock.advance(DAY_MS);
      }
    }
  });

  afterEach(async () => {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const write = (action: string, personId: string, detail: Record<string, unknown> = {}): Promise<string> =>
    store.write((tx) =>
      recordEvent(tx, { action, subject: { kind: 'person', id: personId }, origin: '10.0.0.9', detail, after: detail }),
    );

  async function exported(from: Date | null = null, to: Date | null = null): Promise<string[]> {
    const lines: string[] = [];
    for (let cursor: string | null = null; ;) {
      const page = await exportPage(store.read, signer, { range: { from, to }, cursor, first: 5, now: clock.now() });
      lines.push(...(page?.lines ?? []));
      cursor = page?.cursor ?? null;
      if (cursor === null) return lines;
    }
  }

  const verified = (lines: readonly string[], options: Parameters<typeof verifyExport>[1] = {}) =>
    verifyExport(streamed(lines), options);

  async function* streamed(lines: readonly string[]): AsyncGenerator<string> {
    for (const line of lines) yield line;
  }

  const indexOf = (lines: readonly string[], seq: number): number =>
    lines.findIndex((line) => line.includes('"kind":"record"') && line.includes(`"seq":${seq},`));

  it('is whole without the store, and says whose keys signed it', async () => {
    const lines = await exported();

    const verdict = await verified(lines, { keyId: signer.keyId });

    expect(verdict).toMatchObject({ ok: true, records: 12, erased: 0, finding: null, head: { seq: 12 } });
    expect(verdict.keyIds).toEqual([signer.keyId]);
    expect(verdict.roots).toBe((await rootsAfter(store.read, 0, 100)).length + 1);
  });

  it('names the first record that was altered', async () => {
    const lines = await exported();
    lines[indexOf(lines, 7)] = lines[indexOf(lines, 7)]!.replace('session.open', 'session.shut');
    lines[indexOf(lines, 9)] = lines[indexOf(lines, 9)]!.replace('session.open', 'session.shut');

    expect((await verified(lines)).finding).toMatchObject({ kind: 'altered', seq: 7 });
  });

  it('names a record whose personal detail was altered', async () => {
    const lines = await exported();
    lines[indexOf(lines, 5)] = lines[indexOf(lines, 5)]!.replace('bảng 5', 'bảng 6');

    expect((await verified(lines)).finding).toMatchObject({ kind: 'altered', seq: 5 });
  });

  it('names a record that was removed, and one that was moved', async () => {
    const lines = await exported();
    const [at3, at4] = [indexOf(lines, 3), indexOf(lines, 4)];
    const swapped = [...lines];
    swapped[at3] = lines[at4]!.replace('"seq":4,', '"seq":3,');
    swapped[at4] = lines[at3]!.replace('"seq":3,', '"seq":4,');

    expect((await verified(lines.toSpliced(at4, 1))).finding).toEqual({ kind: 'missing', seq: 4 });
    expect((await verified(swapped)).finding).toMatchObject({ kind: 'moved', seq: 3 });
  });

  it('sees that its end was cut off, and with a witness that a whole tail was', async () => {
    const lines = await exported();
    const { head } = await verifyChain(store.read);
    await write('session.open', 'p1');
    await relay.drain();
    const grown = await verifyChain(store.read);

    expect((await verified(lines.slice(0, -3))).finding).toMatchObject({ kind: 'cut' });
    expect((await verified(lines, { witnesses: new Map([[head.seq, head.hash]]) })).ok).toBe(true);
    expect((await verified(lines, { witnesses: new Map([[grown.head.seq, grown.head.hash]]) })).finding).toEqual({
      kind: 'cut',
      fromSeq: 13,
      headSeq: 13,
    });
  });

  it('is not believed when it was written anew with another key', async () => {
    const kept = signer.keyId;
    const [root] = await rootsAfter(store.read, 0, 1);
    await store.write((tx) =>
      tx.manager.query(
        `UPDATE audit_record SET origin = 'x', form = NULL, seq = NULL, hash = NULL, "previousHash" = NULL`,
      ),
    );
    await store.write((tx) => tx.manager.query('DELETE FROM audit_head'));
    await store.write((tx) => tx.manager.query('DELETE FROM audit_root'));
    signer = await openSigner(join(folder, 'forged.json'));
    clock.advance(60_000);
    await new Relay(store, silentLogger, { keptDays: 90, signer }).drain();
    const forged = await exported();

    expect((await verified(forged)).ok).toBe(true);
    expect((await verified(forged, { keyId: kept })).finding).toMatchObject({ kind: 'signature' });
    expect((await verified(forged, { witnesses: new Map([[root!.seq, root!.hash]]) })).finding).toEqual({
      kind: 'witness',
      seq: root!.seq,
    });
  });

  it('sees a root that nobody signed', async () => {
    const lines = await exported();
    const at = lines.findIndex((line) => line.includes('"kind":"root"'));
    const root = JSON.parse(lines[at]!) as { signature: string };
    lines[at] = JSON.stringify({ ...root, signature: `${root.signature.slice(0, -8)}AAAAAAAA` });

    expect((await verified(lines)).finding).toMatchObject({ kind: 'signature' });
  });

  it('can begin and end at an instant', async () => {
    const from = new Date('2026-01-06T00:00:00Z');
    const to = new Date('2026-01-07T00:00:00Z');

    const verdict = await verified(await exported(from, to));

    expect(verdict).toMatchObject({ ok: true, records: 4, head: { seq: 8 } });
  });

  it('stays whole when the detail of a person is erased, and tells an erasure from a robbery', async () => {
    const lines = await exported();
    const erased = await store.write(async (tx) => {
      const erasure = await recordEvent(tx, {
        action: 'person.erase',
        subject: { kind: 'person', id: 'p1' },
        origin: 'test',
      });
      return eraseDetail(tx, 'p1', erasure);
    });
    await relay.drain();

    const after = await exported();
    const rows = await store.read.findBy(AuditRecord, { personId: 'p1', action: 'session.open' });
    await store.write((tx) =>
      tx.manager.query(
        `UPDATE audit_record SET personal = NULL, salt = NULL, "afterHash" = NULL, "erasedById" = 'nobody' WHERE seq = 2`,
      ),
    );

    expect(erased).toBeGreaterThanOrEqual(rows.length);
    expect(lines.join('\n')).toContain('bảng 4');
    expect(after.join('\n')).not.toContain('bảng 4');
    expect(rows.every(({ origin, personal, salt }) => origin === 'erased' && personal === null && salt === null)).toBe(
      true,
    );
    expect(await verified(after)).toMatchObject({ ok: true, erased });
    expect((await verifyChain(store.read)).finding).toMatchObject({ kind: 'altered', seq: 2 });
  });

  it('still vouches for rows of the first form, which had everything inline', async () => {
    await store.write((tx) =>
      tx.manager.query(
        `INSERT INTO audit_record (id, at, action, "subjectKind", "subjectId", origin, detail) VALUES ('old', '2026-01-05 03:00:00.000', 'person.create', 'person', 'p9', '10.0.0.1', '{"login":"nvmau"}')`,
      ),
    );
    await relay.drain();

    expect(await verifyChain(store.read)).toMatchObject({ ok: true, records: 13 });
    expect(await verified(await exported())).toMatchObject({ ok: true, records: 13 });
  });

  it('keeps its signing key where only its owner reads it', () => {
    expect(statSync(join(folder, 'audit.json')).mode & 0o077).toBe(0);
  });
});
