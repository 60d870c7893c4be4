/**
 * What happens to mail that comes for an account: an answer to whoever wrote, and a copy to another address, as one Sieve
 * script that Dovecot runs at delivery – for a disabled account too. Every copy also stays in the mailbox: what a
 * forwarding loses is not lost.
 */
import { addressesOf, type MailAccount } from './account';
import { EXIT, must, rowsOf, type Command, type Doveadm, type Operation } from './doveadm';

const SCRIPT = 'dieuhanh';
/** Between two answers to one and the same correspondent. */
const DAYS_BETWEEN = 1;

export class Replies {
  constructor(private readonly doveadm: Doveadm) {}

  isWanted({ autoReply, forwardTo }: MailAccount): boolean {
    return autoReply !== null || forwardTo !== null;
  }

  /** The answer names the account's addresses, so it changes with them. */
  differ(from: MailAccount, to: MailAccount): boolean {
    return (this.isWanted(from) || this.isWanted(to)) && scriptFor(from) !== scriptFor(to);
  }

  async write(account: MailAccount, operation: Operation): Promise<void> {
    const user = account.login;
    if (!this.isWanted(account)) {
      // With no script the account takes its mail like every other account.
      const [off, gone] = await this.doveadm.run(
        [
          ['sieveDeactivate', { user }],
          ['sieveDelete', { user, scriptname: [SCRIPT] }],
        ],
        operation,
      );
      must(off, operation, EXIT.notFound);
      must(gone, operation, EXIT.notFound);
      return;
    }
    const put: Command = ['sievePut', { user, scriptname: SCRIPT, activate: true, file: scriptFor(account) }];
    const [written, listed] = await this.doveadm.run([put, ['sieveList', { user }]], operation);
    must(written, operation);
    const active = rowsOf(must(listed, operation), operation).some(
      (row) => row.script === SCRIPT && /active/i.test(row.active ?? ''),
    );
    if (!active) throw operation.fail('protocol', `the answers of ${user} were accepted and are not in force`);
  }
}

function scriptFor(account: MailAccount): string {
  const { autoReply, forwardTo } = account;
  const addresses = addressesOf(account).map(quoted).join(', ');
  return [
    'require ["copy", "vacation"];',
    ...(forwardTo === null ? [] : [`redirect :copy ${quoted(forwardTo)};`]),
    ...(autoReply === null ? [] : [`vacation :days ${DAYS_BETWEEN} :addresses [${addresses}] ${quoted(autoReply)};`]),
    '',
  ].join('\r\n');
}

function quoted(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&')}"`;
}
