/**
 * The reconcile loop: takes the persons that are due, works on them, and lets them go with the time of the next look.
 * It acts on what is stored, never on what woke it: a wake-up may be lost, doubled or late.
 *
 * Leavers have places of their own, so that joiners held up by a slow target never stand in their way. Where many leave
 * at once, the accounts of all of them are closed before the rest is done for any of them.
 */
import type { Clock } from '../../shared/clock';
import type { Logger } from '../../shared/logger';
import { Alarm, sleep } from '../../shared/timing';
import { breathe } from './breathe';
import { ClosedLeavers } from './closed-leavers';
import type { Store } from '../../store/store';
import { ConnectorError } from '../../connectors/contract';
import type { PersonFacts } from '../core';
import type { OfficeReader } from '../office-reader';
import { LeaseLost, type Claim, type DueList } from './due';
import type { TargetGate } from './gate';
import type { Handovers } from './handovers';
import { Intake, type Entry } from './intake';
import type { AccessLocks } from './locks';
import type { PersonWork } from './person-work';
import type { PlanService } from './plan-service';
import type { PolicyHolder } from './policy-holder';
import type { EngineSettings } from './settings';
import type { KnownAccount, ShadowStore } from './shadows';

export interface LoopParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly office: OfficeReader;
  readonly due: DueList;
  readonly gate: TargetGate;
  readonly locks: AccessLocks;
  readonly shadows: ShadowStore;
  readonly handovers: Handovers;
  readonly plans: PlanService;
  readonly work: PersonWork;
  readonly policy: PolicyHolder;
  readonly logger: Logger;
  readonly settings: EngineSettings;
}

/** How many may be taken into the queue. */
interface Places {
  readonly leavers: number;
  readonly others: number;
}

/** While there is more to do than hands, it is looked this often for who else is due: leavers have hands of their own. */
const LOOK_EVERY_MS = 50;
/** A person who is due again and again within one `settle` is stuck. */
const TURNS_PER_PERSON_MAX = 25;
const STUCK_SHOWN_MAX = 10;

export class ReconcileLoop {
  private readonly alarm = new Alarm();
  private readonly hands = new Map<string, Promise<void> | null>();
  /** Persons who were claimed once more while still in our hands: their new lease is given back when the work ends. */
  private readonly doubled = new Map<string, Claim>();
  private readonly busy = { leaving: 0, others: 0 };
  private queue: Entry[] = [];
  private running: { readonly done: Promise<unknown>; readonly controller: AbortController } | null = null;
  private unlisten: (() => void) | null = null;
  private turns = new Map<string, number>();
  private readonly closed = new ClosedLeavers();
  private readonly intake: Intake;
  private lookedAtMs = 0;
  /** A look was left out for now. */
  private lookSoon = false;
  /** More leavers may be due than we took. */
  private moreLeavers = false;
  /** True from before persons are claimed until they are in our hands: in between they are in nobody's, and not due. */
  private taking = false;

  constructor(private readonly parts: LoopParts) {
    this.intake = new Intake(parts);
    parts.gate.listen(({ before, health }) => {
      // Only a target that was left alone: one that fails now and then must not cut every wait short.
      if (before === 'down' && health === 'up') void this.targetIsBack();
    });
  }

  start(): void {
    if (this.running !== null) return;
    const controller = new AbortController();
    this.unlisten = this.parts.store.onCommit(() => this.wake());
    // A new process does not know which targets were away, so none of them can come back for it.
    void this.targetIsBack();
    this.running = {
      controller,
      done: Promise.all([this.turnUntil(controller.signal), this.probeUntil(controller.signal)]),
    };
  }

  /** Takes nobody new, waits for calls in flight (bounded), and gives back whoever was not begun. */
  async stop(): Promise<void> {
    const running = this.running;
    if (running === null) return;
    running.controller.abort();
    this.unlisten?.();
    this.alarm.ring();
    await running.done;
    const waiting = this.queue.map((entry) => entry.claim);
    this.queue = [];
    for (const { personId } of waiting) this.hands.delete(personId);
    await this.parts.due.giveBack(waiting);
    const patience = new AbortController();
    await Promise.race([
      Promise.allSettled(this.inFlight()),
      sleep(this.parts.settings.stopTimeoutMs, patience.signal),
    ]);
    patience.abort();
    this.running = null;
  }

  /** A hint that somebody may be due. */
  wake(): void {
    this.alarm.ring();
  }

