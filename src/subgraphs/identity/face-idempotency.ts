/**
 * Idempotency-Key for every room: part of identity's face. The row is written in the mutation's own transaction, so
 * that the effect and the memory of it stand or fall together.
 */
import { createHash, createHmac } from 'node:crypto';
import { canonicalJson } from '../../audit/chain';
import { Phrase } from '../../errors/phrases';
import { Refusal } from '../../errors/refusal';
import { newId } from '../../shared/ids';
import type { Tx } from '../../store/store';
import type { Context } from './face';
import { IdempotencyKey } from './idempotency-key.entity';

/** For a test that opens a store of its own and passes keys. */
export const IDEMPOTENCY_ENTITIES = [IdempotencyKey];

const KEY = /^[\x21-\x7e]{1,255}$/;
/** What is remembered is an id or a few; a mutation that wants to remember more should load by id instead. */
const RESULT_MAX = 10_000;

/**
 * Runs `work` once for the same principal, key and field, and gives what it gave again afterwards; `work` returns what
 * the caller needs to find the entity again, usually its id. Without a key it simply runs. The same key with another
 * input is refused with IDEMPOTENCY_KEY_REUSED. A refusal thrown by `work` rolls all back and is not remembered.
 *
 * ```ts
 * const id = await store.write((tx) => once(ctx, tx, 'createPerson', input, () => this.insertPerson(tx, input)));
 * ```
 */
export async function once<T>(ctx: Context, tx: Tx, field: string, input: unknown, work: () => Promise<T>): Promise<T> {
  const key = ctx.idempotencyKey;
  if (key === null) return work();
  if (!KEY.test(key))
    throw new Refusal('INVALID_VALUE', {
      field: 'Idempotency-Key',
      detail: new Phrase('LENGTH_ASCII', { min: 1, max: 255 }),
    });
  const { kind, id: principalId } = ctx.signedIn();
  const principal = `${kind}:${principalId}`;
  const id = createHash('sha256')
    .update(JSON.stringify([principal, key, field]))
    .digest('hex');
  const inputHash = createHmac('sha256', key)
    .update(canonicalJson(input) ?? '')
    .digest('hex');
  const callId = newId(tx.now);

  // Whoever inserts the row is first. On MySQL a rival waits here until the first has committed or rolled back.
  const row = { id, callId, principal, field, inputHash, result: null, at: tx.now };
  await tx.manager.createQueryBuilder().insert().into(IdempotencyKey).values(row).orIgnore().execute();
  const kept = await keptRow(tx, id);
  if (kept.callId !== callId) {
    if (kept.inputHash !== inputHash) throw new Refusal('IDEMPOTENCY_KEY_REUSED');
    return JSON.parse(kept.result ?? 'null') as T;
  }
  const value = await work();
  const result = JSON.stringify(value ?? null);
  if (result.length > RESULT_MAX)
    throw new Error(`${field} remembers ${result.length} characters for an Idempotency-Key; return an id`);
  await tx.manager.update(IdempotencyKey, { id }, { result });
  return value;
}

/** A locking read on MySQL, where a plain one may still show the time before the rival's commit. */
function keptRow(tx: Tx, id: string): Promise<IdempotencyKey> {
  const query = tx.manager.createQueryBuilder(IdempotencyKey, 'kept').where({ id });
  const isMySql = tx.manager.connection.options.type === 'mysql' || tx.manager.connection.options.type === 'mariadb';
  return (isMySql ? query.setLock('pessimistic_write') : query).getOneOrFail();
}
