/** Who may manage which devices, and who sees what of them. */
import type { Asker } from '../../../test/fakes/room-context';
import { ADMIN, codeOf, OF_UNIT, TabletsTown } from '../../../test/fakes/tablets-town';

interface Page {
  readonly totalCount: number;
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
  readonly edges: readonly { readonly node: { readonly serial: string } }[];
}

const person = (id: string): Asker => ({ id, roles: ['person'], administers: [] });

let town: TabletsTown;

beforeAll(async () => {
  town = await TabletsTown.open();
});

afterEach(() => town.clock.advance(1_000));

afterAll(() => town.close());

it('lets a unit administrator manage the tablets of their own units only', async () => {
  const own = await town.received('OWN-1');
  const foreign = await town.received('FOREIGN-1', 'so-tu-phap');

  expect((await town.issue(own, 'p-1', OF_UNIT)).errors).toBeUndefined();
  expect(codeOf(await town.issue(foreign, 'p-1', OF_UNIT))).toBe('FORBIDDEN');
  expect(codeOf(await town.receive(['OWN-2'], OF_UNIT, 'so-tu-phap'))).toBe('FORBIDDEN');
  expect(codeOf(await town.issue(own, 'p-1', person('p-1')))).toBe('FORBIDDEN');
  expect(codeOf(await town.ask(`{ tablet(id: "${foreign}") { id } }`, OF_UNIT))).toBe('FORBIDDEN');
});

it('lists the register in pages, within reach, by unit and status', async () => {
  const serials = Array.from({ length: 7 }, (_, index) => `LIST-${index}`);
  await town.receive(serials, ADMIN, 'so-y-te');
  const list = (args: string): string =>
    `{ tablets(${args}) { totalCount pageInfo { hasNextPage endCursor } edges { node { serial status } } } }`;

  const first = (await town.ask(list('unitId: "so-y-te", status: "IN_STOCK", first: 4'))).data?.tablets as Page;
  const second = (await town.ask(list(`unitId: "so-y-te", first: 4, after: "${first.pageInfo.endCursor}"`))).data
    ?.tablets as Page;
  const ofUnit = (await town.ask(list('first: 500'), OF_UNIT)).data?.tablets as Page;

  expect([...first.edges, ...second.edges].map(({ node }) => node.serial)).toEqual(serials);
  expect([first.totalCount, first.pageInfo.hasNextPage, second.pageInfo.hasNextPage]).toEqual([7, true, false]);
  expect(ofUnit.edges.some(({ node }) => node.serial.startsWith('LIST'))).toBe(false);
  expect(codeOf(await town.ask(list('unitId: "so-y-te"'), OF_UNIT))).toBe('FORBIDDEN');
  expect(codeOf(await town.ask(list('first: 1'), person('p-1')))).toBe('FORBIDDEN');
  expect(codeOf(await town.ask(list('status: "LOST"')))).toBe('INVALID_VALUE');
});

it('shows a person their tablets and applications, and to others what they may see', async () => {
  const id = await town.received('MINE-1');
  await town.issue(id, 'p-2');
  const source = `query ($keys: [_Any!]!) { _entities(representations: $keys) {
    ... on Person { id tablets { serial status } applications { id name url status folder unit { id } } } ... on Tablet { serial } } }`;
  const keys = [
    { __typename: 'Person', id: 'p-2' },
    { __typename: 'Tablet', id },
  ];

  const own = await town.ask(source, person('p-2'), { keys });
  const other = await town.ask(source, person('p-1'), { keys });
  const unitAdministrator = await town.ask(source, OF_UNIT, { keys });

  const tablets = [{ serial: 'MINE-1', status: 'ISSUED' }];
  expect(own.data?._entities).toMatchObject([
    {
      tablets,
      applications: [
        { id: 'mail', url: 'https://mail.hanoi.gov.vn', status: 'READY', folder: 'Điều hành Thành phố', unit: null },
        { id: 'qlvb:so-noi-vu', status: 'READY', unit: { id: 'so-noi-vu' } },
      ],
    },
    { serial: 'MINE-1' },
  ]);
  expect(other.data?._entities).toEqual([{ id: 'p-2', tablets: null, applications: null }, null]);
  expect(unitAdministrator.data?._entities).toMatchObject([
    { tablets, applications: [{ id: 'mail' }, {}] },
    { serial: 'MINE-1' },
  ]);
});
