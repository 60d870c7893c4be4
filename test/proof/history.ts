/**
 * Random histories: what people decide and do, what fails, and what the clock does. A step is made of small numbers that
 * the driver turns into persons, posts and days of the town as it is by then, so that a shrunk history still makes sense.
 */
import * as fc from 'fast-check';
import { WRITE_BOUNDARIES, type WriteBoundary } from '../../src/shared/write-boundary';
import { LINE_KINDS } from '../../src/subgraphs/organisation/office/input';
import { POLICIES, type PolicyName } from './bench';
import type { LineKind } from './oracle';
import { FAULTS, type Fault } from './weather';

export interface LineSeed {
  readonly kind: LineKind;
  readonly who: number;
  readonly where: number;
  readonly mode: number;
  /** Days until it ends by itself; 0 for no end. */
  readonly ends: number;
  readonly flag: boolean;
}

export type Act =
  | { readonly act: 'decide'; readonly lines: readonly LineSeed[]; readonly on: number; readonly same: boolean }
  | { readonly act: 'reorganise'; readonly which: number; readonly on: number }
  | { readonly act: 'annul'; readonly which: number }
  | { readonly act: 'lock'; readonly who: number; readonly where: number; readonly hours: number }
  | { readonly act: 'unlock'; readonly who: number }
  | { readonly act: 'except'; readonly who: number; readonly where: number; readonly days: number }
  | { readonly act: 'hire'; readonly who: number }
  | { readonly act: 'rename'; readonly who: number; readonly where: number }
  | { readonly act: 'plant'; readonly who: number; readonly where: number }
  | { readonly act: 'paper'; readonly who: number }
  | { readonly act: 'fault'; readonly where: number; readonly fault: Fault }
  | { readonly act: 'heal' }
  | { readonly act: 'clock'; readonly to: Clock }
  | { readonly act: 'policy'; readonly name: PolicyName }
  | { readonly act: 'approve'; readonly which: number; readonly hash: 'right' | 'wrong' }
  | { readonly act: 'scan' }
  | { readonly act: 'tamper'; readonly how: number; readonly which: number }
  | { readonly act: 'quiet' };

const CLOCKS = ['midnight', 'hours', 'days', 'month', 'quarter', 'years', 'back'] as const;
export type Clock = (typeof CLOCKS)[number];

/** How the process lives through a step. */
export type How =
  | { readonly how: 'work' }
  | { readonly how: 'lost' }
  | { readonly how: 'doubled' }
  | { readonly how: 'two-workers' }
  | { readonly how: 'paused-worker' }
  | { readonly how: 'dies'; readonly at: WriteBoundary; readonly count: number; readonly known: boolean };

export type Step = Act & { readonly by: How };

const small = fc.nat({ max: 30 });
/** Those that change access most, more often. */
const anyKind = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom<LineKind>('appoint', 'end', 'transfer', 'suspend', 'delegate') },
  { weight: 2, arbitrary: fc.constantFrom<LineKind>(...LINE_KINDS) },
);
const anyOn = fc.oneof(
  { weight: 4, arbitrary: fc.constant(0) },
  { weight: 2, arbitrary: fc.integer({ min: -60, max: -1 }) },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 40 }) },
);

function lineOf(kind: fc.Arbitrary<LineKind>): fc.Arbitrary<LineSeed> {
  return fc.record({
    kind,
    who: small,
    where: small,
    mode: fc.nat({ max: 7 }),
    ends: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.integer({ min: 1, max: 60 }) }),
    flag: fc.boolean(),
  });
}

const ARBITRARIES: { readonly [K in Act['act']]: fc.Arbitrary<Extract<Act, { act: K }>> } = {
  decide: fc.record({
    act: fc.constant('decide' as const),
    lines: fc.array(lineOf(anyKind), { minLength: 1, maxLength: 3 }),
    on: anyOn,
    same: fc.boolean(),
  }),
  reorganise: fc.record({ act: fc.constant('reorganise' as const), which: small, on: anyOn }),
  annul: fc.record({ act: fc.constant('annul' as const), which: small }),
  lock: fc.record({ act: fc.constant('lock' as const), who: small, where: small, hours: fc.nat({ max: 60 }) }),
  unlock: fc.record({ act: fc.constant('unlock' as const), who: small }),
  except: fc.record({
    act: fc.constant('except' as const),
    who: small,
    where: small,
    days: fc.integer({ min: 1, max: 40 }),
  }),
  hire: fc.record({ act: fc.constant('hire' as const), who: small }),
  rename: fc.record({ act: fc.constant('rename' as const), who: small, where: small }),
  plant: fc.record({ act: fc.constant('plant' as const), who: small, where: small }),
  paper: fc.record({ act: fc.constant('paper' as const), who: small }),
  fault: fc.record({ act: fc.constant('fault' as const), where: small, fault: fc.constantFrom(...FAULTS) }),
  heal: fc.constant({ act: 'heal' as const }),
  clock: fc.record({ act: fc.constant('clock' as const), to: fc.constantFrom(...CLOCKS) }),
  policy: fc.record({ act: fc.constant('policy' as const), name: fc.constantFrom(...POLICIES) }),
  approve: fc.record({
    act: fc.constant('approve' as const),
    which: small,
    hash: fc.constantFrom('right' as const, 'wrong' as const),
  }),
  scan: fc.constant({ act: 'scan' as const }),
  tamper: fc.record({ act: fc.constant('tamper' as const), how: fc.nat({ max: 2 }), which: small }),
  quiet: fc.constant({ act: 'quiet' as const }),
};

