/** Role changes on a real store: told once at their instant, read from cursors, joined to a snapshot, and let go in time. */
import { OutboxEvent } from '../../src/events/outbox-event.entity';
import { Relay } from '../../src/events';
import { silentLogger } from '../../src/shared/logger';
import { ADMINISTRATOR, City, NOW, TODAY } from '../../src/subgraphs/organisation/room.fixture';
import type { Principal } from '../../src/subgraphs/identity/face';
import { Announcement } from '../../src/subgraphs/organisation/announcement.entity';
import { tellDue } from '../../src/subgraphs/organisation/announcements';

let city: City;

beforeEach(async () => {
  city = await City.open();
});

afterEach(async () => {
  await city.close();
});

interface Change {
  readonly id: string;
  readonly cursor: string;
  readonly kind: string;
  readonly inForce: boolean | null;
  readonly appointmentId: string | null;
  readonly previousAppointmentId: string | null;
  readonly effectiveAt: string;
  readonly person: { readonly id: string; readonly fullName: string } | null;
  readonly post: { readonly title: string } | null;
}

const CHANGE =
  'id cursor kind inForce appointmentId previousAppointmentId effectiveAt person { id fullName } post { title }';
const PAGE = `query($after: String, $first: Int) { roleChanges(after: $after, first: $first) { edges { node { ${CHANGE} } } pageInfo { endCursor hasNextPage } } }`;
const SNAPSHOT = `query($after: String, $first: Int, $unitIds: [ID!]) { officeSnapshot(after: $after, first: $first, unitIds: $unitIds) { cursor holders { totalCount pageInfo { endCursor hasNextPage } edges { node { appointmentId mode startsOn suspended person { id fullName } post { id title } unit { id } } } } } }`;

interface Page {
  readonly roleChanges: {
    readonly edges: readonly { readonly node: Change }[];
    readonly pageInfo: { readonly endCursor: string; readonly hasNextPage: boolean };
  };
}

interface Snapshot {
  readonly officeSnapshot: {
    readonly cursor: string;
    readonly holders: {
      readonly totalCount: number;
      readonly pageInfo: { readonly endCursor: string | null; readonly hasNextPage: boolean };
      readonly edges: readonly { readonly node: { readonly appointmentId: string; readonly suspended: boolean } }[];
    };
  };
}

async function changes(after: string | null = null): Promise<Change[]> {
  await city.relay();
  const all: Change[] = [];
  for (let from = after; ;) {
    const { roleChanges } = (await city.data(PAGE, { after: from, first: 500 })) as unknown as Page;
    all.push(...roleChanges.edges.map(({ node }) => node));
    if (!roleChanges.pageInfo.hasNextPage) return all;
    from = roleChanges.pageInfo.endCursor;
  }
}

async function endOfLog(): Promise<string> {
  await city.relay();
  return ((await city.data(PAGE, { first: 500 })) as unknown as Page).roleChanges.pageInfo.endCursor;
}

async function codes(source: string, variables: Record<string, unknown>, who?: Principal): Promise<unknown[]> {
  const { errors = [] } = await city.ask(source, variables, who ?? ADMINISTRATOR);
  return errors.map((error) => error.extensions.code);
}

const announce = (): Promise<number> => city.room.announcements.announceDue(city.clock.now());

