import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startQlvbServer, type QlvbServer } from '../../sandbox/qlvb';
import { ConnectorError, type Call, type HoldingMoved } from '../contract';
import { createQlvbConnector, type QlvbConnector } from './index';

const KEY = 'khoa-cap-phat';
const POST = 'so-noi-vu/giam-doc-so';
const TO = { key: POST, note: 'Bàn giao' };

describe('handing over what lies with a closed user', () => {
  const folder = mkdtempSync(join(tmpdir(), 'qlvb-'));
  let server: QlvbServer;
  let connector: QlvbConnector;
  let url: string;

  beforeAll(async () => {
    server = await startQlvbServer({
      host: '127.0.0.1',
      port: 0,
      file: join(folder, 'qlvb.db'),
      apiKeys: [{ key: KEY, role: 'provisioning' }],
    });
    url = `${server.url}/don-vi/so-noi-vu/api/v1`;
    connector = createQlvbConnector({ url, apiKey: KEY });
  });

  afterAll(async () => {
    await connector.close();
    await server.close();
    rmSync(folder, { recursive: true });
  });

  const call = (): Call => ({ signal: new AbortController().signal, timeoutMs: 5_000 });

  async function user(name: string): Promise<string> {
    const record = await connector.create({ name, personId: name, attributes: { posts: [] }, grants: [] }, call());
    return record.nativeId;
  }

  async function request(method: string, path: string, body?: object): Promise<Record<string, unknown>> {
    const response = await fetch(`${url}/${path}`, {
      method,
      headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return (await response.json()) as Record<string, unknown>;
  }

  const paper = async (ownerUser: string | null, more: object = {}): Promise<string> =>
    String((await request('POST', 'documents', { subject: 'Việc', type: 'Công văn', ownerUser, ...more })).id);

  it('moves each paper once, leaves deadlines alone, sends drafts back and finds nothing to do again', async () => {
    const [leaver, drafter, gone] = [await user('leaver'), await user('drafter'), await user('gone')];
    const papers = await Promise.all(Array.from({ length: 230 }, () => paper(leaver, { dueOn: '2026-04-15' })));
    const draft = await paper(leaver, { kind: 'draft', drafter });
    const atPost = await paper(null, { kind: 'draft', drafter, ownerPost: POST });
    const orphan = await paper(leaver, { kind: 'draft', drafter: gone });
    const closed = await paper(leaver, { status: 'done' });
    for (const id of [leaver, gone]) await connector.disable(id, call());

    const report = await connector.transferHoldings(leaver, TO, call());
    const before = await request('GET', `documents/${papers[0]}`);
    const again = await connector.transferHoldings(leaver, TO, call());

    expect(before).toMatchObject({ ownerPost: POST, ownerUser: null, dueOn: '2026-04-15', note: 'Bàn giao' });
    expect(
      report.items
        .filter(({ to }) => to === 'key')
        .map(({ ref }) => ref)
        .sort(),
    ).toEqual([...papers, orphan].sort());
    expect(
      report.items
        .filter(({ to }) => to === 'drafter')
        .map(({ ref }) => ref)
        .sort(),
    ).toEqual([draft, atPost].sort());
    expect(JSON.stringify(report)).not.toContain('Việc');
    for (const id of [draft, atPost])
      expect(await request('GET', `documents/${id}`)).toMatchObject({ ownerUser: drafter, ownerPost: null });
    expect(await request('GET', `documents/${closed}`)).toMatchObject({ ownerUser: leaver });
    expect(again.items.filter(({ to }) => to === 'drafter')).toEqual([]);
    expect(await request('GET', `documents/${papers[0]}`)).toEqual(before);
    expect((await connector.read(leaver, call()))?.attributes).toMatchObject({ redirectPost: POST });
  });

  it('leaves what waits at the desk of a post that the person never had', async () => {
    const [guest, drafter] = [await user('guest'), await user('guest-drafter')];
    const key = 'so-noi-vu/pho-giam-doc-so';
    const named = await paper(guest);
    const waiting = await paper(null, { kind: 'draft', drafter, ownerPost: key });
    await connector.disable(guest, call());

    await connector.transferHoldings(guest, { key, note: 'Bàn giao', ofOthers: true }, call());

    for (const id of [named, waiting])
      expect(await request('GET', `documents/${id}`)).toMatchObject({ ownerUser: null, ownerPost: key });
  });

  it('announces what it is about to move before any of it moves', async () => {
    const [leaver, drafter] = [await user('announced'), await user('announced-drafter')];
    const own = await paper(leaver);
    const draft = await paper(leaver, { kind: 'draft', drafter });
    await connector.disable(leaver, call());
    const announced: Record<string, string> = {};
    const announce = (items: readonly HoldingMoved[]): Promise<void> => {
      for (const { ref, to } of items) announced[ref] = to;
      return Promise.reject(new ConnectorError('timeout', 'cut off'));
    };

    const cutOff = connector.transferHoldings(leaver, { key: 'so-noi-vu/van-thu', note: 'Bàn giao', announce }, call());

    await expect(cutOff).rejects.toThrow('cut off');
    expect(announced).toEqual({ [own]: 'key', [draft]: 'drafter' });
    for (const id of [own, draft]) expect(await request('GET', `documents/${id}`)).toMatchObject({ ownerUser: leaver });
  });

  it('tells which drafts went back before it was broken off, since a later try cannot', async () => {
    const [leaver, drafter] = [await user('broken'), await user('patient')];
    const draft = await paper(null, { kind: 'draft', drafter, ownerPost: `${POST}#broken` });
    const proxy = createServer((incoming, outgoing) => {
      const sends = incoming.method === 'PATCH' && incoming.url?.includes('/users/') === true;
      if (sends) outgoing.writeHead(503).end();
      else
        void forward(incoming, `${server.url}${incoming.url ?? ''}`).then(({ status, body }) =>
          outgoing.writeHead(status, { 'content-type': 'application/json' }).end(body),
        );
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const behind = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}/don-vi/so-noi-vu/api/v1`;
    const broken = createQlvbConnector({ url: behind, apiKey: KEY });

    const fault: unknown = await broken
      .transferHoldings(leaver, { key: `${POST}#broken`, note: 'Bàn giao' }, call())
      .catch((error: unknown) => error);
    await broken.close();
    await new Promise((resolve) => proxy.close(resolve));

    expect(fault).toBeInstanceOf(ConnectorError);
    expect((fault as ConnectorError).moved.map(({ ref, to }) => [ref, to])).toEqual([[draft, 'drafter']]);
    expect(await request('GET', `documents/${draft}`)).toMatchObject({ ownerUser: drafter });
  });

  it('gives back by name, paper by paper, what lies under a key, and only to an open user', async () => {
    const back = await user('back');
    const key = `${POST}#back`;
    const papers = [await paper(null, { ownerPost: key, dueOn: '2026-04-15' }), await paper(null, { ownerPost: key })];
    await connector.disable(back, call());
    await expect(connector.returnHoldings(back, { key, note: 'Trả lại' }, call())).rejects.toMatchObject({
      code: 'conflict',
    });
    await connector.enable(back, call());

    const report = await connector.returnHoldings(back, { key, note: 'Trả lại' }, call());
    const again = await connector.returnHoldings(back, { key, note: 'Trả lại' }, call());

    expect(report.items.map(({ ref, to }) => `${ref} ${to}`).sort()).toEqual(
      papers.map((id) => `${id} account`).sort(),
    );
    expect(again.items).toEqual([]);
    expect(await request('GET', `documents/${papers[0]}`)).toMatchObject({
      ownerUser: back,
      ownerPost: null,
      dueOn: '2026-04-15',
    });
  });

  it('redirects what comes late until the user is back', async () => {
    const leaver = await user('returns');
    await connector.disable(leaver, call());
    await connector.transferHoldings(leaver, TO, call());
    const late = await paper(leaver);
    await connector.enable(leaver, call());
    const own = await paper(leaver);

    expect(await request('GET', `documents/${late}`)).toMatchObject({
      ownerPost: POST,
      ownerUser: null,
      note: expect.stringContaining('returns'),
    });
    expect(await request('GET', `documents/${own}`)).toMatchObject({ ownerPost: null, ownerUser: leaver, note: null });
    expect((await connector.read(leaver, call()))?.attributes).not.toHaveProperty('redirectPost');
  });

  it('changes nothing of a paper that somebody changed meanwhile, and says so', async () => {
    const id = await paper(null, { ownerPost: POST });
    const { version } = await request('GET', `documents/${id}`);
    await request('PATCH', `documents/${id}`, { status: 'in-process' });

    const response = await fetch(`${url}/documents/${id}`, {
      method: 'PATCH',
      headers: {
        authorization: `Bearer ${KEY}`,
        'content-type': 'application/json',
        'if-match': `"${String(version)}"`,
      },
      body: JSON.stringify({ status: 'done' }),
    });

    expect(response.status).toBe(412);
    expect(await request('GET', `documents/${id}`)).toMatchObject({ status: 'in-process' });
  });
});

async function forward(
  incoming: IncomingMessage,
  url: string,
): Promise<{ readonly status: number; readonly body: string }> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  const headers = Object.fromEntries(
    ['authorization', 'content-type', 'if-match'].flatMap((name) => {
      const value = incoming.headers[name];
      return typeof value === 'string' ? [[name, value]] : [];
    }),
  );
  const response = await fetch(url, { method: incoming.method, headers, ...(body.length > 0 ? { body } : {}) });
  return { status: response.status, body: await response.text() };
}
