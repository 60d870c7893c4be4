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
  { settings, doveadm, entries, roles, replies }: DovecotParts,
  spec: AccountSpec,
  operation: Operation,
): Promise<AccountRecord> {
  const { domain } = settings;
  const account = newAccount(spec, domain, operation);
  const present = await entries.entry(spec.name, operation);
  if (present.archived !== null || (present.live !== null && !isOurHalf(spec, present.live, domain)))
    throw operation.fail('alreadyExists', `${spec.name} is there already`);
  await entries.assertAddressesFree(account, addressesOf(account), operation);

  const building = { ...account, isBuilding: true };
  await entries.all(
    [
      ...entries.deny(building),
      ...entries.noteForPerson(building),
      entries.set(KEY.user(spec.name), accountValue(building)),
      ...entries.setAddresses(building),
      entries.flush(building),
    ],
    operation,
  );
  const folders = FOLDERS.map((name): Command => [
    'mailboxCreate',
    { user: spec.name, mailbox: [name], subscriptions: true },
  ]);
  for (const answer of await doveadm.run(folders, operation)) must(answer, operation, EXIT.exists);
  if (replies.isWanted(account)) await replies.write(account, operation);
  for (const grant of spec.grants) await roles.open(grant.value, spec.name, operation);
  await entries.all([entries.set(KEY.user(spec.name), accountValue(account))], operation);
  await entries.all([...entries.undeny(account), entries.flush(account)], operation);
  return recordOf(account, 'active', await entries.rolesOf(spec.name, operation));
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
