/** Accounts of a directory behind the connector contract; its oddities are told at the head of index.ts. */
import { AndFilter, type Client, type Control, type Entry, EqualityFilter, type Filter, OrFilter } from 'ldapts';
import {
  ConnectorError,
  type AccountDelta,
  type AccountPage,
  type AccountQuery,
  type AccountRecord,
  type AccountSpec,
  type Call,
  type ChangedAccounts,
  type Connector,
  type FindsPerson,
  type ReadsChanges,
  type TestFinding,
} from '../contract';
import type { LdapSettings } from './config';
import { assertEntry } from './controls';
import { assertReadable } from './branches';
import { readChanges } from './changes';
import { dnKey } from './distinguished-name';
import { loginMakesDn, newDn } from './entry-name';
import { firstOf, valuesOf } from './entry-values';
import { isResult } from './faults';
import { findingsIn } from './findings';
import { addMember, groupDn, groupsOf, KnownGroups, leaveGroups, removeMember } from './groups';
import { LdapLink } from './link';
import { isLocked, lockChanges } from './lock';
import { idFilter, nativeIdOf } from './native-id';
import { PagedSearches } from './pages';
import { passwordExpiry } from './password-expiry';
import { firstPassword } from './passwords';
import { changesFor, newEntry, toRecord, versionOf, wanted } from './translate';

/** What the directory room shows of an account. */
export interface DirectoryAnswer {
  readonly dn: string;
  readonly groups: string[];
  readonly locked: boolean;
  readonly passwordExpiresAt: Date | null;
}

export class LdapConnector implements Connector, ReadsChanges, FindsPerson {
  readonly kind = 'ldap';
  private readonly link: LdapLink;
  private readonly searches: PagedSearches<AccountRecord>;
  private readonly grouping: { readonly known: KnownGroups; readonly settings: LdapSettings };

  constructor(private readonly settings: LdapSettings) {
    this.link = new LdapLink(settings);
    this.grouping = { known: new KnownGroups(settings), settings };
    this.searches = new PagedSearches(settings, (client, entries) => this.records(client, entries));
  }

