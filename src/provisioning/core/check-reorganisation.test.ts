/** A reorganisation is large and takes nothing away: the brake lets 2,000 people move, and a move costs the same for each. */
import { appointment, noon, person, policy, post, unit } from '../../../test/core/city';
import { check } from './check';
import { desired } from './desired';
import { plan } from './plan';
import type { PersonPlan, Shadow } from './plan.types';

const OLD = unit('quan-cu', 'district');
const NEW = unit('phuong-moi', 'ward');
const DAY = '2026-07-01';
const AT = noon(DAY);

/** Everybody's accounts as they were the day before, and the plan of the day on which all posts are mapped. */
function moved(count: number, endsOnly = 0): readonly PersonPlan[] {
  return Array.from({ length: count }, (_, index) => {
    const before = appointment(post(OLD, 'chuyen-vien'), '2020-01-01', { id: `old-${index}`, endsOn: DAY });
    const after = appointment(post(NEW, 'chuyen-vien'), DAY, { id: `new-${index}` });
    const facts = person(index < endsOnly ? [before] : [before, after], { personId: `p${index}`, login: `p${index}` });
    const yesterday = desired(facts, policy, noon('2026-06-30'));
    const shadows = yesterday.accounts.map(({ targetId, name, attributes, grants }): Shadow => ({
      targetId,
      observedAt: AT,
      disabledSince: null,
      linked: true,
      record: {
        nativeId: `${targetId}/${name}`,
        name,
        personId: facts.personId,
        status: 'active',
        attributes,
        grants: grants.map(({ kind, value }) => ({ kind, value })),
        version: null,
      },
    }));
    return plan(desired(facts, policy, AT), facts, shadows, policy, AT);
  });
}

describe('a reorganisation', () => {
  it.each(['decision', 'boundary', 'scan', 'policy', 'import'] as const)(
    'of 2,000 people is not stopped as %s',
    (cause) => {
      const plans = moved(2_000);

      const verdict = check(plans, policy, cause, new Map([['directory', 2_000]]), [], AT);

      expect(verdict).toMatchObject({ needsApproval: false, exceedsBrake: false, netLossOverall: 0, exceeded: [] });
      expect(plans.every(({ operations }) => operations.some(({ kind }) => kind === 'create'))).toBe(true);
    },
  );

  it('costs each of them the same work, whether 20 move or 2,000', () => {
    const shapes = (count: number): readonly string[] => [
      ...new Set(
        moved(count).map(({ operations }) => operations.map(({ kind, targetId }) => `${kind} ${targetId}`).join(', ')),
      ),
    ];

    expect(shapes(2_000)).toEqual(shapes(20));
    expect(shapes(20)).toHaveLength(1);
  });

  it('that leaves people behind wants the hash of its preview', () => {
    const verdict = check(moved(2_000, 200), policy, 'decision', new Map([['directory', 2_000]]), [], AT);

    expect(verdict).toMatchObject({ needsApproval: false, exceedsBrake: true });
    expect(verdict.exceeded).toContainEqual({ targetId: null, losses: 600, limit: 50 });
  });
});
