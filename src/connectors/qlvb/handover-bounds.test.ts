/** A desk with more pages than one try reads: what was not read is never taken for what is not there. */
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Call, HoldingMoved } from '../contract';
import { createQlvbConnector, type QlvbConnector } from './index';

const KEY = 'ubnd-phuong/van-thu#queue';

/** One paper a page, as a server may answer however many were asked for; the key never runs empty unless papers leave. */
describe('a desk of more pages than one try takes', () => {
  let papers: string[] = [];
  let connector: QlvbConnector;
  let server: Server;

  beforeAll(async () => {
    server = createServer((request, response) => {
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://qlvb');
      const name = pathname.split('/').at(-1) ?? '';
      request.resume();
      if (pathname.startsWith('/users/')) return answer(response, userOf(name));
      if (request.method === 'PATCH') papers = papers.filter((id) => id !== name);
      if (pathname !== '/documents') return answer(response, paperOf(name));
      if (searchParams.has('addressee')) return answer(response, { items: [], next: null });
      const after = searchParams.get('after');
      const left = after === null ? papers : papers.slice(papers.indexOf(after) + 1);
      answer(response, { items: left.slice(0, 1).map(paperOf), next: left.length > 1 ? left[0] : null });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    connector = createQlvbConnector({
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      apiKey: 'khoa',
    });
  });

  afterAll(async () => {
    await connector.close();
    await new Promise((resolve) => server.close(resolve));
  });

  const call = (): Call => ({ signal: new AbortController().signal, timeoutMs: 5_000 });

  it('is given back in several tries, each of which tells what it moved, and is done when nothing is left', async () => {
    papers = Array.from({ length: 60 }, (_, at) => `paper-${at}`);
    const announced: string[] = [];
    const announce = (items: readonly HoldingMoved[]): Promise<void> => {
      announced.push(...items.map(({ ref, to }) => `${ref} ${to}`));
      return Promise.resolve();
    };

    const first: unknown = await connector
      .returnHoldings('back', { key: KEY, note: 'Trả lại', announce }, call())
      .catch((fault: unknown) => fault);
    const left = papers.length;
    const second = await connector.returnHoldings('back', { key: KEY, note: 'Trả lại', announce }, call());

    expect(left).toBeGreaterThan(0);
    expect(first).toMatchObject({ code: 'throttled', moved: { length: 60 - left } });
    expect(second.items).toHaveLength(left);
    expect(papers).toEqual([]);
    expect(announced).toEqual(Array.from({ length: 60 }, (_, at) => `paper-${at} account`));
  });

  it('is not told as handed over while a part of it was not read', async () => {
    papers = Array.from({ length: 501 }, (_, at) => `paper-${at}`);

    const handedOver = connector.transferHoldings('leaver', { key: KEY, note: 'Bàn giao' }, call());

    await expect(handedOver).rejects.toMatchObject({ code: 'throttled' });
    papers = papers.slice(1);
    const whole = await connector.transferHoldings('leaver', { key: KEY, note: 'Bàn giao' }, call());
    expect(whole.items).toHaveLength(500);
  });
});

function answer(response: ServerResponse, body: object): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function userOf(id: string): object {
  return {
    id,
    login: id,
    externalId: null,
    fullName: null,
    title: null,
    unit: null,
    posts: [],
    roles: [],
    fields: [],
    status: 'active',
    redirectPost: KEY,
    pending: 0,
    version: 1,
  };
}

function paperOf(id: string): object {
  return {
    id,
    number: null,
    type: 'Công văn',
    kind: 'incoming',
    dueOn: null,
    ownerPost: KEY,
    ownerUser: null,
    version: 1,
  };
}
