/** The dictionary as accounts: what is read from it, and the commands that write it. */
import { reached } from '../../shared/write-boundary';
import type { RecordStatus } from '../contract';
import {
  addressesOf,
  addressValue,
  DENY_VALUE,
  isPlainName,
  isRole,
  KEY,
  ownerOf,
  parseAccount,
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

  /** What a `dictIter` found, by what comes after the prefix. */
  listed(answer: Answer, prefix: string, operation: Operation): ReadonlyMap<string, string> {
    return new Map(
      rowsOf(must(answer, operation), operation).map((row) => [(row.key ?? '').slice(prefix.length), row.value ?? '']),
    );
  }

  /** Role mailboxes that are open to an account; what another person shared is no grant of ours. */
  async rolesOf(login: string, operation: Operation): Promise<string[]> {
    const [answer] = await this.doveadm.run([this.rolesRead(login)], operation);
    return this.rolesAmong(this.ownersIn(login, answer!, operation), operation);
  }

  /** Whoever opened a mailbox to this login. */
  rolesRead(login: string): Command {
    return this.iterate(KEY.sharedBoxes(login), false);
  }

  ownersIn(login: string, answer: Answer, operation: Operation): readonly string[] {
    return [...this.listed(answer, KEY.sharedBoxes(login), operation).keys()];
  }

  async rolesAmong(owners: readonly string[], operation: Operation): Promise<string[]> {
    const values = await this.values(owners.map(KEY.user), operation);
    return owners.filter((_, index) => isRole(values[index] ?? null));
  }

  async standing(login: string, operation: Operation): Promise<Standing | null> {
    return isPlainName(login) ? this.standingIn(login, await this.values(this.standingKeys(login), operation)) : null;
  }

  /** Where it stands what an account is. */
  standingKeys(login: string): readonly string[] {
    return [KEY.user(login), KEY.archive(login), KEY.deny(login)];
  }

  /** From the values at `standingKeys`. */
  standingIn(
    login: string,
    [live = null, archived = null, denied = null]: readonly (string | null)[],
  ): Standing | null {
    const value = live ?? archived;
    if (value === null || isRole(value)) return null;
    const account = parseAccount(login, value, this.domain);
    return { account, status: live === null ? 'archived' : denied === null ? 'active' : 'disabled' };
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

  async values(keys: readonly string[], operation: Operation): Promise<(string | null)[]> {
    if (keys.length === 0) return [];
    const answers = await this.doveadm.run(
      keys.map((key) => this.get(key)),
      operation,
    );
    return answers.map((answer) => this.valueIn(answer, operation));
  }

  /** What a `dictGet` found. */
  valueIn(answer: Answer, operation: Operation): string | null {
    const found = must(answer, operation, EXIT.notFound);
    return found.exitCode === EXIT.ok ? (rowsOf(found, operation)[0]?.value ?? null) : null;
  }

  /**
   * An address that leads to another account which does hold it is taken; one left over from a change cut short is not.
   * `values`: what stands at the addresses.
   */
  async assertAddressesFree(
    account: MailAccount,
    addresses: readonly string[],
    values: readonly (string | null)[],
    operation: Operation,
  ): Promise<void> {
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
    for (const answer of await this.run(commands, operation)) must(answer, operation);
  }

  /** The answers, for the caller to judge. */
  run(commands: readonly Command[], operation: Operation): Promise<Answer[]> {
    reached('mail.before-entries');
    return this.doveadm.run(commands, operation);
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
