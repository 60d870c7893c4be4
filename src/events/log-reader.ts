/**
 * One feed of the log for any number of readers: pages to catch up, then live, from cursors that nobody else can make.
 *
 * A reader holds a position and nothing else. What comes next is always read from the log after that position, so a
 * wake-up that is lost costs a second and never an event. Readers that stand at the same place share one read, so that
 * two thousand of them cost the store what one does; nothing is kept for a reader who is slow.
 */
import { Refusal } from '../errors/refusal';
import { Alarm } from '../shared/timing';
import type { Store, Tx } from '../store/store';
import { Cursors, type Place } from './cursors';
import { LOG_PAGE_MAX, lastSeq, readLog, sweptTo, type LogEntry } from './log';

/** The log as one process orders it; `Relay` is one. */
export interface LiveLog {
  /** Called when the log has grown; a hint to read on. Returns the way to stop. */
  onAdvance(listener: () => void): () => void;
  /** Gives all that waits its place inside the open transaction; false when that cannot be done now. */
  placeIn(tx: Tx): Promise<boolean>;
}

/** Entries that a live reader takes at a time: what a reader who stalls keeps in memory. */
const LIVE_PAGE = 50;
/** Places of which what follows is kept for a moment; those who keep up stand at one or two. */
const SHARED_MAX = 64;
/** How often the log is looked at for events that another process has placed. */
const POLL_MS = 1_000;
/** A reader that nobody woke looks by itself. */
const IDLE_MS = 30_000;

export class LogReader {
  private readonly cursors: Cursors;
  private readonly alarms = new Set<Alarm>();
  private readonly shared = new Map<number, Promise<LogEntry[]>>();
  private stopListening: () => void = () => undefined;
  private poll: NodeJS.Timeout | undefined;
  /** Up to where it was looked whether there is something to wake for. */
  private seen = 0;
  private looking = false;
  private lookAgain = false;

  constructor(
    private readonly store: Store,
    private readonly log: LiveLog,
    private readonly feed: { readonly name: string; readonly topics: readonly string[] },
  ) {
    this.cursors = new Cursors(store, feed.name);
  }

  cursorAt(seq: number, beside?: string): Promise<string> {
    return this.cursors.encode(seq, beside);
  }

  /** The place that a cursor names; refuses with INVALID_CURSOR or CURSOR_EXPIRED. */
  async placeOf(cursor: string): Promise<Place> {
    const place = await this.cursors.decode(cursor);
    if (place === null || place.seq > (await lastSeq(this.store))) throw new Refusal('INVALID_CURSOR', {}, ['after']);
    await this.refuseSwept(place.seq);
    return place;
  }

  /** The last position now: where "from now on" begins. */
  async end(): Promise<number> {
    return lastSeq(this.store);
  }

  /** Where the log begins: everything after this position is still there. */
  async beginning(): Promise<number> {
    return sweptTo(this.store, this.feed.topics);
  }

  /** Entries of the feed after a position; refuses with CURSOR_EXPIRED when some of them are gone. */
  async read(afterSeq: number, limit: number = LOG_PAGE_MAX): Promise<LogEntry[]> {
    const entries = await readLog(this.store, { topics: this.feed.topics, afterSeq, limit });
    // Asked after the read: what had not been swept then was there when it was read.
    await this.refuseSwept(afterSeq);
    return entries;
  }

  /** What is there after a position, then what comes, for as long as it is read: no gap and no repeat. */
  async *follow(from: number, until: AbortSignal): AsyncGenerator<LogEntry> {
    const alarm = new Alarm();
    this.join(alarm);
    let afterSeq = from;
    try {
      while (!until.aborted) {
        const entries = await this.readShared(afterSeq);
        for (const entry of entries) {
          if (until.aborted) return;
          afterSeq = entry.seq;
          yield entry;
        }
        if (entries.length === 0) await alarm.wait(IDLE_MS, until);
      }
    } finally {
      this.leave(alarm);
    }
  }

  /** What one has read is there for all who come to the same place, until there is more. */
  private readShared(afterSeq: number): Promise<LogEntry[]> {
    const known = this.shared.get(afterSeq);
    if (known) return known;
    if (this.shared.size >= SHARED_MAX) this.shared.clear();
    const reading = this.read(afterSeq, LIVE_PAGE);
    reading.catch(() => {
      if (this.shared.get(afterSeq) === reading) this.shared.delete(afterSeq);
    });
    this.shared.set(afterSeq, reading);
    return reading;
  }

  private join(alarm: Alarm): void {
    this.alarms.add(alarm);
    if (this.alarms.size > 1) return;
    this.stopListening = this.log.onAdvance(() => void this.look());
    this.poll = setInterval(() => {
      this.shared.clear();
      void this.look();
    }, POLL_MS);
    this.poll.unref();
  }

  private leave(alarm: Alarm): void {
    this.alarms.delete(alarm);
    if (this.alarms.size > 0) return;
    this.stopListening();
    clearInterval(this.poll);
    this.shared.clear();
  }

  /** A read that began before is not joined any more: it may have missed what woke us. */
  private wake(): void {
    this.shared.clear();
    for (const alarm of this.alarms) alarm.ring();
  }

  /** Wakes the readers when there is something of this feed: other topics share the log and grow much faster. */
  private async look(): Promise<void> {
    this.lookAgain = this.looking;
    if (this.looking) return;
    this.looking = true;
    try {
      do {
        this.lookAgain = false;
        if (await this.hasGrown()) this.wake();
      } while (this.lookAgain);
    } catch {
      this.wake();
    } finally {
      this.looking = false;
    }
  }

  private async hasGrown(): Promise<boolean> {
    const last = await lastSeq(this.store);
    if (last === this.seen) return false;
    const [first] = await readLog(this.store, { topics: this.feed.topics, afterSeq: this.seen, limit: 1 });
    this.seen = last;
    return first !== undefined;
  }

  private async refuseSwept(seq: number): Promise<void> {
    if (seq < (await sweptTo(this.store, this.feed.topics))) throw new Refusal('CURSOR_EXPIRED', {}, ['after']);
  }
}
