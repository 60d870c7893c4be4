/**
 * Mail accounts of a Dovecot 2.3, created, changed and ended by doveadm's HTTP API alone, so that a disable waits for
 * no other system. What the server must be configured with, and what it does when looked at closely: README.md.
 *
 * The oddities that shape this file:
 * - Failure is told inside an answer of status 200, command by command; the commands after it run all the same.
 * - The auth cache answers sign-ins, and remembers unknown users too: every write of an entry is followed by a flush.
 * - A disable is deny → flush → kick → look with `who`; in any other order a session can slip through.
 * - `kick` returns before the session is gone, so `who` is asked until it is.
 * - The dictionary compares nothing: there is no version, and an expected version cannot be checked.
 */
import type {
  AccountDelta,
  AccountPage,
  AccountQuery,
  AccountRecord,
  AccountSpec,
  Archives,
  Call,
  Connector,
  RecordStatus,
  RevokesSessions,
  TargetGrant,
  TestFinding,
} from '../contract';
import { ConnectorError } from '../contract';
import {
  accountValue,
  addressesOf,
  isPlainName,
  isRole,
  KEY,
  parseAccount,
  recordOf,
  signInNames,
  withAttributes,
  type MailAccount,
} from './account';
import { dovecotSettings, type DovecotSettings, type ResolvedDovecotSettings } from './config';
import { Doveadm, EXIT, must, Operation, rowsOf, type Command } from './doveadm';
import { Entries } from './entries';
import { mailboxCommands, mailboxOf, type MailboxReading } from './mailbox-reading';
import { RoleMailboxes } from './role-mailboxes';
import { Sessions } from './sessions';
import { Turns } from './turns';

export type { DovecotSettings } from './config';
export type { MailboxReading } from './mailbox-reading';

export interface DovecotConnector extends Connector, RevokesSessions, Archives {
  /** What a mailbox holds now, or null for an account that is not there or archived. */
  readMailbox(nativeId: string, call: Call): Promise<MailboxReading | null>;
  /** Many at once, in the order asked for. */
  readMailboxes(nativeIds: readonly string[], call: Call): Promise<readonly (MailboxReading | null)[]>;
}

export function createDovecotConnector(settings: DovecotSettings): DovecotConnector {
  return new Dovecot(dovecotSettings.parse(settings));
}

const FOLDERS = ['INBOX', 'Sent', 'Drafts', 'Trash', 'Junk'];
const READS_PER_REQUEST = 100;

class Dovecot implements DovecotConnector {
  readonly kind = 'dovecot';
  private readonly doveadm: Doveadm;
  private readonly entries: Entries;
  private readonly sessions: Sessions;
  private readonly roles: RoleMailboxes;
  private readonly turns = new Turns();

  constructor(private readonly settings: ResolvedDovecotSettings) {
    this.doveadm = new Doveadm(settings.url, settings.apiKey);
    this.entries = new Entries(this.doveadm, settings.dictUri, settings.domain);
    this.sessions = new Sessions(this.doveadm);
    this.roles = new RoleMailboxes({ doveadm: this.doveadm, dictUri: settings.dictUri, domain: settings.domain });
  }

  async test(call: Call): Promise<readonly TestFinding[]> {
    const operation = this.operation('test', call);
    const checks: readonly (readonly [string, Command])[] = [
      ['sessions can be listed', ['who', { mask: ['-'] }]],
      ['the dictionary can be read', this.entries.iterate(KEY.deny(''), false)],
      ['the auth cache can be flushed', ['authCacheFlush', { user: ['-'] }]],
    ];
    try {
      const answers = await this.doveadm.run(
        checks.map(([, command]) => command),
        operation,
      );
      return checks.map(([check], index) => {
        const exitCode = answers[index]!.exitCode;
        return { check, ok: exitCode === EXIT.ok, detail: exitCode === EXIT.ok ? 'yes' : `exit code ${exitCode}` };
      });
    } catch (error) {
      if (!(error instanceof ConnectorError)) throw error;
      return [{ check: 'the doveadm API answers', ok: false, detail: `${error.code}: ${error.message}` }];
    }
  }

