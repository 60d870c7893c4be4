/** How far the proof is: a bar on a terminal, a line now and then elsewhere. */
import { SingleBar } from 'cli-progress';

/** Lines in all, and histories from one to the next: a long run says sooner than at its tenth part how it fares. */
const LINES = 10;
const BETWEEN_MAX = 200;

export class Progress {
  count = 0;
  private readonly bar: SingleBar | null;

  constructor(private readonly total: number) {
    this.bar = process.stdout.isTTY
      ? new SingleBar({ format: '{bar} {value}/{total} histories, {failed} violations, {eta_formatted} left' })
      : null;
    this.bar?.start(total, 0, { failed: 0 });
  }

  one(failed: number): void {
    this.count += 1;
    this.bar?.update(this.count, { failed });
    if (this.bar === null && this.count % Math.min(Math.ceil(this.total / LINES), BETWEEN_MAX) === 0)
      console.log(`${this.count} of ${this.total} histories, ${failed} violations`);
  }

  end(): void {
    this.bar?.stop();
  }
}
