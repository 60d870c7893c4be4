/** The nineteen invariants, asked at every write, after every step and at every quiet point. */
import type { AuditVerdict } from '../../../src/audit';
import type { AccountRecord } from '../../../src/connectors/contract';
import { Refusal } from '../../../src/errors/refusal';
import { CLERK } from '../clerk';
import { Access, type Event, type Person } from '../oracle';
import type { History } from '../run';
import type { Actual } from '../systems/actual';
import { Violation } from '../tally';
import type { Fault, Watcher, Write } from '../weather';
import { Approvals } from './approvals';
import { Bar } from './bar';
import { brakeHolds } from './brake';
import { Hands } from './hands';
import { keepersInForce, keptIn, papersOwned } from './handovers';
import { chained, journal, tamper } from './journal';
import { Names } from './names';
import { accountKey, Untouched } from './untouched';
import { allAsWanted } from './wanted';
import { Writes } from './writes';

export class Checks implements Watcher {
  readonly hands: Hands;
  private readonly approvals: Approvals;
  private readonly names: Names;
  private readonly untouched: Untouched;
  private readonly bar: Bar;
  private readonly writes: Writes;
  /** Targets at which a fault met a call since the last quiet point. */
  private readonly touched = new Set<string>();
  private readonly closedSince = new Map<string, number>();
  private known: Access | null = null;
  private readonly played = new Set<number>();
  /** What was found inside of a call of the engine, which must not swallow it. */
  private fault: Violation | null = null;
  private hits = 0;
  private wants = 0;
  private rejected = false;
  private lied = false;

  constructor(private readonly history: History) {
    const { database } = history.bench;
    this.hands = new Hands(history.bench);
    this.approvals = new Approvals(database);
    this.names = new Names(database);
    this.untouched = new Untouched(database);
    this.bar = new Bar(history, this);
    const { hands, names, approvals, closedSince } = this;
    this.writes = new Writes({ history, checks: this, hands, names, approvals, closedSince });
  }

  /** The oracle, told what is known now. */
  access(): Access {
    if (this.known === null) {
      const { events, persons, locks, exceptions, policy, bench } = this.history;
      const kept = keptIn(bench.database);
      this.known = new Access({ events, persons, locks, exceptions, policy: policy.name, kept });
    }
    return this.known;
  }

  changed(): void {
    this.known = null;
  }

  inPlay(invariant: number): void {
    if (this.played.has(invariant)) return;
    this.played.add(invariant);
    this.history.tally.add('invariant', invariant);
  }

  loginOf(personId: string): string {
    return this.history.persons.find((one) => one.id === personId)?.login ?? personId;
  }

  get anyHit(): boolean {
    return this.hits > 0;
  }

  /** A refusal, a lie or somebody else's change is found by the next look, not by a retry. */
  get needsLook(): boolean {
    return this.rejected || this.wants > 0;
  }

  /** Accounts that are there when a history begins. */
  opened(accounts: readonly Actual[]): void {
    this.names.seen(accounts);
  }

  // ── what was accepted

  recorded(event: Extract<Event, { kind: 'decision' }>, today: string): void {
    const { events, tally } = this.history;
    events.push(event);
    for (const { kind } of event.lines) tally.add('line', kind);
    if (event.effectiveOn < today) tally.add('act', 'retroactive');
    if (event.effectiveOn > today) tally.add('act', 'future');
    this.changed();
  }

  annulled(ids: readonly string[]): void {
    this.history.events.push({ kind: 'annul', ids });
    this.history.tally.add('act', 'annulled');
    this.changed();
  }

  /** Decisions of this history that nobody annulled, those of the town left out. */
  standingDecisions(): readonly Extract<Event, { kind: 'decision' }>[] {
    const gone = new Set(this.history.events.flatMap((event) => (event.kind === 'annul' ? event.ids : [])));
    return this.history.events
      .slice(this.history.ofTown)
      .filter((event) => event.kind === 'decision')
      .filter((event) => !gone.has(event.id));
  }

  hired(person: Person): void {
    const same = this.history.persons.find((one) => one.login === person.login);
    if (same !== undefined) throw new Violation(16, `${person.login} was given to two persons`);
    this.history.persons.push(person);
    this.changed();
  }

  planted(): void {
    this.untouched.planted(this.history.bench.accounts());
    this.wants += 1;
    this.inPlay(12);
  }

  // ── plans

