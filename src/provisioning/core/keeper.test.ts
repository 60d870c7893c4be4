import * as fc from 'fast-check';
import { addDays } from '../../shared/day';
import { keepings, type Keeping } from './keeper';
import { keeperOffice, type KeeperHolding, type KeeperPost, type KeeperUnit } from './keeper-office';

const LEAVES = '2026-03-01';
const LATER = '2026-03-20';

function unit(id: string, parentId: string | null, more: Partial<KeeperUnit> = {}): KeeperUnit {
  return { id, parentId, startsOn: '2000-01-01', endsOn: null, successorIds: [], ...more };
}

function post(id: string, more: Partial<KeeperPost> = {}): KeeperPost {
  const [unitId = '', position = ''] = id.split('/');
  const answersFor = position === 'head' ? 'unit' : position === 'clerk' ? 'records' : null;
  const seats = position === 'head' ? 1 : null;
  const rank = position === 'head' ? 1 : 5;
  return { id, unitId, answersFor, rank, seats, mappedToId: null, startsOn: '2000-01-01', endsOn: null, ...more };
}

function holds(personId: string, postId: string, more: Partial<KeeperHolding> = {}): KeeperHolding {
  const startsOn = more.startsOn ?? '2020-01-01';
  return {
    id: `${personId}@${postId}@${startsOn}`,
    personId,
    login: personId,
    postId,
    mode: 'official',
    successorId: null,
    startsOn,
    endsOn: null,
    pauses: [],
    ...more,
  };
}

const UNITS = [unit('city', null), unit('dept', 'city'), unit('division', 'dept')];
const POSTS = UNITS.flatMap(({ id }) => ['head', 'deputy', 'clerk'].map((position) => post(`${id}/${position}`)));

function keeper(
  holdings: readonly KeeperHolding[],
  on: string,
  more: { readonly units?: readonly KeeperUnit[]; readonly posts?: readonly KeeperPost[] } = {},
): Keeping {
  const office = keeperOffice(more.units ?? UNITS, more.posts ?? POSTS, holdings);
  const [keeping] = keepings(office, [holdings[0]?.id ?? ''], on);
  if (keeping === undefined) throw new Error('nothing was left');
  return keeping;
}

const CHAIR = holds('chair', 'city/head');
const leaver = (more: Partial<KeeperHolding> = {}): KeeperHolding =>
  holds('leaver', 'dept/head', { endsOn: LEAVES, ...more });

it('is nobody while the appointment is in force', () => {
  const office = keeperOffice(UNITS, POSTS, [leaver(), CHAIR]);

  expect(keepings(office, [leaver().id], addDays(LEAVES, -1))).toEqual([]);
});

it('is the successor that the decision names', () => {
  const keeping = keeper([leaver({ successorId: 'next' }), CHAIR, holds('next', 'dept/deputy')], LEAVES);

  expect(keeping.keeper).toMatchObject({ personId: 'next', because: 'named' });
  expect(keeping.carries).toEqual(['dept/head']);
});

it('passes over a named successor who is not in office that day', () => {
  const away = holds('next', 'dept/deputy', { pauses: [{ startsOn: LEAVES, endsOn: LATER }] });

  expect(keeper([leaver({ successorId: 'next' }), CHAIR, away], LEAVES).keeper.personId).toBe('chair');
  expect(keeper([leaver({ successorId: 'next' }), CHAIR, away], LATER).keeper.personId).toBe('next');
});

it('is the head above until a successor is appointed weeks later, and then the successor by right', () => {
  const holdings = [leaver(), CHAIR, holds('new', 'dept/head', { startsOn: LATER })];

  expect(keeper(holdings, addDays(LATER, -1)).keeper).toMatchObject({ personId: 'chair', because: 'headAbove' });
  expect(keeper(holdings, LATER)).toMatchObject({
    keeper: { personId: 'new', because: 'holder' },
    carries: [],
    vacant: false,
  });
});

