/**
 * One IMAP session: RFC 3501 as far as mail programs on tablets use it, with IDLE (RFC 2177), LITERAL+, SASL-IR,
 * NAMESPACE, ID, UNSELECT and UIDPLUS' expunge. A session ends the moment `kick` says so.
 */
import type { Clock } from '../../../shared/clock';
import type { MailStore } from '../mail-store';
import type { OpenSession, Sessions } from '../sessions';
import type { SignIn } from '../sign-in';
import { Answering } from './answering';
import { list, SyntaxProblem, word, type Token } from './command';
import { fetchAnswer, fetchItems, type FetchItem } from './fetch';
import { FolderCommands } from './folder-commands';
import { Folders } from './folders';
import { parseCriteria } from './search';
import { Selected, type Numbered } from './selected';
import { numberSet } from './sequence';

export interface Wire {
  send(line: string): void;
  /** The next line of the client, outside a command: an answer to `+`, or DONE. */
  readLine(): Promise<string>;
  goodbye(line: string): void;
  readonly ip: string;
}

export interface SessionParts {
  readonly store: MailStore;
  readonly signIn: SignIn;
  readonly sessions: Sessions;
  readonly clock: Clock;
}

type Handler = (tag: string, tokens: readonly Token[]) => void | Promise<void>;

const BEFORE_SIGN_IN = 'IMAP4rev1 SASL-IR ID IDLE LITERAL+ AUTH=PLAIN';
const CAPABILITIES = 'IMAP4rev1 SASL-IR ID IDLE LITERAL+ NAMESPACE UNSELECT UIDPLUS CHILDREN';
export const GREETING = `* OK [CAPABILITY ${BEFORE_SIGN_IN}] Mail server ready.`;
const SIGN_IN_FAILURES_MAX = 5;
const FLAGS = '\\Answered \\Flagged \\Deleted \\Seen \\Draft';
const REFUSED = '[AUTHENTICATIONFAILED] Authentication failed.';

export class ImapSession {
  over = false;
  user: string | null = null;
  private signInFailures = 0;
  private folders: Folders | null = null;
  private folderCommands: FolderCommands | null = null;
  private readonly answer: Answering;
  private selected: Selected | null = null;
  private registration: OpenSession | null = null;
  private stopWatching: (() => void) | null = null;

  private readonly always: Readonly<Record<string, Handler>> = {
    CAPABILITY: (tag) => {
      this.answer.send(`* CAPABILITY ${this.user === null ? BEFORE_SIGN_IN : CAPABILITIES}`);
      this.answer.ok(tag, 'Capability completed.');
    },
    NOOP: (tag) => this.done(tag, 'NOOP completed.', true),
    ID: (tag) => {
      this.answer.send('* ID ("name" "dieuhanh sandbox")');
      this.answer.ok(tag, 'ID completed.');
    },
    LOGOUT: (tag) => {
      this.answer.send('* BYE Logging out');
      this.wire.goodbye(`${tag} OK Logout completed.`);
    },
  };

  private readonly beforeSignIn: Readonly<Record<string, Handler>> = {
    LOGIN: (tag, [name, password]) => this.login(tag, utf8(word(name)), utf8(word(password))),
    AUTHENTICATE: (tag, tokens) => this.authenticate(tag, tokens),
  };

  private readonly signedIn: Readonly<Record<string, Handler>> = {
    ENABLE: (tag) => this.answer.ok(tag, 'Enabled.'),
    NAMESPACE: (tag) => {
      this.answer.send('* NAMESPACE (("" "/")) (("shared/" "/")) NIL');
      this.answer.ok(tag, 'Namespace completed.');
    },
    LIST: (tag, tokens) => this.folderCommands!.list(tag, 'LIST', tokens),
    LSUB: (tag, tokens) => this.folderCommands!.list(tag, 'LSUB', tokens),
    STATUS: (tag, [name, items]) => this.folderCommands!.status(tag, word(name), list(items).map(word)),
    SELECT: (tag, [name]) => this.select(tag, word(name), false),
    EXAMINE: (tag, [name]) => this.select(tag, word(name), true),
    CREATE: (tag, [name]) => this.folderCommands!.create(tag, word(name)),
    DELETE: (tag, [name]) => this.folderCommands!.remove(tag, word(name)),
    SUBSCRIBE: (tag, [name]) => this.folderCommands!.subscribe(tag, word(name), true),
    UNSUBSCRIBE: (tag, [name]) => this.folderCommands!.subscribe(tag, word(name), false),
    APPEND: (tag, tokens) => this.folderCommands!.append(tag, tokens),
    IDLE: (tag) => this.idle(tag),
  };

