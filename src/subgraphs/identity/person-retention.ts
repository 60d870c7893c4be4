/**
 * Erases by itself what is held about people whose time is over, as the verb does: every person in a transaction of
 * their own, with its record. One look takes so many people at most and the next goes on behind them, so that those who
 * must be kept for another reason hold nobody up. When to look is asked of the clock that was passed in, so that a
 * machine that slept looks when it wakes.
 */
import type { Clock } from '../../shared/clock';
import type { Logger } from '../../shared/logger';
import type { Store } from '../../store/store';
import type { PeopleRecords } from './audit-ports';
import { erasePerson } from './person-erasure';

export interface RetentionParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly people: PeopleRecords;
}

const ORIGIN = 'retention';
/** One of our words, so that it is no personal detail itself. */
const REASON = 'retention-over';
const PEOPLE_PER_LOOK_MAX = 500;
const ASK_THE_CLOCK_MS = 60_000;

export class PersonRetention {
  private readonly peoplePerLook: number;
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<unknown> = Promise.resolve();
  private lookedAtMs: number | null = null;
  private after: string | null = null;
  private stopped = false;

  /** `everyMs` 0: it never looks by itself. */
  constructor(
    private readonly parts: RetentionParts,
    private readonly everyMs: number,
    peoplePerLook = PEOPLE_PER_LOOK_MAX,
  ) {
    this.peoplePerLook = Math.min(peoplePerLook, PEOPLE_PER_LOOK_MAX);
  }

  start(): void {
    if (this.everyMs === 0) return;
    this.timer = setInterval(() => void this.lookWhenDue(), ASK_THE_CLOCK_MS).unref();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearInterval(this.timer);
    await this.running;
  }

  /** How many people were erased; nobody when the last look is not long enough ago. */
  lookWhenDue(): Promise<number> {
    const look = this.running.then(() => (this.isDue() ? this.look() : 0));
    this.running = look;
    return look;
  }

  private isDue(): boolean {
    const nowMs = this.parts.clock.now().getTime();
    // A clock that was set back makes no look wait longer.
    return !this.stopped && (this.lookedAtMs === null || Math.abs(nowMs - this.lookedAtMs) >= this.everyMs);
  }

  private async look(): Promise<number> {
    const { clock, people, logger, store } = this.parts;
    const now = clock.now();
    this.lookedAtMs = now.getTime();
    let erased = 0;
    try {
      const due = await people.over(store.read, now, { after: this.after, first: this.peoplePerLook });
      for (const personId of due) {
        if (this.stopped) break;
        if (await this.erase(personId)) erased += 1;
        this.after = personId;
      }
      // Where more may wait, the next look is soon.
      if (due.length < this.peoplePerLook) this.after = null;
      else this.lookedAtMs = null;
    } catch (error) {
      this.lookedAtMs = null;
      logger.error({ err: error }, 'personal data whose time is over could not be erased; trying again');
    }
    if (erased > 0) logger.info({ people: erased }, 'personal data whose time was over was erased');
    return erased;
  }

  private erase(personId: string): Promise<boolean> {
    const { people, store } = this.parts;
    return store.write(async (tx) => {
      // Another process may have been here meanwhile.
      const [still] = await people.over(tx.manager, tx.now, { personId, first: 1 });
      if (still === undefined) return false;
      const done = await erasePerson(tx, people, personId, { actorId: null, origin: ORIGIN }, REASON);
      return 'rows' in done;
    });
  }
}
