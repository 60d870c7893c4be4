/** Writes that fill a store, and whether they are kept. */
import type { Store } from '../../src/store/store';

export const CREATE_PERSON = 'mutation($input: CreatePersonInput!) { createPerson(input: $input) { id } }';

/** No two alike, so that none is held for the other. */
export function nameOf(index: number): Record<string, unknown> {
  const letters = [...String(index)].map((digit) => 'abcdefghij'[Number(digit)]).join('');
  return { familyName: 'Nguyễn', middleName: 'Đầy', givenName: `Đĩa${letters}`, evenIfLike: true };
}

export async function peopleKnown(store: Store, ids: readonly string[]): Promise<number> {
  const marks = ids.map(() => '?').join(', ');
  const [row] = (await store.read.query(`SELECT COUNT(*) AS n FROM person WHERE id IN (${marks})`, [...ids])) as {
    n: number | string;
  }[];
  return Number(row!.n);
}
