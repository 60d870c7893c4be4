/** When a closed account may be archived and deleted: counted from the observed disable, never from a date typed in (invariant 19). */
import type { Shadow } from './plan.types';
import type { Policy } from './policy/policy.types';

const DAY_MS = 86_400_000;

/** Null while the account is open, not ours, archived already, or nobody has seen it disabled. */
export function archiveDueAt(shadow: Shadow, policy: Policy): Date | null {
  return shadow.record.status === 'disabled' ? dueAt(shadow, policy.leave.accounts.archiveAfterDays) : null;
}

export function deleteDueAt(shadow: Shadow, policy: Policy): Date | null {
  return shadow.record.status === 'active' ? null : dueAt(shadow, policy.leave.accounts.deleteAfterDays);
}

function dueAt({ linked, disabledSince }: Shadow, days: number): Date | null {
  return linked && disabledSince !== null ? new Date(disabledSince.getTime() + days * DAY_MS) : null;
}
