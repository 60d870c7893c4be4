/** What every room keeps: an audit row and an event with each change, one effect of one key, a schema that composes. */
import { composeServices } from '@theguild/federation-composition';
import { parse } from 'graphql';
import { ADMIN, codeOf, OF_UNIT, TabletsTown } from '../../../test/fakes/tablets-town';
import { AuditRecord } from '../../audit/audit-record.entity';
import { OutboxEvent } from '../../events/outbox-event.entity';

let town: TabletsTown;

beforeAll(async () => {
  town = await TabletsTown.open();
});

afterEach(() => town.clock.advance(1_000));

afterAll(() => town.close());

it('writes the audit row and the event with every change', async () => {
  const id = await town.received('AUDIT-1');
  await town.issue(id, 'p-1', OF_UNIT);
  await town.giveBack(id);

  const rows = await town.store.read.find(AuditRecord, { where: { subjectId: id }, order: { at: 'ASC' } });
  const events = (await town.store.read.findBy(OutboxEvent, { topic: 'tablet' })).map(
    (event) => JSON.parse(event.payload) as { kind: string; tabletId: string },
  );

  expect(rows.map((row) => `${row.action} ${row.actorId}`).sort()).toEqual([
    'tablet.issue ql',
    'tablet.receive admin',
    'tablet.return admin',
  ]);
  expect(events.filter((event) => event.tabletId === id)).toHaveLength(3);
});

it('does the same once under one idempotency key', async () => {
  const first = await town.receive(['ONCE-1'], ADMIN, 'so-noi-vu', 'khoa-1');
  const again = await town.receive(['ONCE-1'], ADMIN, 'so-noi-vu', 'khoa-1');
  const other = await town.receive(['ONCE-2'], ADMIN, 'so-noi-vu', 'khoa-1');

  expect(again.data).toEqual(first.data);
  expect(codeOf(other)).toBe('IDEMPOTENCY_KEY_REUSED');
});

it('composes with the room that owns Person', () => {
  const link = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])';
  const owner =
    'type Query { me: Person } type Person @key(fields: "id") { id: ID! } type Unit @key(fields: "id") { id: ID! name: String }';

  const composed = composeServices([
    { name: 'organisation', typeDefs: parse(`${link} ${owner}`), url: '' },
    { name: 'tablets', typeDefs: parse(town.room.subgraph.sdl), url: '' },
  ]);

  expect(composed.errors ?? []).toEqual([]);
});
