/** Accounts of a directory behind the connector contract; its oddities are told at the head of index.ts. */
import {
  AndFilter,
  Attribute,
  Change,
  type Client,
  type Control,
  type Entry,
  EqualityFilter,
  type Filter,
  OrFilter,
} from 'ldapts';
import {
  ConnectorError,
  type AccountDelta,
  type AccountPage,
  type AccountQuery,
  type AccountRecord,
  type AccountSpec,
  type Call,
  type Connector,
  type TestFinding,
} from '../contract';
import type { LdapSettings } from './config';
import { assertEntry } from './controls';
import { childDn, dnKey } from './distinguished-name';
import { isResult } from './faults';
import { addMember, groupDn, groupsOf, leaveGroups, removeMember } from './groups';
import { LdapLink } from './link';
import { PagedSearches } from './pages';
import { changesFor, firstOf, isLocked, newEntry, toRecord, valuesOf, versionOf, wantedAttributes } from './translate';

/** What the directory room shows of an account. */
export interface DirectoryAnswer {
  readonly dn: string;
  readonly groups: string[];
  readonly locked: boolean;
  readonly passwordExpiresAt: Date | null;
}

export class LdapConnector implements Connector {
  readonly kind = 'ldap';
  private readonly link: LdapLink;
  private readonly searches: PagedSearches<AccountRecord>;

  constructor(private readonly settings: LdapSettings) {
    this.link = new LdapLink(settings);
    this.searches = new PagedSearches(settings, (client, entries) => this.records(client, entries));
  }

  async test(call: Call): Promise<readonly TestFinding[]> {
    try {
      return await this.link.run('test', 'read', call, (client) => this.findings(client));
    } catch (error) {
      if (!(error instanceof ConnectorError)) throw error;
      return [{ check: 'connection', ok: false, detail: `${error.code}: ${error.message}` }];
    }
  }

  read(nativeId: string, call: Call): Promise<AccountRecord | null> {
    return this.link.run(`read ${nativeId}`, 'read', call, async (client) => {
      const entry = await this.find(client, nativeId);
      return entry === null ? null : (await this.records(client, [entry]))[0]!;
    });
  }

  search(
    query: AccountQuery,
    page: { readonly after: string | null; readonly size: number },
    call: Call,
  ): Promise<AccountPage> {
    if (query.by === 'all') return this.searches.read(PERSON, page, call);
    return this.link.run(`search by ${query.by}`, 'read', call, async (client) => {
      const found = await client.search(this.settings.peopleDn, {
        scope: 'sub',
        filter: queryFilter(query),
        attributes: wantedAttributes(this.settings),
      });
      return { records: await this.records(client, found.searchEntries), next: null };
    });
  }

  async create(spec: AccountSpec, call: Call): Promise<AccountRecord> {
    const groups = spec.grants.map((grant) => ({ grant, dn: groupDn(grant, this.settings) }));
    const attributes = newEntry(spec);
    const dn = childDn('uid', spec.name, this.settings.peopleDn);
    return this.link.run(`create ${spec.name}`, 'write', call, async (client) => {
      await client.add(dn, attributes);
      for (const group of groups) await addMember(client, group.dn, group.grant, dn, this.settings);
      const found = await client.search(dn, { scope: 'base', attributes: wantedAttributes(this.settings) });
      return (await this.records(client, found.searchEntries))[0]!;
    });
  }

  async modify(
    nativeId: string,
    delta: AccountDelta,
    call: Call,
    expectedVersion: string | null = null,
  ): Promise<void> {
    const added = (delta.addGrants ?? []).map((grant) => ({ grant, dn: groupDn(grant, this.settings) }));
    const removed = (delta.removeGrants ?? []).map((grant) => groupDn(grant, this.settings));
    return this.link.run(`modify ${nativeId}`, 'write', call, async (client) => {
      const entry = await this.mustFind(client, nativeId);
      if (expectedVersion !== null && versionOf(entry) !== expectedVersion) throw conflict(nativeId);
      const changes = changesFor(delta.set ?? {}, entry);
      if (changes.length > 0) await client.modify(entry.dn, changes, this.asserted(nativeId, expectedVersion));
      for (const group of added) await addMember(client, group.dn, group.grant, entry.dn, this.settings);
      for (const group of removed) await removeMember(client, group, entry.dn, this.settings);
    });
  }

  enable(nativeId: string, call: Call): Promise<void> {
    return this.lock('enable', nativeId, [], call);
  }

  disable(nativeId: string, call: Call): Promise<void> {
    return this.lock('disable', nativeId, [this.settings.disable.value], call);
  }

  delete(nativeId: string, call: Call): Promise<void> {
    return this.link.run(`delete ${nativeId}`, 'write', call, async (client) => {
      const entry = await this.mustFind(client, nativeId);
      await leaveGroups(client, entry.dn, this.settings);
      await client.del(entry.dn, this.asserted(nativeId, null));
    });
  }

