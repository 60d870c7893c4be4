/** The little of doveadm's search language that is useful here: `mailbox <mask>` with `all`, `seen`, `unseen`, `uid <n>`. */
import type { Mailbox, MailStore } from '../mail-store';
import { maskPattern } from '../sessions';
import { ExitCode } from './failures';

export interface Hit {
  readonly mailbox: Mailbox;
  readonly uid: number;
}

export function found(store: MailStore, owner: string, query: readonly string[]): Hit[] {
  let mask = '*';
  let seen: boolean | null = null;
  let uidWanted: number | null = null;
  for (let at = 0; at < query.length; at += 1) {
    const word = query[at]!.toLowerCase();
    if (word === 'mailbox') mask = query[(at += 1)] ?? '*';
    else if (word === 'uid') uidWanted = Number(query[(at += 1)]);
    else if (word === 'seen' || word === 'unseen') seen = word === 'seen';
    else if (word !== 'all') throw new ExitCode(64);
  }
  const pattern = maskPattern(mask);
  return store
    .mailboxes(owner)
    .filter((mailbox) => pattern.test(mailbox.name))
    .flatMap((mailbox) => store.uids(mailbox.id).map((uid) => ({ mailbox, uid })))
    .filter(({ uid }) => uidWanted === null || uid === uidWanted)
    .filter(
      ({ mailbox, uid }) => seen === null || (store.head(mailbox.id, uid)?.flags.includes('\\Seen') ?? false) === seen,
    );
}

/** One header field, unfolded; empty when it is not there. */
export function headerOf(raw: string, name: string): string {
  const head = raw.split(/\r?\n\r?\n/, 1)[0] ?? '';
  const lines = head.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/);
  const prefix = `${name.toLowerCase()}:`;
  const line = lines.find((one) => one.toLowerCase().startsWith(prefix));
  return line?.slice(prefix.length).trim() ?? '';
}
