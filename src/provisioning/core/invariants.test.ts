/** The invariants of the engine that its pure part must hold, for any career and any state of the targets. */
import * as fc from 'fast-check';
import { addDays, dayOf } from '../../shared/day';
import { nextBoundary } from './boundary';
import { canonical } from './canonical';
import { check } from './check';
import { desired } from './desired';
import type { AppointmentFacts, PersonFacts } from './facts';
import { givenByAppointment } from './grants';
import { held, inForce, personSuspensions } from './office';
import { plan } from './plan';
import type { DesiredPerson, PersonPlan, Shadow } from './plan.types';
import { planHash, samePart } from './summary';
import { applyInMemory } from '../../../test/core/apply-in-memory';
import { anyFacts, anyInstant, anyShadows } from '../../../test/core/arbitrary';
import { policy } from '../../../test/core/city';

const DAY_MS = 86_400_000;
const RUNS = { numRuns: 300 };

function planned(facts: PersonFacts, shadows: readonly Shadow[], at: Date): PersonPlan {
  return plan(desired(facts, policy, at), facts, shadows, policy, at);
}

function reconcile(facts: PersonFacts, shadows: readonly Shadow[], at: Date): readonly Shadow[] {
  return applyInMemory(planned(facts, shadows, at), shadows);
}

/** Who may open what with which rights: open accounts by target, and nothing of how they came about. */
function access(shadows: readonly Shadow[]): string {
  const open = shadows.filter(({ record }) => record.status === 'active');
  return canonical(
    Object.fromEntries(
      open.map(({ targetId, record }) => [targetId, record.grants.map(({ kind, value }) => `${kind}:${value}`)]),
    ),
  );
}

function effective({ accounts }: DesiredPerson): string {
  return canonical(accounts);
}

function grantsAt({ accounts }: DesiredPerson, targetId: string): readonly string[] {
  return (accounts.find((account) => account.targetId === targetId)?.grants ?? []).map(
    ({ kind, value }) => `${kind}:${value}`,
  );
}

function without(facts: PersonFacts, id: string): PersonFacts {
  return { ...facts, appointments: facts.appointments.filter((one) => one.id !== id && one.homeAppointmentId !== id) };
}

function endedOn(facts: PersonFacts, ids: readonly string[], day: string): PersonFacts {
  const end = (one: AppointmentFacts): AppointmentFacts =>
    ids.includes(one.id) && inForce(one, day) ? { ...one, endsOn: day, endBasis: { decisionId: 'end', line: 0 } } : one;
  return { ...facts, appointments: facts.appointments.map(end) };
}

const anyOrder = anyFacts.chain((facts) => {
  const shuffled = <T>(items: readonly T[]): fc.Arbitrary<T[]> =>
    fc.shuffledSubarray([...items], { minLength: items.length });
  return fc
    .record({
      names: shuffled(facts.names),
      appointments: shuffled(facts.appointments),
      suspensions: shuffled(facts.suspensions),
      delegations: shuffled(facts.delegations),
      exceptions: shuffled(facts.exceptions),
      locks: shuffled(facts.locks),
    })
    .map((lists) => [facts, { ...facts, ...lists }] as const);
});

