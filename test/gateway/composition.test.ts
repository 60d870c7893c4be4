/** Composition, the generated files, and a subgraph that is composed in by address. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compose, CompositionError, schemaDifferences, serveSubgraph, writeSchemas } from '../../src/gateway';
import { buildTown, contextFor, openTown, post } from './town.fixture';

const LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])\n';

describe('composition', () => {
  it('names the subgraph that is to blame', () => {
    const good = { name: 'good', sdl: `${LINK} type Query { a: String }` };
    const wrongKey = { name: 'wrong', sdl: `${LINK} type P @key(fields: "nope") { id: ID! }` };
    const wrongText = { name: 'torn', sdl: 'type {' };

    expect(() => compose([good, wrongKey])).toThrow(CompositionError);
    expect(() => compose([good, wrongKey])).toThrow(/\[wrong\].*nope/);
    expect(() => compose([good, wrongText])).toThrow(/\[torn\]/);
  });

  it('gives the same supergraph whatever the order of the subgraphs', () => {
    const { persons, mailboxes, documents } = buildTown();

    expect(compose([persons, mailboxes, documents])).toBe(compose([documents, persons, mailboxes]));
  });

  it('writes one file for each room and the supergraph, and tells when one no longer fits the code', async () => {
    const { persons, documents } = buildTown();
    const dir = await mkdtemp(join(tmpdir(), 'schema-'));

    const written = await writeSchemas([persons, documents], dir);
    const before = await schemaDifferences([persons, documents], dir);
    await writeFile(join(dir, 'persons.graphql'), 'type Query { other: Int }\n');
    const after = await schemaDifferences([persons, documents], dir);

    expect(written).toEqual(['persons.graphql', 'documents.graphql', 'supergraph.graphql']);
    expect(await readFile(join(dir, 'supergraph.graphql'), 'utf8')).toContain('join__Graph');
    expect(before).toEqual([]);
    expect(after).toEqual(['persons.graphql']);
    await rm(dir, { recursive: true });
  });
});

describe('a subgraph served alone', () => {
  it('is composed in by address, verifies the caller itself, and keeps errors, marks and headers', async () => {
    const here = buildTown();
    const there = buildTown();
    const remote = await serveSubgraph({
      subgraph: there.mailboxes,
      contextFor: contextFor(there),
      host: '127.0.0.1',
      port: 0,
    });
    const gateway = await openTown(here, {
      subgraphs: [here.persons, here.documents],
      remotes: [{ name: 'mailboxes', url: remote.url }],
    });

    const answer = await post(
      `${gateway.url}/graphql`,
      { query: '{ people { name mailbox { address } unread openDocuments } }' },
      { 'accept-language': 'en' },
    );
    there.ended.add('an');
    const refused = await post(`${gateway.url}/graphql`, { query: '{ me { name mailbox { address } } }' });

    expect(answer.body.data?.people).toEqual([
      { name: 'Nguyễn Thị An', mailbox: { address: 'an@example.vn' }, unread: 7, openDocuments: 2 },
      { name: 'Trần Văn Bình', mailbox: null, unread: 7, openDocuments: 4 },
      { name: 'Lê Chi', mailbox: { address: 'chi@example.vn' }, unread: 7, openDocuments: 3 },
    ]);
    expect(answer.body.errors).toEqual([
      {
        message: 'The system "mail" does not answer now. Try again later.',
        path: ['people', 1, 'mailbox'],
        extensions: {
          code: 'UNAVAILABLE',
          problems: [
            {
              code: 'UNAVAILABLE',
              path: [],
              message: 'The system "mail" does not answer now. Try again later.',
              values: { system: 'mail' },
            },
          ],
        },
      },
    ]);
    expect(answer.body.extensions?.stale).toHaveLength(3);
    expect(there.ledger.entityBatches).toEqual([{ room: 'mailboxes', ids: ['an', 'binh', 'chi'] }]);
    expect(refused.body.data).toEqual({ me: { name: 'Nguyễn Thị An', mailbox: null } });
    expect(refused.body.errors![0]!.extensions.code).toBe('UNAUTHENTICATED');
    await gateway.close();
    await remote.close();
  });

  it('costs the page one field when it is down', async () => {
    const town = buildTown();
    const gateway = await openTown(town, {
      subgraphs: [town.persons, town.documents],
      remotes: [{ name: 'mailboxes', url: 'http://127.0.0.1:9/graphql', sdl: town.mailboxes.sdl }],
    });

    const answer = await post(`${gateway.url}/graphql`, { query: '{ me { name mailbox { address } openDocuments } }' });

    expect(answer.body.data).toEqual({ me: { name: 'Nguyễn Thị An', mailbox: null, openDocuments: 2 } });
    expect(answer.body.errors).toMatchObject([{ extensions: { code: 'UNAVAILABLE' } }]);
    await gateway.close();
  });
});
