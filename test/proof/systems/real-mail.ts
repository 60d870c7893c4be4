/**
 * Dovecot for the proof: its dictionary is read over doveadm after everything that may have changed it; between histories
 * the server starts again over the mailboxes and the dictionary that were kept.
 */
import { join } from 'node:path';
import { startDovecot, type Dovecot } from '../../servers';
import type { Slapd } from '../../servers';
import type { Actual, MailSystem } from './actual';
import { copyFolder } from './copy-folder';
import { accountsIn } from './dictionary';

/** Where a server keeps what is not its own working state. */
const PARTS = ['mail', 'accounts'];

export class RealMail implements MailSystem {
  private found: readonly Actual[] = [];

  private constructor(
    private readonly folder: string,
    private readonly server: Dovecot,
  ) {}

  static async start(folder: string, directory: Slapd): Promise<RealMail> {
    const mail = new RealMail(folder, await startDovecot({ folder: join(folder, 'dovecot'), directory }));
    await mail.refresh();
    return mail;
  }

  get settings(): MailSystem['settings'] {
    const { url, apiKey, domain } = this.server;
    return { url, apiKey, domain };
  }

  accounts(): readonly Actual[] {
    return this.found;
  }

  async refresh(): Promise<void> {
    const { url, apiKey } = this.server;
    const question = ['dictIter', { dictUri: 'proxy::accounts', prefix: 'shared/', recurse: true }, 'all'];
    const response = await fetch(`${url}/doveadm/v1`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `X-Dovecot-API ${Buffer.from(apiKey).toString('base64')}`,
        // A connection that was kept may be that of a server that is no more.
        connection: 'close',
      },
      body: JSON.stringify([question]),
    });
    const [[kind, rows] = ['error', 'no answer']] = (await response.json()) as [string, unknown][];
    if (kind === 'error') throw new Error(`doveadm dictIter: ${JSON.stringify(rows)}`);
    this.found = accountsIn(new Map((rows as { key: string; value: string }[]).map((row) => [row.key, row.value])));
  }

  async keep(): Promise<void> {
    await this.restart(async () => {
      for (const part of PARTS) await copyFolder(this.files(part), this.kept(part));
    });
  }

  async reset(): Promise<void> {
    await this.restart(async () => {
      for (const part of PARTS) await copyFolder(this.kept(part), this.files(part));
    });
  }

  async close(): Promise<void> {
    await this.server.stop();
  }

  private async restart(between: () => Promise<void>): Promise<void> {
    await this.server.stop();
    await between();
    await this.server.start();
    await this.refresh();
  }

  private files(part: string): string {
    return join(this.folder, 'dovecot', part);
  }

  private kept(part: string): string {
    return join(this.folder, `dovecot-kept-${part}`);
  }
}
