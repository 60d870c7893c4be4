/** The doveadm commands that the sandbox knows, each answering as Dovecot 2.3.19 does: rows, or an exit code. */
import type { Clock } from '../../../shared/clock';
import type { Dictionary, MailUser } from '../dictionary';
import type { Mailbox, MailStore } from '../mail-store';
import { maskPattern, type OpenSession, type Sessions } from '../sessions';
import type { SignIn } from '../sign-in';
import { ExitCode, InvalidRequest } from './failures';
import type { Scripts } from '../sieve/scripts';
import { found, headerOf } from './message-query';
import { sieveCommands } from './sieve-commands';

export type Parameters = Readonly<Record<string, unknown>>;

export interface DoveadmDependencies {
  readonly dictionary: Dictionary;
  readonly store: MailStore;
  readonly sessions: Sessions;
  readonly signIn: SignIn;
  readonly scripts: Scripts;
  readonly clock: Clock;
  readonly dictUri: string;
}

const UNKNOWN_VARIABLE = /%(?![a-z{])/i;

export class Commands {
  private readonly byName: Readonly<Record<string, (parameters: Parameters) => unknown>> = {
    user: (p) => this.user(p),
    dictGet: (p) => this.dictGet(p),
    dictSet: (p) => this.dictSet(p),
    dictUnset: (p) => this.dictUnset(p),
    dictIter: (p) => this.dictIter(p),
    mailboxCreate: (p) => this.mailboxCreate(p),
    mailboxList: (p) => this.mailboxList(p),
    mailboxStatus: (p) => this.mailboxStatus(p),
    mailboxDelete: (p) => this.mailboxDelete(p),
    quotaGet: (p) => this.quotaGet(p),
    who: (p) => this.who(p),
    kick: (p) => this.kick(p),
    authCacheFlush: (p) => this.authCacheFlush(p),
    aclSet: (p) => this.aclSet(p),
    aclGet: (p) => this.aclGet(p),
    aclDelete: (p) => this.aclDelete(p),
    search: (p) => this.search(p),
    fetch: (p) => this.fetch(p),
    expunge: (p) => this.expunge(p),
  };

  constructor(private readonly parts: DoveadmDependencies) {
    Object.assign(
      this.byName,
      sieveCommands(parts.scripts, (p) => this.owner(p).user),
    );
  }

  names(): string[] {
    return Object.keys(this.byName);
  }

  knows(name: string): boolean {
    return Object.hasOwn(this.byName, name);
  }

  run(name: string, parameters: Parameters): unknown {
    return this.byName[name]!(parameters);
  }

  private user(p: Parameters): unknown {
    const masks = texts(p, 'userMask');
    if (masks.some((mask) => /[*?]/.test(mask))) {
      const patterns = masks.map(maskPattern);
      return {
        userList: this.parts.dictionary.userNames().filter((name) => patterns.some((pattern) => pattern.test(name))),
      };
    }
    const users = masks.map((name) => [name, this.parts.dictionary.user(name)] as const);
    if (users.some(([, user]) => user === null)) throw new ExitCode(67);
    return Object.fromEntries(
      users.map(([name, user]) => [name, { ...user!.fields, home: `/mail/${user!.user}`, mail: 'maildir:~/Maildir' }]),
    );
  }

  private dictGet(p: Parameters): unknown {
    const value = this.parts.dictionary.get(this.dictKey(p, 'key'));
    if (value === null) throw new ExitCode(68);
    return [{ value }];
  }

  private dictSet(p: Parameters): unknown {
    this.parts.dictionary.set(this.dictKey(p, 'key'), text(p, 'value'));
    return [];
  }

  private dictUnset(p: Parameters): unknown {
    this.parts.dictionary.unset(this.dictKey(p, 'key'));
    return [];
  }

  private dictIter(p: Parameters): unknown {
    const entries = this.parts.dictionary.iterate(this.dictKey(p, 'prefix'), p.recurse === true);
    return p.noValue === true ? entries.map(({ key }) => ({ key })) : entries;
  }

  private dictKey(p: Parameters, name: string): string {
    // A dict that is not configured cannot be opened; a key outside the two name spaces is a usage error.
    if (text(p, 'dictUri') !== this.parts.dictUri) throw new ExitCode(75);
    const key = text(p, name);
    if (!/^(shared|priv)\//.test(key)) throw new ExitCode(64);
    return key;
  }

  private mailboxCreate(p: Parameters): unknown {
    const { user } = this.owner(p);
    const now = this.parts.clock.now();
    const created = texts(p, 'mailbox').map((name) => {
      const isNew = this.parts.store.createMailbox(user, name, now);
      if (p.subscriptions === true) this.parts.store.subscribe(user, name, true);
      return isNew;
    });
    if (created.includes(false)) throw new ExitCode(65);
    return [];
  }

  private mailboxList(p: Parameters): unknown {
    const { user } = this.owner(p);
    return this.masked(user, p).map((mailbox) => ({ mailbox: mailbox.name }));
  }

  private mailboxStatus(p: Parameters): unknown {
    const { user } = this.owner(p);
    const fields = texts(p, 'field');
    const masks = texts(p, 'mailboxMask');
    const mailboxes = this.masked(user, p);
    if (mailboxes.length === 0 && !masks.some((mask) => /[*?]/.test(mask))) throw new ExitCode(68);
    return mailboxes.map((mailbox) => ({ mailbox: mailbox.name, ...this.statusOf(mailbox, fields) }));
  }

  private statusOf(mailbox: Mailbox, fields: readonly string[]): Record<string, string> {
    const counts = this.parts.store.counts(mailbox.id);
    const all: Readonly<Record<string, number>> = {
      messages: counts.messages,
      unseen: counts.unseen,
      vsize: counts.bytes,
      uidnext: mailbox.uidNext,
      uidvalidity: mailbox.uidValidity,
      recent: 0,
    };
    return Object.fromEntries(
      fields.map((field) => {
        const value = all[field];
        if (value === undefined) throw new ExitCode(64);
        return [field, String(value)];
      }),
    );
  }

  private mailboxDelete(p: Parameters): unknown {
    const { user } = this.owner(p);
    const names = texts(p, 'mailbox');
    if (names.includes('INBOX')) throw new ExitCode(65);
    const deleted = names.map((name) => this.parts.store.deleteMailbox(user, name));
    if (deleted.includes(false)) throw new ExitCode(68);
    return [];
  }

  private quotaGet(p: Parameters): unknown {
    const owner = this.owner(p);
    const used = this.parts.store.usedBytes(owner.user);
    const usedKiB = Math.ceil(used.bytes / 1024);
    const limit = owner.quotaKiB;
    return [
      {
        root: 'User quota',
        type: 'STORAGE',
        value: String(usedKiB),
        limit: limit === null ? '-' : String(limit),
        percent: String(limit === null || limit === 0 ? 0 : Math.floor((usedKiB * 100) / limit)),
      },
      { root: 'User quota', type: 'MESSAGE', value: String(used.messages), limit: '-', percent: '0' },
    ];
  }

  private who(p: Parameters): unknown {
    const byUser = new Map<string, OpenSession[]>();
    for (const session of this.parts.sessions.matching(texts(p, 'mask', ['*'])[0] ?? '*')) {
      byUser.set(session.user, [...(byUser.get(session.user) ?? []), session]);
    }
    return [...byUser].map(([username, sessions]) => ({
      username,
      connections: String(sessions.length),
      service: 'imap',
      pids: `(${sessions.map((session) => session.id).join(' ')})`,
      ips: `(${[...new Set(sessions.map((session) => session.ip))].join(' ')})`,
    }));
  }

  private kick(p: Parameters): unknown {
    const mask = texts(p, 'mask')[0];
    if (mask === undefined) throw new ExitCode(64);
    const sessions = this.parts.sessions.matching(mask);
    if (sessions.length === 0) throw new ExitCode(68);
    for (const session of sessions) session.end();
    return [...new Set(sessions.map((session) => session.user))].map((result) => ({ result }));
  }

  private authCacheFlush(p: Parameters): unknown {
    return [{ entries: String(this.parts.signIn.flush(texts(p, 'user'))) }];
  }

  private aclSet(p: Parameters): unknown {
    const mailbox = this.existing(p);
    this.parts.store.setAcl(mailbox.owner, mailbox.name, text(p, 'id'), texts(p, 'right'));
    return [];
  }

  private aclGet(p: Parameters): unknown {
    const mailbox = this.existing(p);
    return this.parts.store
      .acl(mailbox.owner, mailbox.name)
      .map((entry) => ({ id: entry.identifier, global: '', rights: entry.rights.join(' ') }));
  }

  private aclDelete(p: Parameters): unknown {
    const mailbox = this.existing(p);
    this.parts.store.deleteAcl(mailbox.owner, mailbox.name, text(p, 'id'));
    return [];
  }

  private search(p: Parameters): unknown {
    return found(this.parts.store, this.owner(p).user, texts(p, 'query')).map((hit) => ({
      'mailbox-guid': String(hit.mailbox.id).padStart(32, '0'),
      uid: String(hit.uid),
    }));
  }

  private fetch(p: Parameters): unknown {
    const fields = texts(p, 'field');
    return found(this.parts.store, this.owner(p).user, texts(p, 'query')).map((hit) => {
      const head = this.parts.store.head(hit.mailbox.id, hit.uid);
      const raw = this.parts.store.raw(hit.mailbox.id, hit.uid)?.toString('utf8') ?? '';
      const value = (field: string): string => {
        if (field === 'uid') return String(hit.uid);
        if (field === 'flags') return head?.flags.join(' ') ?? '';
        if (field === 'mailbox') return hit.mailbox.name;
        if (field === 'text') return raw;
        if (field.startsWith('hdr.')) return headerOf(raw, field.slice('hdr.'.length));
        throw new ExitCode(64);
      };
      return Object.fromEntries(fields.map((field) => [field, value(field)]));
    });
  }

  private expunge(p: Parameters): unknown {
    const hits = found(this.parts.store, this.owner(p).user, texts(p, 'query'));
    for (const hit of hits) this.parts.store.remove(hit.mailbox.id, [hit.uid]);
    return [];
  }

  private owner(p: Parameters): MailUser {
    const user = this.parts.dictionary.user(text(p, 'user'));
    if (user === null) throw new ExitCode(67);
    // Dovecot takes each field for a setting, and opens nothing where it cannot put in what a percent sign stands for.
    if (Object.values(user.fields).some((field) => UNKNOWN_VARIABLE.test(field.replaceAll('%%', ''))))
      throw new ExitCode(75);
    // Dovecot makes INBOX when it opens the user's mailboxes.
    if (p.mailbox === 'INBOX') this.parts.store.inbox(user.user, this.parts.clock.now());
    return user;
  }

  private existing(p: Parameters): Mailbox {
    const { user } = this.owner(p);
    const mailbox = this.parts.store.mailbox(user, text(p, 'mailbox'));
    if (mailbox === null) throw new ExitCode(68);
    return mailbox;
  }

  private masked(user: string, p: Parameters): Mailbox[] {
    this.parts.store.inbox(user, this.parts.clock.now());
    const patterns = texts(p, 'mailboxMask', ['*']).map(maskPattern);
    return this.parts.store.mailboxes(user).filter((mailbox) => patterns.some((pattern) => pattern.test(mailbox.name)));
  }
}

function text(p: Parameters, name: string): string {
  const value = p[name];
  if (value === undefined) throw new ExitCode(64);
  if (typeof value !== 'string') throw new InvalidRequest();
  return value;
}

/** An array parameter; Dovecot takes a single text in its place. */
function texts(p: Parameters, name: string, otherwise?: readonly string[]): readonly string[] {
  const value = p[name];
  if (value === undefined) {
    if (otherwise) return otherwise;
    throw new ExitCode(64);
  }
  if (typeof value === 'string') return [value];
  if (!Array.isArray(value) || !value.every((one) => typeof one === 'string')) throw new InvalidRequest();
  return value;
}