  private readonly inMailbox: Readonly<
    Record<string, (tag: string, tokens: readonly Token[], mailbox: Selected) => void>
  > = {
    CHECK: (tag) => this.done(tag, 'Check completed.', true),
    CLOSE: (tag, _, mailbox) => {
      if (!mailbox.readOnly) this.expunge(mailbox, () => true);
      this.unselect();
      this.answer.ok(tag, 'Close completed.');
    },
    UNSELECT: (tag) => {
      this.unselect();
      this.answer.ok(tag, 'Unselect completed.');
    },
    EXPUNGE: (tag, _, mailbox) => {
      if (!mailbox.readOnly) this.expunge(mailbox, () => true);
      this.done(tag, 'Expunge completed.', true);
    },
    FETCH: (tag, [set, items], mailbox) => this.fetch(tag, this.bySequence(mailbox, set), fetchItems(items), mailbox),
    STORE: (tag, tokens, mailbox) =>
      this.store(tag, this.bySequence(mailbox, tokens[0]), tokens.slice(1), mailbox, false),
    SEARCH: (tag, tokens, mailbox) => this.search(tag, tokens, mailbox, false),
    UID: (tag, [command, ...rest], mailbox) => this.uidCommand(tag, word(command).toUpperCase(), rest, mailbox),
  };

  constructor(
    private readonly parts: SessionParts,
    private readonly wire: Wire,
  ) {
    this.answer = new Answering((line) => wire.send(line));
  }

  /** False when there is no such command. */
  async run(tag: string, command: string, tokens: readonly Token[]): Promise<boolean> {
    const plain = this.always[command] ?? (this.user === null ? this.beforeSignIn[command] : this.signedIn[command]);
    const boxed = this.inMailbox[command];
    if (plain) {
      await plain(tag, tokens);
    } else if (boxed && this.selected) {
      boxed(tag, tokens, this.selected);
    } else if (boxed || this.signedIn[command]) {
      this.answer.send(`${tag} BAD ${this.user === null ? 'Not signed in.' : 'No mailbox selected.'}`);
    } else {
      return false;
    }
    return true;
  }

  /** The connection is gone. */
  closed(): void {
    this.over = true;
    this.unselect();
    if (this.registration) this.parts.sessions.remove(this.registration);
    this.registration = null;
  }

  // ── signing in

  private async login(tag: string, name: string, password: string): Promise<void> {
    const user = await this.parts.signIn.check(name, password);
    if (this.over) return;
    if (user === null) {
      this.signInFailures += 1;
      this.answer.send(`${tag} NO ${REFUSED}`);
      if (this.signInFailures >= SIGN_IN_FAILURES_MAX) this.wire.goodbye('* BYE Too many failed attempts.');
      return;
    }
    this.user = user;
    const { store, clock } = this.parts;
    this.folders = new Folders(store, user, clock);
    this.folderCommands = new FolderCommands(store, clock, user, this.folders, this.answer);
    this.registration = {
      user,
      service: 'imap',
      id: this.parts.sessions.newId(),
      ip: this.wire.ip,
      end: () => this.wire.goodbye('* BYE Server shutting down.'),
    };
    this.parts.sessions.add(this.registration);
    this.answer.ok(tag, `[CAPABILITY ${CAPABILITIES}] Logged in`);
  }

