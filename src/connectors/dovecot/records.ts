/** Accounts as the engine knows them, read from the dictionary: one request wherever the answers do not decide what is asked next. */
import type { AccountRecord } from '../contract';
import { isPlainName, isRole, KEY, parseAccount, recordOf } from './account';
import type { Answer, Command, Doveadm, Operation } from './doveadm';
import type { Entries, Standing } from './entries';

/** What the dictionary says of one login, before it is known which of the mailboxes are role mailboxes. */
interface Reading {
  readonly standing: Standing | null;
  /** Whoever opened a mailbox of theirs to it. */
  readonly owners: readonly string[];
}

/** Commands that read one login. */
const READS = 4;

export class Records {
  constructor(
    private readonly doveadm: Doveadm,
    private readonly entries: Entries,
    private readonly domain: string,
  ) {}

  async of(login: string, operation: Operation): Promise<AccountRecord | null> {
    if (!isPlainName(login)) return null;
    const answers = await this.doveadm.run(this.reading(login), operation);
    return this.recordOf(this.read(login, answers, operation), operation);
  }

  /** All accounts of a person. The entries decide; that a login is noted under a person only says where to look. */
  async ofPerson(personId: string, operation: Operation): Promise<readonly AccountRecord[]> {
    const noted = await this.doveadm.run([this.noted(personId)], operation);
    return this.ofLogins(personId, this.loginsIn(personId, noted[0]!, operation), operation);
  }

  /** All accounts of a person, and the one of this name, whoever's it is. */
  async ofPersonOrName(personId: string, name: string, operation: Operation): Promise<readonly AccountRecord[]> {
    const [noted, ...answers] = await this.doveadm.run(
      [this.noted(personId), ...(isPlainName(name) ? this.reading(name) : [])],
      operation,
    );
    const logins = this.loginsIn(personId, noted!, operation);
    const others = logins.filter((login) => login !== name);
    const records = await this.ofLogins(personId, others, operation);
    const named = isPlainName(name) ? await this.recordOf(this.read(name, answers, operation), operation) : null;
    return named === null ? records : [...records, named];
  }

  async everyone(operation: Operation): Promise<AccountRecord[]> {
    const prefixes = [KEY.user(''), KEY.archive(''), KEY.deny(''), KEY.sharedBoxes('').replace(/\/$/, '')];
    const answers = await this.doveadm.run(
      prefixes.map((prefix, index) => this.entries.iterate(prefix, index < 2)),
      operation,
    );
    const [users, archived, denied, shared] = answers.map((answer, index) =>
      this.entries.listed(answer, prefixes[index]!, operation),
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

  private async ofLogins(
    personId: string,
    logins: readonly string[],
    operation: Operation,
  ): Promise<readonly AccountRecord[]> {
    const asked = logins.filter(isPlainName);
    if (asked.length === 0) return [];
    const answers = await this.doveadm.run(
      asked.flatMap((login) => this.reading(login)),
      operation,
    );
    const records: AccountRecord[] = [];
    for (const [index, login] of asked.entries()) {
      const own = this.read(login, answers.slice(index * READS, (index + 1) * READS), operation);
      if (own.standing?.account.personId !== personId) continue;
      const record = await this.recordOf(own, operation);
      if (record !== null) records.push(record);
    }
    return records;
  }

  private noted(personId: string): Command {
    return this.entries.iterate(KEY.person(personId), false);
  }

  private loginsIn(personId: string, noted: Answer, operation: Operation): readonly string[] {
    return [...this.entries.listed(noted, KEY.person(personId), operation).keys()].sort();
  }

  private reading(login: string): readonly Command[] {
    return [...this.entries.standingKeys(login).map((key) => this.entries.get(key)), this.entries.rolesRead(login)];
  }

  private read(login: string, answers: readonly Answer[], operation: Operation): Reading {
    const values = answers.slice(0, READS - 1).map((answer) => this.entries.valueIn(answer, operation));
    return {
      standing: this.entries.standingIn(login, values),
      owners: this.entries.ownersIn(login, answers[READS - 1]!, operation),
    };
  }

  /** Null for what is no account, or not one yet. */
  private async recordOf({ standing, owners }: Reading, operation: Operation): Promise<AccountRecord | null> {
    if (standing === null || standing.account.isBuilding) return null;
    return recordOf(standing.account, standing.status, await this.entries.rolesAmong(owners, operation));
  }
}
