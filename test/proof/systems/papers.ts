/** The sandbox's document system with all its instances, read and put back through a connection of our own to its file. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import Database from 'libsql';
import { startQlvbServer, type QlvbServer } from '../../../src/sandbox/qlvb';
import type { Actual, System } from './actual';
import { FileRows, KeptRows } from './rows';

const API_KEY = 'khoa-thu';

interface UserRow {
  readonly instance: string;
  readonly id: string;
  readonly login: string;
  readonly externalId: string | null;
  readonly fullName: string | null;
  readonly title: string | null;
  readonly roles: string;
  readonly fields: string;
  readonly posts: string;
  readonly status: Actual['status'];
}

export interface Paper {
  readonly instance: string;
  readonly id: string;
  readonly ownerPost: string | null;
  readonly ownerUser: string | null;
  readonly status: string;
}

export class Papers implements System {
  private kept: KeptRows | null = null;
  private readonly select: Database.Statement;

  private constructor(
    private readonly server: QlvbServer,
    private readonly database: Database.Database,
  ) {
    this.select = database.prepare('SELECT * FROM user ORDER BY seq');
  }

  static async start(folder: string): Promise<Papers> {
    const file = join(folder, 'qlvb.db');
    const server = await startQlvbServer({
      host: '127.0.0.1',
      port: 0,
      file,
      apiKeys: [{ key: API_KEY, role: 'provisioning' }],
    });
    return new Papers(server, new Database(file));
  }

  settings(unitId: string): { readonly url: string; readonly apiKey: string } {
    return { url: `${this.server.url}/don-vi/${unitId}/api/v1`, apiKey: API_KEY };
  }

  accounts(): readonly Actual[] {
    const rows = this.select.all() as UserRow[];
    return rows.map((row) => {
      const roles = JSON.parse(row.roles) as string[];
      const fields = JSON.parse(row.fields) as string[];
      return {
        targetId: `qlvb:${row.instance}`,
        nativeId: row.id,
        name: row.login,
        personId: row.externalId,
        status: row.status,
        grants: new Set([...roles.map((role) => `role:${role}`), ...fields.map((field) => `field:${field}`)]),
        fullName: row.fullName,
        quotaMiB: null,
        title: row.title,
        raw: JSON.stringify(row),
      };
    });
  }

  papers(): readonly Paper[] {
    return this.database.prepare('SELECT instance, id, ownerPost, ownerUser, status FROM document').all() as Paper[];
  }

  /** A paper arrives, addressed to a user by name. */
  async send(unitId: string, userId: string, number: string): Promise<void> {
    const { url, apiKey } = this.settings(unitId);
    const body = { number, subject: 'Thử', type: 'Công văn', ownerUser: userId };
    const response = await fetch(`${url}/documents`, {
      method: 'POST',
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`a paper was refused: ${response.status} ${await response.text()}`);
  }

  rename(nativeId: string, name: string): void {
    this.database.prepare('UPDATE user SET login = ?, version = version + 1 WHERE id = ?').run(name, nativeId);
  }

  plant(unitId: string, name: string): void {
    this.database
      .prepare(
        `INSERT OR IGNORE INTO user (instance, id, login, externalId, fullName, posts, roles, fields, status, version)
         VALUES (?, ?, ?, NULL, 'Người khác', '[]', '["read"]', '[]', 'active', 1)`,
      )
      .run(unitId, randomUUID(), name);
  }

  keep(): void {
    this.kept = new KeptRows(new FileRows(this.database));
  }

  reset(): void {
    this.kept?.putBack();
  }

  async close(): Promise<void> {
    this.database.close();
    await this.server.close();
  }
}
