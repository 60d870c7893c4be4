/**
 * One open subscription, whatever carries it. It reads one event ahead of nobody: the next is fetched when the last
 * has been handed to the socket, so a reader's pace reaches back to the log and nothing piles up here.
 *
 *   open → ended   the source is exhausted, the caller left, or the gateway closes
 *   open → cut     a refusal: the session ended, or the reader stalled; told as one last result
 */
import type { ExecutionResult } from 'graphql';
import type { Refusal } from '../errors/refusal';

export interface LiveStreamOptions {
  readonly source: AsyncIterableIterator<ExecutionResult>;
  /** Null while the session holds, else why the stream is cut. */
  readonly check: () => Promise<Refusal | null>;
  readonly present: (refusal: Refusal) => ExecutionResult;
  /** Longest that the reader may take over one event. */
  readonly stallMs: number;
  /** Told of the refusal that cut the stream; the transport may have to close its connection. */
  readonly onCut: (refusal: Refusal) => void;
  /** Called once, however the stream ends. */
  readonly onEnd: () => void;
  /** Told when the reader stalls, before the cut. */
  readonly slow: () => Refusal;
}

type Step = IteratorResult<ExecutionResult, undefined>;
const DONE: Step = { done: true, value: undefined };

export class LiveStream implements AsyncIterableIterator<ExecutionResult, undefined> {
  private state: 'open' | 'cut' | 'ended' = 'open';
  private refusal: Refusal | null = null;
  private stalled: NodeJS.Timeout | undefined;
  private interrupt: () => void = () => undefined;

  constructor(private readonly options: LiveStreamOptions) {}

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<Step> {
    clearTimeout(this.stalled);
    const step = this.state === 'open' ? await this.pulled() : DONE;
    if (this.state === 'cut') return this.lastWord();
    if (this.state === 'ended') return DONE;
    if (step.done) {
      this.end();
      return DONE;
    }
    this.stalled = setTimeout(() => this.cut(this.options.slow()), this.options.stallMs);
    return step;
  }

  async return(): Promise<Step> {
    this.end();
    return DONE;
  }

  async throw(): Promise<Step> {
    this.end();
    return DONE;
  }

  /** Ends the stream with a refusal as its last result. */
  cut(refusal: Refusal): void {
    if (this.state !== 'open') return;
    this.state = 'cut';
    this.refusal = refusal;
    this.release();
    this.options.onCut(refusal);
  }

  /** Ends the stream; a reader that waits for the next event is told that there is none. */
  end(): void {
    if (this.state !== 'open') return;
    this.state = 'ended';
    this.release();
  }

  private async pulled(): Promise<Step> {
    const step = await this.nextOrInterrupted();
    if (step.done || this.state !== 'open') return step;
    const refusal = await this.options.check();
    if (refusal) this.cut(refusal);
    return step;
  }

  /** One promise for each event: what waits on one for the whole stream would grow with every event. */
  private nextOrInterrupted(): Promise<Step> {
    return new Promise((resolve, reject) => {
      this.interrupt = () => resolve(DONE);
      (this.options.source.next() as Promise<Step>).then(resolve, reject);
    });
  }

  private lastWord(): Step {
    this.state = 'ended';
    return { done: false, value: this.options.present(this.refusal!) };
  }

  private release(): void {
    clearTimeout(this.stalled);
    this.interrupt();
    // nobody waits for the source to stop: it may be asleep until its next event
    void Promise.resolve(this.options.source.return?.()).catch(() => undefined);
    this.options.onEnd();
  }
}
