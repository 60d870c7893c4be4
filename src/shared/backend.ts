/**
 * One outside system as a reader sees it, so that its failure stays its own:
 * – a deadline: a call that has run that long is aborted. It begins when the call is sent, and counts only time in which
 *   this process could listen: while our own work keeps it from hearing an answer, the system is not late;
 * – a bound on calls under way: when there are that many, others wait their turn, so long and no longer. Who waited in
 *   vain was turned away by us, which tells nothing about the system; a call for which nobody waits is never sent;
 * – a breaker: a system that keeps failing is left alone for a while, then one call tries whether it is back, while
 *   everybody else goes on without it;
 * – the last-known answer, bounded in number and age, to be shown, marked as old, when the system says nothing now.
 * Somebody who goes away tells nothing about the system: the call goes on to its end, and its answer is remembered.
 */
import { setMaxListeners } from 'node:events';
import {
  BrokenCircuitError,
  BulkheadRejectedError,
  CircuitState,
  ConsecutiveBreaker,
  bulkhead,
  circuitBreaker,
  handleAll,
  type BulkheadPolicy,
  type CircuitBreakerPolicy,
} from 'cockatiel';
import { LastKnown } from './last-known';
import { untilAborted } from './timing';

export interface BackendSettings {
  readonly name: string;
  /** Longest that a call may run. */
  readonly deadlineMs: number;
  /** Longest that anybody waits for their turn; left out: as long as a call may run. */
  readonly turnWithinMs?: number;
  /** Failures in a row after which the system is left alone. */
  readonly breakAfter: number;
  readonly breakForMs: number;
  /** How many last answers are kept; what was used longest ago goes first. */
  readonly keep: number;
  /** Age beyond which a last answer is shown no more. */
  readonly keepForMs?: number;
  /** Calls under way at a time. */
  readonly callsMax?: number;
}

export interface Answer<T> {
  readonly value: T;
  /** 0 when the system said it just now. */
  readonly ageMs: number;
}

/** `unasked` – nothing is known yet; `failing` – the last call failed; `resting` – left alone, or being tried again. */
export type BackendState = 'unasked' | 'up' | 'failing' | 'resting';

/** How calls went: `leftAlone` and `turnedAway` were never sent. */
export interface BackendCalls {
  answered: number;
  failed: number;
  overdue: number;
  leftAlone: number;
  turnedAway: number;
}

const KEEP_FOR_MS = 86_400_000;
const CALLS_MAX = 64;
const WAITING_MAX = 5_000;
const LISTENING_PARTS = 4;

export class Backend<T> {
  readonly calls: BackendCalls = { answered: 0, failed: 0, overdue: 0, leftAlone: 0, turnedAway: 0 };
  private readonly breaker: CircuitBreakerPolicy;
  private readonly turns: BulkheadPolicy;
  private readonly lastKnown: LastKnown<T>;
  private lastCall: 'unasked' | 'up' | 'failing' = 'unasked';

  constructor(
    private readonly settings: BackendSettings,
    nowMs: () => number,
  ) {
    const { keep, keepForMs = KEEP_FOR_MS } = settings;
    this.lastKnown = new LastKnown({ keep, keepForMs }, nowMs);
    this.turns = bulkhead(settings.callsMax ?? CALLS_MAX, WAITING_MAX);
    this.breaker = circuitBreaker(handleAll, {
      halfOpenAfter: settings.breakForMs,
      breaker: new ConsecutiveBreaker(settings.breakAfter),
    });
  }

  get name(): string {
    return this.settings.name;
  }

  /** As the last calls found it; nobody is asked for this. */
  get state(): BackendState {
    return this.breaker.state === CircuitState.Closed ? this.lastCall : 'resting';
  }

  /**
   * Asks for many in one call, each under a key by which it is remembered. In their order: the live answer; null where
   * the system says that there is nothing; what it said last, with its age, when it does not answer; the failure where
   * nothing was ever heard.
   */
  async ask(
    keys: readonly string[],
    call: (signal: AbortSignal) => Promise<readonly (T | null)[]>,
    caller?: AbortSignal,
  ): Promise<readonly (Answer<T> | null | BackendSilent)[]> {
    if (keys.length === 0) return [];
    const heard = async (signal: AbortSignal): Promise<readonly (Answer<T> | null)[]> => {
      const values = await call(signal);
      return keys.map((key, index) => this.keep(key, values[index] ?? null));
    };
    try {
      return await this.live(heard, caller);
    } catch (error) {
      return keys.map((key) => this.lastKnown.of(key) ?? new BackendSilent(this.settings.name, error));
    }
  }