  /** Works until nobody is due now; what waits for a later time is left. Throws with whom it could not bring to rest. */
  async settle(): Promise<void> {
    this.turns = new Map();
    for (;;) {
      if (this.running === null) {
        await this.takeTurn();
        this.dispatch();
      } else this.wake();
      const stuck = [...this.turns].filter(([, count]) => count > TURNS_PER_PERSON_MAX).map(([personId]) => personId);
      if (stuck.length > 0)
        throw new Error(`these persons do not come to rest: ${stuck.slice(0, STUCK_SHOWN_MAX).join(', ')}`);
      if (this.hands.size > 0) await Promise.race([...this.inFlight(), sleep(20)]);
      else if (!(await this.parts.due.anyDue(this.parts.clock.now())) && !this.taking && this.hands.size === 0) return;
      else if (this.running !== null) await sleep(1);
    }
  }

  private async turnUntil(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await breathe();
      let took = false;
      try {
        took = await this.takeTurn();
      } catch (error) {
        this.parts.logger.error({ err: error }, 'the loop could not take the persons who are due');
      }
      this.dispatch();
      const { pollMs } = this.parts.settings;
      if (!took && !signal.aborted) await this.alarm.wait(this.lookSoon ? LOOK_EVERY_MS : pollMs, signal);
    }
  }

  /** Asks targets that are left alone whether they are back, so that nobody waits for the end of a long pause. */
  private async probeUntil(signal: AbortSignal): Promise<void> {
    const { gate, settings } = this.parts;
    while (!signal.aborted) {
      await sleep(settings.probeMs, signal);
      if (signal.aborted) return;
      await Promise.all(
        gate.down().map((targetId) =>
          gate
            .call(targetId, settings.readTimeoutMs, async (connector, call) => {
              const bad = (await connector.test(call)).find((finding) => !finding.ok);
              if (bad) throw new ConnectorError('unreachable', `${targetId}: ${bad.check}`);
            })
            .catch(() => undefined),
        ),
      );
    }
  }

  private async targetIsBack(): Promise<void> {
    try {
      await this.parts.due.wakeWaiting(this.parts.clock.now());
      this.wake();
    } catch (error) {
      this.parts.logger.error({ err: error }, 'those who wait for a target could not be woken');
    }
  }

  /**
   * Takes persons who are due into the queue, leavers first; true when there were any. Leavers have places of their own
   * in it too: a queue full of joiners keeps nobody's account open.
   */
  private async takeTurn(): Promise<boolean> {
    const { due, clock, policy } = this.parts;
    const places = this.places();
    if (this.lookedJustNow(places)) return false;
    if (!(await this.anyFor(places))) {
      // Who was closed is due at once: whoever is not found now was taken up by somebody else.
      if (places.others > 0 && this.hands.size === 0) this.closed.forget();
      if (places.others > 0) await policy.refresh?.();
      return false;
    }
    this.taking = true;
    let claims: readonly Claim[];
    try {
      const taken = await due.claim(places.others, clock.now(), places.leavers);
      if (places.leavers > 0) this.moreLeavers = taken.filter(({ leaving }) => leaving).length === places.leavers;
      for (const claim of taken) if (this.hands.has(claim.personId)) this.doubled.set(claim.personId, claim);
      claims = taken.filter((claim) => !this.hands.has(claim.personId));
      for (const { personId } of claims) this.hands.set(personId, null);
    } finally {
      this.taking = false;
    }
    if (claims.length === 0) {
      await policy.refresh?.();
      return false;
    }
    try {
      // After they were claimed: whoever a new policy concerns was marked in the transaction that put it in force.
      await policy.refresh?.();
      const { entries: taken, faults } = await this.intake.of(claims);
      for (const { claim, error } of faults) {
        this.hands.delete(claim.personId);
        await this.failed(claim, error);
      }
      // Whose accounts are closed already is a leaver no more.
      const entries = taken.map((entry) => (this.closed.has(entry.claim) ? { ...entry, leaving: false } : entry));
      const all = [...this.queue, ...entries];
      this.queue = [...all.filter((entry) => entry.leaving), ...all.filter((entry) => !entry.leaving)];
      return true;
    } catch (error) {
      for (const { personId } of claims) this.hands.delete(personId);
      await due.giveBack(claims);
      throw error;
    }
  }

  /** Whether there may be somebody to take. A plan says who leaves, so it comes before the choice of whom to take. */
  private async anyFor({ leavers, others }: Places): Promise<boolean> {
    const { due, clock, plans } = this.parts;
    if (others > 0) {
      if (!(await due.anyDue(clock.now()))) return false;
      await plans.computeAnnounced();
      return true;
    }
    if (leavers === 0) return false;
    await plans.computeAnnounced();
    return due.anyDue(clock.now(), 'leavers');
  }

  /** Every commit of those who are worked on wakes the loop: a look at each of them would cost more than the work. */
  private lookedJustNow({ others }: Places): boolean {
    const allBusy = others === 0 || (this.running !== null && this.queue.length > 0);
    this.lookSoon = allBusy && performance.now() - this.lookedAtMs < LOOK_EVERY_MS;
    if (!this.lookSoon) this.lookedAtMs = performance.now();
    return this.lookSoon;
  }

  /** How many may be taken: none until half the places are free. */
  private places(): Places {
    const { batch } = this.parts.settings;
    const leavers = this.queue.filter(({ claim }) => claim.leaving).length;
    const free = (taken: number): number => (batch - taken < batch / 2 ? 0 : batch - taken);
    return { leavers: free(leavers), others: free(this.queue.length - leavers) };
  }

  private dispatch(): void {
    const limit = this.parts.settings.concurrency;
    let leaversWait = false;
    this.queue = this.queue.filter((entry) => {
      const lane = entry.leaving ? 'leaving' : 'others';
      if (leaversWait && this.closed.has(entry.claim)) return true;
      if (this.busy[lane] >= limit) {
        leaversWait ||= entry.leaving;
        return true;
      }
      this.busy[lane] += 1;
      const work = this.workAndLetGo(entry).finally(() => {
        this.busy[lane] -= 1;
        if (this.running?.controller.signal.aborted !== true) this.dispatch();
        this.wake();
      });
      this.hands.set(entry.claim.personId, work);
      return false;
    });
  }

  private async workAndLetGo(entry: Entry): Promise<void> {
    try {
      await this.workOn(entry);
    } finally {
      await this.letGo(entry.claim.personId);
    }
  }

  /**
   * Out of our hands. Between the release and this moment somebody may have marked the person and we may have claimed
   * them again: kept, that lease would hold them until it ran out, with nobody at work.
   */
  private async letGo(personId: string): Promise<void> {
    const { due, logger } = this.parts;
    for (let claim = this.doubled.get(personId); claim !== undefined; claim = this.doubled.get(personId)) {
      this.doubled.delete(personId);
      try {
        await due.giveBack([claim]);
      } catch (error) {
        logger.error({ err: error, personId }, 'a person could not be given back; the lease will run out');
      }
    }
    this.hands.delete(personId);
  }

  private async workOn({ claim, facts, known, leaving }: Entry): Promise<void> {
    this.turns.set(claim.personId, (this.turns.get(claim.personId) ?? 0) + 1);
    try {
      if (facts === null)
        await this.parts.store.write((tx) =>
          this.parts.due.release(tx, claim, { dueAt: null, waiting: 'boundary', failures: 0, leaving: false }),
        );
      else if (!(leaving && (await this.closedOnly(claim, facts, known))))
        await this.parts.work.run(claim, facts, known, this.closed.take(claim));
    } catch (error) {
      if (error instanceof LeaseLost) this.parts.logger.warn({ personId: claim.personId }, error.message);
      else await this.failed(claim, error);
    }
  }

  /** While others leave too, a leaver's accounts are closed and the rest is left for when nobody's are open any more. */
  private async closedOnly(claim: Claim, facts: PersonFacts, known: readonly KnownAccount[]): Promise<boolean> {
    const { store, due, clock, work } = this.parts;
    const othersLeave = (): boolean => this.moreLeavers || this.queue.some((entry) => entry.leaving);
    if (!othersLeave() || this.closed.full) return false;
    this.closed.keep(claim, await work.close(claim, facts, known));
    if (!othersLeave()) return false;
    const { failures } = claim;
    await store.write((tx) =>
      due.release(tx, claim, { dueAt: clock.now(), waiting: 'mark', failures, leaving: false }),
    );
    return true;
  }

  /** A bug in one person's work must not stop the others, nor spin. */
  private async failed(claim: Claim, error: unknown): Promise<void> {
    const { logger, store, due, clock, settings } = this.parts;
    logger.error({ err: error, personId: claim.personId }, 'work on a person failed');
    const waitMs = Math.min(settings.retryMaxMs, settings.retryBaseMs * 2 ** Math.min(claim.failures, 20));
    const dueAt = new Date(clock.now().getTime() + waitMs);
    try {
      const { failures, leaving } = claim;
      await store.write((tx) => due.release(tx, claim, { dueAt, waiting: 'retry', failures: failures + 1, leaving }));
    } catch (again) {
      logger.error({ err: again, personId: claim.personId }, 'a person could not be let go; the lease will run out');
    }
  }

  private inFlight(): readonly Promise<void>[] {
    return [...this.hands.values()].filter((work) => work !== null);
  }
}
