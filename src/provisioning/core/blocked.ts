/** What stands in the way of an account that is wanted: another's account of that name, or a system name (domain rule 11). */
import type { Blocked, DesiredPerson, Shadow } from './plan.types';
import type { Policy } from './policy/policy.types';
import { isProtected } from './protected';
import { creationOrder, targetKeyOf, targetPolicy } from './targets';

/** Accounts that are wanted open and cannot be written, and those that come after them. */
export function blockedOf(desired: DesiredPerson, shadows: readonly Shadow[], policy: Policy): readonly Blocked[] {
  const wanted = desired.accounts.filter(({ status }) => status === 'active');
  const blocked: Blocked[] = wanted.flatMap(({ targetId, name }) => {
    const because = obstacle(targetId, name, shadows, policy);
    return because === null ? [] : [{ targetId, accountName: name, because }];
  });
  const order = creationOrder(policy);
  const waiting = wanted
    .filter(
      ({ targetId }) =>
        !shadows.some((shadow) => shadow.linked && shadow.targetId === targetId && shadow.record.status === 'active'),
    )
    .sort((a, b) => order.indexOf(targetKeyOf(a.targetId)) - order.indexOf(targetKeyOf(b.targetId)));
  for (const { targetId, name } of waiting) {
    if (blocked.some((one) => one.targetId === targetId)) continue;
    if (blocked.some((one) => comesBefore(one.targetId, targetId, policy)))
      blocked.push({ targetId, accountName: name, because: 'waitsForBlocked' });
  }
  return blocked;
}

function obstacle(
  targetId: string,
  name: string,
  shadows: readonly Shadow[],
  policy: Policy,
): Blocked['because'] | null {
  if (isProtected(policy, targetId, name)) return 'protected';
  const here = shadows.filter((shadow) => shadow.targetId === targetId);
  const ours = here.filter(({ linked }) => linked);
  if (ours.length > 1) return 'disputed';
  if (ours.length === 1) return isProtected(policy, targetId, ours[0]?.record.name ?? '') ? 'protected' : null;
  return here.some(({ record }) => record.name.toLowerCase() === name.toLowerCase()) ? 'unlinked' : null;
}

/** True when the policy opens the one account before the other; instances of one per-unit system do not wait for another unit's. */
export function comesBefore(first: string, then: string, policy: Policy): boolean {
  const [firstKey, thenKey] = [targetKeyOf(first), targetKeyOf(then)];
  if (!targetPolicy(policy, thenKey).createAfter.includes(firstKey)) return false;
  const [firstUnit, thenUnit] = [first.slice(firstKey.length), then.slice(thenKey.length)];
  return firstUnit === '' || thenUnit === '' || firstUnit === thenUnit;
}
