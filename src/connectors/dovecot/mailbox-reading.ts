/** What a person is shown of the own mailbox: three commands in one request, however many mailboxes are read. */
import { isPlainName, isRole, KEY, parseAccount } from './account';
import { EXIT, must, rowsOf, type Answer, type Command, type Operation } from './doveadm';
import type { DovecotParts } from './parts';

export interface MailboxReading {
  readonly address: string;
  readonly aliases: readonly string[];
  /** Messages in INBOX that were not read yet. */
  readonly unread: number;
  readonly quotaUsedMiB: number;
  /** Null: no limit. */
  readonly quotaMiB: number | null;
}

const READS_PER_REQUEST = 100;
const KIB_PER_MIB = 1024;

/** Many at once, in the order asked for. */
export async function readMailboxes(
  { doveadm, entries, settings }: DovecotParts,
  nativeIds: readonly string[],
  operation: Operation,
): Promise<readonly (MailboxReading | null)[]> {
  const readings: (MailboxReading | null)[] = [];
  for (let from = 0; from < nativeIds.length; from += READS_PER_REQUEST) {
    const logins = nativeIds.slice(from, from + READS_PER_REQUEST);
    const asked = logins.filter(isPlainName);
    const commands = asked.map((login) => mailboxCommands(login, (key) => entries.get(key)));
    const answers = commands.length > 0 ? await doveadm.run(commands.flat(), operation) : [];
    const byLogin = new Map(
      asked.map((login, index) => {
        const width = commands[index]!.length;
        return [login, mailboxOf(login, answers.slice(index * width, (index + 1) * width), settings.domain, operation)];
      }),
    );
    readings.push(...logins.map((login) => byLogin.get(login) ?? null));
  }
  return readings;
}

function mailboxCommands(login: string, get: (key: string) => Command): Command[] {
  return [
    get(KEY.user(login)),
    ['mailboxStatus', { user: login, field: ['unseen'], mailboxMask: ['INBOX'] }],
    ['quotaGet', { user: login }],
  ];
}

/** From the answers to `mailboxCommands`; null when there is no such account now. */
function mailboxOf(
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
