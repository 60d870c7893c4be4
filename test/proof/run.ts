/** Carries out one history: what people do, what fails, how the process lives; and asks the invariants after every step. */
import { verifyChain } from '../../src/audit';
import { Refusal } from '../../src/errors/refusal';
import { ManualClock } from '../../src/shared/clock';
import { newId } from '../../src/shared/ids';
import { LINE_KINDS, type DecisionHead, type DecisionInput } from '../../src/subgraphs/organisation/office/input';
import type { NewPerson } from '../../src/subgraphs/organisation/people';
import type { Bench, PolicyName } from './bench';
import { Checks } from './checks';
import { CLERK, SECOND_CLERK } from './clerk';
import { compose, pick, type Composed } from './compose';
import type { Act, Clock, How, Step } from './history';
import { Life, LEASE_MS } from './life';
import { NO_MISTAKE, type Parts } from './mistake';
import { hanoiDay, plusDays, type Day, type Event, type Exception, type Lock, type Person } from './oracle';
import { linesOf } from './recorded';
import { Violation, type Tally } from './tally';
import { Weather } from './weather';

export const START = new Date('2026-03-02T02:00:00.000Z');
const HOUR_MS = 3_600_000;
/** After them nothing waits: retries, breakers, and the late looks after a write of unknown outcome. */
const REST_MS = [2_000, 310_000, 310_000, 650_000];
const RELAY_LEASE_MS = 3_001;
const APPROVALS_MAX = 5;

export class History {
  readonly clock: ManualClock;
  readonly weather: Weather;
  readonly policy: { name: PolicyName } = { name: 'a' };
  readonly persons: Person[] = [];
  readonly events: Event[] = [];
  locks: Lock[] = [];
  readonly exceptions: Exception[] = [];
  readonly checks: Checks;
  life: Life;
  /** Something was not done in its turn since the last quiet point: only time brings everybody to rest. */
  disturbed = false;
  private count: number;
  /** So many of the events are the town's. */
  readonly ofTown: number;
  private highWaterMs: number;

  constructor(
    readonly bench: Bench,
    readonly tally: Tally,
    readonly parts: Parts = NO_MISTAKE,
    town: Pick<History, 'persons' | 'events'> | null = null,
    start: Date = START,
  ) {
    this.clock = new ManualClock(start);
    this.highWaterMs = start.getTime();
    // No paper of a history bears a number of the town's.
    this.count = town === null ? 0 : 1_000;
    this.ofTown = town?.events.length ?? 0;
    this.checks = new Checks(this);
    this.weather = new Weather((targetId) => bench.connector(targetId), this.checks);
    this.persons.push(...(town?.persons ?? []));
    this.events.push(...(town?.events ?? []));
    this.checks.opened(bench.accounts());
    this.life = new Life(this);
  }

  readonly random = (): number => 0.5;

  get nowMs(): number {
    return this.clock.now().getTime();
  }

  async run(steps: readonly Step[]): Promise<void> {
    try {
      for (const step of steps) await this.step(step);
      await this.quiet(steps.length % 2 === 0);
    } finally {
      this.life.live();
      await this.weather.idle();
    }
  }

  private async step(step: Step): Promise<void> {
    const { by } = step;
    this.clock.advance(1);
    this.tally.add('act', step.act);
    const dies = by.how === 'dies';
    if (dies && (step.act === 'decide' || step.act === 'reorganise')) this.life.dieAt(by.at, by.count);
    await this.act(step);
    if (dies && step.act !== 'decide' && step.act !== 'reorganise') this.life.dieAt(by.at, by.count);
    this.checks.begin();
    await this.liveThrough(by);
    this.highWaterMs = Math.max(this.highWaterMs, this.nowMs);
    this.checks.afterStep(by.how !== 'lost' && this.nowMs >= this.highWaterMs);
  }

  // ── how the process lives

