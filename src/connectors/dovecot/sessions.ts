/** Open sessions: who is connected, and ending that for certain. */
import { sleep } from '../../shared/timing';
import { EXIT, must, rowsOf, type Answer, type Command, type Doveadm, type Operation } from './doveadm';

const KICKS_MAX = 20;
const KICK_PAUSE_MS = 50;

export class Sessions {
  constructor(private readonly doveadm: Doveadm) {}

  /**
   * Kicks until `who` shows none of the sessions there were; `mayReturn`: new ones are no failure. `before`: what is done
   * first, each of it with success.
   */
  async end(login: string, mayReturn: boolean, before: readonly Command[], operation: Operation): Promise<void> {
    const first = mayReturn ? await this.look(login, before, operation) : null;
    let left: readonly string[] = [];
    for (let round = 0; round < KICKS_MAX; round += 1) {
      const earlier = round === 0 && first === null ? before : [];
      const now = await this.kickAndLook(login, earlier, operation);
      left = first === null ? now : now.filter((session) => first.includes(session));
      if (left.length === 0) return;
      await sleep(KICK_PAUSE_MS, operation.signal);
    }
    // Not `timeout`: a read-back would find the account disabled and take the work for done.
    throw operation.fail('throttled', `${left.length} session(s) of ${login} outlive the kick`);
  }

  async kick(login: string, operation: Operation): Promise<void> {
    const [answer] = await this.doveadm.run([kick(login)], operation);
    must(answer, operation, EXIT.notFound);
  }

  private async kickAndLook(login: string, before: readonly Command[], operation: Operation): Promise<string[]> {
    const answers = await this.doveadm.run([...before, kick(login), who(login)], operation);
    const [kicked, seen] = answers.splice(before.length);
    for (const answer of answers) must(answer, operation);
    must(kicked, operation, EXIT.notFound);
    return sessionsIn(login, seen, operation);
  }

  private async look(login: string, before: readonly Command[], operation: Operation): Promise<string[]> {
    const answers = await this.doveadm.run([...before, who(login)], operation);
    const seen = answers.pop();
    for (const answer of answers) must(answer, operation);
    return sessionsIn(login, seen, operation);
  }
}

function kick(login: string): Command {
  return ['kick', { mask: [login] }];
}

function who(login: string): Command {
  return ['who', { mask: [login] }];
}

function sessionsIn(login: string, answer: Answer | undefined, operation: Operation): string[] {
  return rowsOf(must(answer, operation, EXIT.notFound), operation)
    .filter((row) => row.username === login)
    .flatMap((row) => (row.pids ?? '').replace(/[()]/g, '').split(' '));
}