describe('announcing', () => {
  it('marks all that a step tells by one statement', async () => {
    const people: string[] = [];
    for (const name of ['An', 'Bình', 'Chi']) people.push(await city.person('Nguyễn', 'Thị', name));
    await city.record({
      effectiveOn: '2026-05-10',
      appoint: people.map((personId) => ({ personId, postId: 'so-a/pho' })),
    });
    city.clock.set(new Date('2026-05-12T02:00:00.000Z'));
    const statements: unknown[] = [];

    await city.store.write(async (tx) => {
      const update = tx.manager.update.bind(tx.manager);
      tx.manager.update = (...statement) => (statements.push(statement[0]), update(...statement));
      await tellDue(tx).finally(() => (tx.manager.update = update));
    });

    expect(statements).toEqual([Announcement]);
    expect(await announce()).toBe(0);
    expect((await changes()).filter(({ kind }) => kind === 'APPOINTED')).toHaveLength(3);
  });

  it('tells once what two processes find due after a night asleep, each in its turn', async () => {
    const an = await city.person('Nguyễn', 'Thị', 'An');
    const from = await endOfLog();
    await city.record({ effectiveOn: '2026-05-10', appoint: [{ personId: an, postId: 'so-a/giam-doc' }] });
    const binh = await city.person('Trần', 'Văn', 'Bình');
    await city.record({ effectiveOn: '2026-05-08', appoint: [{ personId: binh, postId: 'so-b/giam-doc' }] });
    city.clock.set(new Date('2026-05-12T02:00:00.000Z'));

    const told = await Promise.all([announce(), announce()]);

    expect(told[0]! + told[1]!).toBe(2);
    const heard = (await changes(from)).map(({ kind, person }) => `${kind} ${person?.fullName}`);
    expect(heard).toEqual([
      'SCHEDULED Nguyễn Thị An',
      'SCHEDULED Trần Văn Bình',
      'APPOINTED Trần Văn Bình',
      'APPOINTED Nguyễn Thị An',
    ]);
  });

  it('tells nothing twice when the clock steps back over an instant and comes again', async () => {
    const an = await city.person('Nguyễn', 'Thị', 'An');
    await city.record({ effectiveOn: '2026-05-10', appoint: [{ personId: an, postId: 'so-a/giam-doc' }] });
    city.clock.set(new Date('2026-05-09T17:00:00.000Z'));
    expect(await announce()).toBe(1);

    city.clock.set(new Date('2026-05-09T16:59:59.000Z'));
    const before = await announce();
    city.clock.set(new Date('2026-05-09T17:00:01.000Z'));

    expect([before, await announce()]).toEqual([0, 0]);
  });

  it('shows names and titles as they are on that day, though decided before they changed', async () => {
    const an = await city.person('Nguyễn', 'Thị', 'An');
    const from = await endOfLog();
    await city.record({ effectiveOn: '2026-06-01', appoint: [{ personId: an, postId: 'so-a/giam-doc' }] });
    await city.record({
      effectiveOn: '2026-05-20',
      changeName: [{ personId: an, familyName: 'Lê', middleName: 'Thị', givenName: 'An' }],
    });
    city.clock.set(new Date('2026-06-01T02:00:00.000Z'));

    await announce();

    const heard = (await changes(from)).map(({ kind, person }) => `${kind} ${person?.fullName}`);
    expect(heard).toEqual([
      'SCHEDULED Nguyễn Thị An',
      'SCHEDULED Lê Thị An',
      'NAME_CHANGED Lê Thị An',
      'APPOINTED Lê Thị An',
    ]);
  });

  it('tells what had come due before a decision of that moment, and in the order of a decision’s own lines', async () => {
    const an = await city.person('Nguyễn', 'Thị', 'An');
    const from = await endOfLog();
    await city.record({ effectiveOn: '2026-05-10', appoint: [{ personId: an, postId: 'so-a/giam-doc' }] });
    city.clock.set(new Date('2026-05-11T02:00:00.000Z'));

    await city.record({ effectiveOn: '2026-05-11', end: [{ personId: an, reason: 'RESIGNED' }] });
    await announce();

    expect((await changes(from)).map(({ kind, inForce }) => `${kind} ${inForce}`)).toEqual([
      'SCHEDULED false',
      'APPOINTED false',
      'ENDED false',
    ]);
  });

  it('tells the end that an earlier leaving gives an appointment learnt of later', async () => {
    const an = await city.person('Nguyễn', 'Thị', 'An');
    await city.appoint(an, 'so-a/giam-doc', '2026-01-05');
    await city.record({ effectiveOn: '2026-06-01', end: [{ personId: an, reason: 'RETIRED' }] });
    const from = await endOfLog();

    await city.record({ effectiveOn: '2026-02-02', appoint: [{ personId: an, postId: 'so-b/pho' }] });
    city.clock.set(new Date('2026-06-01T02:00:00.000Z'));
    await announce();

    expect((await changes(from)).map(({ kind, inForce, post }) => `${kind} ${post?.title} ${inForce}`)).toEqual([
      'APPOINTED Phó Giám đốc true',
      'SCHEDULED Phó Giám đốc true',
      'ENDED Giám đốc false',
      'ENDED Phó Giám đốc false',
    ]);
  });

  it('names the appointment that a transfer ends, and both when it is annulled', async () => {
    const an = await city.person('Nguyễn', 'Thị', 'An');
    const old = await city.appoint(an, 'so-a/giam-doc', '2026-01-05');
    const from = await endOfLog();

    const paper = await city.record({ transfer: [{ appointmentId: old, toPostId: 'so-b/giam-doc' }] });
    await city.annul(paper);

    const heard = await changes(from);
    expect(heard.map(({ kind, inForce }) => `${kind} ${inForce}`)).toEqual([
      'TRANSFERRED true',
      'ANNULLED false',
      'ANNULLED true',
    ]);
    expect(heard[0]!.previousAppointmentId).toBe(old);
    expect(heard[2]!.appointmentId).toBe(old);
  });
});