  private async liveThrough(by: How): Promise<void> {
    switch (by.how) {
      case 'work':
        return this.work(false);
      case 'lost':
        this.tally.add('act', 'wake-up lost');
        this.disturbed = true;
        return;
      case 'doubled':
        this.tally.add('act', 'wake-up doubled');
        this.checks.inPlay(7);
        await this.markAll('boundary');
        await this.work(false);
        await this.markAll('boundary');
        return this.work(false);
      case 'two-workers': {
        this.tally.add('act', 'two workers');
        this.checks.inPlay(7);
        await this.markAll('boundary');
        const [one, two] = this.life.engines;
        const both = await Promise.allSettled([one!.loop.settle(), two!.loop.settle()]);
        for (const result of both) if (result.status === 'rejected') throw new Violation(5, String(result.reason));
        return;
      }
      case 'paused-worker':
        return this.pausedWorker();
      case 'dies':
        return this.dying(by);
    }
  }

  private async pausedWorker(): Promise<void> {
    const [one, two] = this.life.engines;
    const { arrived, release } = this.weather.pause(0);
    const first = one!.loop.settle().catch(() => undefined);
    const paused = await Promise.race([arrived.then(() => true), first.then(() => false)]);
    if (paused) {
      this.tally.add('act', 'worker paused');
      this.checks.inPlay(7);
      this.disturbed = true;
      this.clock.advance(LEASE_MS + 1);
      await two!.loop.settle();
    }
    release();
    await first;
  }

  private async dying(by: Extract<How, { how: 'dies' }>): Promise<void> {
    if (by.at === 'interrupted.closed') return this.dyingTwice(by);
    await this.life.work(true).catch((error: unknown) => {
      if (!this.life.dead) throw error;
    });
    if (!this.life.dead) {
      this.life.live();
      return this.work(false);
    }
    this.tally.add('boundary', by.at);
    this.checks.inPlay(9);
    this.disturbed = true;
    this.life = await this.life.next(by.known);
    await this.work(false);
  }

  /** The first death cuts a call off, the second one meets the next life while it tells of that. */
  private async dyingTwice({ at }: Extract<How, { how: 'dies' }>): Promise<void> {
    this.life.live();
    for (const boundary of ['call.before', at] as const) {
      this.life.dieAt(boundary, 1);
      await this.life.work(false).catch((error: unknown) => {
        if (!this.life.dead) throw error;
      });
      if (!this.life.dead) break;
      this.tally.add('boundary', boundary);
      this.checks.inPlay(9);
      this.disturbed = true;
      this.life = await this.life.next(true);
    }
    this.life.live();
    await this.work(false);
  }

  async work(relay: boolean): Promise<void> {
    try {
      await this.life.work(relay);
    } catch (error) {
      throw error instanceof Violation
        ? error
        : new Violation(5, error instanceof Error ? error.message : String(error));
    }
    this.checks.noteLogged(this.life.errors);
  }

  // ── what people do

  private async act(step: Act): Promise<void> {
    switch (step.act) {
      case 'decide':
        return this.decide(step);
      case 'reorganise':
        return this.reorganise(step.which, step.on);
      case 'annul':
        return this.annul(step.which);
      case 'lock':
        return this.lock(step);
      case 'unlock':
        return this.unlock(step.who);
      case 'except':
        return this.except(step);
      case 'hire':
        await this.hire({ familyName: 'Nguyễn', middleName: 'Văn', givenName: 'An' });
        return;
      case 'rename':
        return this.rename(step.who, step.where);
      case 'plant':
        return this.plant(step.who, step.where);
      case 'paper':
        return this.paper(step.who);
      case 'fault':
        return this.fault(step);
      case 'heal':
        return this.weather.clear();
      case 'clock':
        return this.moveClock(step.to);
      case 'policy':
        this.policy.name = step.name;
        return this.markAll('policy');
      case 'approve':
        return this.approve(step.which, step.hash);
      case 'scan':
        return this.markAll('scan');
      case 'tamper':
        return this.checks.tamper(step.how, step.which);
      case 'quiet':
        return this.quiet(false);
    }
  }

  private async decide({ lines, on, same }: Extract<Act, { act: 'decide' }>): Promise<void> {
    const sameDay = same ? (this.checks.standingDecisions().at(-1) ?? null) : null;
    const day = sameDay?.effectiveOn ?? plusDays(this.today, on);
    const { office } = this.checks.access();
    const used = new Set<string>();
    const composed = lines.flatMap((seed) => {
      this.count += 1;
      const one = compose(seed, office, this.persons, day, this.count);
      return one === null || used.has(JSON.stringify(one)) ? [] : [(used.add(JSON.stringify(one)), one)];
    });
    if (composed.length === 0) return;
    const recorded = await this.tryRecord(day, sameDay?.id ?? null, composed);
    // Several lines that do not go together are papers of their own.
    if (!recorded && composed.length > 1) for (const one of composed) await this.tryRecord(day, null, [one]);
  }

