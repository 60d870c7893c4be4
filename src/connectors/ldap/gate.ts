/** Lets a bounded number in at once; a bounded number waits in order of arrival, and whoever comes later is turned away. */
import { ConnectorError } from '../contract';

const WAITING_MAX = 2_000;

export class Gate {
  private inside = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly size: number) {}

  async run<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    await this.enter(signal);
    try {
      return await work();
    } finally {
      this.leave();
    }
  }

  private enter(signal: AbortSignal): Promise<void> {
    if (this.inside < this.size) {
      this.inside += 1;
      return Promise.resolve();
    }
    // A signal that ended before would never say so again, and its caller would wait for others to finish.
    if (signal.aborted) return Promise.reject(tooLate());
    if (this.waiting.length >= WAITING_MAX)
      return Promise.reject(new ConnectorError('throttled', 'too many operations wait for the directory'));
    return new Promise((resolve, reject) => {
      const admitted = (): void => {
        signal.removeEventListener('abort', gone);
        resolve();
      };
      const gone = (): void => {
        this.waiting.splice(this.waiting.indexOf(admitted), 1);
        reject(tooLate());
      };
      this.waiting.push(admitted);
      signal.addEventListener('abort', gone, { once: true });
    });
  }

  private leave(): void {
    const next = this.waiting.shift();
    if (next === undefined) this.inside -= 1;
    else next();
  }
}

function tooLate(): ConnectorError {
  return new ConnectorError('unreachable', 'the deadline passed before the operation could be sent');
}