it.each([
  ['acting', 'acting'],
  ['in-charge', 'inCharge'],
] as const)('is who holds the post %s, before the head above', (mode, because) => {
  const keeping = keeper([leaver(), CHAIR, holds('stand-in', 'dept/head', { mode, startsOn: LEAVES })], LEAVES);

  expect(keeping).toMatchObject({ keeper: { personId: 'stand-in', because }, carries: [] });
});

it('is the head of the unit for who serves under them, and never the leaver who heads it now', () => {
  const deputy = holds('leaver', 'dept/deputy', { endsOn: LEAVES });
  const promoted = holds('leaver', 'dept/head', { startsOn: LEAVES });

  expect(keeper([deputy, CHAIR, holds('head', 'dept/head')], LEAVES).keeper).toMatchObject({
    personId: 'head',
    because: 'head',
  });
  expect(keeper([deputy, promoted, CHAIR], LEAVES).keeper).toMatchObject({ personId: 'chair', because: 'headAbove' });
});

it('keeps several seats apart: who left first is followed by who came first', () => {
  const first = holds('first', 'dept/deputy', { endsOn: '2026-02-01' });
  const second = holds('second', 'dept/deputy', { endsOn: LEAVES });
  const stays = holds('stays', 'dept/deputy');
  const comes = holds('comes', 'dept/deputy', { startsOn: LATER });
  const rest = [stays, comes, CHAIR, holds('head', 'dept/head')];

  expect(keeper([first, second, ...rest], LEAVES)).toMatchObject({
    keeper: { personId: 'head' },
    carries: ['dept/deputy#first'],
  });
  expect(keeper([first, second, ...rest], LATER).keeper).toMatchObject({ personId: 'comes', because: 'appointed' });
  expect(keeper([second, first, ...rest], LATER).keeper).toMatchObject({ personId: 'head', because: 'head' });
});

it('follows a seat through who took it and left it too', () => {
  const first = holds('first', 'dept/deputy', { endsOn: '2026-02-01' });
  const took = holds('took', 'dept/deputy', { startsOn: '2026-02-10', endsOn: LEAVES });
  const now = holds('now', 'dept/deputy', { startsOn: LATER });

  expect(keeper([first, took, now, CHAIR], LEAVES).keeper.personId).toBe('chair');
  expect(keeper([first, took, now, CHAIR], LATER).keeper.personId).toBe('now');
});

it('gives what is addressed to a post that its last holder left to one keeper alone', () => {
  const gone = ['a', 'b'].map((id) => holds(id, 'dept/deputy', { endsOn: LEAVES }));
  const office = keeperOffice(UNITS, POSTS, [...gone, CHAIR]);

  const carried = keepings(
    office,
    gone.map(({ id }) => id),
    LEAVES,
  ).flatMap(({ carries }) => carries);

  expect(carried.sort()).toEqual(['dept/deputy', 'dept/deputy#a', 'dept/deputy#b']);
});

it('goes with the post to whoever holds the one that it was mapped to, and else to who leads the unit that came after', () => {
  const units = [
    ...UNITS.filter(({ id }) => id !== 'dept'),
    unit('dept', 'city', { endsOn: LEAVES, successorIds: ['merged'] }),
    unit('merged', 'city', { startsOn: LEAVES }),
  ];
  const posts = [
    ...POSTS.filter(({ unitId }) => unitId !== 'dept'),
    post('merged/head'),
    post('dept/deputy', { endsOn: LEAVES }),
    post('dept/head', { endsOn: LEAVES, mappedToId: 'merged/head' }),
  ];
  const leads = holds('leads', 'merged/head', { startsOn: LEAVES });
  const deputy = holds('leaver', 'dept/deputy', { endsOn: LEAVES });

  expect(keeper([leaver(), leads, CHAIR], LEAVES, { units, posts })).toMatchObject({
    keeper: { personId: 'leads' },
    closed: true,
  });
  expect(keeper([deputy, leads, CHAIR], LEAVES, { units, posts }).keeper).toMatchObject({
    personId: 'leads',
    because: 'head',
  });
  expect(keeper([leaver(), CHAIR], LEAVES, { units, posts }).keeper).toMatchObject({
    personId: 'chair',
    because: 'headAbove',
  });
});

