/** The ways in which an account ends: shut out, archived, deleted. */
import { reached } from '../../shared/write-boundary';
import { accountValue, addressesOf, KEY, type MailAccount } from './account';
import { EXIT, must, rowsOf, type Command, type Operation } from './doveadm';
import type { DovecotParts } from './parts';

/** The proven order, in one request whose commands run one after another; nothing may remain. */
export async function shutOut(
  { entries, sessions }: DovecotParts,
  account: MailAccount,
  operation: Operation,
): Promise<void> {
  reached('mail.before-entries');
  await sessions.end(account.login, false, [...entries.deny(account), entries.flush(account)], operation);
}

export async function archiveAccount(parts: DovecotParts, account: MailAccount, operation: Operation): Promise<void> {
  const { entries } = parts;
  // Kept before it is taken away: cut off in between, the account is disabled and archived by the next try.
  await entries.all(
    [...entries.deny(account), entries.set(KEY.archive(account.login), accountValue(account))],
    operation,
  );
  await entries.all(
    [...entries.unsetAddresses(addressesOf(account)), entries.unset(KEY.user(account.login))],
    operation,
  );
  await shutOut(parts, account, operation);
}

export async function deleteAccount(parts: DovecotParts, account: MailAccount, operation: Operation): Promise<void> {
  const { entries, roles, replies } = parts;
  const { login } = account;
  // Mail can be removed only while Dovecot knows the user; an archived one is made known once more, still denied.
  await entries.all(
    [...entries.deny(account), entries.set(KEY.user(login), accountValue(account)), entries.flush(account)],
    operation,
  );
  await shutOut(parts, account, operation);
  await roles.close(await entries.rolesOf(login, operation), login, operation);
  if (replies.isWanted(account)) await replies.write({ ...account, autoReply: null, forwardTo: null }, operation);
  await removeMail(parts, login, operation);
  await entries.all(
    [
      ...entries.unsetAddresses(addressesOf(account)),
      entries.unset(KEY.archive(login)),
      entries.unset(KEY.user(login)),
      ...entries.forgetForPerson(account),
    ],
    operation,
  );
  await entries.all([...entries.undeny(account), entries.flush(account)], operation);
}

/** By name, one by one: a mask would also reach the role mailboxes that the account can see. */
async function removeMail({ doveadm }: DovecotParts, login: string, operation: Operation): Promise<void> {
  const [answer] = await doveadm.run([['mailboxList', { user: login }]], operation);
  const names = rowsOf(must(answer, operation), operation)
    .map((row) => row.mailbox ?? '')
    .filter((name) => name !== '' && !name.startsWith('shared/'));
  const commands = names.flatMap((name): Command[] => [
    ['expunge', { user: login, query: ['mailbox', name, 'all'] }],
    ...(name === 'INBOX' ? [] : [['mailboxDelete', { user: login, mailbox: [name] }] as const]),
  ]);
  if (commands.length === 0) return;
  for (const one of await doveadm.run(commands, operation)) must(one, operation, EXIT.notFound);
}
