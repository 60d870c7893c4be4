import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createConnection, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ImapFlow } from 'imapflow';
import { startMailServer, type MailServer } from '../../sandbox/mail';
import type { AccountRecord, AccountSpec, Call, ConnectorErrorCode } from '../contract';
import { createDovecotConnector, type DovecotConnector } from '.';

const DOMAIN = 'hanoi.gov.vn';
const KEY = 'a key';

let folder: string;
let server: MailServer;
let connector: DovecotConnector;
const open: (() => unknown)[] = [];

function startServer(file: string): Promise<MailServer> {
  return startMailServer({
    host: '127.0.0.1',
    imapPort: 0,
    lmtpPort: 0,
    httpPort: 0,
    file,
    ldap: { url: 'ldap://127.0.0.1:1', peopleDn: 'ou=people' },
    authenticate: async () => true,
    apiKey: KEY,
    domain: DOMAIN,
  });
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'dovecot-'));
  server = await startServer(join(folder, 'mail.db'));
  connector = createDovecotConnector({ url: server.httpUrl, apiKey: KEY, domain: DOMAIN });
});

afterEach(async () => {
  for (const close of open.splice(0)) await close();
  await connector.close();
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

function within(timeoutMs = 5_000): Call {
  return { signal: new AbortController().signal, timeoutMs };
}

function spec(name = 'nvmau', overrides: Partial<AccountSpec> = {}): AccountSpec {
  return {
    name,
    personId: `person-of-${name}`,
    attributes: {
      fullName: 'Nguyễn Văn Mẫu',
      address: `${name}@${DOMAIN}`,
      aliases: [`${name}_sotttt@${DOMAIN}`],
      quotaMiB: 50,
    },
    grants: [{ kind: 'roleMailbox', value: 'so-tttt' }],
    ...overrides,
  };
}

async function codeOf(work: Promise<unknown>): Promise<ConnectorErrorCode | 'none'> {
  return work.then(
    () => 'none' as const,
    (error: { code: ConnectorErrorCode }) => error.code,
  );
}

async function imap(user: string): Promise<ImapFlow> {
  const client = new ImapFlow({
    host: '127.0.0.1',
    port: server.imapPort,
    secure: false,
    doSTARTTLS: false,
    auth: { user, pass: 'secret' },
    logger: false,
  });
  client.on('error', () => undefined);
  await client.connect();
  open.push(() => client.close());
  return client;
}

async function doveadm(...calls: readonly [string, object][]): Promise<unknown[]> {
  const response = await fetch(`${server.httpUrl}/doveadm/v1`, {
    method: 'POST',
    headers: { authorization: `X-Dovecot-API ${Buffer.from(KEY).toString('base64')}` },
    body: JSON.stringify(calls.map(([name, parameters]) => [name, parameters, 't'])),
  });
  return ((await response.json()) as [string, unknown][]).map(([, result]) => result);
}

/** Delivers one message; true when the address was accepted. */
async function deliver(address: string): Promise<boolean> {
  const socket = createConnection({ host: '127.0.0.1', port: server.lmtpPort });
  let heard = '';
  const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()));
  socket.on('data', (chunk) => (heard += chunk.toString()));
  socket.write(`LHLO t\r\nMAIL FROM:<>\r\nRCPT TO:<${address}>\r\nDATA\r\nSubject: x\r\n\r\nx\r\n.\r\nQUIT\r\n`);
  await closed;
  return heard.includes('Saved');
}

async function readAll(size: number): Promise<AccountRecord[]> {
  const records: AccountRecord[] = [];
  for (let after: string | null = null, pages = 0; pages < 100; pages += 1) {
    const page = await connector.search({ by: 'all' }, { after, size }, within());
    records.push(...page.records);
    if (page.next === null) return records;
    after = page.next;
  }
  throw new Error('the search has no end');
}

