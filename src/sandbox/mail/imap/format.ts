/** How values are written in IMAP answers; everything is latin1 text, one character per octet. */

/** Quoted where that is allowed, a literal otherwise. */
export function text(value: string): string {
  if (/^[\x20-\x7e]*$/.test(value) && value.length < 1_000) return `"${value.replace(/["\\]/g, '\\$&')}"`;
  return literal(value);
}

export function nullableText(value: string | null): string {
  return value === null ? 'NIL' : text(value);
}

export function literal(value: string): string {
  return `{${value.length}}\r\n${value}`;
}

/** A mailbox name: bare where it can be. */
export function mailboxName(name: string): string {
  return /^[A-Za-z0-9/._-]+$/.test(name) ? name : text(name);
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `"22-Nov-2026 03:08:20 +0000"`. */
export function internalDate(instant: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${String(instant.getUTCDate()).padStart(2, ' ')}-${MONTHS[instant.getUTCMonth()]}-${instant.getUTCFullYear()}`;
  return `"${day} ${two(instant.getUTCHours())}:${two(instant.getUTCMinutes())}:${two(instant.getUTCSeconds())} +0000"`;
}

/** `22-Nov-2026` → its midnight in UTC; null when there is no such day. */
export function parseDay(value: string): Date | null {
  const match = /^(\d{1,2})-([A-Za-z]{3})-(\d{4})$/.exec(value);
  const month = match ? MONTHS.findIndex((name) => name.toLowerCase() === match[2]!.toLowerCase()) : -1;
  return match && month >= 0 ? new Date(Date.UTC(Number(match[3]), month, Number(match[1]))) : null;
}
