import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EVENT_ENTITIES, Relay } from '../events';
import { ManualClock } from '../shared/clock';
import { silentLogger } from '../shared/logger';
import { openStore } from '../store/open';
import type { Store } from '../store/store';
import { AUDIT_ENTITIES, recordEvent, verifyChain } from './index';

describe('the audit chain', () => {
  let folder: string;
  let store: Store;
  let relay: Relay;
  let clock: ManualClock;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'audit-'));
    clock = new ManualClock(new Date('2026-01-05T03:00:00Z'));
    store = await openStore(
      { kind: 'sqlite', file: join(folder, 'city.db') },
      [...AUDIT_ENTITIES, ...EVENT_ENTITIES],
      clock,
    );
    relay = new Relay(store, silentLogger);
    for (let index = 1; index <= 6; index += 1) {
      await store.write((tx) =>
        recordEvent(tx, {
          action: 'decision.record',
          subject: { kind: 'decision', id: `d${index}` },
          origin: 'test',
          detail: { index },
        }),
      );
    }
    await relay.drain();
  });

  afterEach(async () => {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const tamper = (sql: string): Promise<unknown> => store.write((tx) => tx.manager.query(sql));

  it('is whole when nobody touched it', async () => {
    const verdict = await verifyChain(store.read);

    expect(verdict).toMatchObject({ ok: true, records: 6, unchained: 0, finding: null, head: { seq: 6 } });
  });

  it('is carried on by the next relay once the lease of the one that died has ended, and by none before', async () => {
    await store.write((tx) =>
      recordEvent(tx, { action: 'decision.record', subject: { kind: 'decision', id: 'd7' }, origin: 'test' }),
    );

    await new Relay(store, silentLogger).drain();
    const during = await verifyChain(store.read);
    clock.advance(60_000);
    await new Relay(store, silentLogger).drain();

    expect(during).toMatchObject({ ok: true, records: 6, unchained: 1 });
    expect(await verifyChain(store.read)).toMatchObject({ ok: true, records: 7, unchained: 0 });
  });

  it('finds an altered row', async () => {
    await tamper(`UPDATE audit_record SET detail = '{"index":99}' WHERE seq = 3`);

    expect((await verifyChain(store.read)).finding).toMatchObject({ kind: 'altered', seq: 3 });
  });

  it('finds a removed row', async () => {
    await tamper('DELETE FROM audit_record WHERE seq = 4');

    expect((await verifyChain(store.read)).finding).toEqual({ kind: 'missing', seq: 4 });
  });

  it('finds two rows that changed places', async () => {
    await tamper('UPDATE audit_record SET seq = 99 WHERE seq = 2');
    await tamper('UPDATE audit_record SET seq = 2 WHERE seq = 5');
    await tamper('UPDATE audit_record SET seq = 5 WHERE seq = 99');

    expect((await verifyChain(store.read)).finding).toMatchObject({ kind: 'moved', seq: 2 });
  });

  it('finds a tail that was cut off', async () => {
    await tamper('DELETE FROM audit_record WHERE seq >= 5');

    expect((await verifyChain(store.read)).finding).toEqual({ kind: 'cut', fromSeq: 5, headSeq: 6 });
  });

  it('finds a chain that was rewritten from some point on, given a witness', async () => {
    const { head } = await verifyChain(store.read);
    await tamper(`UPDATE audit_record SET detail = '{}', seq = NULL, hash = NULL, "previousHash" = NULL`);
    await tamper('DELETE FROM audit_head');
    await relay.drain();

    expect(await verifyChain(store.read)).toMatchObject({ ok: true });
    expect((await verifyChain(store.read, { witness: head })).finding).toEqual({ kind: 'witness', seq: 6 });
  });
});
