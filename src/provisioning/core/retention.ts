/** When a closed account may be archived and deleted: counted from the observed disable, never from a date typed in (invariant 19). */
import type { Shadow } from './plan.types';
import type { ConnectorKind, Policy } from './policy/policy.types';
import { targetKeyOf } from './targets';

const DAY_MS = 86_400_000;

/** A directory has no place apart: there a closed account stays where it is until it is deleted. */
const WITHOUT_ARCHIVE: ReadonlySet<ConnectorKind> = new Set(['ldap']);

/** Null while the account is open, not ours, archived already, where nothing is archived, or nobody has seen it disabled. */
export function archiveDueAt(shadow: Shadow, policy: Policy): Date | null {
  const target = policy.targets.find(({ key }) => key === targetKeyOf(shadow.targetId));
  if (target === undefined || WITHOUT_ARCHIVE.has(target.connector)) return null;
  return shadow.record.status === 'disabled' ? dueAt(shadow, policy.leave.accounts.archiveAfterDays) : null;
}

export function deleteDueAt(shadow: Shadow, policy: Policy): Date | null {
  return shadow.record.status === 'active' ? null : dueAt(shadow, policy.leave.accounts.deleteAfterDays);
}

function dueAt({ linked, disabledSince }: Shadow, days: number): Date | null {
  return linked && disabledSince !== null ? new Date(disabledSince.getTime() + days * DAY_MS) : null;
}
