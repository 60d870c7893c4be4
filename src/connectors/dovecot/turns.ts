/**
 * One write of an account at a time. The dictionary has no compare-and-set, so two writes of one account at once would
 * each undo the other's, and two creations would both succeed. Between processes the caller's lease does the same.
 */
import { Mutex } from '../../shared/mutex';

export class Turns {
  private readonly waiting = new Map<string, { readonly mutex: Mutex; count: number }>();

  /** Runs the work when all earlier work for this login has ended; nothing stays behind for a login that is idle. */
  async run<T>(login: string, work: () => Promise<T>): Promise<T> {
    const turn = this.waiting.get(login) ?? { mutex: new Mutex(), count: 0 };
    this.waiting.set(login, turn);
    turn.count += 1;
    try {
      return await turn.mutex.run(work);
    } finally {
      turn.count -= 1;
      if (turn.count === 0) this.waiting.delete(login);
    }
  }
}
