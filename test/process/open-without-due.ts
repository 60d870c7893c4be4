/**
 * The invariant of the scheduler's memory: an operation that may be done has somebody due for it, by the time at which it
 * can be tried. Left out is what a person's word brings back: targets that are paused or only observed, and accounts
 * that are opened after something which waits for an approval.
 */
import type { EntityManager } from 'typeorm';

/** No retry lies further ahead (the engine's `retryMaxMs`). */
const RETRY_MAX_S = 300;

const HELD = (targetId: string): string =>
  `EXISTS (SELECT 1 FROM target WHERE target.paused = 1 AND target.id ${targetId})
   OR EXISTS (SELECT 1 FROM observe_only WHERE observe_only.endedAt IS NULL)`;

/** What is told of one, by the words with which each kind of store joins texts. */
const PARTS = [
  'operation.kind',
  "' '",
  'operation.targetId',
  "' '",
  'operation.status',
  "' of '",
  'operation.personId',
  "', planned for '",
  'plan.plannedFor',
  "', due '",
  "coalesce(due.dueAt, 'never')",
];
const WHAT = { sqlite: PARTS.join(' || '), mysql: `CONCAT(${PARTS.join(', ')})` };

/** `latest` as a store compares it: `2026-03-02 02:05:00.000`. */
const SQL = `
  SELECT :what AS what
  FROM operation
  JOIN plan ON plan.id = operation.planId
  LEFT JOIN due_person due ON due.personId = operation.personId
  WHERE operation.status IN ('PENDING', 'RUNNING', 'WAITING_RETRY')
    AND NOT (${HELD('= operation.targetId')})
    AND NOT (operation.kind IN ('create', 'enable') AND (${HELD('IS NOT NULL')} OR EXISTS (
      SELECT 1 FROM operation other WHERE other.personId = operation.personId
        AND other.status IN ('WAITING_APPROVAL', 'WAITING_PERSON'))))
    AND (due.personId IS NULL OR (due.waiting <> 'mark' AND due.leaseHolder IS NULL
      AND due.dueAt > plan.plannedFor AND due.dueAt > :latest
      AND (operation.retryAt IS NULL OR due.dueAt > operation.retryAt)))
  LIMIT 10`;

/** Tells each such operation; none in a city that forgets nobody. */
export async function openWithoutDue(manager: EntityManager, now: Date): Promise<readonly string[]> {
  const kind = manager.connection.options.type === 'better-sqlite3' ? 'sqlite' : 'mysql';
  const rows: { readonly what: string }[] = await manager.query(statement(kind, now));
  return rows.map(({ what }) => what);
}

/** The same question as a statement of its own, for who reads a store of SQLite without us; `now` as such a store has it. */
export function openWithoutDueSql(now: string): string {
  return statement('sqlite', new Date(`${now.replace(' ', 'T')}Z`));
}

function statement(kind: 'sqlite' | 'mysql', now: Date): string {
  const latest = new Date(now.getTime() + RETRY_MAX_S * 1_000).toISOString().replace('T', ' ').replace('Z', '');
  return SQL.replace(':what', WHAT[kind]).replace(':latest', `'${latest}'`);
}