describe('create', () => {
  it('makes the account, its folders, addresses and role mailbox', async () => {
    const record = await connector.create(spec(), within());

    expect(record).toEqual({
      nativeId: 'nvmau',
      name: 'nvmau',
      personId: 'person-of-nvmau',
      status: 'active',
      attributes: {
        fullName: 'Nguyễn Văn Mẫu',
        address: 'nvmau@hanoi.gov.vn',
        aliases: ['nvmau_sotttt@hanoi.gov.vn'],
        quotaMiB: 50,
      },
      grants: [{ kind: 'roleMailbox', value: 'so-tttt' }],
      version: null,
    });
    expect(await connector.read('nvmau', within())).toEqual(record);
    expect(await deliver('nvmau_sotttt@hanoi.gov.vn')).toBe(true);
    expect(await deliver('so-tttt@hanoi.gov.vn')).toBe(true);
    const client = await imap('nvmau');
    expect((await client.list()).map((one) => one.path)).toEqual(
      expect.arrayContaining(['INBOX', 'Sent', 'Drafts', 'shared/so-tttt']),
    );
  });

  it('says alreadyExists the second time, for an archived account and for a role mailbox too', async () => {
    await connector.create(spec(), within());

    expect(await codeOf(connector.create(spec(), within()))).toBe('alreadyExists');
    expect(await codeOf(connector.create(spec('so-tttt'), within()))).toBe('alreadyExists');
    await connector.archive('nvmau', within());
    expect(await codeOf(connector.create(spec(), within()))).toBe('alreadyExists');
  });

  it('takes up a creation that was cut short, and shows no half account meanwhile', async () => {
    await connector.create(spec('taken', { attributes: { address: `so-tttt@${DOMAIN}` }, grants: [] }), within());
    expect(await codeOf(connector.create(spec(), within()))).toBe('conflict');
    expect(await connector.read('nvmau', within())).toBeNull();
    await expect(imap('nvmau')).rejects.toThrow();

    await connector.modify('taken', { set: { address: null } }, within());
    const record = await connector.create(spec(), within());

    expect(record).toMatchObject({ status: 'active', grants: [{ value: 'so-tttt' }] });
    await expect(imap('nvmau')).resolves.toBeDefined();
  });

  it('gives no address to two accounts', async () => {
    await connector.create(spec(), within());

    expect(
      await codeOf(connector.create(spec('other', { attributes: { aliases: [`nvmau@${DOMAIN}`] } }), within())),
    ).toBe('conflict');
  });

  it.each<[string, Partial<AccountSpec>]>([
    ['a wildcard in the login', { name: 'nv*' }],
    ['an attribute mail does not have', { attributes: { title: 'Giám đốc' } }],
    ['a line break in the name', { attributes: { fullName: 'a\nb' } }],
    ['an address that is none', { attributes: { address: 'a b@c' } }],
    ['a negative quota', { attributes: { quotaMiB: -1 } }],
    ['a grant of another kind', { grants: [{ kind: 'group', value: 'x' }] }],
    ['a role mailbox with a slash', { grants: [{ kind: 'roleMailbox', value: 'a/b' }] }],
  ])('rejects %s', async (_, overrides) => {
    expect(await codeOf(connector.create(spec('nvmau', overrides), within()))).toBe('rejected');
  });

  it('keeps every letter of a name', async () => {
    const fullName = 'Đặng Thị Hoà «"\\*)(uid=*» Ⅷ 🏵️';

    await connector.create(spec('dthoa', { attributes: { fullName } }), within());

    expect((await connector.read('dthoa', within()))?.attributes.fullName).toBe(fullName);
  });
});

