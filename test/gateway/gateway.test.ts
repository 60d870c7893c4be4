/** The gateway over three subgraphs of one process: joins, batches, errors, HTTP. */
import { buildTown, openTown, post, read, type Town } from './town.fixture';
import type { Gateway } from '../../src/gateway';

let town: Town;
let gateway: Gateway;
let url: string;

beforeEach(async () => {
  town = buildTown();
  gateway = await openTown(town, { limits: { deadlineMs: 2_000 } });
  url = `${gateway.url}/graphql`;
});

afterEach(async () => {
  await gateway.close();
});

describe('joins', () => {
  it('joins the fields of three subgraphs on one person', async () => {
    const answer = await post(url, { query: '{ me { name mailbox { address } openDocuments } }' });

    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      data: { me: { name: 'Nguyễn Thị An', mailbox: { address: 'an@example.vn' }, openDocuments: 2 } },
    });
  });

  it('asks a subgraph for the entities of a list in one call', async () => {
    await post(url, { query: '{ people { openDocuments } }' });

    expect(town.ledger.entityBatches).toEqual([{ room: 'documents', ids: ['an', 'binh', 'chi'] }]);
  });

  it('keeps the page when a nullable field fails', async () => {
    const answer = await post(url, { query: '{ people { name mailbox { address } } }' }, { 'accept-language': 'en' });

    expect(answer.body.data?.people).toEqual([
      { name: 'Nguyễn Thị An', mailbox: { address: 'an@example.vn' } },
      { name: 'Trần Văn Bình', mailbox: null },
      { name: 'Lê Chi', mailbox: { address: 'chi@example.vn' } },
    ]);
    expect(answer.body.errors).toHaveLength(1);
    expect(answer.body.errors![0]).toMatchObject({
      path: ['people', 1, 'mailbox'],
      extensions: { code: 'UNAVAILABLE' },
    });
  });

  it('lifts the null of a joined non-null field to the nearest parent that allows it', async () => {
    const answer = await post(url, { query: '{ people { sureMailbox { address } } }' });

    expect(answer.body.data).toBeNull();
    expect(answer.body.errors).toHaveLength(1);
    expect(answer.body.errors![0]).toMatchObject({ extensions: { code: 'UNAVAILABLE' } });
  });

  it('tells an error when an entity that another room points to is not there', async () => {
    const answer = await post(url, { query: '{ postmaster { name } }' });

    expect(answer.body.data).toBeNull();
    expect(answer.body.errors).toHaveLength(1);
    expect(answer.body.errors![0]).toMatchObject({ path: ['postmaster'], extensions: { code: 'INTERNAL' } });
  });

  it('honours aliases, fragments, variables and conditions', async () => {
    const query = `query Q($no: Boolean!) { everyone: people { ...f @skip(if: $no) id } } fragment f on Person { n: name openDocuments }`;

    const answer = await post(url, { query, variables: { no: true } });

    expect(answer.body).toEqual({ data: { everyone: [{ id: 'an' }, { id: 'binh' }, { id: 'chi' }] } });
  });

  it('runs a mutation and joins its answer', async () => {
    const answer = await post(url, { query: 'mutation { rename(id: "chi") { name openDocuments } }' });

    expect(answer.body).toEqual({ data: { rename: { name: 'Lê Chi', openDocuments: 3 } } });
  });

  it('answers introspection without the joins of the supergraph', async () => {
    const answer = await post(url, { query: '{ __schema { types { name } directives { name } } }' });

    const text = JSON.stringify(answer.body);
    expect(text).toContain('Mailbox');
    expect(text).not.toMatch(/join__|_Any|_Service/);
  });

  it('tells which values are last-known, at their places in the answer', async () => {
    const answer = await post(url, { query: '{ remembered people { unread } }' });

    expect(answer.body.errors).toBeUndefined();
    expect(answer.body.extensions).toEqual({
      stale: [
        { path: ['remembered'], source: 'mail', age: 5_000 },
        ...[0, 1, 2].map((index) => ({ path: ['people', index, 'unread'], source: 'mail', age: 5_000 })),
      ],
    });
  });
});

