/**
 * The evening before a day on which something planned happens. Towards its end nothing more is decided: a decision tells
 * within its own transaction what has come by then, and what is to be seen is the city telling it by itself.
 */
import { dayAfter, type CityClock } from './city-clock';

/** So long before midnight the last decision is sent, so that it is recorded before the day has come. */
const LAST_DECISION_MS = 4_000;

export class Evening {
  /** The day that comes. */
  readonly tomorrow: string;

  constructor(private readonly clock: CityClock) {
    this.tomorrow = dayAfter(clock.today(), 1);
  }

  get isLate(): boolean {
    return this.clock.today() >= this.tomorrow || this.clock.untilMidnightMs() <= LAST_DECISION_MS;
  }
}
