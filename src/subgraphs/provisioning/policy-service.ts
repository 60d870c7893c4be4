/** Changing the policy: shown first, applied by the hash of what was shown, kept with who and when. */
import { LessThanOrEqual } from 'typeorm';
import { record } from '../../audit/record';
import { Phrase } from '../../errors/phrases';
import { Refusal } from '../../errors/refusal';
import { faultText, PolicyError, type PolicyProblem } from '../../provisioning/core';
import { PolicyVersionRow, type Engine, type PolicyDifference } from '../../provisioning/effects';
import type { OfficeReader } from '../../provisioning/office-reader';
import { pageOf, type Connection, type PageRequest } from '../../shared/paging';
import type { Store } from '../../store/store';
import type { Context } from '../identity/face';
import { callerIn } from '../identity/face-caller';
import { once } from '../identity/face-idempotency';

/** What one row of every database holds. */
const BYTES_MAX = 60_000;
const PROBLEMS_MAX = 100;
const VERSIONS_MAX = 10_000;

export class PolicyService {
  constructor(
    private readonly store: Store,
    private readonly engine: Engine,
    private readonly office: OfficeReader,
  ) {}

  async difference(unitId: string | null, text: string): Promise<PolicyDifference> {
    if (Buffer.byteLength(text) > BYTES_MAX)
      throw invalid([{ line: 1, ...faultText('tooManyBytes', { max: BYTES_MAX }) }]);
    if (unitId !== null && !(await this.office.units()).some((unit) => unit.id === unitId))
      throw new Refusal('UNKNOWN_UNIT', { id: unitId }, ['unitId']);
    try {
      return await this.changes().difference({ unitId, text }, 'policy');
    } catch (error) {
      if (error instanceof PolicyError) throw invalid(error.problems);
      throw error;
    }
  }

  /** In force at once below the brake, else once its plan is approved; refused when it is not what was shown. */
  async apply(ctx: Context, unitId: string | null, text: string, hash: string): Promise<PolicyVersionRow> {
    const known = await this.difference(unitId, text);
    const { id: actorId } = ctx.signedIn();
    const id = await this.store.write((tx) =>
      once(ctx, tx, 'applyPolicy', { unitId, text, hash }, async () => {
        await this.engine.policy.refresh?.(tx.manager);
        const moved = known.from !== this.engine.policy.current().version;
        if (known.hash !== hash || moved) throw new Refusal('PREVIEW_STALE', {}, ['hash']);
        const versionId = await this.changes().record(tx, { unitId, text }, actorId, known);
        await record(tx, {
          action: 'policy.apply',
          subject: { kind: 'policy', id: versionId },
          ...callerIn(ctx),
          detail: {
            unitId,
            hash,
            version: known.effective.policy.version,
            persons: known.parts.length,
            waits: known.verdict.needsApproval,
          },
          before: known.from,
          after: text,
        });
        return versionId;
      }),
    );
    return this.store.read.findOneByOrFail(PolicyVersionRow, { id });
  }

  async versions(page: PageRequest): Promise<Connection<PolicyVersionRow>> {
    const rows = await this.store.read.find(PolicyVersionRow, { order: { id: 'ASC' }, take: VERSIONS_MAX });
    return pageOf(rows, page, (row) => row.id);
  }

  /** The city's policy, or a unit's extension, as it was in force at an instant. */
  async inForceAt(unitId: string | null, at: Date): Promise<PolicyVersionRow | null> {
    const rows = await this.store.read.find(PolicyVersionRow, {
      where: { status: 'applied', appliedAt: LessThanOrEqual(at) },
      order: { appliedAt: 'DESC', id: 'DESC' },
    });
    return rows.find((row) => row.unitId === unitId) ?? null;
  }

  private changes(): NonNullable<Engine['policyChanges']> {
    if (this.engine.policyChanges === null) throw new Error('the policy of this engine is fixed');
    return this.engine.policyChanges;
  }
}

/** Every problem with its line. */
export function invalid(problems: readonly Omit<PolicyProblem, 'file'>[]): Refusal {
  return Refusal.of(
    problems.slice(0, PROBLEMS_MAX).map(({ line, vi, en }) => ({
      code: 'POLICY_INVALID' as const,
      path: ['text', line],
      values: { line, message: new Phrase('SAID_IN_BOTH', { vi, en }) },
    })),
  );
}
