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

/** For a store of SQLite; `now` as SQLite compares it: `2026-03-02 02:00:00.000`. */
const SQL = `
  SELECT operation.kind || ' ' || operation.targetId || ' ' || operation.status || ' of ' || operation.personId
    || ', planned for ' || plan.plannedFor || ', due ' || coalesce(due.dueAt, 'never') AS what
  FROM operation
  JOIN plan ON plan.id = operation.planId
  LEFT JOIN due_person due ON due.personId = operation.personId
  WHERE operation.status IN ('PENDING', 'RUNNING', 'WAITING_RETRY')
    AND NOT (${HELD('= operation.targetId')})
    AND NOT (operation.kind IN ('create', 'enable') AND (${HELD('IS NOT NULL')} OR EXISTS (
      SELECT 1 FROM operation other WHERE other.personId = operation.personId
        AND other.status IN ('WAITING_APPROVAL', 'WAITING_PERSON'))))
    AND (due.personId IS NULL OR (due.waiting <> 'mark' AND due.leaseHolder IS NULL
      AND due.dueAt > max(plan.plannedFor, coalesce(operation.retryAt, ''),
        strftime('%Y-%m-%d %H:%M:%f', :now, '+${RETRY_MAX_S} seconds'))))
  LIMIT 10`;

/** Tells each such operation; none in a city that forgets nobody. */
export async function openWithoutDue(manager: EntityManager, now: Date): Promise<readonly string[]> {
  const at = now.toISOString().replace('T', ' ').replace('Z', '');
  const rows: { readonly what: string }[] = await manager.query(openWithoutDueSql(at));
  return rows.map(({ what }) => what);
}

/** The same question as a statement of its own, for who reads a store without us. */
export function openWithoutDueSql(now: string): string {
  return SQL.replaceAll(':now', `'${now}'`);
}
