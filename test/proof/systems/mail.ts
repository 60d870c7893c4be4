/** The sandbox's mail server; its dictionary is read and put back through a connection of our own to its file. */
import { join } from 'node:path';
import Database from 'libsql';
import { startMailServer, type MailServer } from '../../../src/sandbox/mail';
import type { Actual, MailSystem } from './actual';
import { accountsIn } from './dictionary';
import { FileRows, KeptRows } from './rows';

const API_KEY = 'khoa-thu';
const DOMAIN = 'hanoi.gov.vn';

export class Mail implements MailSystem {
  private kept: KeptRows | null = null;
  private readonly select: Database.Statement;

  private constructor(
    private readonly server: MailServer,
    private readonly database: Database.Database,
    readonly settings: { readonly url: string; readonly apiKey: string; readonly domain: string },
  ) {
    this.select = database.prepare('SELECT key, value FROM dict');
  }

  static async start(folder: string): Promise<Mail> {
    const file = join(folder, 'mail.db');
    const server = await startMailServer({
      host: '127.0.0.1',
      imapPort: 0,
      lmtpPort: 0,
      httpPort: 0,
      file,
      ldap: { url: 'ldap://127.0.0.1:1', peopleDn: 'ou=people' },
      apiKey: API_KEY,
      domain: DOMAIN,
    });
    return new Mail(server, new Database(file), { url: server.httpUrl, apiKey: API_KEY, domain: DOMAIN });
  }

  accounts(): readonly Actual[] {
    const rows = this.select.all() as { key: string; value: string }[];
    return accountsIn(new Map(rows.map((row) => [row.key, row.value])));
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