describe('modify', () => {
  beforeEach(() => connector.create(spec(), within()));

  it('changes only what is named', async () => {
    await connector.modify('nvmau', { set: { aliases: [`nvmau_sxd@${DOMAIN}`], quotaMiB: 100 } }, within());

    expect((await connector.read('nvmau', within()))?.attributes).toEqual({
      fullName: 'Nguyễn Văn Mẫu',
      address: `nvmau@${DOMAIN}`,
      aliases: [`nvmau_sxd@${DOMAIN}`],
      quotaMiB: 100,
    });
    expect(await deliver(`nvmau_sxd@${DOMAIN}`)).toBe(true);
    expect(await deliver(`nvmau_sotttt@${DOMAIN}`)).toBe(false);
    expect(await connector.readMailbox('nvmau', within())).toMatchObject({ quotaMiB: 100 });
  });

  it('exchanges role mailboxes, and an open session loses the one that is gone', async () => {
    const client = await imap('nvmau');
    const closed = new Promise<void>((resolve) => client.once('close', () => resolve()));

    await connector.modify(
      'nvmau',
      {
        addGrants: [{ kind: 'roleMailbox', value: 'so-xd' }],
        removeGrants: [{ kind: 'roleMailbox', value: 'so-tttt' }],
      },
      within(),
    );
    await closed;

    expect((await connector.read('nvmau', within()))?.grants).toEqual([{ kind: 'roleMailbox', value: 'so-xd' }]);
    const again = await imap('nvmau');
    await expect(again.mailboxOpen('shared/so-tttt')).rejects.toThrow();
    await expect(again.mailboxOpen('shared/so-xd')).resolves.toBeDefined();
  });

  it('is idempotent, and notFound for nobody', async () => {
    const delta = {
      set: { quotaMiB: 70 },
      addGrants: [{ kind: 'roleMailbox', value: 'so-tttt' }],
      removeGrants: [{ kind: 'roleMailbox', value: 'none' }],
    };

    await connector.modify('nvmau', delta, within());
    await connector.modify('nvmau', delta, within());

    expect(await connector.read('nvmau', within())).toMatchObject({
      attributes: { quotaMiB: 70 },
      grants: [{ value: 'so-tttt' }],
    });
    expect(await codeOf(connector.modify('nobody', delta, within()))).toBe('notFound');
  });

  it('denies a new address of a disabled account as well', async () => {
    await connector.disable('nvmau', within());

    await connector.modify('nvmau', { set: { aliases: [`mau@${DOMAIN}`] } }, within());

    await expect(imap(`mau@${DOMAIN}`)).rejects.toThrow();
    expect((await connector.read('nvmau', within()))?.status).toBe('disabled');
  });
});

describe('ending and coming back', () => {
  beforeEach(() => connector.create(spec(), within()));

  it('cuts an open session on disable although the auth cache is warm', async () => {
    const byLogin = await imap('nvmau');
    await imap(`nvmau_sotttt@${DOMAIN}`);
    await byLogin.mailboxOpen('INBOX');
    const closed = new Promise<void>((resolve) => byLogin.once('close', () => resolve()));
    void byLogin.idle().catch(() => undefined);

    await connector.disable('nvmau', within());
    await closed;

    expect(await doveadm(['who', { mask: ['nvmau'] }])).toEqual([[]]);
    for (const name of ['nvmau', `nvmau@${DOMAIN}`, `nvmau_sotttt@${DOMAIN}`])
      await expect(imap(name)).rejects.toThrow();
    expect(await connector.read('nvmau', within())).toMatchObject({
      status: 'disabled',
      grants: [{ value: 'so-tttt' }],
    });
    expect(await deliver(`nvmau@${DOMAIN}`)).toBe(true);
  });

  it('disables and enables twice without a difference', async () => {
    await connector.disable('nvmau', within());
    await connector.disable('nvmau', within());
    expect((await connector.read('nvmau', within()))?.status).toBe('disabled');
    await connector.enable('nvmau', within());
    await connector.enable('nvmau', within());

    expect((await connector.read('nvmau', within()))?.status).toBe('active');
    await expect(imap('nvmau')).resolves.toBeDefined();
  });

  it('archives: no delivery, no sign-in, everything kept for who returns', async () => {
    await deliver(`nvmau@${DOMAIN}`);
    const before = await connector.read('nvmau', within());

    await connector.archive('nvmau', within());
    await connector.archive('nvmau', within());

    expect(await connector.read('nvmau', within())).toEqual({ ...before, status: 'archived' });
    expect(await deliver(`nvmau@${DOMAIN}`)).toBe(false);
    await expect(imap('nvmau')).rejects.toThrow();
    expect(await connector.readMailbox('nvmau', within())).toBeNull();
    await connector.enable('nvmau', within());
    expect(await connector.read('nvmau', within())).toEqual(before);
    expect(await connector.readMailbox('nvmau', within())).toMatchObject({ unread: 1 });
  });

  it.each(['active', 'disabled', 'archived'])(
    'deletes an account that is %s, and says notFound the second time',
    async (status) => {
      await deliver(`nvmau@${DOMAIN}`);
      if (status === 'disabled') await connector.disable('nvmau', within());
      if (status === 'archived') await connector.archive('nvmau', within());

      await connector.delete('nvmau', within());

      expect(await connector.read('nvmau', within())).toBeNull();
      expect(await codeOf(connector.delete('nvmau', within()))).toBe('notFound');
      const [left] = await doveadm([
        'dictIter',
        { dictUri: 'proxy::accounts', prefix: 'shared/', recurse: true, noValue: true },
      ]);
      expect((left as { key: string }[]).map(({ key }) => key).sort()).toEqual([
        'shared/userdb/so-tttt',
        `shared/userdb/so-tttt@${DOMAIN}`,
      ]);
      await connector.create(spec(), within());
      expect(await connector.readMailbox('nvmau', within())).toMatchObject({ unread: 0 });
    },
  );

  it('revokes sessions and keeps the account', async () => {
    const client = await imap('nvmau');
    const closed = new Promise<void>((resolve) => client.once('close', () => resolve()));

    await connector.revokeSessions('nvmau', within());
    await closed;

    expect((await connector.read('nvmau', within()))?.status).toBe('active');
    await connector.revokeSessions('nvmau', within());
  });

  it('says notFound for nobody', async () => {
    for (const name of ['nobody', '*', 'so-tttt']) {
      expect(await codeOf(connector.disable(name, within()))).toBe('notFound');
      expect(await codeOf(connector.enable(name, within()))).toBe('notFound');
      expect(await codeOf(connector.archive(name, within()))).toBe('notFound');
      expect(await codeOf(connector.revokeSessions(name, within()))).toBe('notFound');
    }
  });
});

