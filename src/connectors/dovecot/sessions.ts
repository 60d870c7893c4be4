/** Open sessions: who is connected, and ending that for certain. */
import { sleep } from '../../shared/timing';
import { EXIT, must, rowsOf, type Doveadm, type Operation } from './doveadm';

const KICKS_MAX = 20;
const KICK_PAUSE_MS = 50;

export class Sessions {
  constructor(private readonly doveadm: Doveadm) {}

  /** Kicks until `who` shows none of the sessions there were; `mayReturn`: new ones are no failure. */
  async end(login: string, mayReturn: boolean, operation: Operation): Promise<void> {
    const first = await this.sessions(login, operation);
    let left = first;
    for (let round = 0; round < KICKS_MAX; round += 1) {
      await this.kick(login, operation);
      const now = await this.sessions(login, operation);
      left = mayReturn ? now.filter((session) => first.includes(session)) : now;
      if (left.length === 0) return;
      await sleep(KICK_PAUSE_MS, operation.signal);
    }
    // Not `timeout`: a read-back would find the account disabled and take the work for done.
    throw operation.fail('throttled', `${left.length} session(s) of ${login} outlive the kick`);
  }

  async kick(login: string, operation: Operation): Promise<void> {
    const [answer] = await this.doveadm.run([['kick', { mask: [login] }]], operation);
    must(answer, operation, EXIT.notFound);
  }

  private async sessions(login: string, operation: Operation): Promise<string[]> {
    const [answer] = await this.doveadm.run([['who', { mask: [login] }]], operation);
    const rows = rowsOf(must(answer, operation, EXIT.notFound), operation);
    return rows
      .filter((row) => row.username === login)
      .flatMap((row) => (row.pids ?? '').replace(/[()]/g, '').split(' '));
  }
}