  private async authenticate(tag: string, [mechanism, initial]: readonly Token[]): Promise<void> {
    if (word(mechanism).toUpperCase() !== 'PLAIN') return this.answer.no(tag, 'Unsupported authentication mechanism.');
    let response = initial ? word(initial) : '';
    if (!initial) {
      this.answer.send('+ ');
      response = await this.wire.readLine();
      if (response === '*') return this.answer.send(`${tag} BAD Authentication aborted by client.`);
    }
    const [, name, password] = Buffer.from(response, 'base64').toString('utf8').split('\0');
    if (name === undefined || password === undefined) return this.answer.no(tag, REFUSED);
    await this.login(tag, name, password);
  }

  // ── folders

  private select(tag: string, name: string, examine: boolean): void {
    this.unselect();
    const folder = this.folders!.find(name);
    if (folder === null) return this.answer.missing(tag, name);
    const readOnly = examine || !folder.rights.write;
    this.selected = new Selected(this.parts.store, folder, readOnly);
    const first = this.selected.firstUnseen();
    this.answer.send(`* FLAGS (${FLAGS})`);
    this.answer.send(`* OK [PERMANENTFLAGS (${readOnly ? '' : `${FLAGS} \\*`})] Flags permitted.`);
    this.answer.send(`* ${this.selected.size} EXISTS`);
    this.answer.send('* 0 RECENT');
    if (first) this.answer.send(`* OK [UNSEEN ${first.sequence}] First unseen.`);
    this.answer.send(`* OK [UIDVALIDITY ${folder.mailbox.uidValidity}] UIDs valid`);
    this.answer.send(`* OK [UIDNEXT ${folder.mailbox.uidNext}] Predicted next UID`);
    this.answer.ok(tag, `[${readOnly ? 'READ-ONLY' : 'READ-WRITE'}] ${examine ? 'Examine' : 'Select'} completed.`);
  }

  // ── messages

  private fetch(tag: string, messages: readonly Numbered[], items: readonly FetchItem[], mailbox: Selected): void {
    const marksSeen = !mailbox.readOnly && items.some((item) => item.marksSeen);
    for (const { sequence, uid } of messages) {
      let head = mailbox.head(uid);
      if (head === null) continue;
      let extra: readonly FetchItem[] = [];
      if (marksSeen && !head.flags.includes('\\Seen')) {
        mailbox.setFlags(uid, [...head.flags, '\\Seen']);
        head = mailbox.head(uid) ?? head;
        if (!items.some((item) => item.name === 'FLAGS'))
          extra = [{ name: 'FLAGS', section: null, partial: null, marksSeen: false }];
      }
      let raw: string | undefined;
      this.answer.send(
        `* ${sequence} FETCH ${fetchAnswer([...items, ...extra], head, () => (raw ??= mailbox.raw(uid)))}`,
      );
    }
    this.done(tag, 'Fetch completed.', false);
  }

  private store(
    tag: string,
    messages: readonly Numbered[],
    [action, value]: readonly Token[],
    mailbox: Selected,
    withUid: boolean,
  ): void {
    const match = /^([+-]?)FLAGS(\.SILENT)?$/i.exec(word(action));
    if (!match) throw new SyntaxProblem('Invalid STORE');
    if (mailbox.readOnly) return this.answer.no(tag, '[READ-ONLY] Mailbox is read-only');
    const flags = value?.kind === 'list' ? value.items.map(word) : [word(value)];
    if (flags.length > 50 || flags.some((flag) => !/^\\?[A-Za-z0-9$_.-]{1,64}$/.test(flag)))
      throw new SyntaxProblem('Invalid flags');
    for (const { sequence, uid } of messages) {
      const head = mailbox.head(uid);
      if (head === null) continue;
      mailbox.setFlags(uid, changedFlags(head.flags, match[1] ?? '', flags));
      const now = mailbox.head(uid)?.flags ?? [];
      if (!match[2]) this.answer.send(`* ${sequence} FETCH (${withUid ? `UID ${uid} ` : ''}FLAGS (${now.join(' ')}))`);
    }
    this.done(tag, 'Store completed.', false);
  }

