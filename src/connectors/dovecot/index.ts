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
import { sleep } from '../../shared/timing';
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
  addressValue,
  DENY_VALUE,
  isPlainName,
  isRole,
  KEY,
  ownerOf,
  parseAccount,
  recordOf,
  signInNames,
  withAttributes,
  type MailAccount,
} from './account';
import { dovecotSettings, type DovecotSettings, type ResolvedDovecotSettings } from './config';
import { Doveadm, EXIT, must, Operation, rowsOf, type Answer, type Command } from './doveadm';
import { mailboxCommands, mailboxOf, type MailboxReading } from './mailbox-reading';
import { RoleMailboxes } from './role-mailboxes';

export { dovecotSettings, type DovecotSettings } from './config';
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
const KICKS_MAX = 20;
const KICK_PAUSE_MS = 50;
const READS_PER_REQUEST = 100;

/** An account and where it stands. */
interface Standing {
  readonly account: MailAccount;
  readonly status: RecordStatus;
}

class Dovecot implements DovecotConnector {
  readonly kind = 'dovecot';
  private readonly doveadm: Doveadm;
  private readonly roles: RoleMailboxes;

  constructor(private readonly settings: ResolvedDovecotSettings) {
    this.doveadm = new Doveadm(settings.url, settings.apiKey);
    this.roles = new RoleMailboxes({ doveadm: this.doveadm, dictUri: settings.dictUri, domain: settings.domain });
  }