describe('cursors', () => {
  it('are refused when they are of another city, made by hand, altered, or ahead of the log', async () => {
    const other = await City.open();
    const foreign = await (async () => {
      const page = (await other.data(PAGE, { first: 1 })) as unknown as Page;
      await other.close();
      return page.roleChanges.pageInfo.endCursor;
    })();
    const own = await endOfLog();
    const plain = Buffer.from(own, 'base64url').toString();
    const altered = Buffer.from(plain.replace(/:(\d+)/, ':1')).toString('base64url');
    const byHand = Buffer.from('rc:1').toString('base64url');
    const snapshot = (await city.data(SNAPSHOT, { first: 1 })) as unknown as Snapshot;

    for (const after of [foreign, altered, byHand, '', 'x', 'ñ€', 'A'.repeat(5_000)]) {
      expect(await codes(PAGE, { after })).toEqual(['INVALID_CURSOR']);
    }
    expect(await codes(SNAPSHOT, { after: snapshot.officeSnapshot.cursor })).toEqual(['INVALID_CURSOR']);
    await city.store.write((tx) => tx.manager.deleteAll(OutboxEvent));
    expect(await codes(PAGE, { after: own })).toEqual(['INVALID_CURSOR']);
  });

  it('say so when what follows them has been let go, and go on when nothing was missed', async () => {
    const start = await endOfLog();
    const an = await city.person('Nguyễn', 'Thị', 'An');
    await city.appoint(an, 'so-a/giam-doc');
    const old = await endOfLog();
    await city.appoint(an, 'so-b/pho');
    const older = await endOfLog();
    city.clock.advance(91 * 86_400_000);
    await city.store.write(async (tx) => {
      const event = { id: 'x', at: tx.now, topic: 'operation', once: null, payload: '{}', seq: null };
      await tx.manager.insert(OutboxEvent, event);
    });

    await city.relay();
    const swept = await new Relay(city.store, silentLogger).sweep();

    expect(swept).toBe(0); // another holds the lease
    city.clock.advance(10_000);
    expect(await new Relay(city.store, silentLogger, { keptDays: 90 }).sweep()).toBeGreaterThan(3);
    expect(await codes(PAGE, { after: start })).toEqual(['CURSOR_EXPIRED']);
    expect(await codes(PAGE, { after: old })).toEqual(['CURSOR_EXPIRED']);
    expect(await changes(older)).toEqual([]);
    city.clock.advance(10_000);
    await city.appoint(an, 'so-b/van-thu', TODAY);
    expect((await changes(older)).map(({ kind }) => kind)).toEqual(['APPOINTED']);
    expect((await changes()).map(({ kind }) => kind)).toEqual(['APPOINTED']);
  });

  it('are not for one without the right', async () => {
    const person: Principal = { ...ADMINISTRATOR, kind: 'person', roles: ['person'] };

    expect(await codes(SNAPSHOT, { unitIds: ['so-a'] }, person)).toEqual(['FORBIDDEN']);
    expect(await codes('{ roleChanges(unitIds: ["so-a"]) { totalCount } }', {}, person)).toEqual(['FORBIDDEN']);
  });
});