it('is a records clerk when the whole leadership goes on one day, and the queue where nobody is there at all', () => {
  const gone = [leaver(), holds('deputy', 'dept/deputy', { endsOn: LEAVES }), { ...CHAIR, endsOn: LEAVES }];
  const clerk = holds('clerk', 'dept/clerk');

  expect(keeper([...gone, clerk], LEAVES).keeper).toMatchObject({
    personId: 'clerk',
    because: 'clerk',
    unitId: 'dept',
  });
  expect(keeper([...gone, holds('above', 'city/clerk')], LEAVES).keeper).toMatchObject({
    personId: 'above',
    unitId: 'city',
  });
  expect(keeper(gone, LEAVES).keeper).toEqual({ personId: null, because: 'queue', unitId: 'dept' });
});

describe('invariant 18: one live owner', () => {
  const anyDay = fc.integer({ min: 0, max: 40 }).map((offset) => addDays('2026-01-01', offset));
  const anyHolding = fc
    .record({
      person: fc.integer({ min: 0, max: 6 }),
      postId: fc.constantFrom(...POSTS.map(({ id }) => id)),
      startsOn: anyDay,
      days: fc.option(fc.integer({ min: 1, max: 20 })),
      mode: fc.constantFrom('official' as const, 'acting' as const, 'in-charge' as const),
      named: fc.option(fc.integer({ min: 0, max: 6 })),
      pause: fc.option(fc.tuple(anyDay, fc.integer({ min: 1, max: 10 }))),
    })
    .map(({ person, postId, startsOn, days, mode, named, pause }) =>
      holds(`p${person}`, postId, {
        startsOn,
        mode,
        endsOn: days === null ? null : addDays(startsOn, days),
        successorId: named === null ? null : `p${named}`,
        pauses: pause === null ? [] : [{ startsOn: pause[0], endsOn: addDays(pause[0], pause[1]) }],
      }),
    );

  it('keeps each thing with exactly one person, who is in office that day and is not the leaver', () => {
    fc.assert(
      fc.property(fc.array(anyHolding, { maxLength: 14 }), anyDay, (drawn, on) => {
        const holdings = drawn.map((one, index) => ({ ...one, id: `a${index}`, login: `${one.personId}-${index}` }));
        const office = keeperOffice(UNITS, POSTS, holdings);
        const inForce = (one: KeeperHolding): boolean => one.startsOn <= on && (one.endsOn === null || on < one.endsOn);
        const present = (personId: string): boolean =>
          holdings.some(
            (one) =>
              one.personId === personId &&
              inForce(one) &&
              !one.pauses.some((pause) => pause.startsOn <= on && (pause.endsOn === null || on < pause.endsOn)),
          );
        const left = holdings.filter((one) => one.endsOn !== null && one.endsOn <= on);

        const found = keepings(
          office,
          left.map(({ id }) => id),
          on,
        );

        expect(found.map(({ appointmentId }) => appointmentId)).toEqual(left.map(({ id }) => id));
        const carriers = new Map<string, Set<string>>();
        for (const [index, { keeper: who, carries }] of found.entries()) {
          for (const key of carries) {
            if (who.personId === null) continue;
            carriers.set(key, new Set([...(carriers.get(key) ?? []), who.personId]));
            expect(present(who.personId)).toBe(true);
            expect(who.personId).not.toBe(left[index]?.personId);
          }
          if (who.personId === null) expect(who.because).toBe('queue');
        }
        for (const persons of carriers.values()) expect(persons.size).toBe(1);
        // What is addressed to a post that somebody left is never nobody's: its holder has it, or one keeper.
        for (const postId of new Set(left.map((one) => one.postId))) {
          if (holdings.some((one) => one.postId === postId && inForce(one))) expect(carriers.has(postId)).toBe(false);
          else expect(found.filter(({ carries }) => carries.includes(postId))).toHaveLength(1);
        }
      }),
      { numRuns: 500 },
    );
  });
});
