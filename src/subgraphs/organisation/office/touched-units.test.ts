import type { DecisionInput } from './input';
import type { Office } from './model';
import { unitsTouchedBy } from './touched-units';

const office = {
  posts: new Map([
    ['so-a/head', { unitId: 'so-a' }],
    ['so-b/clerk', { unitId: 'so-b' }],
  ]),
  appointments: new Map(),
  appointmentsByPerson: new Map([['p1', [{ postId: 'so-a/head', endsOn: null }]]]),
} as unknown as Office;

function appointing(primary: boolean): DecisionInput {
  const head = { number: '1', issuerId: 'so-b', signedOn: '2026-01-05', effectiveOn: '2026-01-05' };
  return { ...head, appoint: [{ personId: 'p1', postId: 'so-b/clerk', primary }] } as unknown as DecisionInput;
}

it('touches every unit where the person holds a post when the new post is to be the main one', () => {
  expect(unitsTouchedBy(appointing(true), office).sort()).toEqual(['so-a', 'so-b']);
  expect(unitsTouchedBy(appointing(false), office)).toEqual(['so-b']);
});