describe('for any career', () => {
  it('a post that is open keeps all that it gives through any end of the others (invariant 2)', () => {
    fc.assert(
      fc.property(anyFacts, anyInstant, (facts, at) => {
        const open = held(facts, dayOf(at)).filter(({ standing }) => standing === 'open');
        for (const { appointment } of open) {
          for (const { id } of facts.appointments) {
            const rest = without(facts, id);
            if (!rest.appointments.includes(appointment)) continue;
            for (const given of givenByAppointment(appointment, policy)) {
              const justified = given.grants.map(({ kind, value }) => `${kind}:${value}`);
              expect(grantsAt(desired(rest, policy, at), given.targetId)).toEqual(expect.arrayContaining(justified));
            }
          }
        }
      }),
      RUNS,
    );
  });

  it('access does not depend on the order of the facts (invariant 3)', () => {
    fc.assert(
      fc.property(anyOrder, anyShadows, anyInstant, ([facts, reordered], shadows, at) => {
        expect(effective(desired(reordered, policy, at))).toBe(effective(desired(facts, policy, at)));
        expect(samePart(planned(reordered, [...shadows].reverse(), at), planned(facts, shadows, at))).toBe(true);
      }),
      RUNS,
    );
  });

  it('a second reconcile writes nothing (invariant 4)', () => {
    fc.assert(
      fc.property(anyFacts, anyShadows, anyInstant, (facts, shadows, at) => {
        const again = planned(facts, reconcile(facts, shadows, at), at);

        expect(again.operations).toEqual([]);
        expect(planHash([again])).toBe(planHash([]));
      }),
      RUNS,
    );
  });

  it('posts that end at once leave the same access as posts that end one by one (invariant 8)', () => {
    fc.assert(
      fc.property(anyFacts, anyInstant, (facts, at) => {
        const day = dayOf(at);
        const ids = facts.appointments.map(({ id }) => id);
        const start = reconcile(facts, [], at);

        const atOnce = reconcile(endedOn(facts, ids, day), start, at);
        const oneByOne = ids.reduce(
          (shadows, _, index) => reconcile(endedOn(facts, ids.slice(0, index + 1), day), shadows, at),
          start,
        );

        expect(access(oneByOne)).toBe(access(atOnce));
      }),
      RUNS,
    );
  });

  it('a back-dated end leaves the same access as a timely one (invariant 17)', () => {
    fc.assert(
      fc.property(anyFacts, anyInstant, fc.integer({ min: 0, max: 200 }), (facts, at, late) => {
        const day = dayOf(at);
        const ended = endedOn(facts, ['a0', 'a1'], day);
        const now = new Date(at.getTime() + late * DAY_MS);
        const start = reconcile(facts, [], at);

        const timely = reconcile(ended, reconcile(ended, start, at), now);
        const retroactive = reconcile(ended, reconcile(facts, start, at), now);

        expect(access(retroactive)).toBe(access(timely));
      }),
      RUNS,
    );
  });

  it('nobody out of office or suspended has an open account (domain rules 1, 6)', () => {
    fc.assert(
      fc.property(anyFacts, anyShadows, anyInstant, (facts, shadows, at) => {
        const day = dayOf(at);
        const closed = personSuspensions(facts, day).length > 0 || held(facts, day).length === 0;
        const ours = reconcile(facts, shadows, at).filter(({ linked }) => linked);

        if (closed) expect(ours.filter(({ record }) => record.status === 'active')).toEqual([]);
      }),
      RUNS,
    );
  });

  it('delegated rights are within the delegator’s, and gone with either side (invariant 14)', () => {
    fc.assert(
      fc.property(anyFacts, anyInstant, (facts, at) => {
        const day = dayOf(at);
        for (const account of desired(facts, policy, at).accounts) {
          for (const grant of account.grants) {
            for (const { by, id } of grant.justifications.filter((one) => one.by === 'delegation')) {
              const delegation = facts.delegations.find((one) => one.id === id);
              if (!delegation) throw new Error(`${by} ${id} is invented`);
              const own = givenByAppointment(delegation.from, policy).filter(
                ({ targetId }) => targetId === account.targetId,
              );
              const rights = own.flatMap(({ grants }) => grants.map(({ kind, value }) => `${kind}:${value}`));
              const within =
                rights.includes(`${grant.kind}:${grant.value}`) ||
                (grant.kind === 'field' && rights.includes('role:direct'));
              const suspended = delegation.delegatorSuspensions.some(
                (one) => inForce(one, day) && (one.appointmentId === null || one.appointmentId === delegation.from.id),
              );

              expect(within).toBe(true);
              expect(grant.value).not.toBe('administer');
              expect(inForce(delegation, day) && inForce(delegation.from, day) && held(facts, day).length > 0).toBe(
                true,
              );
              if (suspended && grant.justifications.length === account.grants.length)
                expect(account.status).toBe('disabled');
            }
          }
        }
      }),
      RUNS,
    );
  });

  it('the name of every account is the login, and no account is made twice (invariant 16)', () => {
    fc.assert(
      fc.property(anyFacts, fc.array(anyInstant, { minLength: 2, maxLength: 6 }), (facts, instants) => {
        const shadows = [...instants]
          .sort((a, b) => a.getTime() - b.getTime())
          .reduce<readonly Shadow[]>((now, at) => reconcile(facts, now, at), []);

        expect(shadows.every(({ record }) => record.name === facts.login)).toBe(true);
        expect(new Set(shadows.map(({ targetId }) => targetId)).size).toBe(shadows.length);
      }),
      RUNS,
    );
  });

  it('between two boundaries nothing changes', () => {
    fc.assert(
      fc.property(
        anyFacts,
        anyShadows,
        anyInstant,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (facts, shadows, at, share) => {
          const settled = reconcile(facts, shadows, at);
          const boundary = nextBoundary(facts, policy, settled, at);
          const end = boundary?.getTime() ?? at.getTime() + 4_000 * DAY_MS;
          const between = new Date(Math.floor(at.getTime() + share * (end - 1 - at.getTime())));

          expect(effective(desired(facts, policy, between))).toBe(effective(desired(facts, policy, at)));
          expect(planned(facts, settled, between).operations).toEqual([]);
        },
      ),
      RUNS,
    );
  });

  it('walking the boundaries ends where one late reconcile ends (invariants 5, 7)', () => {
    fc.assert(
      fc.property(anyFacts, anyInstant, (facts, at) => {
        let walked: readonly Shadow[] = [];
        let now = new Date(0);
        for (let step = 0; step < 200; step += 1) {
          walked = reconcile(facts, walked, now);
          const next = nextBoundary(facts, policy, walked, now);
          if (next === null || next > at) break;
          now = next;
        }

        expect(access(walked)).toBe(access(reconcile(facts, [], at)));
      }),
      RUNS,
    );
  });
});