  async test(call: Call): Promise<readonly TestFinding[]> {
    const operation = this.operation('test', call);
    const checks: readonly (readonly [string, Command])[] = [
      ['sessions can be listed', ['who', { mask: ['-'] }]],
      ['the dictionary can be read', this.iterate(KEY.deny(''), false)],
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
    const standing = await this.standing(nativeId, operation);
    if (standing === null || standing.account.isBuilding) return null;
    return recordOf(standing.account, standing.status, await this.rolesOf(nativeId, operation));
  }

  /** `dictIter` knows no cursor: each page reads all and shows the names after the one that it was given. */
  async search(
    query: AccountQuery,
    page: { readonly after: string | null; readonly size: number },
    call: Call,
  ): Promise<AccountPage> {
    if (query.by === 'name') {
      const record = await this.read(query.name, call);
      return { records: record ? [record] : [], next: null };
    }
    const all = await this.everyRecord(this.operation('search', call));
    const wanted = query.by === 'all' ? all : all.filter((record) => record.personId === query.personId);
    const rest = page.after === null ? wanted : wanted.filter((record) => record.name > page.after!);
    const records = rest.slice(0, page.size);
    return { records, next: rest.length > records.length ? (records.at(-1)?.name ?? null) : null };
  }

  async create(spec: AccountSpec, call: Call): Promise<AccountRecord> {
    const operation = this.operation(`create ${printable(spec.name)}`, call);
    const account = this.newAccount(spec, operation);
    const present = await this.entry(spec.name, operation);
    if (present.archived !== null || (present.live !== null && !this.isOurHalf(spec, present.live))) {
      throw operation.fail('alreadyExists', `${spec.name} is there already`);
    }
    await this.assertAddressesFree(account, addressesOf(account), operation);

    // Denied until it is complete: what is left of a failed creation is an account that nobody can enter.
    const building = { ...account, isBuilding: true };
    await this.all(
      [
        ...this.deny(building),
        this.set(KEY.user(spec.name), accountValue(building)),
        ...this.setAddresses(building),
        this.flush(building),
      ],
      operation,
    );
    const folders = FOLDERS.map((name): Command => [
      'mailboxCreate',
      { user: spec.name, mailbox: [name], subscriptions: true },
    ]);
    for (const answer of await this.doveadm.run(folders, operation)) must(answer, operation, EXIT.exists);
    for (const grant of spec.grants) await this.roles.open(grant.value, spec.name, operation);
    await this.all([this.set(KEY.user(spec.name), accountValue(account))], operation);
    await this.all([...this.undeny(account), this.flush(account)], operation);
    return recordOf(account, 'active', await this.rolesOf(spec.name, operation));
  }

  async modify(nativeId: string, delta: AccountDelta, call: Call): Promise<void> {
    const operation = this.operation(`modify ${printable(nativeId)}`, call);
    assertRoleGrants([...(delta.addGrants ?? []), ...(delta.removeGrants ?? [])], operation);
    const { account, status } = await this.complete(nativeId, operation);
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
    if ((delta.removeGrants ?? []).length > 0) await this.kick(nativeId, operation);
    for (const grant of delta.addGrants ?? []) await this.roles.open(grant.value, nativeId, operation);
  }

  async enable(nativeId: string, call: Call): Promise<void> {
    const operation = this.operation(`enable ${printable(nativeId)}`, call);
    const { account, status } = await this.complete(nativeId, operation);
    if (status === 'archived') {
      await this.assertAddressesFree(account, addressesOf(account), operation);
      await this.all([this.set(KEY.user(nativeId), accountValue(account)), ...this.setAddresses(account)], operation);
    }
    await this.all([this.unset(KEY.archive(nativeId)), ...this.undeny(account), this.flush(account)], operation);
  }

  async disable(nativeId: string, call: Call): Promise<void> {
    const operation = this.operation(`disable ${printable(nativeId)}`, call);
    const { account } = await this.known(nativeId, operation);
    await this.shutOut(account, operation);
  }

  async archive(nativeId: string, call: Call): Promise<void> {
    const operation = this.operation(`archive ${printable(nativeId)}`, call);
    const { account } = await this.known(nativeId, operation);
    // Kept before it is taken away: cut off in between, the account is disabled and archived by the next try.
    await this.all([...this.deny(account), this.set(KEY.archive(nativeId), accountValue(account))], operation);
    await this.all([...this.unsetAddresses(addressesOf(account)), this.unset(KEY.user(nativeId))], operation);
    await this.shutOut(account, operation);
  }

  async delete(nativeId: string, call: Call): Promise<void> {
    const operation = this.operation(`delete ${printable(nativeId)}`, call);
    const { account } = await this.known(nativeId, operation);
    // Mail can be removed only while Dovecot knows the user; an archived one is made known once more, still denied.
    await this.all(
      [...this.deny(account), this.set(KEY.user(nativeId), accountValue(account)), this.flush(account)],
      operation,
    );
    await this.shutOut(account, operation);
    for (const role of await this.rolesOf(nativeId, operation)) await this.roles.close(role, nativeId, operation);
    await this.removeMail(nativeId, operation);
    await this.all(
      [...this.unsetAddresses(addressesOf(account)), this.unset(KEY.archive(nativeId)), this.unset(KEY.user(nativeId))],
      operation,
    );
    await this.all([...this.undeny(account), this.flush(account)], operation);
  }

  async revokeSessions(nativeId: string, call: Call): Promise<void> {
    const operation = this.operation(`revokeSessions ${printable(nativeId)}`, call);
    const { account, status } = await this.known(nativeId, operation);
    await this.all([this.flush(account)], operation);
    await this.endSessions(nativeId, status === 'active', operation);
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
      const commands = asked.map((login) => mailboxCommands(login, (key) => this.get(key)));
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
    if (status === 'archived') return this.all([this.set(KEY.archive(to.login), accountValue(to))], operation);
    const before = addressesOf(from);
    const after = addressesOf(to);
    await this.assertAddressesFree(
      to,
      after.filter((address) => !before.includes(address)),
      operation,
    );
    if (status === 'disabled') await this.all(this.deny(to), operation);
    await this.all(
      [...this.setAddresses(to), ...this.unsetAddresses(before.filter((address) => !after.includes(address)))],
      operation,
    );
    await this.all([this.set(KEY.user(to.login), accountValue(to)), this.flush(from), this.flush(to)], operation);
    const gone = signInNames(from, this.settings.domain).filter(
      (name) => !signInNames(to, this.settings.domain).includes(name),
    );
    if (gone.length > 0)
      await this.all(
        gone.map((name) => this.unset(KEY.deny(name))),
        operation,
      );
  }

  /** The proven order; nothing may remain. */
  private async shutOut(account: MailAccount, operation: Operation): Promise<void> {
    await this.all([...this.deny(account), this.flush(account)], operation);
    await this.endSessions(account.login, false, operation);
  }

  /** Kicks until `who` shows none of the sessions there were; `mayReturn`: new ones are no failure. */
  private async endSessions(login: string, mayReturn: boolean, operation: Operation): Promise<void> {
    const first = await this.sessions(login, operation);
    let left = first;
    for (let round = 0; round < KICKS_MAX; round += 1) {
      await this.kick(login, operation);
      const now = await this.sessions(login, operation);
      left = mayReturn ? now.filter((session) => first.includes(session)) : now;
      if (left.length === 0) return;
      await sleep(KICK_PAUSE_MS, operation.signal);
    }
    // Not `timeout`: a read-back would find the account disabled and take the work for done.
    throw operation.fail('throttled', `${left.length} session(s) of ${login} outlive the kick`);
  }

  private async kick(login: string, operation: Operation): Promise<void> {
    const [answer] = await this.doveadm.run([['kick', { mask: [login] }]], operation);
    must(answer, operation, EXIT.notFound);
  }

  private async sessions(login: string, operation: Operation): Promise<string[]> {
    const [answer] = await this.doveadm.run([['who', { mask: [login] }]], operation);
    const rows = rowsOf(must(answer, operation, EXIT.notFound), operation);
    return rows
      .filter((row) => row.username === login)
      .flatMap((row) => (row.pids ?? '').replace(/[()]/g, '').split(' '));
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

  /** An address that leads to another account which does hold it is taken; one left over from a change cut short is not. */
  private async assertAddressesFree(
    account: MailAccount,
    addresses: readonly string[],
    operation: Operation,
  ): Promise<void> {
    const values = await this.values(addresses.map(KEY.user), operation);
    const held = addresses.flatMap((address, index) => {
      const owner = values[index] ? ownerOf(values[index]) : null;
      return owner === null || owner === account.login ? [] : [{ address, owner }];
    });
    const owners = await this.values(
      held.map(({ owner }) => KEY.user(owner)),
      operation,
    );
    held.forEach(({ address, owner }, index) => {
      const value = owners[index] ?? null;
      const holds =
        value !== null &&
        (isRole(value) || addressesOf(parseAccount(owner, value, this.settings.domain)).includes(address));
      if (holds) throw operation.fail('conflict', `the address ${address} belongs to ${owner}`);
    });
  }

  // ── reading

  private async everyRecord(operation: Operation): Promise<AccountRecord[]> {
    const prefixes = [KEY.user(''), KEY.archive(''), KEY.deny(''), KEY.sharedBoxes('').replace(/\/$/, '')];
    const answers = await this.doveadm.run(
      [
        this.iterate(prefixes[0]!),
        this.iterate(prefixes[1]!),
        this.iterate(prefixes[2]!, false),
        this.iterate(prefixes[3]!, false),
      ],
      operation,
    );
    const [users, archived, denied, shared] = answers.map((answer, index) =>
      this.entries(answer, prefixes[index]!, operation),
    );
    const roles = new Set([...users!].filter(([, value]) => isRole(value)).map(([name]) => name));
    const rolesByLogin = new Map<string, string[]>();
    for (const [path] of shared!) {
      const [login = '', role = ''] = path.split('/');
      if (roles.has(role)) rolesByLogin.set(login, [...(rolesByLogin.get(login) ?? []), role]);
    }
    const isAccount = ([name, value]: readonly [string, string]): boolean => !name.includes('@') && !isRole(value);
    const live = [...users!].filter(isAccount);
    const gone = [...archived!].filter(([login]) => !users!.has(login));
    return [...live, ...gone]
      .map(([login, value]) => parseAccount(login, value, this.settings.domain))
      .filter((account) => !account.isBuilding)
      .map((account) => {
        const status = !users!.has(account.login) ? 'archived' : denied!.has(account.login) ? 'disabled' : 'active';
        return recordOf(account, status, rolesByLogin.get(account.login) ?? []);
      })
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  private entries(answer: Answer, prefix: string, operation: Operation): ReadonlyMap<string, string> {
    return new Map(
      rowsOf(must(answer, operation), operation).map((row) => [(row.key ?? '').slice(prefix.length), row.value ?? '']),
    );
  }

  /** Role mailboxes that are open to an account; what another person shared is no grant of ours. */
  private async rolesOf(login: string, operation: Operation): Promise<string[]> {
    const prefix = KEY.sharedBoxes(login);
    const [answer] = await this.doveadm.run([this.iterate(prefix, false)], operation);
    const owners = [...this.entries(answer!, prefix, operation).keys()];
    const values = await this.values(owners.map(KEY.user), operation);
    return owners.filter((_, index) => isRole(values[index] ?? null));
  }

  private async standing(login: string, operation: Operation): Promise<Standing | null> {
    if (!isPlainName(login)) return null;
    const { live, archived, isDenied } = await this.entry(login, operation);
    const value = live ?? archived;
    if (value === null || isRole(value)) return null;
    const account = parseAccount(login, value, this.settings.domain);
    return { account, status: live === null ? 'archived' : isDenied ? 'disabled' : 'active' };
  }

  /** The account, half-made ones included: those too can be ended. */
  private async known(login: string, operation: Operation): Promise<Standing> {
    const standing = await this.standing(login, operation);
    if (standing === null) throw operation.fail('notFound', 'there is no such account');
    return standing;
  }

  private async complete(login: string, operation: Operation): Promise<Standing> {
    const standing = await this.known(login, operation);
    if (standing.account.isBuilding) throw operation.fail('notFound', 'the account was never completed');
    return standing;
  }

  private async entry(
    login: string,
    operation: Operation,
  ): Promise<{ live: string | null; archived: string | null; isDenied: boolean }> {
    const [live = null, archived = null, denied = null] = await this.values(
      [KEY.user(login), KEY.archive(login), KEY.deny(login)],
      operation,
    );
    return { live, archived, isDenied: denied !== null };
  }

  private async values(keys: readonly string[], operation: Operation): Promise<(string | null)[]> {
    if (keys.length === 0) return [];
    const answers = await this.doveadm.run(
      keys.map((key) => this.get(key)),
      operation,
    );
    return answers.map((answer) => {
      const found = must(answer, operation, EXIT.notFound);
      return found.exitCode === EXIT.ok ? (rowsOf(found, operation)[0]?.value ?? null) : null;
    });
  }

  // ── commands

  private async all(commands: readonly Command[], operation: Operation): Promise<void> {
    for (const answer of await this.doveadm.run(commands, operation)) must(answer, operation);
  }

  private get(key: string): Command {
    return ['dictGet', { dictUri: this.settings.dictUri, key }];
  }

  private set(key: string, value: string): Command {
    return ['dictSet', { dictUri: this.settings.dictUri, key, value }];
  }

  private unset(key: string): Command {
    return ['dictUnset', { dictUri: this.settings.dictUri, key }];
  }

  private iterate(prefix: string, withValues = true): Command {
    return [
      'dictIter',
      { dictUri: this.settings.dictUri, prefix, recurse: true, ...(withValues ? {} : { noValue: true }) },
    ];
  }

  private setAddresses(account: MailAccount): Command[] {
    return addressesOf(account).map((address) => this.set(KEY.user(address), addressValue(account)));
  }

  private unsetAddresses(addresses: readonly string[]): Command[] {
    return addresses.map((address) => this.unset(KEY.user(address)));
  }

  private deny(account: MailAccount): Command[] {
    return signInNames(account, this.settings.domain).map((name) => this.set(KEY.deny(name), DENY_VALUE));
  }

  private undeny(account: MailAccount): Command[] {
    return signInNames(account, this.settings.domain).map((name) => this.unset(KEY.deny(name)));
  }

  private flush(account: MailAccount): Command {
    return ['authCacheFlush', { user: signInNames(account, this.settings.domain) }];
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
