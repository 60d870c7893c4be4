/** The nineteen invariants, asked at every write, after every step and at every quiet point. */
import { verifyChain, type AuditVerdict } from '../../src/audit';
import { Refusal } from '../../src/errors/refusal';
import type { AccountRecord } from '../../src/connectors/contract';
import { CLERK } from './clerk';
import {
  Access,
  ARCHIVE_AFTER_DAYS,
  DELETE_AFTER_DAYS,
  hanoiDay,
  type Account,
  type Event,
  type Kept,
  type Person,
} from './oracle';
import type { History } from './run';
import type { Actual } from './systems/actual';
import { Violation } from './tally';
import type { Fault, Watcher, Write } from './weather';

const DAY_MS = 86_400_000;

interface HandoverRow {
  readonly id: string;
  readonly appointmentId: string;
  readonly personId: string;
  readonly postId: string;
  readonly receiverId: string | null;
  readonly carries: string;
  readonly vacant: number;
  readonly closed: number;
  readonly heldItems: number;
  readonly endedOn: string;
}

export class Checks implements Watcher {
  /** Targets at which a fault met a call since the last quiet point. */
  private readonly touched = new Set<string>();
  /** Since when an account is seen closed, in milliseconds, by target and native id. */
  private readonly closedSince = new Map<string, number>();
  private readonly approvedPlans = new Set<string>();
  private readonly names = new Map<string, string>();
  private foreign: ReadonlyMap<string, string> = new Map();
  private known: Access | null = null;
  private readonly played = new Set<number>();
  private hits = 0;
  private wants = 0;
  private rejected = false;
  private lied = false;

  constructor(private readonly history: History) {}

