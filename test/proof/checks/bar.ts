/** The leave bar (1, 10, 14): where no fault excuses it, nothing stays open or granted that office does not give. */
import type { History } from '../run';
import type { Actual } from '../systems/actual';
import { Violation } from '../tally';
import type { Checks } from './checks';

export class Bar {
  constructor(
    private readonly history: History,
    private readonly checks: Checks,
  ) {}

  /** After a step: nothing stays open and nothing stays granted. */
  hold({ targetId, personId, status, grants }: Actual): void {
    if (personId === null) return;
    const { checks, history } = this;
    const wanted = checks.access().of(personId, history.nowMs).get(targetId) ?? null;
    const waits = checks.access().inOffice(personId, history.nowMs) && this.waits(personId, targetId);
    const login = checks.loginOf(personId);
    if (status === 'active' && wanted?.open !== true && !(waits && wanted === null))
      throw new Violation(
        history.weather.faulty.length > 0 ? 10 : 1,
        `${login} is open at ${targetId}: ${wanted?.because ?? 'nothing justifies it'}`,
      );
    if (status === 'archived' || waits) return;
    const delegated = checks.access().office.delegations.some((one) => one.toId === personId);
    for (const grant of grants)
      if (wanted?.grants.has(grant) !== true)
        throw new Violation(delegated ? 14 : 1, `${login} keeps ${grant} at ${targetId}`);
    if (delegated) checks.inPlay(14);
  }

  /** A refused disable waits for nobody's look: where office does not want an account open it is closed by time alone. */
  closedByItself(accounts: readonly Actual[]): void {
    for (const { targetId, personId, status, name } of accounts) {
      if (personId === null || status !== 'active' || this.waits(personId, targetId)) continue;
      const wanted = this.checks.access().of(personId, this.history.nowMs).get(targetId);
      if (wanted?.open !== true)
        throw new Violation(
          1,
          `${name} stays open at ${targetId} after all faults: ${wanted?.because ?? 'nothing justifies it'}`,
        );
    }
  }

  /** Something is to be done there that somebody must approve first. */
  private waits(personId: string, targetId: string): boolean {
    return (
      this.history.bench.database
        .prepare("SELECT 1 FROM operation WHERE personId = ? AND targetId = ? AND status = 'WAITING_APPROVAL'")
        .get(personId, targetId) !== undefined
    );
  }
}
