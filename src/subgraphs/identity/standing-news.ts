/**
 * Whose standing may just have changed, so that open subscriptions are looked at again at once. It is read from the log
 * of events, like everything that crosses processes, and is a hint only: whether a session still holds is asked of the
 * facts, and asked again now and then even when nobody hinted.
 */
import { emit } from '../../events/outbox';
import { LogReader, type LiveLog } from '../../events';
import type { Clock } from '../../shared/clock';
import { dayOf } from '../../shared/day';
import type { Logger } from '../../shared/logger';
import { sleep } from '../../shared/timing';
import type { Store, Tx } from '../../store/store';

/** Ids of persons and service clients, or all of them. */
export type Doubtful = ReadonlySet<string> | 'all';
type Listener = (doubtful: Doubtful) => void;

const SESSION_TOPIC = 'session';
/** Offices, locks, and our own sessions. */
const TOPICS = ['role-change', 'access', SESSION_TOPIC];
/** Office changes at midnight without anybody writing anything. */
const DAY_LOOK_MS = 200;
const RETRY_MS = 500;

/** A session, a client or a key of this subject has ended. */
export function tellEnded(tx: Tx, subjectId: string): Promise<void> {
  return emit(tx, { topic: SESSION_TOPIC, once: null, payload: { kind: 'ended', subjectId } });
}

export class StandingNews {
  private readonly listeners = new Set<Listener>();
  private readonly stopping = new AbortController();
  private readonly reader: LogReader;
  private following: Promise<void> = Promise.resolve();
  private midnight: NodeJS.Timeout | undefined;

  constructor(
    store: Store,
    log: LiveLog,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {
    this.reader = new LogReader(store, log, { name: 'standing', topics: TOPICS });
  }

  /** Returns the way to stop listening. */
  on(listener: Listener): () => void {
    this.listeners.add(listener);
    if (this.midnight === undefined) this.begin();
    return () => this.listeners.delete(listener);
  }

  async close(): Promise<void> {
    clearInterval(this.midnight);
    this.stopping.abort();
    await this.following;
  }

  private begin(): void {
    let day = dayOf(this.clock.now());
    this.midnight = setInterval(() => {
      const today = dayOf(this.clock.now());
      if (today === day) return;
      day = today;
      this.tell('all');
    }, DAY_LOOK_MS);
    this.midnight.unref();
    this.following = this.follow();
  }

  private async follow(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      try {
        const from = await this.reader.end();
        for await (const { topic, payload } of this.reader.follow(from, this.stopping.signal)) {
          const id = topic === 'role-change' ? personIn(payload) : subjectIn(payload);
          if (id !== null) this.tell(new Set([id]));
        }
      } catch (error) {
        if (this.stopping.signal.aborted) return;
        this.logger.warn({ err: error }, 'changes of standing could not be followed; open streams are looked at all');
        await sleep(RETRY_MS, this.stopping.signal);
        this.tell('all');
      }
    }
  }

  private tell(doubtful: Doubtful): void {
    for (const listener of this.listeners) listener(doubtful);
  }
}

type Payload = Readonly<Record<string, unknown>>;

function personIn(payload: Payload): string | null {
  const person = payload.person as { readonly id?: unknown } | null | undefined;
  return typeof person?.id === 'string' ? person.id : null;
}

function subjectIn({ subjectId, personId }: Payload): string | null {
  const id = subjectId ?? personId;
  return typeof id === 'string' ? id : null;
}
