/**
 * What is written is what was planned, and of an approved plan what was approved (6): an operation of it is done as it
 * stood when somebody approved it, or refused as stale; none is left open once its day has come.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Bench } from '../bench';
import type { PlannedOperation } from '../../../src/provisioning/core';
import { Violation } from '../tally';
import type { Write } from '../weather';

interface OperationRow {
  readonly id: string;
  readonly planned: string;
  readonly status: string;
}

export class Approvals {
  /** Operations of approved plans as they stood then. */
  private readonly approved = new Map<string, string>();
  private readonly plans = new Set<string>();

  constructor(private readonly database: Bench['database']) {}

  /** Somebody approved the plan just now. */
  keep(planId: string): void {
    this.plans.add(planId);
    const open = this.database
      .prepare(
        "SELECT id, planned, status FROM operation WHERE planId = ? AND status NOT IN ('DONE', 'FAILED', 'SUPERSEDED')",
      )
      .all(planId) as OperationRow[];
    for (const { id, planned } of open) this.approved.set(id, planned);
  }

  isApproved(planId: string): boolean {
    return this.plans.has(planId);
  }

  /** True when the write is of an approved plan. */
  written(write: Write, personId: string, what: string): boolean {
    const rows = this.database
      .prepare(
        `SELECT o.id, o.planned, o.status FROM operation o
         WHERE o.personId = ? AND o.targetId = ? AND o.kind = ? AND o.status = 'RUNNING'
           AND EXISTS (SELECT 1 FROM attempt a WHERE a.operationId = o.id AND a.outcomeAt IS NULL)`,
      )
      .all(personId, write.targetId, write.operation) as OperationRow[];
    const row = rows.find(({ planned }) => isWritten(JSON.parse(planned) as PlannedOperation, write));
    if (rows.length === 0) throw new Violation(15, `${what} without an intent`);
    if (row === undefined) throw new Violation(6, `${what} is not as it was planned`);
    const approved = this.approved.get(row.id);
    if (approved !== undefined && approved !== row.planned) throw new Violation(6, `${what} is not as it was approved`);
    return approved !== undefined;
  }

  /** How many of the approved operations turned out to be stale, at rest. What is planned for a later day may wait for it. */
  rested(nowMs: number): number {
    let stale = 0;
    for (const id of this.approved.keys()) {
      const row = this.database
        .prepare(
          'SELECT o.id, o.planned, o.status, p.plannedFor FROM operation o JOIN plan p ON p.id = o.planId WHERE o.id = ?',
        )
        .get(id) as (OperationRow & { readonly plannedFor: string }) | undefined;
      if (row?.status === 'PENDING' && Date.parse(`${row.plannedFor.replace(' ', 'T')}Z`) > nowMs) continue;
      if (row === undefined || !['DONE', 'FAILED', 'SUPERSEDED'].includes(row.status))
        throw new Violation(6, `an approved operation is ${row?.status ?? 'gone'} when all is at rest`);
      if (row.status === 'SUPERSEDED') stale += 1;
      this.approved.delete(id);
    }
    return stale;
  }
}

/** An account that was created meanwhile is the one that is meant. */
function isWritten(
  { nativeId, after }: PlannedOperation,
  { operation, nativeId: written, spec, delta }: Write,
): boolean {
  if (operation === 'create')
    return (
      spec?.name === after?.name &&
      same(spec?.attributes, after?.attributes, {}) &&
      same(spec?.grants, after?.addGrants, [])
    );
  if (nativeId !== null && nativeId !== written) return false;
  if (operation !== 'modify') return true;
  return (
    same(delta?.set, after?.attributes, {}) &&
    same(delta?.addGrants, after?.addGrants, []) &&
    same(delta?.removeGrants, after?.removeGrants, [])
  );
}

function same(written: unknown, planned: unknown, none: unknown): boolean {
  const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? none)) as unknown;
  return isDeepStrictEqual(plain(written), plain(planned));
}
