/** The sandbox's directory for tests, with its administrator and whoever else is to be connected. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Attribute, Change, Client, type Entry } from 'ldapts';
import { startLdapServer, type LdapServer } from '.';

export const SUFFIX = 'dc=hanoi,dc=gov,dc=vn';
export const PEOPLE = `ou=people,${SUFFIX}`;
export const GROUPS = `ou=groups,${SUFFIX}`;
export const ADMIN = { dn: `cn=admin,${SUFFIX}`, password: 'quan-tri' };
export const READER = { dn: `cn=dovecot,ou=services,${SUFFIX}`, password: 'doc', role: 'reader' as const };

export class SandboxDirectory {
  server: LdapServer;
  admin: Client;
  readonly folder = mkdtempSync(join(tmpdir(), 'directory-'));
  private readonly clients: Client[] = [];

  static async open(): Promise<SandboxDirectory> {
    const directory = new SandboxDirectory();
    await directory.start();
    return directory;
  }

  async start(port = 0): Promise<void> {
    this.server = await startLdapServer({
      host: '127.0.0.1',
      port,
      file: join(this.folder, 'directory.sqlite'),
      suffix: SUFFIX,
      admin: ADMIN,
      services: [READER],
    });
    this.admin = await this.bound(ADMIN.dn, ADMIN.password);
  }

  async bound(dn?: string, password?: string): Promise<Client> {
    const client = new Client({ url: this.server.url, timeout: 5_000 });
    this.clients.push(client);
    if (dn !== undefined) await client.bind(dn, password);
    return client;
  }

  async readEntry(dn: string, ...attributes: string[]): Promise<Entry> {
    const wanted = attributes.length > 0 ? attributes : ['*', '+'];
    return (await this.admin.search(dn, { scope: 'base', attributes: wanted })).searchEntries[0]!;
  }

  async close(): Promise<void> {
    await Promise.all(this.clients.splice(0).map((client) => client.unbind().catch(() => undefined)));
    await this.server.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The result code that an operation ends with; 0 when it succeeds. */
export async function resultOf(outcome: Promise<unknown>): Promise<number> {
  return outcome.then(
    () => 0,
    (error: { code: number }) => error.code,
  );
}

export function change(operation: 'add' | 'delete' | 'replace', type: string, ...values: string[]): Change {
  return new Change({ operation, modification: new Attribute({ type, values }) });
}

export function person(uid: string, more: Record<string, string | string[]> = {}): Record<string, string | string[]> {
  return { objectClass: 'inetOrgPerson', uid, cn: `Người ${uid}`, sn: 'Nguyễn', ...more };
}
