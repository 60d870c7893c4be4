/**
 * Watches one caller's session while subscriptions of it are open: asked before each event, though at most once in
 * `restMs`; at once when somebody hints that it may have ended; and while nothing happens every `recheckMs`. It goes with the context's signal.
 */
import { Refusal } from '../errors/refusal';
import type { Logger } from '../shared/logger';
import type { Context, Principal } from '../subgraphs/identity/face';

/** False once the session of a principal has ended, or anything it was allowed no longer is. */
export type StillValid = (principal: Principal) => Promise<boolean>;

export interface SessionWatchOptions {
  readonly context: Context;
  readonly stillValid: StillValid;
  readonly restMs: number;
  readonly recheckMs: number;
  readonly logger: Logger;
  /** Called once, when the session is found ended while nothing happens. */
  readonly onEnded: (refusal: Refusal) => void;
  /** Called once, when nothing is left to watch. */
  readonly onClosed: () => void;
}

export class SessionWatch {
  private closed = false;
  private rested: NodeJS.Timeout | undefined;
  private readonly idle: NodeJS.Timeout;

  constructor(private readonly options: SessionWatchOptions) {
    this.idle = setInterval(() => void this.lookWhileIdle(), options.recheckMs);
    this.idle.unref();
    options.context.signal.addEventListener('abort', () => this.close(), { once: true });
    if (options.context.signal.aborted) this.close();
  }

  /** Null while the session holds, else the refusal. */
  async check(): Promise<Refusal | null> {
    return this.rested ? null : this.ask();
  }

  /** Whose session it is; null for nobody's. */
  get principalId(): string | null {
    return this.options.context.principal?.id ?? null;
  }

  /** Asks at once, however short ago it was asked, and tells when the session has ended. */
  async look(): Promise<void> {
    if (this.closed) return;
    const refusal = await this.ask();
    if (refusal === null || refusal.code !== 'UNAUTHENTICATED' || this.closed) return;
    this.close();
    this.options.onEnded(refusal);
  }

  private async ask(): Promise<Refusal | null> {
    try {
      const { principal } = this.options.context;
      if (!principal || !(await this.options.stillValid(principal))) return new Refusal('UNAUTHENTICATED');
    } catch (error) {
      this.options.logger.error({ err: error }, 'a session could not be checked');
      return new Refusal('UNAVAILABLE', { system: 'identity' });
    }
    clearTimeout(this.rested);
    if (this.closed) return null;
    this.rested = setTimeout(() => (this.rested = undefined), this.options.restMs);
    this.rested.unref();
    return null;
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.options.onClosed();
    clearInterval(this.idle);
    clearTimeout(this.rested);
  }

  private async lookWhileIdle(): Promise<void> {
    const refusal = await this.check();
    if (!refusal || this.closed) return;
    this.close();
    this.options.onEnded(refusal);
  }
}