describe('a snapshot', () => {
  const held = async (after: string | null, first = 500): Promise<Snapshot['officeSnapshot']> =>
    ((await city.data(SNAPSHOT, { after, first })) as unknown as Snapshot).officeSnapshot;

  it('holds what every change up to its cursor did, without a relay and at the very instant', async () => {
    const an = await city.person('Nguyễn', 'Thị', 'An');
    const binh = await city.person('Trần', 'Văn', 'Bình');
    await city.appoint(an, 'so-a/giam-doc');
    await city.record({ effectiveOn: '2026-05-10', appoint: [{ personId: binh, postId: 'so-b/giam-doc' }] });
    await city.record({ effectiveOn: '2026-05-10', suspend: [{ personId: an }] });
    city.clock.set(new Date('2026-05-09T17:00:00.000Z'));

    const { cursor, holders } = await held(null);

    expect(holders.totalCount).toBe(2);
    expect(holders.edges.map(({ node }) => node)).toMatchObject([
      { person: { fullName: 'Nguyễn Thị An' }, post: { id: 'so-a/giam-doc', title: 'Giám đốc' }, suspended: true },
      {
        person: { fullName: 'Trần Văn Bình' },
        unit: { id: 'so-b' },
        mode: 'OFFICIAL',
        startsOn: '2026-05-10',
        suspended: false,
      },
    ]);
    expect(await announce()).toBe(0);
    expect(await changes(cursor)).toEqual([]);
  });

  it('of a unit holds those below it too', async () => {
    const an = await city.person('Nguyễn', 'Thị', 'An');
    await city.appoint(an, 'so-a-p1/giam-doc');

    const count = async (unitId: string): Promise<number> =>
      ((await city.data(SNAPSHOT, { unitIds: [unitId] })) as unknown as Snapshot).officeSnapshot.holders.totalCount;

    expect([await count('so-a'), await count('so-b'), await count('nowhere')]).toEqual([1, 0, 0]);
  });

  it('takes the writers’ turn for its first page alone', async () => {
    for (const name of ['An', 'Bình', 'Chi']) await city.appoint(await city.person('Nguyễn', 'Thị', name), 'so-a/pho');
    const first = await held(null, 1);
    let commits = 0;
    const stop = city.store.onCommit(() => (commits += 1));

    const second = await held(first.holders.pageInfo.endCursor, 1);
    const third = await held(second.holders.pageInfo.endCursor, 1);
    stop();

    expect(commits).toBe(0);
    const pages = [first, second, third];
    expect(new Set(pages.map(({ cursor }) => cursor)).size).toBe(1);
    expect(pages.map(({ holders }) => [holders.totalCount, holders.pageInfo.hasNextPage])).toEqual([
      [3, true],
      [3, true],
      [3, false],
    ]);
    expect(new Set(pages.flatMap(({ holders }) => holders.edges.map(({ node }) => node.appointmentId))).size).toBe(3);
  });

  it('with the changes after it gives what a later snapshot gives, whatever is written meanwhile', async () => {
    const people: string[] = [];
    for (let count = 0; count < 12; count += 1)
      people.push(await city.person('Phạm', 'Văn', `Số ${'abcdefghijkl'[count]}`));
    const open = new Map<string, string>();
    const writers = new AbortController();
    let turn = 0;
    const write = async (): Promise<void> => {
      while (!writers.signal.aborted) {
        const personId = people[turn % people.length]!;
        const appointmentId = open.get(personId);
        if (appointmentId === undefined)
          open.set(personId, await city.appoint(personId, turn % 2 ? 'so-a/pho' : 'so-b/pho'));
        else if (turn % 5 === 0) {
          const paper = await city.record({ end: [{ appointmentId, reason: 'RESIGNED' }] });
          if (turn % 2) await city.annul(paper);
          else open.delete(personId);
        } else {
          await city.record({ end: [{ appointmentId, reason: 'RESIGNED' }] });
          open.delete(personId);
        }
        turn += 1;
      }
    };
    const relaying = async (): Promise<void> => {
      while (!writers.signal.aborted) {
        await city.relay();
        await new Promise((resolve) => setTimeout(resolve, 7));
      }
    };
    const work = [write(), relaying()];
    const taken: { cursor: string; ids: Set<string>; pages: number }[] = [];

    for (let round = 0; round < 25; round += 1) {
      const first = await held(null, round % 2 ? 3 : 500);
      const ids = new Set(first.holders.edges.map(({ node }) => node.appointmentId));
      let page = first;
      let pages = 1;
      while (page.holders.pageInfo.hasNextPage) {
        page = await held(page.holders.pageInfo.endCursor, 3);
        expect(page.cursor).toBe(first.cursor);
        for (const { node } of page.holders.edges) ids.add(node.appointmentId);
        pages += 1;
      }
      taken.push({ cursor: first.cursor, ids, pages });
    }
    writers.abort();
    await Promise.all(work);
    const last = await held(null);

    expect(turn).toBeGreaterThan(20);
    expect(taken.some(({ pages }) => pages > 1)).toBe(true);
    const truth = last.holders.edges.map(({ node }) => node.appointmentId).sort();
    for (const { cursor, ids, pages } of taken) {
      for (const change of await changes(cursor)) {
        if (change.appointmentId === null) continue;
        // of one page nothing is told that it already shows
        if (pages === 1 && change.kind === 'APPOINTED' && change.inForce)
          expect(ids.has(change.appointmentId)).toBe(false);
        if (change.inForce) ids.add(change.appointmentId);
        else ids.delete(change.appointmentId);
        if (change.previousAppointmentId !== null) ids.delete(change.previousAppointmentId);
      }
      expect([...ids].sort()).toEqual(truth);
    }
  });
});

it('keeps the order of decisions of one millisecond', async () => {
  const from = await endOfLog();
  const people: string[] = [];
  for (let count = 0; count < 20; count += 1)
    people.push(await city.person('Lý', '', `Thứ ${'abcdefghijklmnopqrst'[count]}`));

  await city.record({ appoint: people.map((personId) => ({ personId, postId: 'so-a/pho' })) });

  expect((await changes(from)).map(({ person }) => person?.id)).toEqual(people);
  expect(NOW < city.clock.now()).toBe(true);
});