  /** The live answer or a failure, for a caller that remembers by itself. */
  async live<A>(call: (signal: AbortSignal) => Promise<A>, caller?: AbortSignal): Promise<A> {
    const patience = new AbortController();
    const giveUp = (): void => patience.abort(new Error('the caller has gone'));
    const { name, deadlineMs, turnWithinMs = deadlineMs } = this.settings;
    const timer = setTimeout(() => patience.abort(new BackendBusy(name)), turnWithinMs);
    timer.unref();
    if (caller?.aborted) giveUp();
    caller?.addEventListener('abort', giveUp, { once: true });
    try {
      return await untilAborted(
        this.inTurn(call, patience.signal, () => clearTimeout(timer)),
        patience.signal,
      );
    } finally {
      clearTimeout(timer);
      caller?.removeEventListener('abort', giveUp);
    }
  }

  private async inTurn<A>(
    call: (signal: AbortSignal) => Promise<A>,
    wanted: AbortSignal,
    onTurn: () => void,
  ): Promise<A> {
    try {
      return await this.turns.execute(() => {
        if (wanted.aborted) throw new BulkheadRejectedError(0, 0);
        onTurn();
        // A second call while one tries whether the system is back would wait for that one.
        if (this.breaker.state === CircuitState.HalfOpen) throw new BrokenCircuitError();
        return this.breaker.execute(() => this.sent(call));
      });
    } catch (error) {
      if (error instanceof BrokenCircuitError) this.calls.leftAlone += 1;
      if (error instanceof BulkheadRejectedError) this.calls.turnedAway += 1;
      throw error instanceof BulkheadRejectedError ? new BackendBusy(this.settings.name) : error;
    }
  }

  private async sent<A>(call: (signal: AbortSignal) => Promise<A>): Promise<A> {
    const over = new AbortController();
    // A call for many keys may send a request for each, and each listens until it is answered.
    setMaxListeners(0, over.signal);
    const stop = afterListening(this.settings.deadlineMs, () => over.abort(this.overdue()));
    try {
      const answer = await untilAborted(call(over.signal), over.signal);
      this.calls.answered += 1;
      this.lastCall = 'up';
      return answer;
    } catch (error) {
      this.calls[over.signal.aborted ? 'overdue' : 'failed'] += 1;
      this.lastCall = 'failing';
      throw error;
    } finally {
      stop();
    }
  }

  private keep(key: string, value: T | null): Answer<T> | null {
    this.lastKnown.keep(key, value);
    return value === null ? null : { value, ageMs: 0 };
  }

  private overdue(): Error {
    return new Error(`no answer in ${this.settings.deadlineMs} ms`);
  }
}

/**
 * Calls back after so much time in which this process could listen; the answer takes it back. The time is counted in
 * parts, so that a stretch in which the process was busy, however long, costs no more than one of them.
 */
function afterListening(timeMs: number, then: () => void): () => void {
  let left = LISTENING_PARTS;
  let timer: NodeJS.Timeout | undefined;
  const wait = (): void => {
    // A city that closes does not wait for a system that says nothing.
    timer = setTimeout(() => ((left -= 1) === 0 ? then() : wait()), timeMs / LISTENING_PARTS).unref();
  };
  wait();
  return () => clearTimeout(timer);
}

/** Nobody was asked: others had all turns for too long. */
class BackendBusy extends Error {
  constructor(system: string) {
    super(`too much is asked of ${system} at once`);
    this.name = 'BackendBusy';
  }
}

/** The system did not answer in time, or is being left alone, and nothing is known from before. */
export class BackendSilent extends Error {
  constructor(
    readonly system: string,
    cause: unknown,
  ) {
    super(
      cause instanceof BrokenCircuitError
        ? `${system} is being left alone after repeated failures`
        : cause instanceof BackendBusy
          ? cause.message
          : `${system} did not answer`,
      { cause },
    );
    this.name = 'BackendSilent';
  }
}