const WEIGHTS: Readonly<Record<Act['act'], number>> = {
  decide: 30,
  reorganise: 1,
  annul: 3,
  lock: 2,
  unlock: 1,
  except: 2,
  hire: 1,
  rename: 1,
  plant: 1,
  paper: 2,
  fault: 6,
  heal: 2,
  clock: 8,
  policy: 2,
  approve: 2,
  scan: 1,
  tamper: 1,
  quiet: 2,
};

const anyAct: fc.Arbitrary<Act> = fc.oneof(
  ...(Object.keys(WEIGHTS) as Act['act'][]).map((name) => ({
    weight: WEIGHTS[name],
    arbitrary: ARBITRARIES[name] as fc.Arbitrary<Act>,
  })),
);

const WORK: How = { how: 'work' };
const anyHow: fc.Arbitrary<How> = fc.oneof(
  { weight: 20, arbitrary: fc.constant(WORK) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<How>(
      { how: 'lost' },
      { how: 'doubled' },
      { how: 'two-workers' },
      { how: 'paused-worker' },
    ),
  },
  { weight: 2, arbitrary: fc.constantFrom(...WRITE_BOUNDARIES).chain(deathAt) },
);

function deathAt(at: WriteBoundary): fc.Arbitrary<How> {
  return fc.record({
    how: fc.constant('dies' as const),
    at: fc.constant(at),
    count: fc.integer({ min: 1, max: 4 }),
    known: fc.boolean(),
  });
}

const anyStep: fc.Arbitrary<Step> = fc.tuple(anyAct, anyHow).map(([act, by]) => ({ ...act, by }));

const STEPS_MAX = 7;

/** History number `index` is made to hold one feature more than chance gives it, so that few histories hold them all. */
export function historyArbitrary(index: number): fc.Arbitrary<readonly Step[]> {
  const forced = FEATURES[index % FEATURES.length]!.steps;
  return fc
    .tuple(forced, fc.array(anyStep, { maxLength: STEPS_MAX, size: 'max' }))
    .map(([first, rest]) => [...first, ...rest]);
}

type Forced = fc.Arbitrary<readonly Step[]>;

/** What a history is made to hold, whatever chance adds. */
interface Feature {
  readonly name: string;
  readonly steps: Forced;
}

const plain = (act: Act): Step => ({ ...act, by: WORK });
const act = (one: Act): fc.Arbitrary<Step> => fc.constant(plain(one));
const decided = (line: LineSeed, on = 0): Step => plain({ act: 'decide', lines: [line], on, same: false });
const leavesAll = (on: number): fc.Arbitrary<Step> =>
  lineOf(fc.constant<LineKind>('end')).map((line) => decided({ ...line, flag: true }, on));
const decision = (kind: LineKind, on = 0): fc.Arbitrary<Step> =>
  lineOf(fc.constant(kind)).map((line) => plain({ act: 'decide', lines: [{ ...line, ends: 0 }], on, same: false }));
const change: fc.Arbitrary<Act> = fc
  .tuple(lineOf(fc.constantFrom<LineKind>('appoint', 'end', 'transfer', 'suspend')), fc.nat())
  .map(([line]) => ({ act: 'decide', lines: [line], on: 0, same: false }));

const feature = (name: string, steps: Forced): Feature => ({ name, steps });

