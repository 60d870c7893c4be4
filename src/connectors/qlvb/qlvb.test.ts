import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startQlvbServer, type QlvbServer } from '../../sandbox/qlvb';
import type { AccountSpec, Call } from '../contract';
import { createQlvbConnector, type QlvbConnector } from './index';

const call = (timeoutMs = 5_000, signal = new AbortController().signal): Call => ({ signal, timeoutMs });

const spec = (name: string, more: Partial<AccountSpec> = {}): AccountSpec => ({
  name,
  personId: `p-${name}`,
  attributes: { fullName: 'Nguyễn Văn Mẫu', title: 'Giám đốc Sở', unit: 'so-noi-vu', posts: ['so-noi-vu/giam-doc-so'] },
  grants: [
    { kind: 'role', value: 'direct' },
    { kind: 'field', value: 'Tài chính' },
  ],
  ...more,
});

describe('the QLVB connector', () => {
  const folder = mkdtempSync(join(tmpdir(), 'qlvb-connector-'));
  let server: QlvbServer;

  const connect = (unit: string, apiKey = 'khoa'): QlvbConnector =>
    createQlvbConnector({ url: `${server.url}/don-vi/${unit}/api/v1/`, apiKey });

  beforeAll(async () => {
    server = await startQlvbServer({
      host: '127.0.0.1',
      port: 0,
      file: join(folder, 'qlvb.db'),
      apiKeys: [
        { key: 'khoa', role: 'provisioning' },
        { key: 'khoa-doc', role: 'reader' },
      ],
    });
  });

  afterAll(async () => {
    await server.close();
    rmSync(folder, { recursive: true });
  });

  it('reads back what it created', async () => {
    const connector = connect('so-noi-vu');

    const created = await connector.create(spec('nvmau'), call());
    const read = await connector.read(created.nativeId, call());
    const byName = await connector.search({ by: 'name', name: 'nvmau' }, { after: null, size: 10 }, call());
    const byPerson = await connector.search({ by: 'personId', personId: 'p-nvmau' }, { after: null, size: 10 }, call());

    expect(created).toEqual({ ...spec('nvmau'), nativeId: created.nativeId, status: 'active', version: '"1"' });
    expect(read).toEqual(created);
    expect(byName).toEqual({ records: [created], next: null });
    expect(byPerson).toEqual({ records: [created], next: null });
  });

  it('says alreadyExists to a second create and leaves the first as it was', async () => {
    const connector = connect('so-noi-vu');
    const first = await connector.create(spec('hai-lan'), call());

    const again = connector.create(spec('hai-lan', { attributes: {}, grants: [] }), call());

    await expect(again).rejects.toMatchObject({ code: 'alreadyExists' });
    expect(await connector.read(first.nativeId, call())).toEqual(first);
  });

  it('disables, enables and archives, and doing so twice is the same as once', async () => {
    const connector = connect('so-noi-vu');
    const { nativeId } = await connector.create(spec('tat-bat'), call());
    const states: unknown[] = [];

    for (const act of ['disable', 'disable', 'enable', 'enable', 'archive', 'archive', 'disable', 'enable'] as const) {
      await connector[act](nativeId, call());
      states.push((await connector.read(nativeId, call()))?.status);
    }

    expect(states).toEqual(['disabled', 'disabled', 'active', 'active', 'archived', 'archived', 'archived', 'active']);
    expect(await connector.read(nativeId, call())).toMatchObject({
      attributes: spec('x').attributes,
      grants: spec('x').grants,
    });
  });

  it('deletes once and says notFound the second time', async () => {
    const connector = connect('so-noi-vu');
    const { nativeId } = await connector.create(spec('xoa'), call());

    await connector.delete(nativeId, call());

    expect(await connector.read(nativeId, call())).toBeNull();
    await expect(connector.delete(nativeId, call())).rejects.toMatchObject({ code: 'notFound' });
    await expect(connector.disable(nativeId, call())).rejects.toMatchObject({ code: 'notFound' });
    await expect(connector.modify(nativeId, {}, call())).rejects.toMatchObject({ code: 'notFound' });
  });

  it('applies one delta, and the same delta again changes nothing', async () => {
    const connector = connect('so-noi-vu');
    const { nativeId } = await connector.create(spec('sua'), call());
    const delta = {
      set: { title: null, posts: ['a', 'b'] },
      addGrants: [{ kind: 'role', value: 'sign' }],
      removeGrants: [
        { kind: 'role', value: 'direct' },
        { kind: 'field', value: 'khong-co' },
      ],
    };

    await connector.modify(nativeId, delta, call(), '"1"');
    const once = await connector.read(nativeId, call());
    await connector.modify(nativeId, delta, call());

    expect(once).toMatchObject({ attributes: { title: null, posts: ['a', 'b'], unit: 'so-noi-vu' }, version: '"2"' });
    expect(once?.grants).toEqual([
      { kind: 'role', value: 'sign' },
      { kind: 'field', value: 'Tài chính' },
    ]);
    expect(await connector.read(nativeId, call())).toEqual(once);
  });

  it('says conflict when the account is another than expected', async () => {
    const connector = connect('so-noi-vu');
    const { nativeId, version } = await connector.create(spec('cu'), call());
    await connector.modify(nativeId, { set: { title: 'Phó Giám đốc Sở' } }, call());

    const stale = connector.modify(nativeId, { set: { title: 'Chánh Văn phòng' } }, call(), version);

    await expect(stale).rejects.toMatchObject({ code: 'conflict' });
    expect((await connector.read(nativeId, call()))?.attributes.title).toBe('Phó Giám đốc Sở');
  });

  it.each([
    'Đặng Thị Quỳnh Như',
    'Hoà và Hòa',
    '李 🌸 (*)\\,=+<>#;"',
    "'; DROP TABLE user; --",
    'Nguyễn Văn Mẫu'.normalize('NFD'),
  ])('gives the name %p back unchanged', async (fullName) => {
    const connector = connect('so-van-hoa');

    const { nativeId } = await connector.create(
      spec(`n${Buffer.from(fullName).toString('hex').slice(0, 40)}`, { attributes: { fullName } }),
      call(),
    );

    expect((await connector.read(nativeId, call()))?.attributes.fullName).toBe(fullName);
  });

  it('refuses what this system has no place for', async () => {
    const connector = connect('so-noi-vu');

    await expect(connector.create(spec('la', { attributes: { phone: '1' } }), call())).rejects.toMatchObject({
      code: 'rejected',
    });
    await expect(
      connector.create(spec('la', { grants: [{ kind: 'group', value: 'x' }] }), call()),
    ).rejects.toMatchObject({ code: 'rejected' });
    await expect(connector.create(spec('la', { attributes: { fullName: 'M\u0000' } }), call())).rejects.toMatchObject({
      code: 'rejected',
    });
    expect((await connector.search({ by: 'name', name: 'la' }, { after: null, size: 1 }, call())).records).toEqual([]);
  });

  it('pages through hundreds of accounts, each once', async () => {
    const connector = connect('so-xay-dung');
    const names = Array.from({ length: 320 }, (_, index) => `nv${index}`);
    for (const name of names) await connector.create(spec(name), call());

    const seen: string[] = [];
    let after: string | null = null;
    let pages = 0;
    do {
      const page = await connector.search({ by: 'all' }, { after, size: 100 }, call());
      seen.push(...page.records.map((record) => record.name));
      after = page.next;
      pages += 1;
    } while (after !== null && pages < 10);

    expect(pages).toBe(4);
    expect(seen).toEqual(names);
  });

  it('reads the documents of a user in pages', async () => {
    const connector = connect('so-y-te');
    const { nativeId } = await connector.create(
      spec('bac-si', { attributes: { posts: ['so-y-te/giam-doc-so'] } }),
      call(),
    );
    for (const dueOn of ['2017-05-03', '2017-05-01', '2017-05-02']) await arrives('so-y-te', { dueOn });
    await arrives('so-y-te', { status: 'done' });

    const first = await connector.readDocuments(nativeId, { open: true, after: null, size: 2 }, call());
    const second = await connector.readDocuments(nativeId, { open: true, after: first.next, size: 2 }, call());
    await connector.disable(nativeId, call());
    const disabled = await connector.readDocuments(nativeId, { open: null, after: null, size: 2 }, call());

    expect([...first.items, ...second.items].map((item) => item.dueOn)).toEqual([
      '2017-05-01',
      '2017-05-02',
      '2017-05-03',
    ]);
    expect([first.totalCount, second.next, disabled.totalCount]).toEqual([3, null, 0]);
  });

  async function arrives(unit: string, document: object): Promise<void> {
    await fetch(`${server.url}/don-vi/${unit}/api/v1/documents`, {
      method: 'POST',
      headers: { authorization: 'Bearer khoa', 'content-type': 'application/json' },
      body: JSON.stringify({ subject: 'V/v báo cáo', type: 'Công văn', ownerPost: `${unit}/giam-doc-so`, ...document }),
    });
  }

  it('tells by its test what is in order and what is not', async () => {
    const closed = createQlvbConnector({ url: `http://127.0.0.1:${await freePort()}/don-vi/a/api/v1`, apiKey: 'khoa' });

    expect((await connect('so-noi-vu').test(call())).every((finding) => finding.ok)).toBe(true);
    expect(await connect('so-noi-vu', 'khoa-doc').test(call())).toContainEqual(
      expect.objectContaining({ check: 'rights', ok: false }),
    );
    expect(await connect('so-noi-vu', 'sai').test(call())).toMatchObject([{ check: 'rights', ok: false }]);
    expect(await closed.test(call())).toMatchObject([{ check: 'connection', ok: false }]);
  });

  it('says unauthorised to a wrong key and to one that may not write', async () => {
    await expect(connect('so-noi-vu', 'sai').read('x', call())).rejects.toMatchObject({ code: 'unauthorised' });
    await expect(connect('so-noi-vu', 'khoa-doc').create(spec('doc'), call())).rejects.toMatchObject({
      code: 'unauthorised',
    });
  });

  it('does not take a wrong address for an account that is gone', async () => {
    const wrong = createQlvbConnector({ url: `${server.url}/khong-co`, apiKey: 'khoa' });

    await expect(wrong.read('x', call())).rejects.toMatchObject({ code: 'protocol' });
  });

  it('says unreachable when nobody listens', async () => {
    const connector = createQlvbConnector({
      url: `http://127.0.0.1:${await freePort()}/don-vi/a/api/v1`,
      apiKey: 'khoa',
    });

    await expect(connector.create(spec('x'), call())).rejects.toMatchObject({
      code: 'unreachable',
      outcomeUnknown: false,
    });
  });

  it('says timeout when the server is frozen, and when the caller gives up', async () => {
    await withServer(
      () => undefined,
      async (url) => {
        const connector = createQlvbConnector({ url, apiKey: 'khoa' });
        const givingUp = new AbortController();

        const frozen = connector.create(spec('x'), call(50));
        const left = connector.read('x', call(60_000, givingUp.signal));
        givingUp.abort();
        const ends = await Promise.allSettled([frozen, left]);

        expect(ends).toMatchObject([
          { status: 'rejected', reason: { code: 'timeout', outcomeUnknown: true } },
          { status: 'rejected', reason: { code: 'timeout', outcomeUnknown: true } },
        ]);
      },
    );
  });

  it('says timeout when the connection breaks before the answer: the outcome is unknown', async () => {
    await withServer(
      (request) => void request.socket.destroy(),
      async (url) => {
        const connector = createQlvbConnector({ url, apiKey: 'khoa' });

        await expect(connector.create(spec('x'), call())).rejects.toMatchObject({
          code: 'timeout',
          outcomeUnknown: true,
        });
      },
    );
  });

  it.each<[string, RequestListener]>([
    ['text that is no JSON', (_, response) => void response.end('<html>ok</html>')],
    ['JSON of another shape', (_, response) => void response.end('{"items":null}')],
    ['a server error', (_, response) => void response.writeHead(503).end('busy')],
    ['a redirect', (_, response) => void response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end()],
    ['an answer without end', (_, response) => void response.end(Buffer.alloc(9 * 1024 * 1024, 0x20))],
  ])('says protocol to %s', async (_, listener) => {
    await withServer(listener, async (url) => {
      const connector = createQlvbConnector({ url, apiKey: 'khoa' });

      const search = connector.search({ by: 'all' }, { after: null, size: 5 }, call());

      await expect(search).rejects.toMatchObject({ code: 'protocol', outcomeUnknown: true });
    });
  });

  it('says protocol to an answer that is not HTTP', async () => {
    const open = new Set<Socket>();
    const tcp = createTcpServer((socket) => {
      open.add(socket);
      socket.on('error', () => undefined);
      socket.write('* OK IMAP4rev1 ready\r\n');
    });
    await new Promise<void>((resolve) => tcp.listen(0, '127.0.0.1', () => resolve()));
    const connector = createQlvbConnector({
      url: `http://127.0.0.1:${(tcp.address() as AddressInfo).port}`,
      apiKey: 'khoa',
    });

    const read = connector.read('x', call());

    await expect(read).rejects.toMatchObject({ code: 'protocol' });
    for (const socket of open) socket.destroy();
    await new Promise((resolve) => tcp.close(resolve));
  });

  it('says throttled with the wait that the server asks for', async () => {
    await withServer(
      (_, response) => void response.writeHead(429, { 'retry-after': '3' }).end(),
      async (url) => {
        const connector = createQlvbConnector({ url, apiKey: 'khoa' });

        await expect(connector.disable('x', call())).rejects.toMatchObject({ code: 'throttled', retryAfterMs: 3_000 });
      },
    );
  });

  it('never puts the key or what it sent into a message', async () => {
    const failed = await connect('so-noi-vu', 'khoa-rat-kin')
      .create(spec('x', { attributes: { fullName: 'Họ Tên Kín' } }), call())
      .catch((fault: unknown) => fault as Error);

    expect(JSON.stringify([(failed as Error).message, (failed as Error).cause])).not.toMatch(/khoa-rat-kin|Kín/);
  });
});

async function withServer(listener: RequestListener, work: (url: string) => Promise<void>): Promise<void> {
  const server: Server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  try {
    await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