  private search(tag: string, tokens: readonly Token[], mailbox: Selected, byUid: boolean): void {
    const first = tokens[0];
    const hasCharset = first?.kind === 'atom' && first.text.toUpperCase() === 'CHARSET';
    const criterion = parseCriteria(hasCharset ? tokens.slice(2) : tokens, {
      sequence: mailbox.size,
      uid: mailbox.largestUid,
    });
    const hits = mailbox.all().filter(({ sequence, uid }) => {
      const head = mailbox.head(uid);
      return head !== null && criterion({ sequence, head, raw: () => mailbox.raw(uid) });
    });
    this.answer.send(`* SEARCH${hits.map((hit) => ` ${byUid ? hit.uid : hit.sequence}`).join('')}`);
    this.done(tag, 'Search completed.', false);
  }

  private uidCommand(tag: string, command: string, rest: readonly Token[], mailbox: Selected): void {
    switch (command) {
      case 'FETCH': {
        const items = fetchItems(rest[1]);
        const uid: FetchItem = { name: 'UID', section: null, partial: null, marksSeen: false };
        return this.fetch(
          tag,
          this.byUid(mailbox, rest[0]),
          items.some((item) => item.name === 'UID') ? items : [uid, ...items],
          mailbox,
        );
      }
      case 'STORE':
        return this.store(tag, this.byUid(mailbox, rest[0]), rest.slice(1), mailbox, true);
      case 'SEARCH':
        return this.search(tag, rest, mailbox, true);
      case 'EXPUNGE': {
        const wanted = numberSet(word(rest[0]), mailbox.largestUid);
        if (!mailbox.readOnly) this.expunge(mailbox, wanted);
        return this.done(tag, 'Expunge completed.', true);
      }
      default:
        throw new SyntaxProblem('Unknown UID command');
    }
  }

  private expunge(mailbox: Selected, includes: (uid: number) => boolean): void {
    mailbox.remove(
      mailbox
        .all()
        .filter(({ uid }) => includes(uid) && mailbox.head(uid)?.flags.includes('\\Deleted'))
        .map(({ uid }) => uid),
    );
  }

  // ── waiting

  private async idle(tag: string): Promise<void> {
    this.answer.send('+ idling');
    const tell = (): void => {
      for (const line of this.selected?.news(true) ?? []) this.answer.send(line);
    };
    tell();
    if (this.selected) this.stopWatching = this.parts.store.watch(this.selected.folder.mailbox.id, tell);
    const line = await this.wire.readLine();
    this.stopWatching?.();
    this.stopWatching = null;
    if (this.over) return;
    if (line.toUpperCase() !== 'DONE') return this.answer.send(`${tag} BAD Expected DONE.`);
    this.answer.ok(tag, 'Idle completed.');
  }

  // ── leaves

  private bySequence(mailbox: Selected, set: Token | undefined): Numbered[] {
    const wanted = numberSet(word(set), mailbox.size);
    const hits = mailbox.all().filter(({ sequence }) => wanted(sequence));
    if (hits.length === 0) throw new SyntaxProblem('Invalid messageset');
    return hits;
  }

  private byUid(mailbox: Selected, set: Token | undefined): Numbered[] {
    const wanted = numberSet(word(set), mailbox.largestUid);
    return mailbox.all().filter(({ uid }) => wanted(uid));
  }

  private unselect(): void {
    this.stopWatching?.();
    this.stopWatching = null;
    this.selected?.close();
    this.selected = null;
  }

  private done(tag: string, message: string, mayMove: boolean): void {
    for (const line of this.selected?.news(mayMove) ?? []) this.answer.send(line);
    this.answer.ok(tag, message);
  }
}

function changedFlags(present: readonly string[], action: string, flags: readonly string[]): readonly string[] {
  if (action === '+') return [...present, ...flags];
  if (action === '-') return present.filter((flag) => !flags.includes(flag));
  return flags;
}

function utf8(latin1: string): string {
  return Buffer.from(latin1, 'latin1').toString('utf8');
}
