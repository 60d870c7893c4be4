/** Asks the core's brake about plans, with what the engine knows: how many accounts there are and what was taken lately. */
import { check, type Cause as CheckCause, type CheckResult, type PersonPlan } from '../core';
import type { CauseKind } from './due';
import type { PlanStore } from './plan-store';
import type { PolicyHolder } from './policy-holder';
import type { ShadowStore } from './shadows';

/** A lock and the end of an exception are somebody's explicit order, like a decision; a link only makes us look. */
const CAUSES: Readonly<Record<CauseKind, CheckCause>> = {
  decision: 'decision',
  lock: 'decision',
  exception: 'decision',
  boundary: 'boundary',
  retry: 'boundary',
  policy: 'policy',
  scan: 'scan',
  link: 'scan',
};

export class Brake {
  constructor(
    private readonly shadows: ShadowStore,
    private readonly plans: PlanStore,
    private readonly policy: PolicyHolder,
  ) {}

  /** Whether these plans may be applied now. What was decided never waits, so nothing is counted for it. */
  judge(parts: readonly PersonPlan[], cause: CauseKind, at: Date): Promise<CheckResult> {
    const decided = CAUSES[cause] === 'decision' || CAUSES[cause] === 'boundary';
    if (decided) return Promise.resolve(check(parts, this.policy.current(), CAUSES[cause], new Map(), [], at));
    return this.weigh(parts, cause, at);
  }

  /** The same with everything counted: whether a decision takes away so much that its author must have seen the preview. */
  async weigh(parts: readonly PersonPlan[], cause: CauseKind, at: Date): Promise<CheckResult> {
    const policy = this.policy.current();
    const [population, ledger] = await Promise.all([
      this.shadows.population(),
      this.plans.ledger(new Date(at.getTime() - policy.brake.windowMs)),
    ]);
    return check(parts, policy, CAUSES[cause], population, ledger, at);
  }
}
