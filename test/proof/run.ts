/** Carries out one history: what people do, what fails, how the process lives; and asks the invariants after every step. */
import { verifyChain } from '../../src/audit';
import { ManualClock } from '../../src/shared/clock';
import { Acts } from './acts';
import { Again } from './again/again';
import type { Bench, PolicyName } from './bench';
import { Checks } from './checks/checks';
import { Clerking } from './clerking';
import type { Act, Step } from './history';
import { Life } from './life';
import { Living } from './living';
import { NO_MISTAKE, type Parts } from './mistake';
import { hanoiDay, type Day, type Event, type Exception, type Lock, type Person } from './oracle';
import { Violation, type Tally } from './tally';
import { Weather } from './weather';

export const START = new Date('2026-03-02T02:00:00.000Z');
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
  readonly again: Again;
  readonly clerking = new Clerking(this);
  readonly acts = new Acts(this);
  private readonly living = new Living(this);
  life: Life;
  /** Something was not done in its turn since the last quiet point: only time brings everybody to rest. */
  disturbed = false;
  /** Numbers whatever needs a number of its own. */
  count: number;
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
    this.again = new Again(this);
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
      this.again.everything();
    } finally {
      this.life.live();
      // What is still under way after a violation must not reach the next history.
      this.life.dead = true;
      await this.weather.idle();
    }
  }

  private async step(step: Step): Promise<void> {
    const { by } = step;
    this.checks.hands.asleep = null;
    this.clock.advance(1);
    this.tally.add('act', step.act);
    const dies = by.how === 'dies';
    if (dies && (step.act === 'decide' || step.act === 'reorganise')) this.life.dieAt(by.at, by.count);
    await this.act(step);
    if (dies && step.act !== 'decide' && step.act !== 'reorganise') this.life.dieAt(by.at, by.count);
    this.checks.changed();
    await this.living.through(by);
    this.highWaterMs = Math.max(this.highWaterMs, this.nowMs);
    this.checks.afterStep(by.how !== 'lost' && this.nowMs >= this.highWaterMs);
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
        return this.clerking.decide(step);
      case 'reorganise':
        return this.clerking.reorganise(step.which, step.on);
      case 'annul':
        return this.clerking.annul(step.which);
      case 'lock':
        return this.acts.lock(step);
      case 'unlock':
        return this.acts.unlock(step.who);
      case 'except':
        return this.acts.except(step);
      case 'hire':
        await this.acts.hire({ familyName: 'Nguyễn', middleName: 'Văn', givenName: 'An' });
        return;
      case 'rename':
        return this.acts.rename(step.who, step.where);
      case 'plant':
        return this.acts.plant(step.who, step.where);
      case 'paper':
        return this.acts.paper(step.who);
      case 'fault':
        return this.acts.fault(step);
      case 'heal':
        return this.weather.clear();
      case 'clock':
        return this.acts.moveClock(step.to);
      case 'policy':
        this.policy.name = step.name;
        return this.markAll('policy');
      case 'approve':
        return this.acts.approve(step.which, step.hash);
      case 'scan':
        return this.markAll('scan');
      case 'tamper':
        return this.checks.tamper(step.how, step.which);
      case 'quiet':
        return this.quiet(false);
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
      for (const plan of waiting) await this.acts.approvePlan(plan);
      await this.work(false);
    }
    this.checks.changed();
    this.checks.closedByItself();
    if (this.checks.needsLook) {
      await this.markAll('scan');
      await this.work(false);
      for (const plan of this.checks.waitingPlans()) await this.acts.approvePlan(plan);
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
