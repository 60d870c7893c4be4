/**
 * OpenLDAP for the proof. What it holds is read by a client of its own after everything that may have changed it, so that
 * it is there when an invariant asks; between histories the server starts again over the files that were kept.
 */
import { join } from 'node:path';
import { Client } from 'ldapts';
import { startSlapd, type Slapd } from '../../servers';
import type { Actual, DirectorySystem } from './actual';
import { copyFolder } from './copy-folder';

const LOOKS_MAX = 100;

interface Group {
  readonly cn: string;
  readonly members: ReadonlySet<string>;
}

export class RealDirectory implements DirectorySystem {
  private found: readonly Actual[] = [];

  private constructor(
    private readonly folder: string,
    private readonly server: Slapd,
    private client: Client,
  ) {}

  static async start(folder: string): Promise<RealDirectory> {
    const server = await startSlapd({ folder: join(folder, 'slapd'), unsynced: true });
    const directory = new RealDirectory(folder, server, await administrator(server));
    await directory.refresh();
    return directory;
  }

  get slapd(): Slapd {
    return this.server;
  }

  get settings(): DirectorySystem['settings'] {
    const { secureUrl, service, peopleDn, groupsDn, authority } = this.server;
    return {
      url: secureUrl,
      bindDn: service.dn,
      password: service.password,
      peopleDn,
      groupsDn,
      tls: { ca: authority.ca },
    };
  }

  accounts(): readonly Actual[] {
    return this.found;
  }

  async refresh(): Promise<void> {
    const groups = await this.groups();
    const { searchEntries } = await this.client.search(this.server.peopleDn, {
      scope: 'one',
      filter: '(uid=*)',
      attributes: ['*', '+'],
    });
    this.found = searchEntries.map((entry): Actual => {
      const first = (name: string): string | null => {
        const value = [entry[name] ?? []].flat()[0];
        return value === undefined ? null : String(value);
      };
      const own = groups.filter(({ members }) => members.has(keyOf(entry.dn))).map(({ cn }) => cn);
      return {
        targetId: 'directory',
        nativeId: first('entryUUID') ?? '',
        name: first('uid') ?? '',
        personId: first('employeeNumber'),
        status: first('pwdAccountLockedTime') === null ? 'active' : 'disabled',
        grants: new Set(own.map((name) => `group:${name}`)),
        fullName: first('displayName'),
        quotaMiB: null,
        title: first('title'),
        raw: `${first('entryCSN')} ${own.sort().join(',')}`,
      };
    });
  }

  async rename(nativeId: string, name: string): Promise<void> {
    const known = this.found.find((one) => one.nativeId === nativeId);
    if (known === undefined) return;
    const before = `uid=${known.name},${this.server.peopleDn}`;
    await this.client.modifyDN(before, `uid=${name}`);
    // The refint overlay renames the members of groups a moment later.
    for (let look = 0; look < LOOKS_MAX; look += 1)
      if (!(await this.groups()).some(({ members }) => members.has(keyOf(before)))) return this.refresh();
    throw new Error(`the groups still have ${before}`);
  }

  async plant(name: string): Promise<void> {
    if (this.found.some((one) => one.name === name)) return;
    await this.client.add(`uid=${name},${this.server.peopleDn}`, {
      objectClass: ['top', 'person', 'organizationalPerson', 'inetOrgPerson'],
      uid: name,
      cn: 'Người khác',
      sn: 'Khác',
    });
    await this.refresh();
  }

  async keep(): Promise<void> {
    await this.restart(() => copyFolder(this.files, this.kept));
  }

  async reset(): Promise<void> {
    await this.restart(() => copyFolder(this.kept, this.files));
  }

  async close(): Promise<void> {
    await this.client.unbind();
    await this.server.stop();
  }

  private async restart(between: () => Promise<void>): Promise<void> {
    await this.client.unbind();
    await this.server.stop();
    await between();
    await this.server.start();
    this.client = await administrator(this.server);
    await this.refresh();
  }

  private async groups(): Promise<readonly Group[]> {
    const { searchEntries } = await this.client.search(this.server.groupsDn, {
      scope: 'one',
      filter: '(cn=*)',
      attributes: ['cn', 'member'],
    });
    return searchEntries.map(({ cn, member }) => ({
      cn: String(cn),
      members: new Set([member ?? []].flat().map((dn) => keyOf(String(dn)))),
    }));
  }

  private get files(): string {
    return join(this.folder, 'slapd', 'db');
  }

  private get kept(): string {
    return join(this.folder, 'slapd-kept');
  }
}

async function administrator({ url, admin }: Slapd): Promise<Client> {
  const client = new Client({ url });
  await client.bind(admin.dn, admin.password);
  return client;
}

function keyOf(dn: string): string {
  return dn.toLowerCase().replaceAll(/\s*,\s*/g, ',');
}
