/** Every single write, when it is made: justified then, in order, by whoever may, and as it was planned. */
import type { AccountRecord } from '../../../src/connectors/contract';
import { ARCHIVE_AFTER_DAYS, DELETE_AFTER_DAYS, type Account } from '../oracle';
import type { History } from '../run';
import type { Actual } from '../systems/actual';
import { Violation } from '../tally';
import type { Write } from '../weather';
import type { Approvals } from './approvals';
import type { Checks } from './checks';
import type { Hands } from './hands';
import type { Names } from './names';
import { accountKey } from './untouched';

const DAY_MS = 86_400_000;

export interface WriteParts {
  readonly history: History;
  readonly checks: Checks;
  readonly hands: Hands;
  readonly names: Names;
  readonly approvals: Approvals;
  /** Since when an account is seen closed, in milliseconds, by target and native id. */
  readonly closedSince: ReadonlyMap<string, number>;
}

export class Writes {
  constructor(private readonly parts: WriteParts) {}

  judge(write: Write): void {
    const { history, checks, hands, approvals } = this.parts;
    const account = write.nativeId === null ? null : this.find(write.targetId, write.nativeId);
    const personId = write.spec?.personId ?? account?.personId ?? null;
    if (account !== null && (account.personId === null || account.name === 'admin'))
      throw new Violation(12, `${write.operation} of ${account.name} at ${write.targetId}, which is not ours`);
    // Whoever sleeps past the lease has sent what it sends before it slept.
    if (write.late || write.worker === hands.asleep || personId === null) return;
    checks.changed();
    const wanted = checks.access().of(personId, history.nowMs).get(write.targetId) ?? null;
    const what = `${write.operation} for ${checks.loginOf(personId)} at ${write.targetId}`;
    this.justified(write, personId, what, account, wanted);
    hands.held(write, personId);
    if (approvals.written(write, personId, what)) {
      checks.inPlay(6);
      history.tally.add('act', 'done as approved');
    }
  }

  done({ targetId }: Write, result: AccountRecord | null): void {
    if (result !== null) this.parts.names.seen([{ targetId, name: result.name, personId: result.personId }]);
  }

  private justified(
    write: Write,
    personId: string,
    what: string,
    account: Actual | null,
    wanted: Account | null,
  ): void {
    const { checks, history } = this.parts;
    const faulty = history.weather.faulty.length > 0;
    switch (write.operation) {
      case 'create':
        this.named(write, personId, what);
        this.inOrder(write, personId, what);
        if (wanted?.open !== true) throw new Violation(1, `${what}, which nothing justifies`);
        return;
      case 'enable':
        if (wanted?.open !== true) throw new Violation(1, `${what}, which nothing justifies`);
        this.inOrder(write, personId, what);
        return;
      case 'disable':
        if (wanted?.open === true) throw new Violation(faulty ? 13 : 2, `${what}, which is justified`);
        checks.inPlay(1);
        if (faulty) checks.inPlay(10);
        return;
      case 'modify':
        return this.grantsJustified(write, what, wanted);
      case 'archive':
      case 'delete':
        return this.retained(write, what, account);
      case 'handover':
        checks.inPlay(18);
        return;
    }
  }

  private grantsJustified({ delta }: Write, what: string, wanted: Account | null): void {
    for (const { kind, value } of delta?.removeGrants ?? []) {
      if (wanted?.grants.has(`${kind}:${value}`))
        throw new Violation(2, `${what} takes ${kind}:${value}, which is justified`);
      if (wanted !== null) this.parts.checks.inPlay(2);
    }
    for (const { kind, value } of delta?.addGrants ?? [])
      if (wanted?.grants.has(`${kind}:${value}`) !== true)
        throw new Violation(14, `${what} gives ${kind}:${value}, which nothing justifies`);
  }

  private named({ targetId, spec }: Write, personId: string, what: string): void {
    const { checks, history, names } = this.parts;
    if (spec?.name !== checks.loginOf(personId)) throw new Violation(16, `${what} under the name ${spec?.name}`);
    const before = names.bearer(targetId, spec.name);
    if (before !== null && before !== personId) throw new Violation(16, `${what}: the name was another's`);
    // A second try after an answer that was lost brings nobody back.
    if (before === null || history.bench.accountsAt(targetId).some((one) => one.personId === personId)) return;
    checks.inPlay(16);
    history.tally.add('act', 'rehired after deletion');
  }

  /** Mail is declared to be opened after the directory; nothing else may wait for anything. */
  private inOrder({ targetId }: Write, personId: string, what: string): void {
    if (targetId !== 'mail') return;
    const { checks, history } = this.parts;
    const directory = history.bench.directory.accounts().find((one) => one.personId === personId);
    const wanted = checks.access().of(personId, history.nowMs).get('directory');
    if (wanted?.open && directory?.status !== 'active') throw new Violation(10, `${what} before the directory`);
  }

  private retained(write: Write, what: string, account: Actual | null): void {
    if (account === null) return;
    const { checks, history, approvals, closedSince } = this.parts;
    checks.inPlay(19);
    const since = closedSince.get(accountKey(account));
    const days = write.operation === 'archive' ? ARCHIVE_AFTER_DAYS : DELETE_AFTER_DAYS;
    const closedFor = since === undefined ? 0 : (history.nowMs - since) / DAY_MS;
    if (since === undefined) throw new Violation(19, `${what} while it was open`);
    if (closedFor < days) throw new Violation(19, `${what} ${Math.floor(closedFor)} days after it was closed`);
    if (write.operation !== 'delete') return;
    const plans = history.bench.database
      .prepare("SELECT planId FROM operation WHERE kind = 'delete' AND nativeId = ? AND attempts > 0")
      .all(write.nativeId) as { planId: string }[];
    if (!plans.some((plan) => approvals.isApproved(plan.planId))) throw new Violation(19, `${what} without approval`);
  }

  private find(targetId: string, nativeId: string): Actual | null {
    return this.parts.history.bench.accountsAt(targetId).find((one) => one.nativeId === nativeId) ?? null;
  }
}
