/**
 * One pair of hands for one person: of two workers only the one with the lease writes, and two never have a write to one
 * account on its way at once. A worker that sleeps past its lease may, because a target takes what was sent before.
 */
import type { Bench } from '../bench';
import { Violation } from '../tally';
import type { Write } from '../weather';

interface Lease {
  readonly leaseHolder: string | null;
}

export class Hands {
  private readonly onTheirWay = new Map<string, Write>();
  private readonly workerOf = new Map<string, number>();
  /** The worker that sleeps, or has slept in this step. */
  asleep: number | null = null;

  constructor(private readonly bench: Bench) {}

  /** A new life has workers of its own. */
  begin(): void {
    this.onTheirWay.clear();
    this.workerOf.clear();
  }

  /** The returned function is for when the write is answered, or its sender has given up. */
  sent(write: Write): () => void {
    const account = `${write.targetId} ${write.nativeId ?? write.spec?.personId ?? ''}`;
    const other = this.onTheirWay.get(account);
    if (other !== undefined && other.worker !== write.worker && this.asleep === null)
      throw new Violation(7, `two workers at once: ${other.operation} and ${write.operation} of one account`);
    this.onTheirWay.set(account, write);
    return () => {
      if (this.onTheirWay.get(account) === write) this.onTheirWay.delete(account);
    };
  }

  held(write: Write, personId: string): void {
    const lease = this.bench.database.prepare('SELECT leaseHolder FROM due_person WHERE personId = ?').get(personId) as
      Lease | undefined;
    const holder = lease?.leaseHolder ?? null;
    if (holder === null) throw new Violation(7, `${write.operation} at ${write.targetId} without a lease`);
    const known = this.workerOf.get(holder);
    if (known !== undefined && known !== write.worker)
      throw new Violation(7, `${write.operation} at ${write.targetId} under the lease of another worker`);
    this.workerOf.set(holder, write.worker);
  }
}
