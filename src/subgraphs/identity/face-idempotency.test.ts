import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AuditRecord } from '../../audit/audit-record.entity';
import { recordEvent } from '../../audit/record';
import { ManualClock } from '../../shared/clock';
import { openStore } from '../../store/open';
import type { Store } from '../../store/store';
import type { Context, Principal } from './face';
import { IDEMPOTENCY_ENTITIES, once } from './face-idempotency';
import { IdempotencyKey } from './idempotency-key.entity';

let folder: string;
let store: Store;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'once-'));
  const clock = new ManualClock(new Date('2026-03-02T02:00:00.000Z'));
  store = await openStore(
    { kind: 'sqlite', file: join(folder, 'city.db') },
    [...IDEMPOTENCY_ENTITIES, AuditRecord],
    clock,
  );
});

afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

function contextOf(key: string | null, personId = 'p-1'): Context {
  const principal: Principal = {
    kind: 'person',
    id: personId,
    sessionId: 's',
    roles: ['person'],
    administers: new Set(),
  };
  return { idempotencyKey: key, principal, signedIn: () => principal } as unknown as Context;
}

/** A mutation whose effect can be counted: an audit row. */
function mutate(ctx: Context, input: unknown, field = 'createPerson', fail = false): Promise<{ id: string }> {
  return store.write((tx) =>
    once(ctx, tx, field, input, async () => {
      const id = `made-${await tx.manager.count(AuditRecord)}`;
      await recordEvent(tx, { action: 'test', subject: { kind: 'test', id }, origin: 'test' });
      if (fail) throw new Error('refused after all');
      return { id };
    }),
  );
}

function effects(): Promise<number> {
  return store.read.count(AuditRecord);
}

describe('a mutation with an Idempotency-Key', () => {
  it('has its effect once and gives the same answer, whatever the order of the input’s fields', async () => {
    const ctx = contextOf('k');

    const first = await mutate(ctx, { a: 1, b: [1, 2] });
    const second = await mutate(ctx, { b: [1, 2], a: 1 });

    expect(second).toEqual(first);
    expect(await effects()).toBe(1);
  });

  it('has its effect once when the same comes many times at once', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => mutate(contextOf('k'), { a: 1 })));

    expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
    expect(await effects()).toBe(1);
  });

  it('is refused with another input, and nothing happens', async () => {
    await mutate(contextOf('k'), { a: 1 });

    await expect(mutate(contextOf('k'), { a: 2 })).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
    expect(await effects()).toBe(1);
  });

  it('is another one for another person, another field or another key', async () => {
    await mutate(contextOf('k'), { a: 1 });
    await mutate(contextOf('k', 'p-2'), { a: 1 });
    await mutate(contextOf('k'), { a: 1 }, 'recordDecision');
    await mutate(contextOf('k2'), { a: 1 });

    expect(await effects()).toBe(4);
  });

  it('leaves nothing behind when the work fails, so that it may be tried again', async () => {
    await expect(mutate(contextOf('k'), { a: 1 }, 'createPerson', true)).rejects.toThrow('refused after all');

    expect(await store.read.count(IdempotencyKey)).toBe(0);
    expect(await mutate(contextOf('k'), { a: 1 })).toEqual({ id: 'made-0' });
  });

  it('keeps neither the key nor anything from which the input could be guessed', async () => {
    await mutate(contextOf('a-key-that-is-hard-to-guess'), { citizenNumber: '001099012345' });
    await mutate(contextOf('another-key'), { citizenNumber: '001099012345' });

    const rows = await store.read.find(IdempotencyKey);

    expect(JSON.stringify(rows)).not.toMatch(/hard-to-guess|001099012345/);
    expect(new Set(rows.map(({ inputHash }) => inputHash)).size).toBe(2);
  });

  it('refuses a key that is no key', async () => {
    for (const key of ['', 'x'.repeat(256), 'khóa', 'a b']) {
      await expect(mutate(contextOf(key), {})).rejects.toMatchObject({ code: 'INVALID_VALUE' });
    }
  });
});

describe('a mutation without one', () => {
  it('simply runs', async () => {
    await mutate(contextOf(null), { a: 1 });
    await mutate(contextOf(null), { a: 1 });

    expect(await effects()).toBe(2);
  });
});