describe('for any state of the targets', () => {
  it('accounts that are not ours are never written, and each operation names its account (invariant 12)', () => {
    fc.assert(
      fc.property(anyFacts, anyShadows, anyInstant, (facts, shadows, at) => {
        const ours = new Map(
          shadows.filter(({ linked }) => linked).map(({ targetId, record }) => [targetId, record.nativeId]),
        );
        const theirs = new Set(shadows.filter(({ linked }) => !linked).map(({ targetId }) => targetId));

        for (const { kind, targetId, nativeId } of planned(facts, shadows, at).operations) {
          expect(theirs.has(targetId)).toBe(false);
          expect(nativeId).toBe(kind === 'create' ? null : ours.get(targetId));
        }
      }),
      RUNS,
    );
  });

  it('an account of which no record was read is neither closed nor deleted (invariant 13)', () => {
    fc.assert(
      fc.property(anyFacts, anyShadows, anyInstant, fc.nat(5), (facts, shadows, at, missing) => {
        const read = shadows.filter((_, index) => index !== missing);
        const unread = shadows[missing]?.targetId;

        const kinds = planned(facts, read, at)
          .operations.filter(({ targetId }) => targetId === unread)
          .map(({ kind }) => kind);

        expect(kinds.filter((kind) => kind !== 'create')).toEqual([]);
      }),
      RUNS,
    );
  });

  it('nothing is archived or deleted before its time from the observed disable, nor deleted without approval (invariant 19)', () => {
    fc.assert(
      fc.property(anyFacts, anyShadows, anyInstant, fc.integer({ min: 0, max: 2_200 }), (facts, shadows, at, days) => {
        const now = new Date(at.getTime() + days * DAY_MS);
        for (const { kind, targetId, needsApproval } of planned(facts, shadows, now).operations) {
          if (kind !== 'archive' && kind !== 'delete') continue;
          const since = shadows.find((shadow) => shadow.targetId === targetId)?.disabledSince ?? now;
          const { archiveAfterDays, deleteAfterDays } = policy.leave.accounts;
          const least = kind === 'archive' ? archiveAfterDays : deleteAfterDays;

          expect(now.getTime() - since.getTime()).toBeGreaterThanOrEqual(least * DAY_MS);
          expect(needsApproval).toBe(kind === 'delete');
        }
      }),
      RUNS,
    );
  });

  it('what closes comes first and waits for nobody; what opens waits only for what this plan opens before it', () => {
    fc.assert(
      fc.property(anyFacts, anyShadows, anyInstant, (facts, shadows, at) => {
        const { operations } = planned(facts, shadows, at);
        const kinds = operations.map(({ kind }) => kind);
        const firstOpen = kinds.findIndex((kind) => kind === 'create' || kind === 'enable');

        expect(firstOpen === -1 || kinds.lastIndexOf('disable') < firstOpen).toBe(true);
        operations.forEach((operation, index) => {
          if (operation.kind !== 'create' && operation.kind !== 'enable') expect(operation.waitsFor).toEqual([]);
          for (const target of operation.waitsFor) {
            expect(
              operations
                .slice(0, index)
                .some(({ kind, targetId }) => targetId === target && (kind === 'create' || kind === 'enable')),
            ).toBe(true);
          }
        });
      }),
      RUNS,
    );
  });

  it('a decision is never held, and a gain never is either', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(anyFacts, anyShadows), { maxLength: 5 }), anyInstant, (people, at) => {
        const plans = people.map(([facts, shadows]) => planned(facts, shadows, at));
        const strict = {
          ...policy,
          brake: { windowMs: 1, netLossPerTarget: { atLeast: 0, percent: 0 }, netLossOverall: 0 },
        };

        expect(check(plans, strict, 'decision', new Map(), [], at).needsApproval).toBe(false);
        const scan = check(plans, strict, 'scan', new Map(), [], at);
        expect(scan.needsApproval).toBe(scan.undecidedLossByTarget.size > 0);
      }),
      RUNS,
    );
  });

  it('aliases of a unit stay until the retention of the last post there has ended', () => {
    fc.assert(
      fc.property(anyFacts, anyInstant, (facts, at) => {
        const day = dayOf(at);
        const mail = desired(facts, policy, at).accounts.find(({ targetId }) => targetId === 'mail');
        const aliases = mail?.attributes['aliases'];
        if (!Array.isArray(aliases)) return;
        for (const { post, startsOn, endsOn } of facts.appointments) {
          const due =
            startsOn <= day &&
            startsOn !== endsOn &&
            (endsOn === null || day < addDays(endsOn, policy.leave.accounts.archiveAfterDays));
          if (due) expect(aliases).toContain(`nvmau_${post.unit.id.replaceAll('-', '')}@hanoi.gov.vn`);
        }
      }),
      RUNS,
    );
  });
});
