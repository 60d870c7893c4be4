/** The mailboxes that one user sees: the own ones, and `shared/<owner>` for what others have opened to them. */
import type { Clock } from '../../../shared/clock';
import type { Mailbox, MailStore } from '../mail-store';

export interface Folder {
  readonly name: string;
  readonly mailbox: Mailbox;
  readonly rights: { readonly write: boolean; readonly own: boolean };
}

const SHARED = 'shared/';

export class Folders {
  constructor(
    private readonly store: MailStore,
    private readonly user: string,
    private readonly clock: Clock,
  ) {}

  own(): Folder[] {
    this.store.inbox(this.user, this.clock.now());
    return this.store
      .mailboxes(this.user)
      .map((mailbox) => ({ name: mailbox.name, mailbox, rights: { write: true, own: true } }));
  }

  shared(): Folder[] {
    return this.store.sharers(this.user).flatMap((owner) =>
      this.store.mailboxes(owner).flatMap((mailbox) => {
        const name = mailbox.name === 'INBOX' ? SHARED + owner : `${SHARED}${owner}/${mailbox.name}`;
        const folder = this.sharedFolder(name, mailbox, 'lookup');
        return folder ? [folder] : [];
      }),
    );
  }

  /** The folder of that name for reading, or null; `shared/<owner>` and `shared/<owner>/INBOX` are the same one. */
  find(name: string): Folder | null {
    if (name.toUpperCase() === 'INBOX') {
      return {
        name: 'INBOX',
        mailbox: this.store.inbox(this.user, this.clock.now()),
        rights: { write: true, own: true },
      };
    }
    if (!name.startsWith(SHARED)) {
      const mailbox = this.store.mailbox(this.user, name);
      return mailbox && { name, mailbox, rights: { write: true, own: true } };
    }
    const [owner = '', ...rest] = name.slice(SHARED.length).split('/');
    const mailbox = this.store.mailbox(owner, rest.length === 0 ? 'INBOX' : rest.join('/'));
    return mailbox && this.sharedFolder(name, mailbox, 'read');
  }

  private sharedFolder(name: string, mailbox: Mailbox, needed: string): Folder | null {
    const rights = this.store.rights(mailbox.owner, mailbox.name, this.user);
    if (!rights.includes(needed)) return null;
    return { name, mailbox, rights: { write: rights.includes('write') || rights.includes('write-seen'), own: false } };
  }
}

/** IMAP's wildcards: `*` anything, `%` anything but the separator. */
export function listPattern(pattern: string): RegExp {
  const escaped = pattern
    .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
    .replace(/\*+/g, '.*')
    .replace(/%+/g, '[^/]*');
  return new RegExp(`^${escaped}$`, 'is');
}
