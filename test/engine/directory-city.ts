/**
 * A city whose one system is a directory, the sandbox's or slapd, spoken to over LDAP through a door: for what scans do.
 * Its directory can hold people before the city first looks, and be changed behind the city's back.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Attribute, Change, Client } from 'ldapts';
import type { AccountPage, AccountQuery, Call } from '../../src/connectors/contract';
import { createLdapConnector, type LdapConnector, type LdapSettingsInput } from '../../src/connectors/ldap';
import type { DriftRule, Policy } from '../../src/provisioning/core/policy/policy.types';
import type { Engine, EngineSettings } from '../../src/provisioning/effects';
import { startLdapServer } from '../../src/sandbox/ldap';
import type { Closing, Slapd } from '../servers';
import { Door } from '../servers/door';
import { City, head, person, POLICY, UNIT } from '../fakes/provisioning-city';

export const SUFFIX = 'dc=hanoi,dc=gov,dc=vn';
export const PEOPLE = `ou=people,${SUFFIX}`;
const ADMIN = { dn: `cn=admin,${SUFFIX}`, password: 'quan-tri' };
const SERVICE = { dn: `cn=provisioning,ou=services,${SUFFIX}`, password: 'cap-phat', role: 'writer' as const };
/** May write, and does not see the branch where some of the accounts are. */
export const BLINKERED = {
  dn: `cn=blinkered,ou=services,${SUFFIX}`,
  password: 'cap-phat',
  role: 'writer' as const,
  hidden: [`ou=branch,${PEOPLE}`],
};
/** Does not see the accounts at all. */
export const BLIND = {
  dn: `cn=blind,ou=services,${SUFFIX}`,
  password: 'cap-phat',
  role: 'writer' as const,
  hidden: [PEOPLE],
};

export class DirectoryCity {
  connector: LdapConnector;
  /** Runs before each page of a scan, with the number of the page, from 1. */
  beforePage: (page: number) => Promise<void> = () => Promise.resolve();
  largestPage = 0;
  private page = 0;
  rule: DriftRule = 'correct';

  private constructor(
    readonly city: City,
    readonly door: Door,
    private readonly server: Closing,
    private readonly admin: Client,
    private readonly folder: string,
    private readonly service: { readonly dn: string; readonly password: string } = SERVICE,
  ) {
    this.connector = createLdapConnector(this.settings());
  }

  static async open(): Promise<DirectoryCity> {
    const folder = mkdtempSync(join(tmpdir(), 'scan-'));
    const server = await startLdapServer({
      host: '127.0.0.1',
      port: 0,
      file: join(folder, 'ldap.db'),
      suffix: SUFFIX,
      admin: ADMIN,
      services: [SERVICE, BLINKERED, BLIND],
    });
    const door = new Door({ host: '127.0.0.1', port: server.port });
    await door.open();
    const admin = new Client({ url: server.url });
    await admin.bind(ADMIN.dn, ADMIN.password);
    await admin.add(`ou=branch,${PEOPLE}`, { objectClass: ['top', 'organizationalUnit'], ou: ['branch'] });
    await admin.add(`ou=empty,${SUFFIX}`, { objectClass: ['top', 'organizationalUnit'], ou: ['empty'] });
    return new DirectoryCity(await City.open(), door, server, admin, folder);
  }

  /** Before slapd, which it closes with itself. */
  static async before(server: Slapd & Closing): Promise<DirectoryCity> {
    const folder = mkdtempSync(join(tmpdir(), 'scan-'));
    const door = new Door({ host: '127.0.0.1', port: Number(new URL(server.url).port) });
    await door.open();
    const admin = new Client({ url: server.url });
    await admin.bind(server.admin.dn, server.admin.password);
    return new DirectoryCity(await City.open(), door, server, admin, folder, server.service);
  }

  get policy(): Policy {
    return {
      ...POLICY,
      targets: POLICY.targets.filter((target) => target.key === 'directory'),
      roles: POLICY.roles.map((role) => ({
        ...role,
        targets: role.targets.filter((target) => target.target === 'directory'),
      })),
      adopt: { directory: ['fullName', 'unitName'] },
      drift: { directory: this.rule },
    };
  }

  engine(settings: Partial<EngineSettings> = {}): Engine {
    const registry = {
      get: (id: string) =>
        id === 'directory'
          ? Object.assign(Object.create(this.connector) as LdapConnector, {
              search: (query: AccountQuery, page: { after: string | null; size: number }, call: Call) =>
                this.search(query, page, call),
            })
          : null,
    };
    const engine = this.city.engine(
      { readTimeoutMs: 5_000, writeTimeoutMs: 10_000, patienceMs: 5_000, scanPageSize: 100, ...settings },
      { connectors: registry, policy: this.policy },
    );
    return engine;
  }

