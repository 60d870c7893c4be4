/** Asks the core's brake about plans, with what the engine knows: how many accounts there are and what was taken lately. */
import type { EntityManager } from 'typeorm';
import { check, type Cause as CheckCause, type CheckResult, type PersonPlan } from '../core';
import type { CauseKind } from './due';
import type { Ledger } from './ledger';
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
    private readonly ledger: Ledger,
    private readonly policy: PolicyHolder,
  ) {}

  /**
   * Whether these plans may be applied now. What was decided never waits, so nothing is counted for it. `within`: the
   * transaction that stores them; of two turns at once the second then counts what the first takes away.
   */
  judge(parts: readonly PersonPlan[], cause: CauseKind, at: Date, within?: EntityManager): Promise<CheckResult> {
    const alone = check(parts, this.policy.current(), CAUSES[cause], new Map(), [], at);
    if (alone.undecidedLossByTarget.size === 0) return Promise.resolve(alone);
    return this.weigh(parts, cause, at, within);
  }

  /** The same with everything counted: whether a decision takes away so much that its author must have seen the preview. */
  async weigh(parts: readonly PersonPlan[], cause: CauseKind, at: Date, within?: EntityManager): Promise<CheckResult> {
    const policy = this.policy.current();
    const [population, ledger] = await Promise.all([
      this.shadows.population(),
      this.ledger.since(new Date(at.getTime() - policy.brake.windowMs), within),
    ]);
    return check(parts, policy, CAUSES[cause], population, ledger, at);
  }
}