  /** A body is replaced: a new one is established, its posts opened, the old ones mapped onto them, the old body ended. */
  private async reorganise(which: number, on: number): Promise<void> {
    const day = plusDays(this.today, on);
    const { office } = this.checks.access();
    const unit = pick(
      office.units.filter((one) => one.kind === 'department' && one.endsOn === null),
      which,
    );
    if (unit === undefined || office.units.some((one) => one.parentId === unit.id && one.endsOn === null)) return;
    this.count += 1;
    const id = `sap-${this.count}`;
    const posts = office.posts.filter((post) => post.unitId === unit.id && post.endsOn === null);
    await this.tryRecord(day, null, [
      {
        kind: 'establishUnit',
        line: { id, name: `Sáp nhập ${this.count}`, kind: 'department', parentId: unit.parentId },
      },
      ...posts.map((post): Composed => ({
        kind: 'openPost',
        line: { id: `${id}/${post.id.split('/')[1]}`, unitId: id, positionId: post.positionId },
      })),
      ...posts.map((post): Composed => ({
        kind: 'mapPost',
        line: { fromPostId: post.id, toPostId: `${id}/${post.id.split('/')[1]}` },
      })),
      { kind: 'endUnit', line: { unitId: unit.id, successorIds: [id] } },
    ]);
  }

  /** True when it was accepted. A refusal is an answer like any other. */
  private async tryRecord(day: Day, afterId: string | null, lines: readonly Composed[]): Promise<boolean> {
    try {
      await this.record(day, afterId, lines);
      return true;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const conflict = error.problems.find((one) => one.code === 'CONFLICTING_DECISION');
      const otherId = conflict?.values?.['id'];
      if (afterId === null && typeof otherId === 'string' && otherId !== '') return this.tryRecord(day, otherId, lines);
      for (const { kind } of lines) this.tally.add('refused', `${kind} ${error.code}`);
      return false;
    }
  }

  async record(effectiveOn: Day, afterDecisionId: string | null, lines: readonly Composed[]): Promise<void> {
    this.count += 1;
    const number = `${this.count}/QĐ`;
    const input = {
      number,
      issuerId: 'tp',
      signedOn: effectiveOn < this.today ? effectiveOn : this.today,
      effectiveOn,
      afterDecisionId,
      ...Object.fromEntries(
        LINE_KINDS.map((kind) => [kind, lines.filter((one) => one.kind === kind).map((one) => one.line)]),
      ),
    } as unknown as DecisionInput;
    try {
      await this.send(input);
    } catch (error) {
      if (!this.life.dead) throw error;
    }
    const row = this.bench.database.prepare('SELECT id, rank FROM decision WHERE number = ?').get(number) as
      { id: string; rank: number } | undefined;
    if (row === undefined) return;
    const accepted = linesOf(this.bench.database, row.id, input);
    this.checks.recorded({ kind: 'decision', id: row.id, effectiveOn, rank: row.rank, lines: accepted }, this.today);
    if (afterDecisionId !== null) this.tally.add('act', 'same-day pair');
  }