  async read(nativeId: string, call: Call): Promise<AccountRecord | null> {
    const operation = this.operation(`read ${printable(nativeId)}`, call);
    const standing = await this.entries.standing(nativeId, operation);
    if (standing === null || standing.account.isBuilding) return null;
    return recordOf(standing.account, standing.status, await this.entries.rolesOf(nativeId, operation));
  }

  /** `dictIter` knows no cursor: each page reads all there is to find and shows the names after the one it was given. */
  async search(
    query: AccountQuery,
    page: { readonly after: string | null; readonly size: number },
    call: Call,
  ): Promise<AccountPage> {
    if (query.by === 'name') {
      const record = await this.read(query.name, call);
      return { records: record ? [record] : [], next: null };
    }
    const operation = this.operation('search', call);
    const wanted = await (query.by === 'all'
      ? this.entries.everyRecord(operation)
      : this.entries.recordsOf(query.personId, operation));
    const rest = page.after === null ? wanted : wanted.filter((record) => record.name > page.after!);
    const records = rest.slice(0, page.size);
    return { records, next: rest.length > records.length ? (records.at(-1)?.name ?? null) : null };
  }

  create(spec: AccountSpec, call: Call): Promise<AccountRecord> {
    return this.turn('create', spec.name, call, async (operation) => {
      const account = this.newAccount(spec, operation);
      const present = await this.entries.entry(spec.name, operation);
      if (present.archived !== null || (present.live !== null && !this.isOurHalf(spec, present.live))) {
        throw operation.fail('alreadyExists', `${spec.name} is there already`);
      }
      await this.entries.assertAddressesFree(account, addressesOf(account), operation);

      // Denied until it is complete: what is left of a failed creation is an account that nobody can enter.
      const building = { ...account, isBuilding: true };
      await this.entries.all(
        [
          ...this.entries.deny(building),
          ...this.entries.noteForPerson(building),
          this.entries.set(KEY.user(spec.name), accountValue(building)),
          ...this.entries.setAddresses(building),
          this.entries.flush(building),
        ],
        operation,
      );
      const folders = FOLDERS.map((name): Command => [
        'mailboxCreate',
        { user: spec.name, mailbox: [name], subscriptions: true },
      ]);
      for (const answer of await this.doveadm.run(folders, operation)) must(answer, operation, EXIT.exists);
      for (const grant of spec.grants) await this.roles.open(grant.value, spec.name, operation);
      await this.entries.all([this.entries.set(KEY.user(spec.name), accountValue(account))], operation);
      await this.entries.all([...this.entries.undeny(account), this.entries.flush(account)], operation);
      return recordOf(account, 'active', await this.entries.rolesOf(spec.name, operation));
    });
  }

  modify(nativeId: string, delta: AccountDelta, call: Call): Promise<void> {
    return this.turn('modify', nativeId, call, async (operation) => {
      assertRoleGrants([...(delta.addGrants ?? []), ...(delta.removeGrants ?? [])], operation);
      const { account, status } = await this.entries.complete(nativeId, operation);
      if (delta.set && Object.keys(delta.set).length > 0) {
        await this.change(
          account,
          withAttributes(account, delta.set, this.settings.domain, operation),
          status,
          operation,
        );
      }
      for (const grant of delta.removeGrants ?? []) await this.roles.close(grant.value, nativeId, operation);
      // An open session keeps what it has selected; without it the client comes back with the rights it still has.
      if ((delta.removeGrants ?? []).length > 0) await this.sessions.kick(nativeId, operation);
      for (const grant of delta.addGrants ?? []) await this.roles.open(grant.value, nativeId, operation);
    });
  }

