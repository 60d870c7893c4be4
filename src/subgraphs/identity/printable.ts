/** What strangers type, cut to something that a log, a column and a screen can bear. */

/** At most `max` characters, each of them visible; anything else becomes `?`. */
export function printable(text: string, max: number): string {
  const start = text.slice(0, max * 4).normalize('NFC');
  const visible = [...start]
    .slice(0, max)
    .map((character) => (/^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u.test(character) ? character : '?'));
  // Columns count UTF-16 units on one side and characters on the other: stay below both, and cut no pair in two.
  return visible
    .join('')
    .slice(0, max)
    .replace(/[\uD800-\uDBFF]$/, '');
}

const LOGIN = /^[a-z0-9][a-z0-9._-]{0,63}$/;

/** The login that is meant, or null for what no login can be: accounts are counted and looked up by one spelling. */
export function canonicalLogin(typed: string): string | null {
  const login = typed.slice(0, 200).trim().toLowerCase();
  return LOGIN.test(login) ? login : null;
}
