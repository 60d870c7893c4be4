/** How far the proof is: a bar on a terminal, a line now and then elsewhere. */
import { SingleBar } from 'cli-progress';

const LINES = 10;

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
    if (this.bar === null && this.count % Math.ceil(this.total / LINES) === 0)
      console.log(`${this.count} of ${this.total} histories, ${failed} violations`);
  }

  end(): void {
    this.bar?.stop();
  }
}
