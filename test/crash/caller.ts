/**
 * One caller of the API. Changes are sent one at a time, each under its own Idempotency-Key; one whose answer never came
 * is sent again under the same key before anything else, as a careful client does.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { randomFrom } from '../../src/cli/stream/random';
import { Changes, type Answer, type Change } from './changes';
import { dayAfter } from './city-clock';
import type { Desk } from './desk';
import type { Evening } from './evening';
import { hasAccess, type Ledger, type Subject } from './ledger';
import { Lost, send, type Line } from './line';

const PEOPLE_MAX = 20;
/** Between two changes, so that a run of an hour does not fill the city. */
const PAUSE_MS = 40;
/** Kept free at the end of the days that have passed. */
const SPARE_DAYS = 15;

export class Caller {
  private readonly random: () => number;
  private readonly changes: Changes;
  private current: Change | null = null;

  constructor(
    index: number,
    seed: number,
    private readonly ledger: Ledger,
    desk: Desk,
  ) {
    this.random = randomFrom(seed * 31 + index);
    this.changes = new Changes(index, this.random, ledger, desk);
  }

  /** One change after another, until told to stop or the connection breaks. */
  async goOn(line: Line, until: AbortSignal, evening: Evening | null = null): Promise<void> {
    try {
      while (!until.aborted) {
        await this.resend(line);
        if (until.aborted) return;
        this.changes.begin();
        this.current = await (evening === null ? this.next(line) : this.nextInTheEvening(line, evening));
        await pause(PAUSE_MS * this.random());
      }
    } catch (error) {
      if (!(error instanceof Lost)) throw error;
    }
  }

  /** The change that is under way, if any. */
  async resend(line: Line): Promise<void> {
    const { current } = this;
    if (current === null) return;
    current.answered(await send<Answer>(line, current.query, current.variables, current.key));
    this.current = null;
  }

  // ── what next

  private async next(line: Line): Promise<Change> {
    const waiting = this.changes.own.find((one) => !one.everHeld);
    if (waiting !== undefined) return this.changes.appoint(waiting);
    const usable = this.changes.own.filter((one) => !one.resting);
    if (usable.length < 3 || (this.changes.own.length < PEOPLE_MAX && this.random() < 0.2))
      return this.changes.create();
    const subject = this.changes.pick(usable);
    if (this.isNearToday(subject)) {
      subject.resting = true;
      return this.changes.create();
    }
    if (subject.locked) return this.changes.lockOrUnlock(subject, false);
    if (subject.suspended) return this.changes.suspendOrReinstate(subject, false);
    if (subject.held.length === 0)
      return subject.lastEnd !== null && !subject.delegate && !subject.delegator && this.random() < 0.6
        ? this.changes.annulEnd(subject, subject.lastEnd)
        : this.changes.appoint(subject);
    return this.change(line, subject);
  }

  /** First somebody is to leave tomorrow; when it is late only locks are left. */
  private async nextInTheEvening(line: Line, evening: Evening): Promise<Change | null> {
    if (evening.isLate) {
      const inOffice = this.changes.own.find((one) => one.held.length > 0 && !one.resting);
      return inOffice === undefined ? null : this.changes.lockOrUnlock(inOffice, !inOffice.locked);
    }
    if (this.changes.own.some(({ leavesOn }) => leavesOn === evening.tomorrow)) return this.next(line);
    const leaver = this.changes.own.find((one) => mayLeave(one) && !this.isNearToday(one));
    if (leaver !== undefined) return this.changes.leaveTomorrow(leaver, evening.tomorrow);
    const waiting = this.changes.own.find((one) => !one.everHeld);
    return waiting === undefined ? this.changes.create() : this.changes.appoint(waiting);
  }

  private change(line: Line, subject: Subject): Change | Promise<Change> {
    const chance = this.random();
    if (chance < 0.25) return this.changes.transfer(line, subject);
    if (chance < 0.5) return this.changes.leave(subject);
    if (chance < 0.6) return this.changes.suspendOrReinstate(subject, true);
    if (chance < 0.7) return this.changes.lockOrUnlock(subject, true);
    if (chance < 0.78) return this.changes.rename(subject);
    if (chance < 0.85 && subject.held.length === 1) return this.changes.second(subject);
    if (chance < 0.92) return this.changes.delegate(line, subject);
    if (chance < 0.96) return this.changes.leaveLater(subject);
    return this.changes.reorganise(subject);
  }

  /** Its days have caught up with the present: there is no room for more. */
  private isNearToday(subject: Subject): boolean {
    return subject.day > dayAfter(this.ledger.clock.today(), -SPARE_DAYS);
  }
}

/** So that the one end is all that is told of it. */
function mayLeave(subject: Subject): boolean {
  return subject.held.length === 1 && hasAccess(subject) && !subject.delegate && !subject.delegator && !subject.resting;
}