  enable(nativeId: string, call: Call): Promise<void> {
    return this.turn('enable', nativeId, call, async (operation) => {
      const { account, status } = await this.entries.complete(nativeId, operation);
      if (status === 'archived') {
        await this.entries.assertAddressesFree(account, addressesOf(account), operation);
        await this.entries.all(
          [this.entries.set(KEY.user(nativeId), accountValue(account)), ...this.entries.setAddresses(account)],
          operation,
        );
      }
      await this.entries.all(
        [this.entries.unset(KEY.archive(nativeId)), ...this.entries.undeny(account), this.entries.flush(account)],
        operation,
      );
    });
  }

  disable(nativeId: string, call: Call): Promise<void> {
    return this.turn('disable', nativeId, call, async (operation) => {
      const { account } = await this.entries.known(nativeId, operation);
      await this.shutOut(account, operation);
    });
  }

  archive(nativeId: string, call: Call): Promise<void> {
    return this.turn('archive', nativeId, call, async (operation) => {
      const { account } = await this.entries.known(nativeId, operation);
      // Kept before it is taken away: cut off in between, the account is disabled and archived by the next try.
      await this.entries.all(
        [...this.entries.deny(account), this.entries.set(KEY.archive(nativeId), accountValue(account))],
        operation,
      );
      await this.entries.all(
        [...this.entries.unsetAddresses(addressesOf(account)), this.entries.unset(KEY.user(nativeId))],
        operation,
      );
      await this.shutOut(account, operation);
    });
  }

  delete(nativeId: string, call: Call): Promise<void> {
    return this.turn('delete', nativeId, call, async (operation) => {
      const { account } = await this.entries.known(nativeId, operation);
      // Mail can be removed only while Dovecot knows the user; an archived one is made known once more, still denied.
      await this.entries.all(
        [
          ...this.entries.deny(account),
          this.entries.set(KEY.user(nativeId), accountValue(account)),
          this.entries.flush(account),
        ],
        operation,
      );
      await this.shutOut(account, operation);
      for (const role of await this.entries.rolesOf(nativeId, operation))
        await this.roles.close(role, nativeId, operation);
      await this.removeMail(nativeId, operation);
      await this.entries.all(
        [
          ...this.entries.unsetAddresses(addressesOf(account)),
          this.entries.unset(KEY.archive(nativeId)),
          this.entries.unset(KEY.user(nativeId)),
          ...this.entries.forgetForPerson(account),
        ],
        operation,
      );
      await this.entries.all([...this.entries.undeny(account), this.entries.flush(account)], operation);
    });
  }

  revokeSessions(nativeId: string, call: Call): Promise<void> {
    return this.turn('revokeSessions', nativeId, call, async (operation) => {
      const { account, status } = await this.entries.known(nativeId, operation);
      await this.entries.all([this.entries.flush(account)], operation);
      await this.sessions.end(nativeId, status === 'active', operation);
    });
  }

  async readMailbox(nativeId: string, call: Call): Promise<MailboxReading | null> {
    const [reading = null] = await this.readMailboxes([nativeId], call);
    return reading;
  }

  async readMailboxes(nativeIds: readonly string[], call: Call): Promise<readonly (MailboxReading | null)[]> {
    const operation = this.operation('readMailboxes', call);
    const readings: (MailboxReading | null)[] = [];
    for (let from = 0; from < nativeIds.length; from += READS_PER_REQUEST) {
      const logins = nativeIds.slice(from, from + READS_PER_REQUEST);
      const asked = logins.filter(isPlainName);
      const commands = asked.map((login) => mailboxCommands(login, (key) => this.entries.get(key)));
      const answers = commands.length > 0 ? await this.doveadm.run(commands.flat(), operation) : [];
      const byLogin = new Map(
        asked.map((login, index) => {
          const width = commands[index]!.length;
          return [
            login,
            mailboxOf(login, answers.slice(index * width, (index + 1) * width), this.settings.domain, operation),
          ];
        }),
      );
      readings.push(...logins.map((login) => byLogin.get(login) ?? null));
    }
    return readings;
  }

  async close(): Promise<void> {}

  // ── steps