describe('errors', () => {
  it('tells all problems of a refusal in the language of the caller', async () => {
    const vietnamese = await post(url, { query: '{ refused }' }, { 'accept-language': 'vi-VN,en;q=0.5' });
    const english = await post(url, { query: '{ refused }' }, { 'accept-language': 'en-GB' });

    expect(vietnamese.body.errors![0]!.message).toBe('Không tìm thấy post «x».');
    expect(english.body.errors![0]).toEqual({
      message: 'There is no post "x".',
      path: ['refused'],
      extensions: {
        code: 'NOT_FOUND',
        problems: [
          {
            code: 'NOT_FOUND',
            path: ['appoint', 0, 'postId'],
            message: 'There is no post "x".',
            values: { kind: 'post', id: 'x' },
          },
          {
            code: 'INVALID_PAGE_SIZE',
            path: ['first'],
            message: '"first" must be from 1 to 500.',
            values: { max: 500 },
          },
        ],
      },
    });
  });

  it("hides a bug behind INTERNAL and the caller's trace id", async () => {
    const trace = '0af7651916cd43dd8448eb211c80319c';

    const answer = await post(url, { query: '{ bug }' }, { traceparent: `00-${trace}-b7ad6b7169203331-01` });

    expect(answer.body.errors![0]!.extensions.code).toBe('INTERNAL');
    expect(answer.body.errors![0]!.message).toContain(trace);
    expect(JSON.stringify(answer.body)).not.toMatch(/secret|stack|\.ts/);
  });

  it('refuses a day that does not exist with INVALID_VALUE, as a literal and as a variable', async () => {
    const literal = await post(url, { query: '{ day(on: "2026-02-30") }' });
    const variable = await post(url, { query: 'query($on: Date!) { day(on: $on) }', variables: { on: '2026-02-30' } });

    for (const answer of [literal, variable]) expect(answer.body.errors![0]!.extensions.code).toBe('INVALID_VALUE');
    expect((await post(url, { query: '{ day(on: "2026-02-28") }' })).body).toEqual({ data: { day: '2026-02-28' } });
  });

  it('cuts a query at its deadline', async () => {
    const hasty = await openTown(town, { limits: { deadlineMs: 50 } });

    const answer = await post(`${hasty.url}/graphql`, { query: '{ never }' });

    await hasty.close();
    expect(answer.body.errors![0]!.extensions.code).toBe('DEADLINE_PASSED');
  });

  it('refuses a wrong token with 401 in the language of the caller, and serves one without token', async () => {
    const wrong = await post(
      url,
      { query: '{ me { name } }' },
      { authorization: 'Bearer nobody', 'accept-language': 'en' },
    );
    const none = await read(await fetch(`${url}?query=${encodeURIComponent('{ people { id } }')}`));

    expect(wrong.status).toBe(401);
    expect(wrong.body.errors![0]).toMatchObject({
      extensions: { code: 'UNAUTHENTICATED' },
      message: expect.stringMatching(/^Not signed in/),
    });
    expect(none.body.data?.people).toHaveLength(3);
  });
});

