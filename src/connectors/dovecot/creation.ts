/** An account is made denied, and let in when it is complete: what a broken creation leaves is an account that nobody can enter. */
import type { AccountRecord, AccountSpec } from '../contract';
import {
  accountValue,
  addressesOf,
  assertRoleGrants,
  isPlainName,
  isRole,
  KEY,
  parseAccount,
  recordOf,
  withAttributes,
  type MailAccount,
} from './account';
import { EXIT, must, type Command, type Operation } from './doveadm';
import type { DovecotParts } from './parts';

const FOLDERS = ['INBOX', 'Sent', 'Drafts', 'Trash', 'Junk'];

export async function createAccount(
  parts: DovecotParts,
  spec: AccountSpec,
  operation: Operation,
): Promise<AccountRecord> {
  const { entries, roles, replies } = parts;
  const { domain } = parts.settings;
  const account = newAccount(spec, domain, operation);
  const addresses = addressesOf(account);
  const keys = [KEY.user(spec.name), KEY.archive(spec.name), ...addresses.map(KEY.user)];
  const [live = null, archived = null, ...atAddresses] = await entries.values(keys, operation);
  if (archived !== null || (live !== null && !isOurHalf(spec, live, domain)))
    throw operation.fail('alreadyExists', `${spec.name} is there already`);
  await entries.assertAddressesFree(account, addresses, atAddresses, operation);

  await begin(parts, account, operation);
  if (replies.isWanted(account)) await replies.write(account, operation);
  await roles.open(
    spec.grants.map(({ value }) => value),
    spec.name,
    operation,
  );
  // By itself: where it fails nobody is let in to what is half made.
  await entries.all([entries.set(KEY.user(spec.name), accountValue(account))], operation);
  const opened = await entries.run(
    [...entries.undeny(account), entries.flush(account), entries.rolesRead(spec.name)],
    operation,
  );
  const listed = opened.pop()!;
  for (const answer of opened) must(answer, operation);
  const owners = entries.ownersIn(spec.name, listed, operation);
  return recordOf(account, 'active', await entries.rolesAmong(owners, operation));
}

/** Denied, known to Dovecot, and with folders of its own. What fails of it leaves an account that still is in the making. */
async function begin({ doveadm, entries }: DovecotParts, account: MailAccount, operation: Operation): Promise<void> {
  const building = { ...account, isBuilding: true };
  const answers = await entries.run(
    [
      ...entries.deny(building),
      ...entries.noteForPerson(building),
      entries.set(KEY.user(account.login), accountValue(building)),
      ...entries.setAddresses(building),
      entries.flush(building),
      folders(account.login, FOLDERS),
    ],
    operation,
  );
  const made = answers.pop();
  for (const answer of answers) must(answer, operation);
  if (must(made, operation, EXIT.exists).exitCode === EXIT.ok) return;
  // That one was there already may hide why another could not be made.
  const each = FOLDERS.map((name) => folders(account.login, [name]));
  for (const answer of await doveadm.run(each, operation)) must(answer, operation, EXIT.exists);
}

/** All in one command: each command opens the mailboxes of the user anew, which is the most of what it costs. */
function folders(user: string, mailbox: readonly string[]): Command {
  return ['mailboxCreate', { user, mailbox, subscriptions: true }];
}

/** What a creation for the same person left when it was cut short: it is taken up where it stopped. */
function isOurHalf(spec: AccountSpec, value: string, domain: string): boolean {
  const account = parseAccount(spec.name, value, domain);
  return !isRole(value) && account.isBuilding && account.personId === spec.personId;
}

function newAccount(spec: AccountSpec, domain: string, operation: Operation): MailAccount {
  if (!isPlainName(spec.name)) throw operation.fail('rejected', 'this cannot be a login');
  assertRoleGrants(spec.grants, operation);
  const empty: MailAccount = {
    login: spec.name,
    personId: spec.personId,
    fullName: null,
    address: `${spec.name}@${domain}`,
    aliases: [],
    quotaMiB: null,
    autoReply: null,
    forwardTo: null,
    isBuilding: false,
  };
  return withAttributes(empty, spec.attributes, domain, operation);
}
