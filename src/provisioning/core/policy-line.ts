/** What stands on a line of the policy, for whoever asks why. */
import type { Policy, RolePolicy } from './policy/policy.types';

/** The role in which a line lies that gives something; null for a line of none. */
export function roleAt(policy: Policy, line: number): RolePolicy | null {
  return (
    policy.roles.find(
      (role) =>
        role.line === line ||
        role.targets.some((target) => target.line === line || target.grants.some((grant) => grant.line === line)),
    ) ?? null
  );
}
