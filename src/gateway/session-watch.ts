/**
 * Watches one caller's session while subscriptions of it are open: asked before each event, though at most once in
 * `restMs`, and while nothing happens every `recheckMs`.
 */
import { Refusal } from '../errors/refusal';
import type { Logger } from '../shared/logger';
import type { Context } from '../subgraphs/identity/face';

export type StillValid = (context: Context) => Promise<boolean>;

export interface SessionWatchOptions {
  readonly context: Context;
  readonly stillValid: StillValid;
  readonly restMs: number;
  readonly recheckMs: number;
  readonly logger: Logger;
  /** Called once, when the session is found ended while nothing happens. */
  readonly onEnded: (refusal: Refusal) => void;
}

export class SessionWatch {
  private rested: NodeJS.Timeout | undefined;
  private readonly idle: NodeJS.Timeout;

  constructor(private readonly options: SessionWatchOptions) {
    this.idle = setInterval(() => void this.lookWhileIdle(), options.recheckMs);
    this.idle.unref();
  }

  /** Null while the session holds, else the refusal. */
  async check(): Promise<Refusal | null> {
    if (this.rested) return null;
    try {
      if (!(await this.options.stillValid(this.options.context))) return new Refusal('UNAUTHENTICATED');
    } catch (error) {
      this.options.logger.error({ err: error }, 'a session could not be checked');
      return new Refusal('UNAVAILABLE', { system: 'identity' });
    }
    this.rested = setTimeout(() => (this.rested = undefined), this.options.restMs);
    this.rested.unref();
    return null;
  }

  close(): void {
    clearInterval(this.idle);
    clearTimeout(this.rested);
  }

  private async lookWhileIdle(): Promise<void> {
    const refusal = await this.check();
    if (!refusal) return;
    this.close();
    this.options.onEnded(refusal);
  }
}
