/** Names that provisioning never writes: system and administrator accounts (domain rule 11). */
import type { Policy } from './policy/policy.types';
import { targetKeyOf } from './targets';

/** The policy writes them as `uid=admin` or `admin`; case carries no meaning in a login. */
export function isProtected(policy: Policy, targetId: string, accountName: string): boolean {
  const name = accountName.toLowerCase();
  return (policy.protectedNames[targetKeyOf(targetId)] ?? []).some((entry) => {
    const written = entry.toLowerCase();
    return written === name || written.slice(written.indexOf('=') + 1) === name;
  });
}
