/** The sandbox's directory, put together here from its parts so that its tree can be read and put back. */
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { ConfiguredAccounts } from '../../../src/sandbox/ldap/access';
import { seedBaseTree } from '../../../src/sandbox/ldap/base-tree';
import { Connection } from '../../../src/sandbox/ldap/connection';
import { formatDn, keyOfText, parseDn } from '../../../src/sandbox/ldap/dn';
import { placeOf, type Entry } from '../../../src/sandbox/ldap/entry';
import { EntryFile } from '../../../src/sandbox/ldap/file';
import { Stamps, type Scene } from '../../../src/sandbox/ldap/scene';
import { Tree } from '../../../src/sandbox/ldap/tree';
import { systemClock } from '../../../src/shared/clock';
import { silentLogger } from '../../../src/shared/logger';
import { Mutex } from '../../../src/shared/mutex';
import type { Actual, DirectorySystem } from './actual';

const SUFFIX = 'dc=hanoi,dc=gov,dc=vn';
const SERVICE = { dn: `cn=dieuhanh,ou=services,${SUFFIX}`, password: 'khoa-thu', role: 'writer' as const };
const PEOPLE = `ou=people,${SUFFIX}`;
const GROUPS = `ou=groups,${SUFFIX}`;

export class Directory implements DirectorySystem {
  private kept: readonly Entry[] = [];

  private constructor(
    private readonly scene: Scene,
    private readonly file: EntryFile,
    private readonly server: Server,
    private readonly sockets: ReadonlySet<Socket>,
    readonly settings: {
      readonly url: string;
      readonly bindDn: string;
      readonly password: string;
      readonly peopleDn: string;
      readonly groupsDn: string;
    },
  ) {}

  static async start(): Promise<Directory> {
    const file = new EntryFile(':memory:');
    const suffix = parseDn(SUFFIX);
    const scene: Scene = {
      tree: new Tree(file),
      suffix,
      stamps: new Stamps(systemClock, ''),
      passwordLengthMin: 8,
      nobodyDn: formatDn([[{ type: 'ou', value: 'groups' }], ...suffix]),
      encrypts: false,
      sizeLimit: Infinity,
      readOnly: false,
    };
    seedBaseTree(scene, [SERVICE]);
    const accounts = new ConfiguredAccounts([SERVICE]);
    const services = { scene, accounts, writes: new Mutex(), logger: silentLogger, certificate: null };
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
      new Connection(socket, services, false).start();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const url = `ldap://127.0.0.1:${port}`;
    const { dn: bindDn, password } = SERVICE;
    return new Directory(scene, file, server, sockets, { url, bindDn, password, peopleDn: PEOPLE, groupsDn: GROUPS });
  }

  accounts(): readonly Actual[] {
    return this.scene.tree.childrenOf(keyOfText(PEOPLE)).map((entry) => this.actual(entry));
  }

  keep(): void {
    this.kept = this.changing();
  }

  reset(): void {
    this.scene.tree.commit({ remove: this.changing().map((entry) => entry.id) });
    this.scene.tree.commit({ put: this.kept });
  }

  rename(nativeId: string, name: string): void {
    const entry = this.entryOf(nativeId);
    if (entry === undefined) return;
    const place = placeOf(parseDn(`uid=${name},${PEOPLE}`));
    const uid = { name: 'uid', values: [name] };
    const groups = this.scene.tree
      .groupsOf(entry.key)
      .map((group) => this.withMember(group, entry.dnText, place.dnText));
    const { csn, time } = this.scene.stamps.next();
    const renamed: Entry = {
      ...entry,
      ...place,
      csn,
      modifiedAt: time,
      attributes: new Map([...entry.attributes, ['uid', uid]]),
    };
    this.scene.tree.commit({ put: [renamed, ...groups] });
  }

  plant(name: string): void {
    const place = placeOf(parseDn(`uid=${name},${PEOPLE}`));
    if (this.scene.tree.find(place.key) !== undefined) return;
    const { csn, time } = this.scene.stamps.next();
    const values = {
      objectClass: ['top', 'person', 'organizationalPerson', 'inetOrgPerson'],
      uid: [name],
      cn: ['Người khác'],
      sn: ['Khác'],
    };
    this.scene.tree.commit({
      put: [
        {
          id: this.scene.tree.nextId(),
          ...place,
          uuid: this.scene.stamps.newUuid(),
          createdAt: time,
          modifiedAt: time,
          csn,
          attributes: new Map(
            Object.entries(values).map(([key, list]) => [key.toLowerCase(), { name: key, values: list }]),
          ),
          passwordHash: null,
          passwordChangedAt: null,
        },
      ],
    });
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
    this.file.close();
  }

  private withMember(group: Entry, before: string, after: string): Entry {
    const member = group.attributes.get('member');
    if (member === undefined) return group;
    const values = member.values.map((value) => (keyOfText(value) === keyOfText(before) ? after : value));
    return { ...group, attributes: new Map([...group.attributes, ['member', { ...member, values }]]) };
  }

  private entryOf(nativeId: string): Entry | undefined {
    return this.scene.tree.having('entryuuid', nativeId)?.[0];
  }

  private changing(): readonly Entry[] {
    return [PEOPLE, GROUPS].flatMap((dn) => this.scene.tree.childrenOf(keyOfText(dn)));
  }

  private actual(entry: Entry): Actual {
    const first = (name: string): string | null => entry.attributes.get(name)?.values[0] ?? null;
    const groups = this.scene.tree.groupsOf(entry.key).flatMap((group) => group.attributes.get('cn')?.values[0] ?? []);
    return {
      targetId: 'directory',
      nativeId: entry.uuid,
      name: first('uid') ?? '',
      personId: first('employeenumber'),
      status: first('pwdaccountlockedtime') === null ? 'active' : 'disabled',
      grants: new Set(groups.map((name) => `group:${name}`)),
      fullName: first('displayname'),
      quotaMiB: null,
      title: first('title'),
      raw: `${entry.csn} ${groups.sort().join(',')}`,
    };
  }
}