  /** What a creation for the same person left when it was cut short: it is taken up where it stopped. */
  private isOurHalf(spec: AccountSpec, value: string): boolean {
    const account = parseAccount(spec.name, value, this.settings.domain);
    return !isRole(value) && account.isBuilding && account.personId === spec.personId;
  }

  private newAccount(spec: AccountSpec, operation: Operation): MailAccount {
    if (!isPlainName(spec.name)) throw operation.fail('rejected', 'this cannot be a login');
    assertRoleGrants(spec.grants, operation);
    const { domain } = this.settings;
    const empty: MailAccount = {
      login: spec.name,
      personId: spec.personId,
      fullName: null,
      address: `${spec.name}@${domain}`,
      aliases: [],
      quotaMiB: null,
      isBuilding: false,
    };
    return withAttributes(empty, spec.attributes, domain, operation);
  }

  /** The entry itself is written last, so that a change cut short shows as not made and is made again. */
  private async change(from: MailAccount, to: MailAccount, status: RecordStatus, operation: Operation): Promise<void> {
    if (status === 'archived')
      return this.entries.all([this.entries.set(KEY.archive(to.login), accountValue(to))], operation);
    const before = addressesOf(from);
    const after = addressesOf(to);
    await this.entries.assertAddressesFree(
      to,
      after.filter((address) => !before.includes(address)),
      operation,
    );
    if (status === 'disabled') await this.entries.all(this.entries.deny(to), operation);
    await this.entries.all(
      [
        ...this.entries.setAddresses(to),
        ...this.entries.unsetAddresses(before.filter((address) => !after.includes(address))),
      ],
      operation,
    );
    await this.entries.all(
      [this.entries.set(KEY.user(to.login), accountValue(to)), this.entries.flush(from), this.entries.flush(to)],
      operation,
    );
    const gone = signInNames(from, this.settings.domain).filter(
      (name) => !signInNames(to, this.settings.domain).includes(name),
    );
    if (gone.length > 0)
      await this.entries.all(
        gone.map((name) => this.entries.unset(KEY.deny(name))),
        operation,
      );
  }

  /** The proven order; nothing may remain. */
  private async shutOut(account: MailAccount, operation: Operation): Promise<void> {
    await this.entries.all([...this.entries.deny(account), this.entries.flush(account)], operation);
    await this.sessions.end(account.login, false, operation);
  }

  /** By name, one by one: a mask would also reach the role mailboxes that the account can see. */
  private async removeMail(login: string, operation: Operation): Promise<void> {
    const [answer] = await this.doveadm.run([['mailboxList', { user: login }]], operation);
    const names = rowsOf(must(answer, operation), operation)
      .map((row) => row.mailbox ?? '')
      .filter((name) => name !== '' && !name.startsWith('shared/'));
    const commands = names.flatMap((name): Command[] => [
      ['expunge', { user: login, query: ['mailbox', name, 'all'] }],
      ...(name === 'INBOX' ? [] : [['mailboxDelete', { user: login, mailbox: [name] }] as const]),
    ]);
    if (commands.length === 0) return;
    for (const one of await this.doveadm.run(commands, operation)) must(one, operation, EXIT.notFound);
  }

  /** One write of an account at a time, all within one deadline. */
  private turn<T>(name: string, login: string, call: Call, work: (operation: Operation) => Promise<T>): Promise<T> {
    const operation = this.operation(`${name} ${printable(login)}`, call);
    return this.turns.run(login, () => work(operation));
  }

  private operation(name: string, call: Call): Operation {
    return new Operation(name, call, this.settings.timeoutMs);
  }
}

function assertRoleGrants(grants: readonly TargetGrant[], operation: Operation): void {
  const other = grants.find((grant) => grant.kind !== 'roleMailbox');
  if (other) throw operation.fail('rejected', `mail has no grant of kind ${other.kind}`);
}

function printable(nativeId: string): string {
  return nativeId.replace(/[^\x20-\x7e]/g, '?').slice(0, 64);
}
