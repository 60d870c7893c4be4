/** The dictionary as accounts: what is read from it, and the commands that write it. */
import { reached } from '../../shared/write-boundary';
import type { AccountRecord, RecordStatus } from '../contract';
import {
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
  type MailAccount,
} from './account';
import { EXIT, must, rowsOf, type Answer, type Command, type Doveadm, type Operation } from './doveadm';

/** An account and where it stands. */
export interface Standing {
  readonly account: MailAccount;
  readonly status: RecordStatus;
}

export class Entries {
  constructor(
    private readonly doveadm: Doveadm,
    private readonly dictUri: string,
    private readonly domain: string,
  ) {}

  async everyRecord(operation: Operation): Promise<AccountRecord[]> {
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
      .map(([login, value]) => parseAccount(login, value, this.domain))
      .filter((account) => !account.isBuilding)
      .map((account) => {
        const status = !users!.has(account.login) ? 'archived' : denied!.has(account.login) ? 'disabled' : 'active';
        return recordOf(account, status, rolesByLogin.get(account.login) ?? []);
      })
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** The entries decide; that a login is noted under a person only says where to look. */
  async recordsOf(personId: string, operation: Operation): Promise<AccountRecord[]> {
    const prefix = KEY.person(personId);
    const [answer] = await this.doveadm.run([this.iterate(prefix, false)], operation);
    const records: AccountRecord[] = [];
    for (const login of [...this.entries(answer!, prefix, operation).keys()].sort()) {
      const standing = await this.standing(login, operation);
      if (standing === null || standing.account.isBuilding || standing.account.personId !== personId) continue;
      records.push(recordOf(standing.account, standing.status, await this.rolesOf(login, operation)));
    }
    return records;
  }

  private entries(answer: Answer, prefix: string, operation: Operation): ReadonlyMap<string, string> {
    return new Map(
      rowsOf(must(answer, operation), operation).map((row) => [(row.key ?? '').slice(prefix.length), row.value ?? '']),
    );
  }

  /** Role mailboxes that are open to an account; what another person shared is no grant of ours. */
  async rolesOf(login: string, operation: Operation): Promise<string[]> {
    const prefix = KEY.sharedBoxes(login);
    const [answer] = await this.doveadm.run([this.iterate(prefix, false)], operation);
    const owners = [...this.entries(answer!, prefix, operation).keys()];
    const values = await this.values(owners.map(KEY.user), operation);
    return owners.filter((_, index) => isRole(values[index] ?? null));
  }

  async standing(login: string, operation: Operation): Promise<Standing | null> {
    if (!isPlainName(login)) return null;
    const { live, archived, isDenied } = await this.entry(login, operation);
    const value = live ?? archived;
    if (value === null || isRole(value)) return null;
    const account = parseAccount(login, value, this.domain);
    return { account, status: live === null ? 'archived' : isDenied ? 'disabled' : 'active' };
  }

  /** The account, half-made ones included: those too can be ended. */
  async known(login: string, operation: Operation): Promise<Standing> {
    const standing = await this.standing(login, operation);
    if (standing === null) throw operation.fail('notFound', 'there is no such account');
    return standing;
  }

  async complete(login: string, operation: Operation): Promise<Standing> {
    const standing = await this.known(login, operation);
    if (standing.account.isBuilding) throw operation.fail('notFound', 'the account was never completed');
    return standing;
  }

  async entry(
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

  /** An address that leads to another account which does hold it is taken; one left over from a change cut short is not. */
  async assertAddressesFree(account: MailAccount, addresses: readonly string[], operation: Operation): Promise<void> {
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
        value !== null && (isRole(value) || addressesOf(parseAccount(owner, value, this.domain)).includes(address));
      if (holds) throw operation.fail('conflict', `the address ${address} belongs to ${owner}`);
    });
  }

  // ── commands

  async all(commands: readonly Command[], operation: Operation): Promise<void> {
    reached('mail.before-entries');
    for (const answer of await this.doveadm.run(commands, operation)) must(answer, operation);
  }

  get(key: string): Command {
    return ['dictGet', { dictUri: this.dictUri, key }];
  }

  set(key: string, value: string): Command {
    return ['dictSet', { dictUri: this.dictUri, key, value }];
  }

  unset(key: string): Command {
    return ['dictUnset', { dictUri: this.dictUri, key }];
  }

  iterate(prefix: string, withValues = true): Command {
    return ['dictIter', { dictUri: this.dictUri, prefix, recurse: true, ...(withValues ? {} : { noValue: true }) }];
  }

  setAddresses(account: MailAccount): Command[] {
    return addressesOf(account).map((address) => this.set(KEY.user(address), addressValue(account)));
  }

  unsetAddresses(addresses: readonly string[]): Command[] {
    return addresses.map((address) => this.unset(KEY.user(address)));
  }

  /** Written before the entry and taken away after it, so that a complete account is always found by its person. */
  noteForPerson(account: MailAccount): Command[] {
    return account.personId === null ? [] : [this.set(KEY.person(account.personId) + account.login, '1')];
  }

  forgetForPerson(account: MailAccount): Command[] {
    return account.personId === null ? [] : [this.unset(KEY.person(account.personId) + account.login)];
  }

  deny(account: MailAccount): Command[] {
    return signInNames(account, this.domain).map((name) => this.set(KEY.deny(name), DENY_VALUE));
  }

  undeny(account: MailAccount): Command[] {
    return signInNames(account, this.domain).map((name) => this.unset(KEY.deny(name)));
  }

  flush(account: MailAccount): Command {
    return ['authCacheFlush', { user: signInNames(account, this.domain) }];
  }
}