  /** For the directory room: what is live, by the accounts' immutable ids and in their order, in one search. */
  readEntries(nativeIds: readonly string[], call: Call): Promise<readonly (DirectoryAnswer | null)[]> {
    if (nativeIds.length === 0) return Promise.resolve([]);
    return this.link.run(`read ${nativeIds.length} entries`, 'read', call, async (client) => {
      const entries = await this.findAll(client, nativeIds);
      const places = entries.map((entry) => ({ dn: entry.dn, memberOf: valuesOf(entry, 'memberOf') }));
      const groups = await groupsOf(client, places, this.settings);
      const byId = new Map(entries.map((entry) => [firstOf(entry, 'entryUUID'), entry]));
      return nativeIds.map((nativeId) => {
        const entry = byId.get(nativeId);
        if (entry === undefined) return null;
        return {
          dn: entry.dn,
          groups: groups.get(dnKey(entry.dn)) ?? [],
          locked: isLocked(entry, this.settings),
          passwordExpiresAt: passwordExpiry(firstOf(entry, 'pwdChangedTime'), this.settings.passwordMaxAgeDays),
        };
      });
    });
  }

  async close(): Promise<void> {
    this.searches.close();
    await this.link.close();
  }

  /** Writes the lock, or takes it away, by replacement: a second time changes nothing. */
  private lock(operation: string, nativeId: string, values: string[], call: Call): Promise<void> {
    const change = new Change({
      operation: 'replace',
      modification: new Attribute({ type: this.settings.disable.attribute, values }),
    });
    return this.link.run(`${operation} ${nativeId}`, 'write', call, async (client) => {
      const entry = await this.mustFind(client, nativeId);
      if (isLocked(entry, this.settings) === values.length > 0) return;
      await client.modify(entry.dn, change, this.asserted(nativeId, null));
    });
  }

  /** Holds a write to the entry that was found: another one may have taken its DN meanwhile. */
  private asserted(nativeId: string, version: string | null): Control[] {
    return this.settings.assertions ? [assertEntry(nativeId, version)] : [];
  }

  private async find(client: Client, nativeId: string): Promise<Entry | null> {
    return (await this.findAll(client, [nativeId]))[0] ?? null;
  }

  private async findAll(client: Client, nativeIds: readonly string[]): Promise<Entry[]> {
    const anyOf = nativeIds.map((value) => new EqualityFilter({ attribute: 'entryUUID', value }));
    const filter = new AndFilter({
      filters: [PERSON, anyOf.length === 1 ? anyOf[0]! : new OrFilter({ filters: anyOf })],
    });
    const attributes = wantedAttributes(this.settings);
    return (await client.search(this.settings.peopleDn, { scope: 'sub', filter, attributes })).searchEntries;
  }

  private async mustFind(client: Client, nativeId: string): Promise<Entry> {
    const entry = await this.find(client, nativeId);
    if (entry === null) throw new ConnectorError('notFound', `the directory has no account ${nativeId}`);
    return entry;
  }

  private async records(client: Client, entries: readonly Entry[]): Promise<AccountRecord[]> {
    const groups = await groupsOf(
      client,
      entries.map((entry) => ({ dn: entry.dn, memberOf: valuesOf(entry, 'memberOf') })),
      this.settings,
    );
    return entries.map((entry) => toRecord(entry, groups.get(dnKey(entry.dn)) ?? [], this.settings));
  }

  private async findings(client: Client): Promise<TestFinding[]> {
    const root = (await client.search('', { scope: 'base', attributes: ['supportedControl'] })).searchEntries[0];
    const controls = root === undefined ? [] : valuesOf(root, 'supportedControl');
    const findings: TestFinding[] = [
      { check: 'connection', ok: true, detail: `bound as ${this.settings.bindDn}` },
      { check: 'paging', ok: controls.includes('1.2.840.113556.1.4.319'), detail: 'paged results (RFC 2696)' },
      {
        check: 'assertion',
        ok: !this.settings.assertions || controls.includes('1.3.6.1.1.12'),
        detail: 'assertion control (RFC 4528)',
      },
    ];
    for (const dn of [this.settings.peopleDn, this.settings.groupsDn]) findings.push(await readable(client, dn));
    return findings;
  }
}

async function readable(client: Client, dn: string): Promise<TestFinding> {
  try {
    const found = await client.search(dn, { scope: 'base', attributes: ['1.1'] });
    return { check: 'branch', ok: found.searchEntries.length === 1, detail: dn };
  } catch (error) {
    if (!isResult(error, 32, 50)) throw error;
    return { check: 'branch', ok: false, detail: `${dn} cannot be read` };
  }
}

function conflict(nativeId: string): ConnectorError {
  return new ConnectorError('conflict', `account ${nativeId} was changed meanwhile`);
}

const PERSON = new EqualityFilter({ attribute: 'objectClass', value: 'inetOrgPerson' });

function queryFilter(query: Exclude<AccountQuery, { readonly by: 'all' }>): Filter {
  const wanted =
    query.by === 'name'
      ? { attribute: 'uid', value: query.name }
      : { attribute: 'employeeNumber', value: query.personId };
  return new AndFilter({ filters: [PERSON, new EqualityFilter(wanted)] });
}

/** Generalized time of the last change, plus the age at which the directory's policy lets it expire. */
export function passwordExpiry(changed: string | null, maxAgeDays: number | undefined): Date | null {
  const match = changed === null ? null : /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)/.exec(changed);
  if (!match || maxAgeDays === undefined) return null;
  const [year, month, day, hour, minute, second] = match.slice(1).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  return new Date(Date.UTC(year, month - 1, day + maxAgeDays, hour, minute, second));
}