const FEATURES: readonly Feature[] = [
  ...LINE_KINDS.map((kind: LineKind): Feature => {
    if (kind === 'reinstate') return feature(kind, fc.tuple(decision('suspend'), decision(kind)));
    if (kind === 'endDelegation') return feature(kind, fc.tuple(decision('delegate'), decision(kind, 1)));
    return feature(kind, fc.tuple(decision(kind)));
  }),
  ...(Object.keys(WEIGHTS) as Act['act'][])
    .filter((name) => name !== 'decide' && name !== 'quiet')
    .map((name) => feature(name, fc.tuple(decision('appoint'), (ARBITRARIES[name] as fc.Arbitrary<Act>).map(plain)))),
  ...CLOCKS.map((to) => feature(to, fc.tuple(decision('end'), fc.constant(plain({ act: 'clock', to }))))),
  ...FAULTS.map((fault) =>
    feature(
      fault,
      fc.tuple(
        small.map((where) => plain({ act: 'fault', where, fault })),
        decision('end'),
        decision('appoint'),
      ),
    ),
  ),
  ...(['lost', 'doubled', 'two-workers', 'paused-worker'] as const).map((how) =>
    feature(how, fc.tuple(change.map((act): Step => ({ ...act, by: { how } })))),
  ),
  ...WRITE_BOUNDARIES.map((at): Feature => {
    const dies = (by: WriteBoundary): fc.Arbitrary<Step> =>
      fc.tuple(change, deathAt(by)).map(([act, how]): Step => ({ ...act, by: { ...how, count: 1 } as How }));
    // Papers must lie there before they move, and a day must come on which something is announced.
    if (at === 'announcement.committed') {
      const comes = deathAt(at).map((by): Step => ({ act: 'clock', to: 'midnight', by: { ...by, count: 1 } as How }));
      return feature(at, fc.tuple(decision('appoint', 1), decision('end', 1), comes));
    }
    const leaves = fc
      .tuple(decision('end'), deathAt(at))
      .map(([step, how]): Step => ({ ...step, by: { ...how, count: 1 } as How }));
    if (at === 'qlvb.paper-moved') {
      const papers = [0, 1, 2, 3, 4].map((who) => fc.constant(plain({ act: 'paper', who })));
      return feature(at, fc.tuple(...papers, leaves, leaves));
    }
    // Only who leaves hands over, and a call is cut off only where there is one.
    if (at === 'handover.committed' || at === 'interrupted.closed') return feature(at, fc.tuple(leaves));
    // Not every change fits the town; somebody can always leave.
    return feature(at, fc.tuple(dies(at), leaves));
  }),
  feature('leaves every seat', fc.tuple(decision('appoint'), leavesAll(0))),
  feature(
    'comes back after years',
    fc.tuple(
      leavesAll(0),
      act({ act: 'clock', to: 'years' }),
      act({ act: 'quiet' }),
      decision('appoint'),
      decision('appoint'),
    ),
  ),
  feature(
    'is suspended and delegates',
    small.chain((who) =>
      fc.tuple(
        lineOf(fc.constant<LineKind>('delegate')).map((line) => decided({ ...line, who, mode: 6, ends: 60 })),
        lineOf(fc.constant<LineKind>('suspend')).map((line) => decided({ ...line, who, ends: 0 })),
      ),
    ),
  ),
  feature(
    'an exception runs out',
    fc.tuple(
      fc
        .record({
          act: fc.constant('except' as const),
          who: small,
          where: small,
          days: fc.nat({ max: 7 }).map((n) => n + 1),
        })
        .map(plain),
      act({ act: 'clock', to: 'days' }),
    ),
  ),
  feature(
    'two persons of one name',
    fc.tuple(
      act({ act: 'hire', who: 0 }),
      lineOf(fc.constant<LineKind>('appoint')).map((line) => decided({ ...line, who: 5, mode: 0, ends: 0 })),
    ),
  ),
  feature(
    'a stranger bears the name',
    fc.tuple(
      fc.constantFrom(0, 2, 4, 6).map((where) => plain({ act: 'plant', who: 4, where })),
      lineOf(fc.constant<LineKind>('appoint')).map((line) =>
        decided({ ...line, who: 4, where: line.where % 3, mode: 0, ends: 0 }),
      ),
    ),
  ),
  feature(
    'another policy, another hash',
    fc.tuple(
      fc.constantFrom(...POLICIES).map((name) => plain({ act: 'policy', name })),
      small.map((which) => plain({ act: 'approve', which, hash: 'wrong' })),
    ),
  ),
  feature(
    'is wanted again when the deletion is approved',
    fc.tuple(
      leavesAll(0),
      act({ act: 'clock', to: 'years' }),
      fc.nat({ max: 2 }).map((where) => plain({ act: 'fault', where, fault: 'down' })),
      act({ act: 'approve', which: 0, hash: 'right' }),
      act({ act: 'annul', which: 0 }),
    ),
  ),
  feature(
    'left long before it was told',
    fc.tuple(leavesAll(-60), act({ act: 'clock', to: 'month' }), act({ act: 'scan' })),
  ),
];

export const FEATURE_COUNT = FEATURES.length;

/** The first histories that hold the feature by force: `count` of them, among all those that any run takes in order. */
export function historiesOf(name: string, count: number): readonly number[] {
  const place = FEATURES.findIndex((one) => one.name === name);
  if (place === -1) throw new Error(`no feature is called ${name}`);
  return Array.from({ length: count }, (_, turn) => place + turn * FEATURES.length);
}
