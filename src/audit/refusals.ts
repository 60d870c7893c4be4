/**
 * Puts refused requests on record without letting a flood of them fill the store. Who was refused what is written at
 * once, the first time within a minute; what the same caller is refused with the same code in that minute is counted,
 * and told by one more row at its end. A caller is a principal, or an address for who is none. Beyond so many callers at
 * a time all others are counted together. So a minute costs at most two rows for each caller that is kept apart; of the
 * counts, at most a minute is lost where the process dies.
 */
import type { Logger } from '../shared/logger';
import type { Store } from '../store/store';
import { recordAll, type AuditEntry } from './record';

export interface Refused {
  /** Null when nobody is signed in. */
  readonly principal: { readonly kind: 'person' | 'client'; readonly id: string } | null;
  readonly origin: string;
  readonly code: string;
  /** Root fields that were asked for. */
  readonly fields: readonly string[];
}

export interface RefusalLimits {
  readonly windowMs: number;
  /** Callers and codes that are kept apart within one window. */
  readonly callersMax: number;
  readonly flushEveryMs: number;
}

const LIMITS: RefusalLimits = { windowMs: 60_000, callersMax: 1_000, flushEveryMs: 500 };
const FIELDS_MAX = 10;
const SUBJECT_MAX = 191;
/** Stands for all callers beyond those that are kept apart. */
const OTHERS = 'others';

interface Window {
  readonly refused: Refused;
  readonly fields: Set<string>;
  readonly since: number;
  repeats: number;
}

export class RefusalLog {
  private readonly windows = new Map<string, Window>();
  private waiting: AuditEntry[] = [];
  private writing: Promise<void> = Promise.resolve();
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly store: Store,
    private readonly logger: Logger,
    private readonly limits: RefusalLimits = LIMITS,
  ) {
    this.timer = setInterval(() => void this.flush(), limits.flushEveryMs).unref();
  }

  note(refused: Refused): void {
    const own = keyOf(refused);
    const beyond = !this.windows.has(own) && this.windows.size >= this.limits.callersMax;
    const key = beyond ? `${OTHERS} ${refused.code}` : own;
    const window = this.windows.get(key);
    if (window !== undefined) {
      window.repeats += 1;
      for (const field of refused.fields) if (window.fields.size < FIELDS_MAX) window.fields.add(field);
      return;
    }
    const told = beyond ? { ...refused, principal: null, origin: OTHERS } : refused;
    this.windows.set(key, { refused: told, fields: new Set(), since: performance.now(), repeats: 0 });
    this.waiting.push(entryOf(told, told.fields, 1));
  }

  /** Writes what waits, and counts whose window has ended; all of them when asked to. */
  flush(everything = false): Promise<void> {
    this.writing = this.writing.then(() => this.write(everything));
    return this.writing;
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.flush(true);
  }

  private async write(everything: boolean): Promise<void> {
    const now = performance.now();
    for (const [key, { refused, fields, since, repeats }] of this.windows) {
      if (!everything && now - since < this.limits.windowMs) continue;
      this.windows.delete(key);
      if (repeats > 0) this.waiting.push(entryOf(refused, [...fields], repeats));
    }
    const rows = this.waiting;
    if (rows.length === 0) return;
    this.waiting = [];
    try {
      await this.store.write((tx) => recordAll(tx, rows));
    } catch (error) {
      this.logger.error({ err: error, rows: rows.length }, 'refusals could not be put on record; trying again');
      this.waiting = [...rows, ...this.waiting].slice(0, this.limits.callersMax * 2);
    }
  }
}

function keyOf({ principal, origin, code }: Refused): string {
  return principal === null ? `${origin} ${code}` : `${principal.kind}:${principal.id} ${code}`;
}

function entryOf({ principal, origin, code }: Refused, fields: readonly string[], times: number): AuditEntry {
  return {
    action: 'request.refuse',
    subject: { kind: 'operation', id: fields.slice(0, FIELDS_MAX).join(' ').slice(0, SUBJECT_MAX) || 'request' },
    actorId: principal?.kind === 'person' ? principal.id : null,
    clientId: principal?.kind === 'client' ? principal.id : null,
    origin,
    detail: { code, times },
  };
}
