/** The sandbox's mail server for tests, with what is asked at its three doors: IMAP, LMTP and doveadm's HTTP API. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createConnection, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ImapFlow } from 'imapflow';
import { startMailServer, type MailServer, type MailServerOptions } from '.';
import { LineReader } from './line-reader';

export const DICT = 'proxy::accounts';
export const KEY = 'a key';
export const PASSWORD = 'mật khẩu';
export const DOMAIN = 'hanoi.gov.vn';

export const MESSAGE = [
  'From: =?utf-8?B?TmfDtCBBbmg=?= <nanh@hanoi.gov.vn>',
  'To: nvmau@hanoi.gov.vn',
  'Subject: Report',
  'Message-ID: <1@hanoi.gov.vn>',
  'Date: Sun, 22 Nov 2026 03:00:00 +0000',
  'Content-Type: text/plain; charset=utf-8',
  '',
  'Kính gửi',
  '..a line that began with a dot',
].join('\r\n');

export class SandboxMail {
  server: MailServer;
  readonly folder = mkdtempSync(join(tmpdir(), 'mail-'));
  private readonly open: { close(): unknown }[] = [];

  static async open(): Promise<SandboxMail> {
    const mail = new SandboxMail();
    await mail.start();
    return mail;
  }

  /** On ports of its own and the one file; whoever knows the password may come in. */
  get options(): MailServerOptions {
    return {
      host: '127.0.0.1',
      imapPort: 0,
      lmtpPort: 0,
      httpPort: 0,
      file: join(this.folder, 'mail.db'),
      ldap: { url: 'ldap://127.0.0.1:1', peopleDn: 'ou=people,dc=hanoi,dc=gov,dc=vn' },
      authenticate: async (_, password) => password === PASSWORD,
      apiKey: KEY,
      domain: DOMAIN,
    };
  }

  async start(overrides: Partial<MailServerOptions> = {}): Promise<void> {
    this.server = await startMailServer({ ...this.options, ...overrides });
  }

  async close(): Promise<void> {
    for (const one of this.open.splice(0)) one.close();
    await this.server.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  post(body: string, key = KEY): Promise<Response> {
    return fetch(`${this.server.httpUrl}/doveadm/v1`, {
      method: 'POST',
      body,
      headers: { authorization: `X-Dovecot-API ${Buffer.from(key).toString('base64')}` },
    });
  }

  async doveadm(...calls: readonly [string, object][]): Promise<unknown[]> {
    const response = await this.post(JSON.stringify(calls.map(([name, parameters]) => [name, parameters, 't'])));
    return ((await response.json()) as [string, unknown, string][]).map(([, result]) => result);
  }

  async addUser(name: string, addresses: readonly string[], quota = '50M'): Promise<void> {
    const value = JSON.stringify({ user: name, quota_rule: `*:storage=${quota}` });
    await this.doveadm(
      ...[name, ...addresses].map((key): [string, object] => [
        'dictSet',
        { dictUri: DICT, key: `shared/userdb/${key}`, value },
      ]),
    );
  }

  async imap(user: string, password = PASSWORD): Promise<ImapFlow> {
    const client = new ImapFlow({
      host: '127.0.0.1',
      port: this.server.imapPort,
      secure: false,
      doSTARTTLS: false,
      auth: { user, pass: password },
      logger: false,
    });
    client.on('error', () => undefined);
    await client.connect();
    this.open.push(client);
    return client;
  }

  connect(port: number): Socket {
    const socket = createConnection({ host: '127.0.0.1', port });
    socket.on('error', () => undefined);
    this.open.push({ close: () => socket.destroy() });
    return socket;
  }

  lmtp(): Promise<Lmtp> {
    return Lmtp.greet(this.connect(this.server.lmtpPort));
  }

  /** The replies to the recipients that were refused, then those of the others. */
  async deliver(recipients: readonly string[], message = MESSAGE): Promise<string[]> {
    const lmtp = await this.lmtp();
    await lmtp.say('MAIL FROM:<nanh@hanoi.gov.vn>');
    const replies: string[] = [];
    let accepted = 0;
    for (const recipient of recipients) {
      const reply = await lmtp.say(`RCPT TO:<${recipient}>`);
      if (reply.startsWith('250')) accepted += 1;
      else replies.push(reply);
    }
    if (accepted > 0) {
      await lmtp.say('DATA');
      lmtp.socket.write(`${message}\r\n.\r\n`);
      for (let index = 0; index < accepted; index += 1) replies.push(await lmtp.reply());
    }
    lmtp.socket.end('QUIT\r\n');
    return replies;
  }

  /** Delivers one message; true when it was kept. */
  async takesMailFor(address: string): Promise<boolean> {
    return (await this.deliver([address])).some((reply) => reply.includes('Saved'));
  }
}

/** Sends lines and gives back the replies, one per expected final line. */
class Lmtp {
  private readonly reader: LineReader;
  private constructor(readonly socket: Socket) {
    this.reader = new LineReader(socket);
  }

  static async greet(socket: Socket): Promise<Lmtp> {
    const lmtp = new Lmtp(socket);
    await lmtp.reply();
    await lmtp.say('LHLO test');
    return lmtp;
  }

  async reply(): Promise<string> {
    for (;;) {
      const line = await this.reader.line(10_000);
      if (line[3] !== '-') return line;
    }
  }

  say(line: string): Promise<string> {
    this.socket.write(`${line}\r\n`);
    return this.reply();
  }
}