  async test(call: Call): Promise<readonly TestFinding[]> {
    try {
      return await this.link.run('test', 'read', call, (client) => findingsIn(client, this.settings));
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
    if (query.by === 'all') return this.searches.read(this.person, page, call);
    return this.link.run(`search by ${query.by}`, 'read', call, async (client) => {
      const found = await this.people(client, this.queryFilter(query));
      if (found.length === 0) await assertReadable(client, 'peopleDn', this.settings.peopleDn);
      return { records: await this.records(client, found), next: null };
    });
  }

  findPerson(who: { readonly personId: string; readonly name: string }, call: Call): Promise<readonly AccountRecord[]> {
    const { login, personId } = this.settings.schema;
    const filters = [
      new EqualityFilter({ attribute: personId, value: who.personId }),
      new EqualityFilter({ attribute: login, value: who.name }),
    ];
    return this.link.run('search by person or name', 'read', call, async (client) => {
      const found = await this.people(client, new AndFilter({ filters: [this.person, new OrFilter({ filters })] }));
      if (found.length === 0) await assertReadable(client, 'peopleDn', this.settings.peopleDn);
      return this.records(client, found);
    });
  }

  async create(spec: AccountSpec, call: Call): Promise<AccountRecord> {
    const groups = spec.grants.map((grant) => ({ grant, dn: groupDn(grant, this.settings) }));
    const { settings } = this;
    return this.link.run(`create ${spec.name}`, 'write', call, async (client) => {
      const dn = newDn(spec, settings);
      if (!loginMakesDn(settings)) await this.assertLoginFree(client, spec.name);
      await client.add(dn, [...newEntry(spec, settings), ...firstPassword(settings)]).catch(async (error: unknown) => {
        throw isResult(error, 32) ? await this.noParent(client, dn) : error;
      });
      for (const group of groups) await addMember(client, group.dn, group.grant, dn, this.grouping);
      const found = await client.search(dn, { scope: 'base', ...wanted(settings) });
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
      if (expectedVersion !== null && versionOf(entry, this.settings) !== expectedVersion) throw conflict(nativeId);
      const changes = changesFor(delta.set ?? {}, entry, this.settings);
      if (changes.length > 0) await client.modify(entry.dn, changes, this.asserted(nativeId, expectedVersion));
      for (const group of added) await addMember(client, group.dn, group.grant, entry.dn, this.grouping);
      for (const group of removed) await removeMember(client, group, entry.dn, this.settings);
    });
  }

  enable(nativeId: string, call: Call): Promise<void> {
    return this.lock('enable', nativeId, false, call);
  }

  disable(nativeId: string, call: Call): Promise<void> {
    return this.lock('disable', nativeId, true, call);
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
      const byId = new Map(entries.map((entry) => [nativeIdOf(entry, this.settings), entry]));
      return nativeIds.map((nativeId) => {
        const entry = byId.get(nativeId);
        if (entry === undefined) return null;
        return {
          dn: entry.dn,
          groups: groups.get(dnKey(entry.dn)) ?? [],
          locked: isLocked(entry, this.settings),
          passwordExpiresAt: passwordExpiry(
            firstOf(entry, this.settings.schema.passwordChanged),
            this.settings.passwordMaxAgeDays,
          ),
        };
      });
    });
  }

  changesSince(cursor: string | null, call: Call): Promise<ChangedAccounts> {
    const { link, settings } = this;
    return readChanges({ link, settings, toRecords: (client, entries) => this.records(client, entries) }, cursor, call);
  }

  async close(): Promise<void> {
    this.searches.close();
    await this.link.close();
  }

  /** A second time changes nothing. */
  private lock(operation: 'enable' | 'disable', nativeId: string, locked: boolean, call: Call): Promise<void> {
    return this.link.run(`${operation} ${nativeId}`, 'write', call, async (client) => {
      const entry = await this.mustFind(client, nativeId);
      const changes = lockChanges(entry, locked, this.settings);
      if (changes.length > 0) await client.modify(entry.dn, changes, this.asserted(nativeId, null));
    });
  }

  /** Holds a write to the entry that was found: another one may have taken its DN meanwhile. */
  private asserted(nativeId: string, version: string | null): Control[] {
    const identity = this.settings.assertions ? idFilter(nativeId, this.settings) : null;
    return identity === null ? [] : [assertEntry(identity, version)];
  }

  private get person(): Filter {
    return new EqualityFilter({ attribute: 'objectClass', value: this.settings.schema.personClass });
  }

  private queryFilter(query: Exclude<AccountQuery, { readonly by: 'all' }>): Filter {
    const { login, personId } = this.settings.schema;
    const asked =
      query.by === 'name' ? { attribute: login, value: query.name } : { attribute: personId, value: query.personId };
    return new AndFilter({ filters: [this.person, new EqualityFilter(asked)] });
  }

  private async find(client: Client, nativeId: string): Promise<Entry | null> {
    const [entry] = await this.findAll(client, [nativeId]);
    if (entry === undefined) await assertReadable(client, 'peopleDn', this.settings.peopleDn);
    return entry ?? null;
  }

  private async findAll(client: Client, nativeIds: readonly string[]): Promise<Entry[]> {
    const anyOf = nativeIds.map((id) => idFilter(id, this.settings)).filter((filter) => filter !== null);
    if (anyOf.length === 0) return [];
    const id = anyOf.length === 1 ? anyOf[0]! : new OrFilter({ filters: anyOf });
    return this.people(client, new AndFilter({ filters: [this.person, id] }));
  }

  /** An empty answer says that there is nobody only where the branch can be read. */
  private async people(client: Client, filter: Filter): Promise<Entry[]> {
    const { peopleDn } = this.settings;
    try {
      return (await client.search(peopleDn, { scope: 'sub', filter, ...wanted(this.settings) })).searchEntries;
    } catch (error) {
      if (isResult(error, 32)) await assertReadable(client, 'peopleDn', peopleDn);
      throw error;
    }
  }

  /** The directory itself compares logins only where they make the DN. */
  private async assertLoginFree(client: Client, login: string): Promise<void> {
    const [entry] = await this.people(client, this.queryFilter({ by: 'name', name: login }));
    if (entry !== undefined)
      throw new ConnectorError('alreadyExists', `there is an account ${login} already, as ${entry.dn}`);
  }

  private async noParent(client: Client, dn: string): Promise<ConnectorError> {
    await assertReadable(client, 'peopleDn', this.settings.peopleDn);
    return new ConnectorError('rejected', `there is no branch for ${dn} – make it, or mend schema.dn`);
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
}

function conflict(nativeId: string): ConnectorError {
  return new ConnectorError('conflict', `account ${nativeId} was changed meanwhile`);
}