  private async send(input: DecisionInput): Promise<void> {
    try {
      await this.life.decisions.record(CLERK, input);
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== 'PREVIEW_NEEDED') throw error;
      const { hash } = await this.life.engine.plans.hashOf(input, { personId: null });
      await this.life.decisions.record(CLERK, { ...input, previewHash: hash });
    }
  }

  private async annul(which: number): Promise<void> {
    const standing = this.checks.standingDecisions();
    const one = pick(standing, which);
    if (one === undefined) return;
    const ids = [one.id];
    for (let attempt = 0; attempt < 3; attempt += 1) {
      this.count += 1;
      const head = { number: `${this.count}/QĐ`, issuerId: 'tp', signedOn: this.today, effectiveOn: this.today };
      try {
        await this.sendAnnulment(one.id, head, ids.slice(1));
        this.checks.annulled(ids);
        return;
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        const dependent = error.problems.find((problem) => problem.code === 'DEPENDENT_DECISIONS')?.values?.['ids'];
        this.tally.add('refused', `annul ${error.code}`);
        if (typeof dependent !== 'string') return;
        const more = dependent
          .split(', ')
          .filter((id) => standing.some((other) => other.id === id) && !ids.includes(id));
        if (more.length === 0) return;
        ids.push(...more);
      }
    }
  }

  private async sendAnnulment(decisionId: string, by: DecisionHead, including: readonly string[]): Promise<void> {
    try {
      await this.life.decisions.annul(CLERK, decisionId, by, including);
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== 'PREVIEW_NEEDED') throw error;
      const { hash } = await this.life.engine.plans.hashOfAnnulment({ decisionId, by, including }, { personId: null });
      await this.life.decisions.annul(CLERK, decisionId, by, including, hash);
    }
  }

  private async lock({ who, where, hours }: Extract<Act, { act: 'lock' }>): Promise<void> {
    const person = pick(this.persons, who)!;
    const targetId = pick([null, 'directory', 'mail', 'qlvb:so-a'], where) ?? null;
    const until = hours === 0 ? null : new Date(this.nowMs + hours * HOUR_MS);
    await this.life.service.lockAccess(CLERK, person.id, targetId, 'Mất máy', until);
    this.locks.push({ personId: person.id, targetId, from: this.nowMs, until: until?.getTime() ?? null });
    this.checks.changed();
  }

  private async unlock(who: number): Promise<void> {
    const held = this.locks.filter((lock) => lock.until === null || lock.until > this.nowMs);
    const one = pick(held, who);
    if (one === undefined) return;
    await this.life.service.unlockAccess(CLERK, one.personId, one.targetId, 'Đã tìm thấy');
    this.locks = this.locks.filter(
      (lock) => !(held.includes(lock) && lock.personId === one.personId && lock.targetId === one.targetId),
    );
    this.checks.changed();
  }

  private async except({ who, where, days }: Extract<Act, { act: 'except' }>): Promise<void> {
    const person = pick(this.persons, who)!;
    const [targetId, grantKind, grantValue] = pick(
      [
        ['directory', 'group', 'extra'],
        ['qlvb:so-a', 'role', 'sign'],
        ['mail', 'roleMailbox', 'chung_soa'],
      ] as const,
      where,
    )!;
    const startsOn = this.today;
    const endsOn = plusDays(startsOn, days);
    await this.life.store.write(async (tx) => {
      const row = {
        id: newId(tx.now),
        personId: person.id,
        targetId,
        grantKind,
        grantValue,
        reason: 'Thử',
        approvedById: null,
        startsOn,
        endsOn,
      };
      await tx.manager.insert('grant_exception', row);
      await this.life.engine.due.mark(tx.manager, [person.id], { kind: 'lock', id: null }, tx.now);
    });
    this.exceptions.push({ personId: person.id, targetId, grant: `${grantKind}:${grantValue}`, startsOn, endsOn });
    this.checks.changed();
  }

  async hire(input: NewPerson): Promise<void> {
    const row = await this.life.people.create(CLERK, { ...input, evenIfLike: true });
    const name = [input.familyName, input.middleName, input.givenName].filter((part) => part).join(' ');
    this.checks.hired({ id: row.id, login: row.login, name });
  }

  private rename(who: number, where: number): Promise<void> {
    const own = this.bench.accounts().filter((one) => one.personId !== null && one.targetId !== 'mail');
    const one = pick(own, who + where);
    if (one === undefined) return Promise.resolve();
    this.count += 1;
    const name = `doi-ten-${this.count}`;
    if (one.targetId === 'directory') this.bench.directory.rename(one.nativeId, name);
    else this.bench.papers.rename(one.nativeId, name);
    this.tally.add('fault', 'renamed behind our back');
    return Promise.resolve();
  }

  private plant(who: number, where: number): Promise<void> {
    const person = pick(this.persons, who)!;
    const name = pick([person.login, 'admin'], where)!;
    if (where % 3 === 0) this.bench.papers.plant('so-a', person.login);
    else this.bench.directory.plant(name);
    this.checks.planted();
    return Promise.resolve();
  }

  private async paper(who: number): Promise<void> {
    const user = pick(
      this.bench.papers.accounts().filter((one) => one.personId !== null),
      who,
    );
    if (user === undefined) return;
    this.count += 1;
    await this.bench.papers.send(user.targetId.slice('qlvb:'.length), user.nativeId, `${this.count}/CV`);
  }

  private async fault({ where, fault }: Extract<Act, { act: 'fault' }>): Promise<void> {
    const targetId = pick(['directory', 'mail', 'qlvb:so-a', 'qlvb:so-b'], where)!;
    await this.weather.set(targetId, fault);
  }

  private moveClock(to: Clock): Promise<void> {
    const dayMs = 24 * HOUR_MS;
    const midnight = Date.parse(`${plusDays(this.today, 1)}T00:00:00.000+07:00`);
    const moves: Readonly<Record<Clock, number>> = {
      midnight: midnight - this.nowMs,
      hours: 7 * HOUR_MS,
      days: 9 * dayMs,
      month: 31 * dayMs,
      quarter: 91 * dayMs,
      years: 420 * dayMs,
      back: -5 * HOUR_MS,
    };
    this.clock.advance(moves[to]);
    this.tally.add('act', `clock ${to}`);
    return Promise.resolve();
  }

  private async approve(which: number, hash: 'right' | 'wrong'): Promise<void> {
    const plan = pick(this.checks.waitingPlans(), which);
    if (plan === undefined) return;
    if (hash === 'wrong') return this.checks.wrongHash(plan.id);
    await this.approvePlan(plan);
  }

  /** By a first person, and by a second where the plan deletes accounts. */
  async approvePlan(plan: { readonly id: string; readonly hash: string }): Promise<void> {
    for (const clerk of [CLERK, SECOND_CLERK]) {
      try {
        await this.life.service.approvePlan(clerk, plan.id, plan.hash);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        if (error.code !== 'SECOND_PERSON_NEEDED') return;
        continue;
      }
      if (this.checks.isApproved(plan.id)) return this.checks.approved(plan.id);
    }
  }

  // ── rest

  /** Faults stop, time passes, people approve what waits: then everything is as the oracle says. */
  private async quiet(last: boolean): Promise<void> {
    await this.weather.clear();
    if (this.nowMs < this.highWaterMs) this.clock.set(new Date(this.highWaterMs));
    await this.work(false);
    if (this.disturbed || this.checks.anyHit)
      for (const ms of REST_MS) {
        this.clock.advance(ms);
        await this.work(false);
      }
    for (let round = 0; round < APPROVALS_MAX; round += 1) {
      const waiting = this.checks.waitingPlans();
      if (waiting.length === 0) break;
      for (const plan of waiting) await this.approvePlan(plan);
      await this.work(false);
    }
    this.checks.begin();
    this.checks.closedByItself();
    if (this.checks.needsLook) {
      await this.markAll('scan');
      await this.work(false);
      for (const plan of this.checks.waitingPlans()) await this.approvePlan(plan);
      await this.work(false);
    }
    this.highWaterMs = Math.max(this.highWaterMs, this.nowMs);
    this.checks.atRest();
    if (last) await this.twice();
    // Another relay's lease runs out first.
    this.clock.advance(RELAY_LEASE_MS);
    await this.life.relay.drain();
    this.checks.chained(await verifyChain(this.life.store.read));
    this.disturbed = false;
    this.checks.rested();
  }

  private async twice(): Promise<void> {
    await this.markAll('scan');
    const before = this.weather.sent;
    await this.work(false);
    if (this.weather.sent !== before)
      throw new Violation(4, `${this.weather.sent - before} writes where nothing had changed`);
    this.checks.inPlay(4);
  }

  markAll(kind: 'policy' | 'scan' | 'boundary'): Promise<void> {
    const { store, engine } = this.life;
    const ids = this.persons.map((one) => one.id);
    return store.write((tx) => engine.due.mark(tx.manager, ids, { kind, id: null }, tx.now));
  }

  get today(): Day {
    return hanoiDay(this.nowMs);
  }
}