describe('search', () => {
  it('pages through all accounts, role mailboxes and addresses left out', async () => {
    for (const name of ['a1', 'a2', 'a3', 'a4', 'a5']) await connector.create(spec(name), within());
    await connector.disable('a2', within());
    await connector.archive('a3', within());
    await doveadm([
      'dictSet',
      { dictUri: 'proxy::accounts', key: 'shared/userdb/postmaster', value: '{"user":"postmaster"}' },
    ]);

    const records = await readAll(2);

    expect(records.map(({ name, status }) => `${name} ${status}`)).toEqual([
      'a1 active',
      'a2 disabled',
      'a3 archived',
      'a4 active',
      'a5 active',
      'postmaster active',
    ]);
    expect(records[5]).toMatchObject({ personId: null });
    for (const record of records) expect(await connector.read(record.nativeId, within())).toEqual(record);
  });

  it('finds by name and by person', async () => {
    await connector.create(spec(), within());
    const find = async (query: Parameters<DovecotConnector['search']>[0]): Promise<string[]> =>
      (await connector.search(query, { after: null, size: 10 }, within())).records.map((record) => record.name);

    expect(await find({ by: 'name', name: 'nvmau' })).toEqual(['nvmau']);
    expect(await find({ by: 'name', name: 'so-tttt' })).toEqual([]);
    expect(await find({ by: 'personId', personId: 'person-of-nvmau' })).toEqual(['nvmau']);
    expect(await find({ by: 'personId', personId: 'another' })).toEqual([]);
    expect(await find({ by: 'personId', personId: 'person-of' })).toEqual([]);
  });

  it('finds a person’s account when it is disabled or archived, and not when only the note of it is left', async () => {
    const personId = 'person/of 1';
    const find = async (): Promise<string[]> =>
      (await connector.search({ by: 'personId', personId }, { after: null, size: 10 }, within())).records.map(
        (record) => `${record.name} ${record.status}`,
      );
    await connector.create(spec('nvmau', { personId }), within());
    await connector.create(spec('nvmau2', { personId, grants: [] }), within());

    await connector.disable('nvmau', within());
    await connector.archive('nvmau2', within());
    const ended = await find();
    await connector.delete('nvmau', within());
    await doveadm([
      'dictSet',
      { dictUri: 'proxy::accounts', key: `shared/person/${encodeURIComponent(personId)}/gone`, value: '1' },
    ]);

    expect(ended).toEqual(['nvmau disabled', 'nvmau2 archived']);
    expect(await find()).toEqual(['nvmau2 archived']);
  });
});

