import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ManualClock } from '../shared/clock';
import { silentLogger } from '../shared/logger';
import { openStore } from '../store/open';
import type { Store } from '../store/store';
import { AUDIT_ENTITIES, AuditRecord, RefusalLog } from './index';

const HOUR_MS = 3_600_000;

describe('a flood of refused requests', () => {
  let folder: string;
  let store: Store;
  let log: RefusalLog;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'refusals-'));
    const clock = new ManualClock(new Date('2026-01-05T03:00:00Z'));
    store = await openStore({ kind: 'sqlite', file: join(folder, 'city.db') }, AUDIT_ENTITIES, clock);
    log = new RefusalLog(store, silentLogger, { windowMs: HOUR_MS, callersMax: 20, flushEveryMs: HOUR_MS });
  });

  afterEach(async () => {
    await log.close();
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const refuse = (times: number, origin: (index: number) => string, code = 'UNAUTHENTICATED'): void => {
    for (let index = 0; index < times; index += 1)
      log.note({ principal: null, origin: origin(index), code, fields: ['pauseTarget'] });
  };

  async function rows(): Promise<{ origin: string; times: number; code: string }[]> {
    const found = await store.read.find(AuditRecord, { order: { id: 'ASC' } });
    return found.map(({ origin, detail }) => ({ origin, ...(JSON.parse(detail) as { times: number; code: string }) }));
  }

  it('takes two rows for one caller, and counts them all', async () => {
    refuse(5_000, () => '10.0.0.1');
    await log.flush();
    const first = await rows();
    await log.flush(true);

    expect(first).toEqual([{ origin: '10.0.0.1', code: 'UNAUTHENTICATED', times: 1 }]);
    expect((await rows()).map(({ times }) => times)).toEqual([1, 4_999]);
  });

  it('counts together whoever comes beyond the callers that are kept apart', async () => {
    refuse(5_000, (index) => `10.0.${index >> 8}.${index & 255}`);
    await log.flush(true);

    const told = await rows();
    expect(told.length).toBeLessThanOrEqual(22);
    expect(told.reduce((sum, { times }) => sum + times, 0)).toBe(5_000);
    expect(told.filter(({ origin }) => origin === 'others').map(({ times }) => times)).toEqual([1, 4_979]);
  });

  it('keeps apart who was refused what', async () => {
    refuse(2, () => '10.0.0.1', 'FORBIDDEN');
    refuse(1, () => '10.0.0.1', 'BRAKE_HOLDS');
    await log.flush(true);

    expect((await rows()).map(({ code, times }) => `${code} ${times}`).sort()).toEqual([
      'BRAKE_HOLDS 1',
      'FORBIDDEN 1',
      'FORBIDDEN 1',
    ]);
  });

  it('loses none when the store takes no row for a while', async () => {
    await store.write((tx) =>
      tx.manager.query(`CREATE TRIGGER refused BEFORE INSERT ON audit_record BEGIN SELECT RAISE(ABORT, 'no'); END`),
    );
    refuse(3, () => '10.0.0.1');
    await log.flush();
    await store.write((tx) => tx.manager.query('DROP TRIGGER refused'));
    await log.flush(true);

    expect((await rows()).map(({ times }) => times)).toEqual([1, 2]);
  });
});