  settings(more: Partial<LdapSettingsInput> = {}): LdapSettingsInput {
    return {
      url: `ldap://${this.door.address}`,
      bindDn: this.service.dn,
      password: this.service.password,
      peopleDn: PEOPLE,
      groupsDn: `ou=groups,${SUFFIX}`,
      ...more,
    };
  }

  /** From now on the city speaks to the directory as somebody else, or looks elsewhere. */
  async speakAs(more: Partial<LdapSettingsInput>): Promise<void> {
    await this.connector.close();
    this.connector = createLdapConnector(this.settings(more));
  }

  /** People in office, by login; their accounts follow when the loop is let work. */
  appoint(engine: Engine, logins: readonly string[]): Promise<string> {
    return this.city.decide(
      engine,
      logins.map((login) => person(login, [head(login)])),
    );
  }

  /** In office without anybody having been marked as due: as if the city knew them before it knew the directory. */
  know(logins: readonly string[]): void {
    for (const login of logins) this.city.office.people.set(login, person(login, [head(login)]));
  }

  /** An account that was there before us, told of as office tells of its holder. */
  async add(login: string, more: Readonly<Record<string, string>> = {}, below = PEOPLE): Promise<void> {
    await this.admin.add(`uid=${login},${below}`, {
      objectClass: ['top', 'person', 'organizationalPerson', 'inetOrgPerson'],
      uid: login,
      cn: `Nguyễn Văn ${login}`,
      sn: 'Nguyễn',
      givenName: login,
      displayName: `Nguyễn Văn ${login}`,
      mail: `${login}@hanoi.test`,
      title: 'Giám đốc Sở',
      departmentNumber: UNIT.id,
      ou: UNIT.name,
      labeledURI: `mailto:${login}_sotttt@hanoi.test alias`,
      ...more,
    });
  }

  /** A group as somebody made it by hand, holding these. */
  async group(name: string, logins: readonly string[]): Promise<void> {
    const dn = `cn=${name},ou=groups,${SUFFIX}`;
    const member = logins.map((login) => `uid=${login},${PEOPLE}`);
    await this.admin.add(dn, {
      objectClass: ['top', 'groupOfNames'],
      cn: name,
      member: [`ou=groups,${SUFFIX}`, ...member],
    });
  }

  async join(group: string, login: string): Promise<void> {
    const modification = new Attribute({ type: 'member', values: [`uid=${login},${PEOPLE}`] });
    await this.admin.modify(`cn=${group},ou=groups,${SUFFIX}`, new Change({ operation: 'add', modification }));
  }

  async set(login: string, type: string, values: string[]): Promise<void> {
    const modification = new Attribute({ type, values });
    await this.admin.modify(`uid=${login},${PEOPLE}`, new Change({ operation: 'replace', modification }));
  }

  async remove(login: string): Promise<void> {
    await this.admin.del(`uid=${login},${PEOPLE}`);
  }

  async move(login: string, below: string): Promise<void> {
    await this.admin.modifyDN(`uid=${login},${PEOPLE}`, `uid=${login},${below}`);
  }

  /** As the directory tells it, whoever may see it. */
  async entry(login: string): Promise<{ readonly locked: boolean; readonly name: string; readonly groups: string[] }> {
    const { searchEntries } = await this.admin.search(PEOPLE, {
      filter: `(uid=${login})`,
      attributes: ['displayName', 'memberOf', 'pwdAccountLockedTime'],
    });
    const [found] = searchEntries;
    if (found === undefined) throw new Error(`${login} is not there`);
    const groups = [found.memberOf ?? []].flat().map((dn) => String(dn).split(',')[0]!.slice('cn='.length));
    return {
      locked: [found.pwdAccountLockedTime ?? []].flat().length > 0,
      name: String(found.displayName),
      groups: groups.sort(),
    };
  }

  /** One value for everything the directory holds: equal before and after means that nothing was written. */
  async stateOfDirectory(): Promise<string> {
    const { searchEntries } = await this.admin.search(SUFFIX, { attributes: ['*', 'entryCSN'] });
    return JSON.stringify(searchEntries.map((one) => [one.dn, one.entryCSN]));
  }

  async close(): Promise<void> {
    await this.city.close();
    await this.connector.close();
    await this.admin.unbind();
    await this.door.shut();
    await this.server.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async search(
    query: AccountQuery,
    page: { readonly after: string | null; readonly size: number },
    call: Call,
  ): Promise<AccountPage> {
    if (query.by === 'all') {
      this.page = page.after === null ? 1 : this.page + 1;
      await this.beforePage(this.page);
    }
    const answer = await this.connector.search(query, page, call);
    if (query.by === 'all') this.largestPage = Math.max(this.largestPage, answer.records.length);
    return answer;
  }
}

export function logins(count: number, stem = 'nv'): string[] {
  return Array.from({ length: count }, (_, index) => `${stem}${index}`);
}