describe('GraphQL over HTTP', () => {
  const graphqlResponse = { accept: 'application/graphql-response+json' };

  it('runs queries by GET, with variables as JSON, and no mutation', async () => {
    const query = encodeURIComponent('query($on: Date!) { day(on: $on) }');
    const variables = encodeURIComponent('{"on":"2026-01-31"}');

    const asked = await read(await fetch(`${url}?query=${query}&variables=${variables}`));
    const mutation = await fetch(`${url}?query=${encodeURIComponent('mutation { rename(id: "an") { id } }')}`);

    expect(asked.body).toEqual({ data: { day: '2026-01-31' } });
    expect(mutation.status).toBe(405);
    expect(mutation.headers.get('allow')).toBe('POST');
  });

  it('takes only JSON by POST', async () => {
    const form = await post(url, 'query={me{name}}', { 'content-type': 'application/x-www-form-urlencoded' });
    const text = await post(url, '{"query":"{ me { name } }"}', { 'content-type': 'text/plain' });

    for (const answer of [form, text]) {
      expect(answer.status).toBe(415);
      expect(answer.body.errors![0]!.extensions.code).toBe('UNSUPPORTED_MEDIA_TYPE');
    }
  });

  it.each([
    ['a text that does not parse', { query: '{' }, 'GRAPHQL_PARSE_FAILED'],
    ['an unknown field', { query: '{ nope }' }, 'GRAPHQL_VALIDATION_FAILED'],
    [
      'a variable of the wrong type',
      { query: 'mutation($id: ID!) { rename(id: $id) { id } }', variables: { id: {} } },
      'BAD_USER_INPUT',
    ],
    ['a variable that is missing', { query: 'query($on: Date!) { day(on: $on) }' }, 'BAD_USER_INPUT'],
  ])('answers %s with 200 to a reader of JSON and 400 to a reader of GraphQL responses', async (_, body, code) => {
    const legacy = await post(url, body, { accept: 'application/json' });
    const modern = await post(url, body, graphqlResponse);

    expect([legacy.status, modern.status]).toEqual([200, 400]);
    expect(modern.headers.get('content-type')).toBe('application/graphql-response+json; charset=utf-8');
    for (const answer of [legacy, modern]) {
      expect(answer.body.errors![0]!.extensions.code).toBe(code);
      expect(answer.body).not.toHaveProperty('data');
    }
  });

  it.each(['{"query":', '[]', '3', '{}', '{"query":7}', '{"query":"{me{id}}","variables":[]}'])(
    'refuses the body %s with 400 and a code',
    async (body) => {
      const answer = await post(url, body);

      expect(answer.status).toBe(400);
      expect(answer.body.errors![0]!.extensions.code).toBe('BAD_REQUEST');
    },
  );

  it('refuses a body of three megabytes with 413 and goes on serving the connection', async () => {
    const answer = await post(url, { query: `{ me { name } } # ${'x'.repeat(3_000_000)}` });

    expect(answer.status).toBe(413);
    expect(answer.body.errors![0]!.extensions.code).toBe('BODY_TOO_LARGE');
    expect((await post(url, { query: '{ me { id } }' })).status).toBe(200);
  });

  it.each([
    ['hơn 4000 từ', `{ ${'__typename '.repeat(5_000)} }`],
    ['hơn 1000 trường', `{ people { ${'id '.repeat(1_001)} } }`],
    ['hơn 50 trường gốc', `{ ${'__typename '.repeat(51)} }`],
    ['hơn 100 bí danh', `{ people { ${Array.from({ length: 101 }, (_, index) => `a${index}: id`).join(' ')} } }`],
    ['hơn 100 chỉ thị', `{ people { id ${'@include(if: true) '.repeat(101)} } }`],
    ['độ sâu hơn 20', `{ ${'people { '.repeat(21)} id ${'} '.repeat(21)} }`],
    ['hơn 100 bí danh', `{ people { ${'...f '.repeat(60)} } } fragment f on Person { a: id b: name }`],
  ])('refuses an operation that is too large (%s) before it is validated', async (what, query) => {
    const answer = await post(url, { query });

    expect(answer.status).toBe(400);
    expect(answer.body.errors![0]!.extensions.code).toBe('QUERY_TOO_COMPLEX');
    expect(answer.body.errors![0]!.message).toContain(`(${what})`);
  });

  it('answers an address that is not there with a code', async () => {
    const answer = await read(await fetch(`${gateway.url}/nowhere`));

    expect(answer.status).toBe(404);
    expect(answer.body.errors![0]!.extensions.code).toBe('NOT_FOUND');
  });
});

describe('beside GraphQL', () => {
  it('tells that it lives, whether it is ready, and its figures', async () => {
    await post(url, { query: '{ me { openDocuments } }' });

    expect((await fetch(`${gateway.url}/health`)).status).toBe(200);
    expect(await (await fetch(`${gateway.url}/ready`)).json()).toEqual({ ready: true });
    expect(await (await fetch(`${gateway.url}/metrics`)).text()).toContain(
      'gateway_subgraph_duration_seconds_count{subgraph="documents",outcome="ok"} 1',
    );
  });

  it('shows GraphiQL without any address outside', async () => {
    const response = await fetch(`${gateway.url}/`, { headers: { accept: 'text/html' } });
    const html = await response.text();

    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(html).toContain('<div id="root">');
    const outside =
      html.match(/<(?:script|link|img|iframe)\b[^>]*?\b(?:src|href)\s*=\s*["']?(?:https?:)?\/\/[^>]*>/gi) ?? [];
    expect(outside).toEqual([]);
    expect(html.match(/@import\s+(?:url\()?["']?(?:https?:)?\/\//gi) ?? []).toEqual([]);
  });
});
