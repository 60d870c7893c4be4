/** Scans that a person asks for, and targets that a person lets be observed only or written again. */
import { In, MoreThan } from 'typeorm';
import { record, type States } from '../../audit/record';
import { Refusal } from '../../errors/refusal';
import { OPEN, OperationRow, PlanRow, type Engine } from '../../provisioning/effects';
import type { Store, Tx } from '../../store/store';
import type { Context } from '../identity/face';
import { callerIn } from '../identity/face-caller';
import { once } from '../identity/face-idempotency';
import { ReconcileScope } from './enums.graphql';
import type { Scopes } from './scope';
import { checkReason } from './service';

const PAGE = 500;
const PAGES_MAX = 10_000;

export class ScanService {
  constructor(
    private readonly store: Store,
    private readonly engine: Engine,
    private readonly scopes: Scopes,
  ) {}

  /** Begins a scan, or joins the one under way. */
  async scan(ctx: Context, targetId: string): Promise<void> {
    await this.engine.targets.require(targetId);
    await this.store.write((tx) =>
      once(ctx, tx, 'scanTarget', { targetId }, async () => {
        const asker = ctx.signedIn();
        const scan = await this.engine.scans.ask(tx, targetId, asker.kind === 'person' ? asker.id : null);
        await this.audit(ctx, tx, 'target.scan', targetId, { scanId: scan.id }, { before: null, after: scan });
        return scan.id;
      }),
    );
  }

  /** Nothing is written to the target, or to any, until a person ends it. */
  async observeOnly(ctx: Context, targetId: string | null, reason: string): Promise<void> {
    const why = checkReason(reason);
    if (targetId !== null) await this.engine.targets.require(targetId);
    await this.store.write((tx) =>
      once(ctx, tx, 'observeOnly', { targetId, reason: why }, async () => {
        const before = await this.engine.observeOnly.within(tx);
        await this.engine.observeOnly.begin(tx, targetId, why);
        const states = { before, after: await this.engine.observeOnly.within(tx) };
        await this.audit(ctx, tx, 'target.observe-only', targetId, { reason: why }, states);
        return targetId ?? '';
      }),
    );
  }

  /**
   * The target, or every one, may be written again. What then happens to whoever has an account there is one plan that
   * goes through the brake as a whole; what was planned while nothing was written gives way to it, unless a decision
   * planned it.
   */
  async endObserveOnly(ctx: Context, targetId: string | null, reason: string): Promise<void> {
    const why = checkReason(reason);
    if (targetId !== null) await this.engine.targets.require(targetId);
    const scope = targetId === null ? ReconcileScope.ALL : ReconcileScope.TARGET;
    const personIds = await this.scopes.personsIn(scope, targetId);
    const cause = { kind: 'scan', id: null } as const;
    const plans = await this.engine.scanPlans.prepare(personIds, cause);
    await this.store.write((tx) =>
      once(ctx, tx, 'endObserveOnly', { targetId, reason: why }, async () => {
        const before = await this.engine.observeOnly.within(tx);
        if (!(await this.engine.observeOnly.end(tx, targetId)))
          throw new Refusal('TARGET_NOT_OBSERVED', { target: targetId ?? '*' }, ['targetId']);
        await this.giveWay(tx, targetId);
        const planIds = await this.engine.scanPlans.keep(tx, plans, personIds, cause);
        const states = { before, after: await this.engine.observeOnly.within(tx) };
        await this.audit(ctx, tx, 'target.observe-only-end', targetId, { reason: why, planIds }, states);
        return targetId ?? '';
      }),
    );
  }

  private async giveWay(tx: Tx, targetId: string | null): Promise<void> {
    let after = '';
    for (let page = 0; page < PAGES_MAX; page += 1) {
      const some = await tx.manager.find(OperationRow, {
        where: { status: In([...OPEN]), id: MoreThan(after), ...(targetId === null ? {} : { targetId }) },
        order: { id: 'ASC' },
        take: PAGE,
      });
      const plans = await tx.manager.findBy(PlanRow, { id: In([...new Set(some.map((row) => row.planId))]) });
      const decided = new Set(plans.filter((plan) => plan.causeKind === 'decision').map((plan) => plan.id));
      for (const row of some)
        if (!decided.has(row.planId) && row.status !== 'RUNNING')
          await this.engine.planStore.setStatus(tx, row, { status: 'SUPERSEDED', finishedAt: tx.now });
      if (some.length < PAGE) return;
      after = some.at(-1)!.id;
    }
    throw new Error(`what waits did not end after ${PAGES_MAX} pages`);
  }

  private audit(
    ctx: Context,
    tx: Tx,
    action: string,
    targetId: string | null,
    detail: Readonly<Record<string, unknown>>,
    states: States,
  ): Promise<void> {
    return record(tx, {
      action,
      subject: { kind: 'target', id: targetId ?? '*' },
      ...callerIn(ctx),
      detail,
      ...states,
    });
  }
}