describe('readMailboxes', () => {
  it('reads many at once, null for who has none', async () => {
    await connector.create(spec(), within());
    await connector.create(spec('b', { attributes: {}, grants: [] }), within());
    await deliver(`nvmau@${DOMAIN}`);

    const [mau, none, b] = await connector.readMailboxes(['nvmau', 'nobody', 'b', '*'], within());

    expect(mau).toMatchObject({
      address: `nvmau@${DOMAIN}`,
      aliases: [`nvmau_sotttt@${DOMAIN}`],
      unread: 1,
      quotaMiB: 50,
    });
    expect(mau?.quotaUsedMiB).toBeGreaterThan(0);
    expect(none).toBeNull();
    expect(b).toMatchObject({ address: `b@${DOMAIN}`, unread: 0, quotaMiB: null });
  });
});

describe('a target that fails', () => {
  /** An HTTP server of its own mind. */
  async function target(answer: Parameters<typeof createServer>[1]): Promise<DovecotConnector> {
    const http: Server = createServer(answer!);
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    open.push(() => {
      http.closeAllConnections();
      http.close();
    });
    return createDovecotConnector({
      url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
      apiKey: KEY,
      domain: DOMAIN,
    });
  }

  it('is unauthorised with a wrong key', async () => {
    const stranger = createDovecotConnector({ url: server.httpUrl, apiKey: 'wrong', domain: DOMAIN });

    expect(await codeOf(stranger.read('nvmau', within()))).toBe('unauthorised');
    expect(await stranger.test(within())).toMatchObject([{ ok: false }]);
  });

  it('is unreachable when nobody listens', async () => {
    await server.close();

    expect(await codeOf(connector.disable('nvmau', within()))).toBe('unreachable');
  });

  it('is a timeout when it is frozen, and when the caller gives up', async () => {
    const frozen = await target(() => undefined);

    expect(await codeOf(frozen.read('nvmau', within(50)))).toBe('timeout');
    expect(await codeOf(frozen.read('nvmau', { signal: AbortSignal.timeout(50), timeoutMs: 5_000 }))).toBe('timeout');
  });

  it('is a timeout when the connection is cut before the answer', async () => {
    const dying = await target((request) => request.socket.destroy());

    expect(await codeOf(dying.read('nvmau', within()))).toBe('timeout');
  });

  it.each([
    ['rubbish', 'not JSON'],
    ['another shape', '{"ok":true}'],
    ['too few answers', '[]'],
    [
      'another tag',
      '[["doveadmResponse",[],"x"],["doveadmResponse",[],"1"],["doveadmResponse",[],"2"],["doveadmResponse",[],"3"]]',
    ],
    [
      'rows that are none',
      '[["doveadmResponse",[7],"0"],["doveadmResponse",[7],"1"],["doveadmResponse",[7],"2"],["doveadmResponse",[],"3"]]',
    ],
  ])('is protocol for %s', async (_, body) => {
    const odd = await target((__, response) => response.end(body));

    expect(await codeOf(odd.read('nvmau', within()))).toBe('protocol');
  });

  it.each<[number, ConnectorErrorCode]>([
    [400, 'protocol'],
    [404, 'protocol'],
    [500, 'protocol'],
    [503, 'throttled'],
  ])('takes HTTP status %i for %s', async (status, code) => {
    const odd = await target((_, response) => response.writeHead(status).end());

    expect(await codeOf(odd.read('nvmau', within()))).toBe(code);
  });

  it('is rejected when it does not know a command', async () => {
    const old = await target((_, response) =>
      response.end(
        '[["error",{"type":"unknownMethod","exitCode":0},"0"],["doveadmResponse",[],"1"],["doveadmResponse",[],"2"],["doveadmResponse",[],"3"]]',
      ),
    );

    expect(await codeOf(old.read('nvmau', within()))).toBe('rejected');
  });

  /** Knows one account, says yes to everything and answers some commands its own way. */
  function fakeDoveadm(answers: Readonly<Record<string, () => readonly unknown[]>>): Promise<DovecotConnector> {
    const respond = (name: string, key: string | undefined): readonly unknown[] => {
      if (key === 'shared/userdb/nvmau') return ['doveadmResponse', [{ value: '{"user":"nvmau"}' }]];
      if (name === 'dictGet') return ['error', { type: 'exitCode', exitCode: 68 }];
      return answers[name]?.() ?? ['doveadmResponse', []];
    };
    return target((request, response) => {
      let body = '';
      request.on('data', (chunk) => (body += String(chunk)));
      request.on('end', () => {
        const calls = JSON.parse(body) as [string, { key?: string }, string][];
        response.end(JSON.stringify(calls.map(([name, { key }, tag]) => [...respond(name, key), tag])));
      });
    });
  }

  /** Knows nobody; notes which commands it was asked, and answers `mailboxCreate` with these exit codes in turn. */
  async function fakeFolders(exitCodes: number[]): Promise<{ asked: string[]; connector: DovecotConnector }> {
    const asked: string[] = [];
    const fake = await target((request, response) => {
      let body = '';
      request.on('data', (chunk) => (body += String(chunk)));
      request.on('end', () => {
        const calls = JSON.parse(body) as [string, { mailbox?: string[]; value?: string }, string][];
        const answers = calls.map(([name, { mailbox }, tag]) => {
          asked.push(mailbox === undefined ? name : `${name} ${mailbox.join('+')}`);
          const exitCode = name === 'dictGet' ? 68 : name === 'mailboxCreate' ? (exitCodes.shift() ?? 0) : 0;
          return exitCode === 0 ? ['doveadmResponse', [], tag] : ['error', { type: 'exitCode', exitCode }, tag];
        });
        response.end(JSON.stringify(answers));
      });
    });
    return { asked, connector: fake };
  }

  it('lets nobody in to an account whose folders could not be made', async () => {
    const full = await fakeFolders([75]);

    expect(await codeOf(full.connector.create(spec('nvmau', { grants: [] }), within()))).toBe('throttled');
    expect(full.asked).not.toContain('dictUnset');
  });

  it('asks for each folder when one was there already: that may hide another that could not be made', async () => {
    const half = await fakeFolders([65, 65, 0, 77]);

    expect(await codeOf(half.connector.create(spec('nvmau', { grants: [] }), within()))).toBe('unauthorised');
    expect(half.asked.filter((one) => one.startsWith('mailboxCreate'))).toEqual([
      'mailboxCreate INBOX+Sent+Drafts+Trash+Junk',
      'mailboxCreate INBOX',
      'mailboxCreate Sent',
      'mailboxCreate Drafts',
      'mailboxCreate Trash',
      'mailboxCreate Junk',
    ]);
    expect(half.asked).not.toContain('dictUnset');
  });

  it('ends sessions in the proven order, in one request, and makes nothing of a denial that failed', async () => {
    const asked: string[][] = [];
    const broken = await target((request, response) => {
      let body = '';
      request.on('data', (chunk) => (body += String(chunk)));
      request.on('end', () => {
        const calls = JSON.parse(body) as [string, { key?: string }, string][];
        asked.push(calls.map(([name]) => name));
        const answers = calls.map(([name, { key }, tag]) => {
          if (key === 'shared/userdb/nvmau') return ['doveadmResponse', [{ value: '{"user":"nvmau"}' }], tag];
          const exitCode = name === 'dictGet' ? 68 : name === 'dictSet' ? 75 : 0;
          return exitCode === 0 ? ['doveadmResponse', [], tag] : ['error', { type: 'exitCode', exitCode }, tag];
        });
        response.end(JSON.stringify(answers));
      });
    });

    expect(await codeOf(broken.disable('nvmau', within()))).toBe('throttled');
    expect(asked).toEqual([
      ['dictGet', 'dictGet', 'dictGet'],
      ['dictSet', 'dictSet', 'authCacheFlush', 'kick', 'who'],
    ]);
  });

  it('does not take a session that outlives the kick for a disable that is done', async () => {
    const session = { username: 'nvmau', connections: '1', service: 'imap', pids: '(1)', ips: '()' };
    const stubborn = await fakeDoveadm({ who: () => ['doveadmResponse', [session]] });

    expect(await codeOf(stubborn.disable('nvmau', within()))).toBe('throttled');
  });

  it('does not believe a right that was accepted and is not in force', async () => {
    let deletions = 0;
    const forgetful = await fakeDoveadm({
      aclDelete: () => {
        deletions += 1;
        return ['doveadmResponse', []];
      },
    });
    const delta = { addGrants: [{ kind: 'roleMailbox', value: 'so-tttt' }] };

    expect(await codeOf(forgetful.modify('nvmau', delta, within()))).toBe('protocol');
    expect(deletions).toBe(1);
  });
});

it('finds everything in order on a healthy server', async () => {
  const findings = await connector.test(within());

  expect(findings.map((finding) => finding.ok)).toEqual([true, true, true]);
});
