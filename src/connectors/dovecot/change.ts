/** An account's entry, from what it was to what it shall be. */
import type { RecordStatus } from '../contract';
import { accountValue, addressesOf, KEY, signInNames, type MailAccount } from './account';
import type { Operation } from './doveadm';
import type { DovecotParts } from './parts';

/** The entry itself is written last, so that a change cut short shows as not made and is made again. */
export async function changeAccount(
  { settings, entries, replies }: DovecotParts,
  from: MailAccount,
  to: MailAccount,
  status: RecordStatus,
  operation: Operation,
): Promise<void> {
  if (status === 'archived') return entries.all([entries.set(KEY.archive(to.login), accountValue(to))], operation);
  const before = addressesOf(from);
  const after = addressesOf(to);
  const added = after.filter((address) => !before.includes(address));
  await entries.assertAddressesFree(to, added, await entries.values(added.map(KEY.user), operation), operation);
  if (status === 'disabled') await entries.all(entries.deny(to), operation);
  await entries.all(
    [...entries.setAddresses(to), ...entries.unsetAddresses(before.filter((address) => !after.includes(address)))],
    operation,
  );
  if (replies.differ(from, to)) await replies.write(to, operation);
  await entries.all(
    [entries.set(KEY.user(to.login), accountValue(to)), entries.flush(from), entries.flush(to)],
    operation,
  );
  const gone = signInNames(from, settings.domain).filter((name) => !signInNames(to, settings.domain).includes(name));
  if (gone.length > 0)
    await entries.all(
      gone.map((name) => entries.unset(KEY.deny(name))),
      operation,
    );
}
