/** People who can sign in to a city of the bench. */
import type { OwnCity } from '../city/own-city';

export const PASSWORD = 'Mat-Khau-Do-Luong-2026';
const POST = 'so-tttt/chuyen-vien';
const LINES_MAX = 500;
const AT_ONCE = 4;

/** Logins of so many people with an office, an account and a password. */
export async function peopleIn(own: OwnCity, count: number): Promise<readonly string[]> {
  const people: { readonly id: string; readonly login: string }[] = [];
  for (let index = 0; index < count; index += 1) {
    const input = { familyName: 'Nguyễn', middleName: 'Văn', givenName: `Đo ${index}`, evenIfLike: true };
    const { createPerson } = await own.request<{ createPerson: { id: string; login: string } }>(
      'mutation($input: CreatePersonInput!) { createPerson(input: $input) { id login } }',
      { input },
    );
    people.push(createPerson);
  }
  const head = { issuerId: 'ubnd-tp', signedOn: '2020-01-06', effectiveOn: '2020-01-06' };
  for (let start = 0; start < count; start += LINES_MAX) {
    const appoint = people.slice(start, start + LINES_MAX).map(({ id }) => ({ personId: id, postId: POST }));
    await own.request('mutation($input: RecordDecisionInput!) { recordDecision(input: $input) { decision { id } } }', {
      input: { ...head, number: `${start}/QĐ-DO`, appoint },
    });
  }
  await own.city.ask('settle');
  await each(AT_ONCE, people, async ({ id }) => void (await own.signedIn(id)));
  return people.map(({ login }) => login);
}

/** So many at a time. */
export async function each<T>(atOnce: number, items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const waiting = items.values();
  const hand = async (): Promise<void> => {
    for (const item of waiting) await work(item);
  };
  await Promise.all(Array.from({ length: atOnce }, hand));
}