  isApproved(planId: string): boolean {
    const row = this.history.bench.database.prepare('SELECT approvedById FROM plan WHERE id = ?').get(planId);
    return (row as { approvedById: string | null } | undefined)?.approvedById !== null;
  }

  waitingPlans(): readonly { readonly id: string; readonly hash: string }[] {
    return this.history.bench.database
      .prepare(
        "SELECT id, hash FROM plan WHERE id IN (SELECT planId FROM operation WHERE status = 'WAITING_APPROVAL') ORDER BY createdAt, id",
      )
      .all() as { id: string; hash: string }[];
  }

  approved(planId: string): void {
    this.approvals.keep(planId);
    this.history.tally.add('act', 'plan approved');
  }

  async wrongHash(planId: string): Promise<void> {
    this.inPlay(11);
    try {
      await this.history.life.service.approvePlan(CLERK, planId, '0'.repeat(64));
    } catch (error) {
      if (error instanceof Refusal) return;
      throw error;
    }
    throw new Violation(11, 'a plan was approved by another hash');
  }

  // ── every write

  hit(fault: Fault): void {
    this.hits += 1;
    this.history.tally.add('fault', fault);
    for (const targetId of this.history.weather.faulty) this.touched.add(targetId);
    if (fault === 'refusing' || fault === 'empty' || fault === 'frozen') this.rejected = true;
    if (fault === 'empty') this.lied = true;
    if (fault === 'partial' || fault === 'empty') this.inPlay(13);
  }

  sent(write: Write): () => void {
    return this.noting(() => this.hands.sent(write));
  }

  before(write: Write): void {
    this.noting(() => this.writes.judge(write));
  }

  after(write: Write, result: AccountRecord | null): void {
    this.noting(() => this.writes.done(write, result));
    if (write.late) this.touched.add(write.targetId);
  }

  private noting<T>(ask: () => T): T {
    try {
      return ask();
    } catch (error) {
      if (error instanceof Violation) this.fault ??= error;
      throw error;
    }
  }

  noteLogged(errors: readonly string[]): void {
    if (this.fault !== null) throw this.fault;
    if (errors.length > 0) throw new Violation(5, `the engine failed: ${errors[0]}`);
  }

  // ── after every step

  afterStep(settled: boolean): void {
    const accounts = this.look();
    if (brakeHolds(this.history.bench.database)) this.inPlay(11);
    this.journal(false);
    if (settled && !this.history.disturbed && this.wants === 0)
      for (const account of accounts) if (!this.touched.has(account.targetId)) this.bar.hold(account);
  }

  closedByItself(): void {
    if (!this.lied && this.wants === 0) this.bar.closedByItself(this.history.bench.accounts());
  }

  private look(): readonly Actual[] {
    if (this.fault !== null) throw this.fault;
    this.changed();
    const accounts = this.history.bench.accounts();
    for (const account of accounts) {
      const key = accountKey(account);
      if (account.status === 'active') this.closedSince.delete(key);
      else if (!this.closedSince.has(key)) this.closedSince.set(key, this.history.nowMs);
    }
    this.untouched.hold(accounts);
    this.names.seen(accounts);
    return accounts;
  }

  // ── the record

  private journal(atRest: boolean): void {
    const { bench, weather } = this.history;
    if (journal(bench.database, weather.sent, atRest) > 0) this.inPlay(15);
  }

  chained(verdict: AuditVerdict): void {
    chained(verdict);
  }

  async tamper(how: number, which: number): Promise<void> {
    await tamper(this.history.bench.database, this.history.life, how, which);
    this.inPlay(15);
  }

  // ── at rest

  atRest(): void {
    const accounts = this.look();
    this.journal(true);
    const { persons, nowMs, bench, tally } = this.history;
    const access = this.access();
    allAsWanted(persons, access, nowMs, accounts);
    if (keepersInForce(bench.database, access, nowMs, (id) => this.loginOf(id))) this.inPlay(18);
    if (papersOwned(bench.papers, accounts, access, nowMs)) this.inPlay(18);
    this.names.atRest(persons);
    const stale = this.approvals.rested(nowMs);
    if (stale > 0) {
      this.inPlay(6);
      tally.add('act', 'approved and stale', stale);
    }
    this.inPlay(5);
  }

  rested(): void {
    this.touched.clear();
    this.hits = 0;
    this.rejected = false;
    this.lied = false;
  }
}
