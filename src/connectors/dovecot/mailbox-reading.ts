/** What a person is shown of the own mailbox: three commands in one request, however many mailboxes are read. */
import { isRole, KEY, parseAccount } from './account';
import { EXIT, must, rowsOf, type Answer, type Command, type Operation } from './doveadm';

export interface MailboxReading {
  readonly address: string;
  readonly aliases: readonly string[];
  /** Messages in INBOX that were not read yet. */
  readonly unread: number;
  readonly quotaUsedMiB: number;
  /** Null: no limit. */
  readonly quotaMiB: number | null;
}

const KIB_PER_MIB = 1024;

export function mailboxCommands(login: string, get: (key: string) => Command): Command[] {
  return [
    get(KEY.user(login)),
    ['mailboxStatus', { user: login, field: ['unseen'], mailboxMask: ['INBOX'] }],
    ['quotaGet', { user: login }],
  ];
}

/** From the answers to `mailboxCommands`; null when there is no such account now. */
export function mailboxOf(
  login: string,
  answers: readonly Answer[],
  domain: string,
  operation: Operation,
): MailboxReading | null {
  const entry = must(answers[0], operation, EXIT.notFound);
  if (entry.exitCode !== EXIT.ok) return null;
  const value = rowsOf(entry, operation)[0]?.value ?? '';
  if (isRole(value)) return null;
  const account = parseAccount(login, value, domain);
  if (account.isBuilding) return null;
  const storage = rowsOf(must(answers[2], operation), operation).find((row) => row.type === 'STORAGE');
  const limitKiB = Number(storage?.limit);
  return {
    address: account.address,
    aliases: account.aliases,
    unread: number(rowsOf(must(answers[1], operation), operation)[0]?.unseen, operation),
    quotaUsedMiB: number(storage?.value, operation) / KIB_PER_MIB,
    quotaMiB: Number.isFinite(limitKiB) && limitKiB > 0 ? limitKiB / KIB_PER_MIB : null,
  };
}

function number(text: string | undefined, operation: Operation): number {
  const value = Number(text ?? Number.NaN);
  if (!Number.isFinite(value)) throw operation.fail('protocol', 'a figure that is no number');
  return value;
}
