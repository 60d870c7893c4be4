/** When a password expires, from when it was changed last: as generalized time, or as Active Directory counts. */

/** From 1 January 1601 to 1 January 1970. */
const FILETIME_TO_UNIX_MS = 11_644_473_600_000;
const DAY_MS = 86_400_000;

/** The last change plus the age at which the directory's policy lets it expire. */
export function passwordExpiry(changed: string | null, maxAgeDays: number | undefined): Date | null {
  const at = changed === null || maxAgeDays === undefined ? null : changedAt(changed);
  return at === null ? null : new Date(at + maxAgeDays! * DAY_MS);
}

function changedAt(text: string): number | null {
  // Hundreds of nanoseconds; 0 is a password that has to be changed, which has no day.
  if (/^\d{1,19}$/.test(text)) return Number(text) > 0 ? Math.floor(Number(text) / 10_000) - FILETIME_TO_UNIX_MS : null;
  const match = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)/.exec(text);
  if (match === null) return null;
  const [year, month, day, hour, minute, second] = match.slice(1).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  return Date.UTC(year, month - 1, day, hour, minute, second);
}