  /** The oracle, told what is known now. */
  access(): Access {
    if (this.known === null) {
      const { events, persons, locks, exceptions, policy } = this.history;
      this.known = new Access({ events, persons, locks, exceptions, policy: policy.name, kept: this.kept() });
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

  get anyHit(): boolean {
    return this.hits > 0;
  }

  /** A refusal, a lie or somebody else's change is found by the next look, not by a retry. */
  get needsLook(): boolean {
    return this.rejected || this.wants > 0;
  }

  /** Accounts that are there when a history begins. */
  opened(accounts: readonly Actual[]): void {
    for (const { targetId, name, personId } of accounts) this.names.set(`${targetId} ${name}`, personId ?? '');
  }

  /** A refused disable waits for nobody's look: where office does not want an account open it is closed by time alone. */
  closedByItself(): void {
    if (this.lied || this.wants > 0) return;
    for (const { targetId, personId, status, name } of this.history.bench.accounts()) {
      if (personId === null || status !== 'active' || this.waits(personId, targetId)) continue;
      const wanted = this.access().of(personId, this.history.nowMs).get(targetId);
      if (wanted?.open !== true)
        throw new Violation(
          1,
          `${name} stays open at ${targetId} after all faults: ${wanted?.because ?? 'nothing justifies it'}`,
        );
    }
  }

  // ── what was accepted

  recorded(event: Extract<Event, { kind: 'decision' }>, today: string): void {
    const { events, tally } = this.history;
    const earlier = events.some((one) => one.kind === 'decision' && one.effectiveOn > event.effectiveOn);
    events.push(event);
    for (const { kind } of event.lines) tally.add('line', kind);
    if (event.effectiveOn < today) {
      tally.add('act', 'retroactive');
      this.inPlay(17);
    }
    if (event.effectiveOn > today) tally.add('act', 'future');
    if (earlier) this.inPlay(3);
    const many = event.lines.filter((line) => line.kind === 'end' && line.personId !== null).length;
    const ends = event.lines.filter((line) => line.kind === 'end').length;
    if (many > 0 || ends > 1) this.inPlay(8);
    this.changed();
  }

  annulled(ids: readonly string[]): void {
    this.history.events.push({ kind: 'annul', ids });
    this.history.tally.add('act', 'annulled');
    this.inPlay(3);
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
    this.foreign = new Map(
      this.history.bench
        .accounts()
        .filter((one) => one.personId === null)
        .map((one) => [keyOf(one), one.raw]),
    );
    this.wants += 1;
    this.inPlay(12);
  }

  approved(planId: string): void {
    this.approvedPlans.add(planId);
    this.inPlay(6);
    this.history.tally.add('act', 'plan approved');
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

  before(write: Write): void {
    const account = write.nativeId === null ? null : this.find(write.targetId, write.nativeId);
    const personId = write.spec?.personId ?? account?.personId ?? null;
    if (account !== null && (account.personId === null || account.name === 'admin'))
      throw this.fatal(12, `${write.operation} of ${account.name} at ${write.targetId}, which is not ours`);
    if (write.late || personId === null) return;
    this.changed();
    const wanted = this.access().of(personId, this.history.nowMs).get(write.targetId) ?? null;
    this.judge(write, personId, account, wanted);
  }

  after(write: Write, result: AccountRecord | null): void {
    if (result !== null) this.names.set(`${write.targetId} ${result.name}`, result.personId ?? '');
    if (write.late) this.touched.add(write.targetId);
  }

  private judge(write: Write, personId: string, account: Actual | null, wanted: Account | null): void {
    const what = `${write.operation} for ${this.loginOf(personId)} at ${write.targetId}`;
    switch (write.operation) {
      case 'create': {
        const login = this.loginOf(personId);
        const before = this.names.get(`${write.targetId} ${write.spec?.name}`);
        if (write.spec?.name !== login) throw this.fatal(16, `${what} under the name ${write.spec?.name}`);
        if (before !== undefined && before !== personId) throw this.fatal(16, `${what}: the name was another's`);
        if (before === personId) {
          this.inPlay(16);
          this.history.tally.add('act', 'rehired after deletion');
        }
        this.inOrder(write, personId, what);
        if (wanted?.open !== true) throw this.fatal(1, `${what}, which nothing justifies`);
        return;
      }
      case 'enable':
        if (wanted?.open !== true) throw this.fatal(1, `${what}, which nothing justifies`);
        this.inOrder(write, personId, what);
        return;
      case 'disable':
        if (wanted?.open === true)
          throw this.fatal(this.history.weather.faulty.length > 0 ? 13 : 2, `${what}, which is justified`);
        this.inPlay(1);
        if (this.history.weather.faulty.length > 0) this.inPlay(10);
        return;
      case 'modify':
        for (const { kind, value } of write.delta?.removeGrants ?? []) {
          if (wanted?.grants.has(`${kind}:${value}`))
            throw this.fatal(2, `${what} takes ${kind}:${value}, which is justified`);
          if (wanted !== null) this.inPlay(2);
        }
        for (const { kind, value } of write.delta?.addGrants ?? [])
          if (wanted?.grants.has(`${kind}:${value}`) !== true)
            throw this.fatal(14, `${what} gives ${kind}:${value}, which nothing justifies`);
        return;
      case 'archive':
      case 'delete':
        return this.judgeRetention(write, what, account);
      case 'handover':
        this.inPlay(18);
        return;
    }
  }

  /** Mail is declared to be opened after the directory; nothing else may wait for anything. */
  private inOrder({ targetId }: Write, personId: string, what: string): void {
    if (targetId !== 'mail') return;
    const directory = this.history.bench.directory.accounts().find((one) => one.personId === personId);
    const wanted = this.access().of(personId, this.history.nowMs).get('directory');
    if (wanted?.open && directory?.status !== 'active') throw this.fatal(10, `${what} before the directory`);
  }

  private judgeRetention(write: Write, what: string, account: Actual | null): void {
    if (account === null) return;
    this.inPlay(19);
    const since = this.closedSince.get(keyOf(account));
    const days = write.operation === 'archive' ? ARCHIVE_AFTER_DAYS : DELETE_AFTER_DAYS;
    if (since === undefined || this.history.nowMs - since < days * DAY_MS)
      throw this.fatal(
        19,
        `${what} ${since === undefined ? 'while it was open' : `${Math.floor((this.history.nowMs - since) / DAY_MS)} days after it was closed`}`,
      );
    if (write.operation !== 'delete') return;
    const plans = this.history.bench.database
      .prepare("SELECT planId FROM operation WHERE kind = 'delete' AND nativeId = ? AND attempts > 0")
      .all(write.nativeId) as { planId: string }[];
    if (!plans.some((plan) => this.approvedPlans.has(plan.planId))) throw this.fatal(19, `${what} without approval`);
  }

  /** A call inside of the engine must not swallow it. */
  private fatal(invariant: number, message: string): Violation {
    this.fault ??= new Violation(invariant, message);
    return this.fault;
  }

  private fault: Violation | null = null;

  noteLogged(errors: readonly string[]): void {
    if (this.fault !== null) throw this.fault;
    if (errors.length > 0) throw new Violation(5, `the engine failed: ${errors[0]}`);
  }

  // ── after every step

  begin(): void {
    this.changed();
  }

  afterStep(settled: boolean): void {
    if (this.fault !== null) throw this.fault;
    this.changed();
    const accounts = this.history.bench.accounts();
    this.noteClosed(accounts);
    this.untouched(accounts);
    this.oneEach(accounts);
    this.brake();
    this.journal(false);
    if (settled) for (const account of accounts) this.bar(account);
  }

  private noteClosed(accounts: readonly Actual[]): void {
    for (const account of accounts) {
      const key = keyOf(account);
      if (account.status === 'active') this.closedSince.delete(key);
      else if (!this.closedSince.has(key)) this.closedSince.set(key, this.history.nowMs);
    }
  }

  private untouched(accounts: readonly Actual[]): void {
    for (const account of accounts) {
      const before = this.foreign.get(keyOf(account));
      if (before !== undefined && before !== account.raw)
        throw new Violation(12, `${account.name} at ${account.targetId} was changed`);
    }
    const twice = this.history.bench.database
      .prepare(
        'SELECT targetId, nativeId FROM shadow WHERE linked = 1 GROUP BY targetId, nativeId HAVING COUNT(DISTINCT personId) > 1',
      )
      .all();
    if (twice.length > 0) throw new Violation(12, 'one account is linked to two persons');
  }

  private oneEach(accounts: readonly Actual[]): void {
    const seen = new Set<string>();
    for (const { targetId, personId } of accounts) {
      if (personId === null) continue;
      const key = `${targetId} ${personId}`;
      if (seen.has(key)) throw new Violation(9, `${this.loginOf(personId)} has two accounts at ${targetId}`);
      seen.add(key);
    }
  }

  /** Where no fault has been, nothing stays open and nothing stays granted that office does not give. */
  private bar(account: Actual): void {
    const { targetId, personId, status } = account;
    if (personId === null || this.touched.has(targetId) || this.history.disturbed || this.wants > 0) return;
    const wanted = this.access().of(personId, this.history.nowMs).get(targetId) ?? null;
    const inOffice = this.access().inOffice(personId, this.history.nowMs);
    const waits = inOffice && this.waits(personId, targetId);
    const login = this.loginOf(personId);
    if (status === 'active' && wanted?.open !== true && !(waits && wanted === null))
      throw new Violation(
        this.history.weather.faulty.length > 0 ? 10 : 1,
        `${login} is open at ${targetId}: ${wanted?.because ?? 'nothing justifies it'}`,
      );
    if (status === 'archived' || waits) return;
    for (const grant of account.grants)
      if (wanted?.grants.has(grant) !== true)
        throw new Violation(this.delegated(personId) ? 14 : 1, `${login} keeps ${grant} at ${targetId}`);
    if (this.delegated(personId)) this.inPlay(14);
  }

  private waits(personId: string, targetId: string): boolean {
    return (
      this.history.bench.database
        .prepare("SELECT 1 FROM operation WHERE personId = ? AND targetId = ? AND status = 'WAITING_APPROVAL'")
        .get(personId, targetId) !== undefined
    );
  }

  private delegated(personId: string): boolean {
    return this.access().office.delegations.some((one) => one.toId === personId);
  }

  // ── the brake

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

  /** What was taken away without a decision and without approval stays below the limits: one at a target, two in all. */
  private brake(): void {
    const rows = this.history.bench.database
      .prepare(
        `SELECT o.targetId, o.kind, o.personId, o.planned, p.createdAt FROM operation o JOIN plan p ON p.id = o.planId
         WHERE p.causeKind IN ('policy', 'scan') AND p.approvedById IS NULL AND o.status = 'DONE'
           AND o.kind IN ('disable', 'modify') AND o.reason NOT IN ('leftOffice', 'suspended', 'seconded', 'locked')`,
      )
      .all() as { targetId: string; kind: string; personId: string; planned: string; createdAt: string }[];
    const losses = rows.filter((row) => {
      const { after } = JSON.parse(row.planned) as {
        after: { addGrants?: unknown[]; removeGrants?: unknown[] } | null;
      };
      const net = (after?.removeGrants?.length ?? 0) - (after?.addGrants?.length ?? 0);
      return (
        row.kind === 'disable' ||
        (net > 0 &&
          !rows.some(
            (other) => other.kind === 'disable' && other.personId === row.personId && other.targetId === row.targetId,
          ))
      );
    });
    for (const one of losses) {
      const at = Date.parse(`${one.createdAt.replace(' ', 'T')}Z`);
      const window = losses.filter((other) => {
        const otherAt = Date.parse(`${other.createdAt.replace(' ', 'T')}Z`);
        return otherAt <= at && at - otherAt < 3_600_000;
      });
      const here = window.filter((other) => other.targetId === one.targetId).length;
      this.inPlay(11);
      if (here > 1 || window.length > 2)
        throw new Violation(
          11,
          `${here} losses at ${one.targetId}, ${window.length} in all, without a decision or approval`,
        );
    }
    const early = this.history.bench.database
      .prepare(
        `SELECT o.id FROM operation o JOIN plan p ON p.id = o.planId
         WHERE o.attempts > 0 AND p.approvedById IS NULL AND o.planned LIKE '%"needsApproval":true%'`,
      )
      .all();
    if (early.length > 0) throw new Violation(11, 'an operation that needs approval was tried without it');
  }

  // ── the record

  private journal(atRest: boolean): void {
    const { database } = this.history.bench;
    const count = (sql: string): number => (database.prepare(sql).get() as { n: number }).n;
    const attempts = count('SELECT COUNT(*) AS n FROM attempt');
    const intents = count("SELECT COUNT(*) AS n FROM audit_record WHERE action = 'target.intent'");
    const outcomes = count("SELECT COUNT(*) AS n FROM audit_record WHERE action = 'target.outcome'");
    const told = count('SELECT COUNT(*) AS n FROM attempt WHERE outcomeAt IS NOT NULL');
    if (attempts !== intents) throw new Violation(15, `${attempts} attempts and ${intents} intents on record`);
    if (told !== outcomes) throw new Violation(15, `${told} outcomes and ${outcomes} on record`);
    if (this.history.weather.sent > attempts)
      throw new Violation(15, `${this.history.weather.sent} calls and ${attempts} intents`);
    if (atRest && told !== attempts) throw new Violation(15, `${attempts - told} calls without an outcome`);
    if (attempts > 0) this.inPlay(15);
  }

  chained(verdict: AuditVerdict): void {
    if (!verdict.ok || verdict.unchained > 0)
      throw new Violation(15, `the audit chain: ${JSON.stringify(verdict.finding)}, ${verdict.unchained} unchained`);
  }

  /** Somebody alters, removes or reorders the record; the verifier must find it, and it is put back. */
  async tamper(how: number, which: number): Promise<void> {
    const { database } = this.history.bench;
    const { life } = this.history;
    await life.relay.drain();
    const rows = database.prepare('SELECT * FROM audit_record WHERE seq IS NOT NULL ORDER BY seq').all() as Record<
      string,
      unknown
    >[];
    const row = rows[which % rows.length]!;
    const other = rows[(which + 1) % rows.length]!;
    const put = (one: Record<string, unknown>, seq: unknown): void =>
      void database.prepare('UPDATE audit_record SET seq = ? WHERE id = ?').run(seq, one['id']);
    if (how === 0) database.prepare("UPDATE audit_record SET subjectId = 'khac' WHERE id = ?").run(row['id']);
    if (how === 1) database.prepare('DELETE FROM audit_record WHERE id = ?').run(row['id']);
    if (how === 2) {
      put(row, -1);
      put(other, row['seq']);
      put(row, other['seq']);
    }
    const verdict = await verifyChain(life.store.read);
    if (how === 0)
      database.prepare('UPDATE audit_record SET subjectId = ? WHERE id = ?').run(row['subjectId'], row['id']);
    if (how === 1) {
      const columns = Object.keys(row);
      database
        .prepare(
          `INSERT INTO audit_record (${columns.map((one) => `"${one}"`).join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
        )
        .run(...columns.map((column) => row[column]));
    }
    if (how === 2) {
      put(row, -1);
      put(other, other['seq']);
      put(row, row['seq']);
    }
    if (verdict.ok)
      throw new Violation(15, `the record was ${['altered', 'cut', 'reordered'][how]} and nobody noticed`);
    this.inPlay(15);
  }

  // ── at rest

  atRest(): void {
    if (this.fault !== null) throw this.fault;
    this.changed();
    const accounts = this.history.bench.accounts();
    this.noteClosed(accounts);
    this.untouched(accounts);
    this.oneEach(accounts);
    this.journal(true);
    for (const person of this.history.persons) this.asWanted(person, accounts);
    this.kepts(accounts);
    this.inPlay(5);
  }

  private asWanted(person: Person, accounts: readonly Actual[]): void {
    const wanted = this.access().of(person.id, this.history.nowMs);
    const own = accounts.filter((one) => one.personId === person.id);
    for (const targetId of new Set([...wanted.keys(), ...own.map((one) => one.targetId)])) {
      const account = own.find((one) => one.targetId === targetId) ?? null;
      const difference = this.difference(person, targetId, account, wanted.get(targetId) ?? null, accounts);
      if (difference !== null) throw new Violation(5, `${person.login} at ${targetId}: ${difference}`);
    }
  }

  private difference(
    person: Person,
    targetId: string,
    account: Actual | null,
    wanted: Account | null,
    all: readonly Actual[],
  ): string | null {
    const taken = (where: string): boolean =>
      all.some((one) => one.targetId === where && one.personId === null && one.name === person.login);
    const blocked =
      taken(targetId) ||
      (targetId === 'mail' &&
        taken('directory') &&
        !all.some((one) => one.targetId === 'directory' && one.personId === person.id));
    if (account === null) return wanted?.open && !blocked ? 'no account' : null;
    if (wanted?.open && account.status !== 'active' && !blocked) return `${account.status}, wanted open`;
    if (!wanted?.open && account.status === 'active') return `open, ${wanted?.because ?? 'nothing justifies it'}`;
    if (account.status === 'archived' || blocked) return null;
    const surplus = [...account.grants].filter((grant) => wanted?.grants.has(grant) !== true);
    const missing = [...(wanted?.grants ?? [])].filter((grant) => !account.grants.has(grant));
    if (surplus.length > 0) return `has ${surplus.join(', ')} too much`;
    if (missing.length > 0) return `lacks ${missing.join(', ')}`;
    if (wanted === null || !wanted.open) return null;
    if (account.fullName !== wanted.fullName) return `is called ${account.fullName}, not ${wanted.fullName}`;
    if (targetId === 'mail' && account.quotaMiB !== wanted.quotaMiB)
      return `has ${account.quotaMiB} MiB, not ${wanted.quotaMiB}`;
    return targetId === 'directory' && account.title !== wanted.title
      ? `has the title ${account.title}, not ${wanted.title}`
      : null;
  }

  // ── handovers

  private rows(): readonly HandoverRow[] {
    return this.history.bench.database
      .prepare('SELECT * FROM handover WHERE releasedAt IS NULL ORDER BY id')
      .all() as HandoverRow[];
  }

  private kept(): readonly Kept[] {
    return this.rows().flatMap((row): Kept[] => {
      if (row.receiverId === null) return [];
      const closed = row.closed === 1;
      return [
        {
          personId: row.receiverId,
          postId: row.postId,
          keys: closed && row.heldItems === 0 ? [] : (JSON.parse(row.carries) as string[]),
          vacant: row.vacant === 1,
          closed,
          holdsPapers: row.heldItems > 0,
          leftOn: row.endedOn,
        },
      ];
    });
  }

  /** What a leaver left is with somebody who is in force, and never with the leaver; a paper has one owner. */
  private kepts(accounts: readonly Actual[]): void {
    const on = hanoiDay(this.history.nowMs);
    for (const row of this.rows()) {
      if (row.receiverId === null) continue;
      this.inPlay(18);
      const held = this.access().heldBy(row.receiverId, on);
      if (held.length === 0)
        throw new Violation(18, `${this.loginOf(row.receiverId)} keeps ${row.postId} and is out of office`);
      if (row.receiverId === row.personId && !held.some((one) => one.holding.postId === row.postId) && row.closed === 0)
        throw new Violation(18, `${this.loginOf(row.personId)} left ${row.postId} and keeps it`);
    }
    for (const paper of this.history.bench.papers.papers()) {
      this.inPlay(18);
      if ((paper.ownerPost === null) === (paper.ownerUser === null))
        throw new Violation(18, `paper ${paper.id} has no owner, or two`);
      if (paper.ownerUser === null) continue;
      const owner = accounts.find((one) => one.nativeId === paper.ownerUser);
      if (owner === undefined) throw new Violation(18, `paper ${paper.id} belongs to an account that is gone`);
      if (owner.personId === null || this.history.bench.papers.postsOf(owner.nativeId).length === 0) continue;
      if (!this.access().of(owner.personId, this.history.nowMs).has(owner.targetId))
        throw new Violation(18, `paper ${paper.id} lies with ${owner.name}, who has nothing at ${owner.targetId}`);
    }
  }

  rested(): void {
    this.touched.clear();
    this.hits = 0;
    this.rejected = false;
    this.lied = false;
  }

  private find(targetId: string, nativeId: string): Actual | null {
    return this.history.bench.accountsAt(targetId).find((one) => one.nativeId === nativeId) ?? null;
  }

  private loginOf(personId: string): string {
    return this.history.persons.find((one) => one.id === personId)?.login ?? personId;
  }
}

function keyOf(account: Pick<Actual, 'targetId' | 'nativeId'>): string {
  return `${account.targetId} ${account.nativeId}`;
}
