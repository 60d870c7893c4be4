import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createConnection, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ImapFlow } from 'imapflow';
import { Client } from 'ldapts';
import { LineReader } from './line-reader';
import { startMailServer, type MailServer, type MailServerOptions } from '.';
import { startLdapServer } from '../ldap';

const DICT = 'proxy::accounts';
const KEY = 'a key';
const PASSWORD = 'mật khẩu';
const DOMAIN = 'hanoi.gov.vn';

let folder: string;
let server: MailServer;
const open: { close(): unknown }[] = [];

async function start(overrides: Partial<MailServerOptions> = {}): Promise<void> {
  server = await startMailServer({
    host: '127.0.0.1',
    imapPort: 0,
    lmtpPort: 0,
    httpPort: 0,
    file: join(folder, 'mail.db'),
    ldap: { url: 'ldap://127.0.0.1:1', peopleDn: 'ou=people,dc=hanoi,dc=gov,dc=vn' },
    authenticate: async (_, password) => password === PASSWORD,
    apiKey: KEY,
    domain: DOMAIN,
    ...overrides,
  });
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mail-'));
  await start();
});

afterEach(async () => {
  for (const one of open.splice(0)) one.close();
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

function post(body: string, key = KEY): Promise<Response> {
  return fetch(`${server.httpUrl}/doveadm/v1`, {
    method: 'POST',
    body,
    headers: { authorization: `X-Dovecot-API ${Buffer.from(key).toString('base64')}` },
  });
}

async function doveadm(...calls: readonly [string, object][]): Promise<unknown[]> {
  const response = await post(JSON.stringify(calls.map(([name, parameters]) => [name, parameters, 't'])));
  return ((await response.json()) as [string, unknown, string][]).map(([, result]) => result);
}

async function addUser(name: string, addresses: readonly string[], quota = '50M'): Promise<void> {
  const value = JSON.stringify({ user: name, quota_rule: `*:storage=${quota}` });
  await doveadm(
    ...[name, ...addresses].map((key): [string, object] => [
      'dictSet',
      { dictUri: DICT, key: `shared/userdb/${key}`, value },
    ]),
  );
}

async function imap(user: string, password = PASSWORD): Promise<ImapFlow> {
  const client = new ImapFlow({
    host: '127.0.0.1',
    port: server.imapPort,
    secure: false,
    doSTARTTLS: false,
    auth: { user, pass: password },
    logger: false,
  });
  client.on('error', () => undefined);
  await client.connect();
  open.push(client);
  return client;
}

/** Sends lines and gives back the replies, one per expected final line. */
class Lmtp {
  private readonly reader: LineReader;
  private constructor(readonly socket: Socket) {
    this.reader = new LineReader(socket);
  }

  static async connect(): Promise<Lmtp> {
    const socket = createConnection({ host: '127.0.0.1', port: server.lmtpPort });
    socket.on('error', () => undefined);
    open.push({ close: () => socket.destroy() });
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

const MESSAGE = [
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

async function deliver(recipients: readonly string[], message = MESSAGE): Promise<string[]> {
  const lmtp = await Lmtp.connect();
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

describe('doveadm HTTP API', () => {
  it('answers errors inside a success, as Dovecot does', async () => {
    await addUser('nvmau', []);

    const results = await doveadm(
      ['mailboxCreate', { user: 'nvmau', mailbox: ['Sent'] }],
      ['mailboxCreate', { user: 'nvmau', mailbox: ['Sent'] }],
      ['mailboxCreate', { user: 'nobody', mailbox: ['Sent'] }],
      ['kick', { mask: ['nvmau'] }],
      ['bogus', {}],
      ['dictGet', { dictUri: DICT, key: 'shared/userdb/nobody' }],
      ['dictGet', { dictUri: 'file:/elsewhere', key: 'shared/userdb/nobody' }],
      ['who', { mask: 7 }],
    );

    const exit = (exitCode: number): object => ({ type: 'exitCode', exitCode });
    expect(results).toEqual([
      [],
      exit(65),
      exit(67),
      exit(68),
      { type: 'unknownMethod', exitCode: 0 },
      exit(68),
      exit(75),
      { type: 'invalidRequest', exitCode: 0 },
    ]);
  });

  it.each([
    ['{}', 400],
    ['rubbish', 400],
    ['[["who"]]', 400],
    ['[[1,{},"t"]]', 400],
    ['[]', 200],
  ])('answers %s with %i', async (body, status) => {
    expect((await post(body)).status).toBe(status);
  });

  it('refuses another key', async () => {
    expect((await post('[]', 'another')).status).toBe(401);
  });

  it('lists mailboxes, quota and users', async () => {
    await addUser('nvmau', ['nvmau@hanoi.gov.vn']);
    await deliver(['nvmau@hanoi.gov.vn']);

    const [list, status, quota, users, user] = await doveadm(
      ['mailboxList', { user: 'nvmau' }],
      ['mailboxStatus', { user: 'nvmau', field: ['messages', 'unseen'], mailboxMask: ['INBOX'] }],
      ['quotaGet', { user: 'nvmau' }],
      ['user', { userMask: ['*'] }],
      ['user', { userMask: ['nvmau'] }],
    );

    expect(list).toEqual([{ mailbox: 'INBOX' }]);
    expect(status).toEqual([{ mailbox: 'INBOX', messages: '1', unseen: '1' }]);
    expect(quota).toMatchObject([
      { type: 'STORAGE', value: '1', limit: '51200' },
      { type: 'MESSAGE', value: '1' },
    ]);
    expect(users).toEqual({ userList: ['nvmau', 'nvmau@hanoi.gov.vn'] });
    expect(user).toMatchObject({ nvmau: { quota_rule: '*:storage=50M' } });
  });
});

describe('LMTP', () => {
  it('answers for each recipient and resolves aliases', async () => {
    await addUser('nvmau', ['nvmau@hanoi.gov.vn', 'nvmau_sotttt@hanoi.gov.vn']);
    await addUser('tiny', ['tiny@hanoi.gov.vn'], '1K');

    const replies = await deliver(
      ['nvmau_sotttt@hanoi.gov.vn', 'nobody@hanoi.gov.vn', 'tiny@hanoi.gov.vn'],
      MESSAGE + 'x'.repeat(1_024),
    );

    expect(replies.map((reply) => reply.slice(0, 9))).toEqual(['550 5.1.1', '250 2.0.0', '552 5.2.2']);
  });

  it('refuses what is too large before reading it, and commands out of order', async () => {
    const lmtp = await Lmtp.connect();

    expect(await lmtp.say('DATA')).toMatch(/^503/);
    expect(await lmtp.say('RCPT TO:<a@b>')).toMatch(/^503/);
    expect(await lmtp.say('MAIL FROM:<> SIZE=999999999')).toMatch(/^552/);
    expect(await lmtp.say('MAIL nonsense')).toMatch(/^501/);
    expect(await lmtp.say('WHAT')).toMatch(/^500/);
  });
});

describe('IMAP', () => {
  beforeEach(() => addUser('nvmau', ['nvmau@hanoi.gov.vn']));

  it('shows a delivered message to imapflow', async () => {
    await deliver(['nvmau@hanoi.gov.vn']);
    const client = await imap('nvmau@hanoi.gov.vn');

    const status = await client.status('INBOX', { messages: true, unseen: true });
    await client.mailboxOpen('INBOX');
    const message = await client.fetchOne('1', {
      envelope: true,
      flags: true,
      source: true,
      bodyStructure: true,
      uid: true,
      size: true,
      internalDate: true,
    });

    expect(status).toMatchObject({ messages: 1, unseen: 1 });
    if (!message) throw new Error('no message');
    expect(message.envelope).toMatchObject({
      subject: 'Report',
      from: [{ name: 'Ngô Anh', address: 'nanh@hanoi.gov.vn' }],
      messageId: '<1@hanoi.gov.vn>',
    });
    expect(message.bodyStructure).toMatchObject({ type: 'text/plain', parameters: { charset: 'utf-8' } });
    expect(message.source?.toString('utf8')).toContain('Kính gửi\r\n.a line that began with a dot\r\n');
    expect(message.size).toBe(message.source?.length);
  });

  it('searches and stores flags', async () => {
    await deliver(['nvmau@hanoi.gov.vn']);
    await deliver(['nvmau@hanoi.gov.vn'], MESSAGE.replace('Report', 'Plan'));
    const client = await imap('nvmau');
    await client.mailboxOpen('INBOX');

    await client.messageFlagsAdd('2', ['\\Seen']);

    expect(await client.search({ seen: false })).toEqual([1]);
    expect(await client.search({ seen: true }, { uid: true })).toEqual([2]);
    expect(await client.search({ subject: 'plan' })).toEqual([2]);
    expect(await client.search({ from: 'Ngô' })).toEqual([1, 2]);
    expect(await client.search({ since: new Date('2020-01-01') })).toEqual([1, 2]);
    expect(await client.search({ uid: '2:*' }, { uid: true })).toEqual([2]);
  });

  it('pushes a new message to who is idling', async () => {
    const client = await imap('nvmau');
    await client.mailboxOpen('INBOX');
    const arrived = new Promise((resolve) => client.once('exists', resolve));
    void client.idle();

    await deliver(['nvmau@hanoi.gov.vn']);

    expect(await arrived).toMatchObject({ path: 'INBOX', count: 1 });
  });

  it('tells a session what another has done: a flag, a message gone', async () => {
    await deliver(['nvmau@hanoi.gov.vn']);
    await deliver(['nvmau@hanoi.gov.vn']);
    const [one, other] = [await imap('nvmau'), await imap('nvmau')];
    await one.mailboxOpen('INBOX');
    await one.fetchAll('1:*', { flags: true });
    await other.mailboxOpen('INBOX');
    const flagged = new Promise((resolve) => one.once('flags', resolve));
    const expunged = new Promise((resolve) => one.once('expunge', resolve));

    await other.messageFlagsAdd('2', ['\\Flagged']);
    await other.messageDelete('1');
    await one.noop();

    expect(await expunged).toMatchObject({ path: 'INBOX', seq: 1 });
    expect(await flagged).toMatchObject({ path: 'INBOX', seq: 1, flags: new Set(['\\Flagged']) });
  });

  it('ends an idling session that is kicked', async () => {
    const client = await imap('nvmau');
    await client.mailboxOpen('INBOX');
    const closed = new Promise<void>((resolve) => client.once('close', () => resolve()));
    void client.idle().catch(() => undefined);

    const [before, kicked] = await doveadm(['who', { mask: ['nvmau'] }], ['kick', { mask: ['nvmau'] }]);
    await closed;

    expect(before).toMatchObject([{ username: 'nvmau', connections: '1', service: 'imap' }]);
    expect(kicked).toEqual([{ result: 'nvmau' }]);
  });

  it('lets a denied user in while the cache is warm, and not after a flush', async () => {
    await imap('nvmau');
    await doveadm(['dictSet', { dictUri: DICT, key: 'shared/deny/nvmau', value: '{"password":"*"}' }]);

    await expect(imap('nvmau')).resolves.toBeDefined();
    expect(await doveadm(['authCacheFlush', { user: ['nvmau'] }])).toEqual([[{ entries: '1' }]]);
    await expect(imap('nvmau')).rejects.toThrow();
  });

  it('refuses a sign-in that a denial overtakes', async () => {
    await server.close();
    let overtaken: () => Promise<boolean> = async () => false;
    let bind: (isRight: boolean) => void = () => undefined;
    const begun = new Promise<void>((resolve) => {
      overtaken = () => {
        resolve();
        return new Promise<boolean>((answer) => (bind = answer));
      };
    });
    await start({ authenticate: () => overtaken() });
    const attempt = imap('nvmau');
    await begun;

    await doveadm(['dictSet', { dictUri: DICT, key: 'shared/deny/nvmau', value: '{}' }]);
    bind(true);

    await expect(attempt).rejects.toThrow();
  });

  it('refuses a wrong and an empty password, and who has no mailbox', async () => {
    await expect(imap('nvmau', 'wrong')).rejects.toThrow();
    await expect(imap('nobody')).rejects.toThrow();
  });

  it('shows a role mailbox to who has a right to it', async () => {
    await addUser('so-tttt', ['so-tttt@hanoi.gov.vn']);
    await deliver(['so-tttt@hanoi.gov.vn']);
    await doveadm([
      'aclSet',
      { user: 'so-tttt', mailbox: 'INBOX', id: 'user=nvmau', right: ['lookup', 'read', 'write-seen'] },
    ]);
    const client = await imap('nvmau');

    const folders = (await client.list()).map((one) => one.path);
    const status = await client.status('shared/so-tttt', { unseen: true });
    await client.mailboxOpen('shared/so-tttt');
    const message = await client.fetchOne('1', { envelope: true });

    expect(folders).toContain('shared/so-tttt');
    expect(status.unseen).toBe(1);
    expect(message && message.envelope?.subject).toBe('Report');
    await doveadm(['aclDelete', { user: 'so-tttt', mailbox: 'INBOX', id: 'user=nvmau' }]);
    await expect(client.mailboxOpen('shared/so-tttt')).rejects.toThrow();
  });

  it('appends, expunges and makes folders', async () => {
    const client = await imap('nvmau');

    await client.mailboxCreate('Drafts');
    await client.append('Drafts', 'Subject: a draft\r\n\r\ntext', ['\\Draft']);
    await client.mailboxOpen('Drafts');
    const drafts = await client.search({ draft: true });
    await client.messageDelete('1');

    expect(drafts).toEqual([1]);
    expect((await client.status('Drafts', { messages: true })).messages).toBe(0);
  });

  it('holds no more for a stranger than a name and a password', async () => {
    const socket = createConnection({ host: '127.0.0.1', port: server.imapPort });
    open.push({ close: () => socket.destroy() });
    const reader = new LineReader(socket);
    await reader.line(1_000);

    socket.write('a LOGIN {1000000000}\r\n');

    expect(await reader.line(1_000)).toMatch(/^\* BYE/);
  });
});

describe('signing in at the directory', () => {
  const suffix = 'dc=hanoi,dc=gov,dc=vn';
  const people = `ou=people,${suffix}`;
  const admin = { dn: `cn=admin,${suffix}`, password: 'quan-tri' };

  it('binds as the user, whichever address was typed, and lets nobody in while the directory is away', async () => {
    const directory = await startLdapServer({
      host: '127.0.0.1',
      port: 0,
      file: join(folder, 'directory.db'),
      suffix,
      admin,
      services: [],
    });
    const client = new Client({ url: directory.url });
    await client.bind(admin.dn, admin.password);
    const entry = { objectClass: 'inetOrgPerson', uid: 'nvmau', cn: 'Mẫu', sn: 'Nguyễn', userPassword: PASSWORD };
    await client.add(`uid=nvmau,${people}`, entry);
    await client.unbind();
    await server.close();
    await start({ authenticate: undefined, ldap: { url: directory.url, peopleDn: people }, authCacheTtlMs: 0 });
    await addUser('nvmau', ['nvmau@hanoi.gov.vn']);

    await expect(imap('nvmau@hanoi.gov.vn')).resolves.toBeDefined();
    await expect(imap('nvmau', 'wrong')).rejects.toThrow();
    await expect(imap('nvmau', ' ')).rejects.toThrow();
    await directory.close();
    await expect(imap('nvmau')).rejects.toThrow();
  });
});

it('keeps mail and accounts over a restart', async () => {
  await addUser('nvmau', ['nvmau@hanoi.gov.vn']);
  await deliver(['nvmau@hanoi.gov.vn']);

  await server.close();
  await start();

  const client = await imap('nvmau');
  expect(await client.status('INBOX', { unseen: true })).toMatchObject({ unseen: 1 });
});

it('keeps what it acknowledged when it is killed', async () => {
  const script = `
    const { readFileSync } = require('node:fs');
    const { transformFileSync } = require('@swc/core');
    const options = { ...JSON.parse(readFileSync('.swcrc', 'utf8')), exclude: [], swcrc: false, sourceMaps: false };
    require.extensions['.ts'] = (module, file) => module._compile(transformFileSync(file, options).code, file);
    const { startMailServer } = require('./src/sandbox/mail');
    startMailServer({ ...JSON.parse(process.argv[1]), authenticate: async () => true }).then((server) => console.log(JSON.stringify(server)));`;
  const options = {
    host: '127.0.0.1',
    imapPort: 0,
    lmtpPort: 0,
    httpPort: 0,
    file: join(folder, 'mail.db'),
    ldap: { url: 'ldap://127.0.0.1:1', peopleDn: 'ou=people' },
    apiKey: KEY,
    domain: DOMAIN,
  };
  await server.close();
  const child = spawn(process.execPath, ['-e', script, JSON.stringify(options)], {
    cwd: join(__dirname, '../../..'),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gone = new Promise((resolve) => child.once('exit', resolve));
  const told = await new Promise<Buffer>((resolve) => child.stdout.once('data', resolve));
  server = { ...(JSON.parse(told.toString()) as MailServer), close: async () => undefined };
  await addUser('nvmau', ['nvmau@hanoi.gov.vn']);
  for (let index = 0; index < 20; index += 1) await deliver(['nvmau@hanoi.gov.vn']);

  child.kill('SIGKILL');
  await gone;
  await start();

  const client = await imap('nvmau');
  expect(await client.status('INBOX', { messages: true })).toMatchObject({ messages: 20 });
});
