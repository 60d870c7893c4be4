/** The commands about mailboxes as a whole: listing, counting, making, removing, and putting a message in. */
import type { Clock } from '../../../shared/clock';
import type { MailStore } from '../mail-store';
import { SyntaxProblem, word, type Token } from './command';
import { listPattern, type Folders } from './folders';
import { mailboxName } from './format';
import { printable, type Answering } from './answering';

const NAME_LENGTH_MAX = 200;

export class FolderCommands {
  constructor(
    private readonly store: MailStore,
    private readonly clock: Clock,
    private readonly user: string,
    private readonly folders: Folders,
    private readonly answer: Answering,
  ) {}

  list(tag: string, command: 'LIST' | 'LSUB', tokens: readonly Token[]): void {
    const reference = word(tokens[0]);
    const pattern = word(tokens[1]);
    const done = command === 'LIST' ? 'List completed.' : 'Lsub completed.';
    if (pattern === '') {
      if (command === 'LIST') this.answer.send('* LIST (\\Noselect) "/" ""');
      return this.answer.ok(tag, done);
    }
    const matches = listPattern(reference + pattern);
    const shared = command === 'LIST' ? this.folders.shared() : [];
    const own = this.folders.own().filter((folder) => command === 'LIST' || folder.mailbox.subscribed);
    const names = [...own, ...shared].map((folder) => folder.name);
    if (shared.length > 0 && matches.test('shared'))
      this.answer.send(`* ${command} (\\Noselect \\HasChildren) "/" shared`);
    for (const name of names.filter((one) => matches.test(one))) {
      const attribute = names.some((other) => other.startsWith(`${name}/`)) ? '\\HasChildren' : '\\HasNoChildren';
      this.answer.send(`* ${command} (${attribute}) "/" ${mailboxName(name)}`);
    }
    this.answer.ok(tag, done);
  }

  status(tag: string, name: string, items: readonly string[]): void {
    const folder = this.folders.find(name);
    if (folder === null) return this.answer.missing(tag, name);
    const counts = this.store.counts(folder.mailbox.id);
    const values: Readonly<Record<string, number>> = {
      MESSAGES: counts.messages,
      RECENT: 0,
      UIDNEXT: folder.mailbox.uidNext,
      UIDVALIDITY: folder.mailbox.uidValidity,
      UNSEEN: counts.unseen,
    };
    const answers = items.map((item) => {
      const value = values[item.toUpperCase()];
      if (value === undefined) throw new SyntaxProblem('Invalid status item');
      return `${item.toUpperCase()} ${value}`;
    });
    this.answer.send(`* STATUS ${mailboxName(name)} (${answers.join(' ')})`);
    this.answer.ok(tag, 'Status completed.');
  }

  create(tag: string, name: string): void {
    const isAllowed =
      name !== '' && name.length <= NAME_LENGTH_MAX && !name.startsWith('shared/') && !/[*%\p{Cc}]/u.test(name);
    if (!isAllowed || !this.store.createMailbox(this.user, name.replace(/\/$/, ''), this.clock.now())) {
      return this.answer.no(tag, '[CANNOT] Mailbox cannot be created.');
    }
    this.answer.ok(tag, 'Create completed.');
  }

  remove(tag: string, name: string): void {
    if (name.toUpperCase() === 'INBOX') return this.answer.no(tag, "[CANNOT] INBOX can't be deleted.");
    if (!this.store.deleteMailbox(this.user, name)) return this.answer.missing(tag, name);
    this.answer.ok(tag, 'Delete completed.');
  }

  subscribe(tag: string, name: string, subscribed: boolean): void {
    this.store.subscribe(this.user, name.toUpperCase() === 'INBOX' ? 'INBOX' : name, subscribed);
    this.answer.ok(tag, subscribed ? 'Subscribe completed.' : 'Unsubscribe completed.');
  }

  append(tag: string, tokens: readonly Token[]): void {
    const folder = this.folders.find(word(tokens[0]));
    if (folder === null) return this.answer.no(tag, `[TRYCREATE] Mailbox doesn't exist: ${printable(word(tokens[0]))}`);
    if (!folder.rights.own) return this.answer.no(tag, '[NOPERM] Permission denied');
    const flags = tokens[1]?.kind === 'list' ? tokens[1].items.map(word) : [];
    const uid = this.store.append(
      folder.mailbox.id,
      Buffer.from(word(tokens.at(-1)), 'latin1'),
      this.clock.now(),
      flags,
    );
    this.answer.ok(tag, `[APPENDUID ${folder.mailbox.uidValidity} ${uid}] Append completed.`);
  }
}
