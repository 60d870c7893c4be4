/** Where a device is and has been: it is in one hand at a time, and comes to no hand that cannot use it. */
import { ADMIN, codeOf, dataOf, problemsOf, TabletsTown } from '../../../test/fakes/tablets-town';
import { Custody } from './custody.entity';

let town: TabletsTown;

beforeAll(async () => {
  town = await TabletsTown.open();
});

afterEach(() => town.clock.advance(1_000));

afterAll(() => town.close());

it('receives, issues and takes back, and keeps a chain without a gap', async () => {
  const id = await town.received('f9fx-1');
  town.clock.advance(1_000);
  const issued = await town.issue(id, 'p-1');
  town.clock.advance(1_000);

  const returned = await town.giveBack(id);

  expect(issued.data?.issueTablet).toMatchObject({
    serial: 'F9FX-1',
    status: 'ISSUED',
    holder: { id: 'p-1' },
    usable: true,
  });
  expect(returned.data?.returnTablet).toMatchObject({
    status: 'IN_STOCK',
    holder: null,
    usable: null,
    unit: { id: 'so-noi-vu' },
  });
  const { custody } = dataOf(returned).returnTablet;
  expect(custody.map((link) => [link.holder, link.recordNumber])).toEqual([
    [null, 'BB-01'],
    [{ id: 'p-1' }, 'BB-02'],
    [null, 'BB-03'],
  ]);
  expect(custody.map((link) => link.endsAt)).toEqual([custody[1]!.startsAt, custody[2]!.startsAt, null]);
});

it('refuses serials that are taken, repeated or malformed all at once, and stores none', async () => {
  await town.received('TAKEN-1');

  const refused = await town.receive(['NEW-1', 'taken-1', 'NEW-1', 'a\u0000b', '']);
  const again = await town.receive(['NEW-1']);

  expect(problemsOf(refused)).toEqual([
    ['SERIAL_TAKEN', 'serials.2'],
    ['INVALID_VALUE', 'serials.3'],
    ['INVALID_VALUE', 'serials.4'],
  ]);
  expect(problemsOf(await town.receive(['NEW-2', 'taken-1']))).toEqual([['SERIAL_TAKEN', 'serials.1']]);
  expect(again.errors).toBeUndefined();
  expect(codeOf(await town.receive(Array.from({ length: 201 }, (_, index) => `MANY-${index}`)))).toBe('INVALID_VALUE');
  expect(codeOf(await town.receive([]))).toBe('INVALID_VALUE');
  expect(codeOf(await town.receive(['NEW-3'], ADMIN, 'khong-co'))).toBe('NOT_FOUND');
});

it('lets one of two who reach for the same device at once have it', async () => {
  const id = await town.received('RACE-1');

  const answers = await Promise.all([town.issue(id, 'p-1'), town.issue(id, 'p-2'), town.issue(id, 'p-1')]);

  const open = await town.store.read.findBy(Custody, { openTabletId: id });
  expect(answers.filter((answer) => answer.errors === undefined)).toHaveLength(1);
  expect(answers.filter((answer) => codeOf(answer) === 'TABLET_ALREADY_ISSUED')).toHaveLength(2);
  expect(open).toHaveLength(1);
});

it('has a database that refuses a second open link of one tablet', async () => {
  const id = await town.received('RACE-2');
  const link = {
    id: 'second',
    tabletId: id,
    openTabletId: id,
    holderId: 'p-2',
    unitId: 'so-noi-vu',
    startsAt: town.clock.now(),
    endsAt: null,
    recordNumber: null,
  };

  const insert = town.store.write((tx) => tx.manager.insert(Custody, link));

  await expect(insert).rejects.toMatchObject({ driverError: { code: 'SQLITE_CONSTRAINT_UNIQUE' } });
});

it('refuses what does not fit the device’s state', async () => {
  const id = await town.received('STATE-1');

  expect(codeOf(await town.giveBack(id))).toBe('TABLET_NOT_HELD');
  expect(codeOf(await town.issue('khong-co', 'p-1'))).toBe('NOT_FOUND');
  expect(codeOf(await town.issue(id, 'x'.repeat(37)))).toBe('INVALID_VALUE');
});

it('does not hand a tablet to a person whose applications are not all ready', async () => {
  const id = await town.received('GATE-1');

  const refused = await town.issue(id, 'p-3');
  const unknown = await town.issue(id, 'p-9');

  expect(problemsOf(refused)).toEqual([
    ['APPLICATION_NOT_READY', 'personId'],
    ['APPLICATION_NOT_READY', 'personId'],
  ]);
  expect(codeOf(unknown)).toBe('APPLICATION_NOT_READY');
  expect((await town.store.read.findOneByOrFail(Custody, { openTabletId: id })).holderId).toBeNull();
});
