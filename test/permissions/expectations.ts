/**
 * Who may do what, written by hand and not taken from the code: for each root field, which roles get through at which
 * reach. Whoever gets through succeeds, or meets what the row says; every role that is not named is refused with the
 * same question: `FORBIDDEN`, `OWN_AFFAIR` where it is about oneself, and nobody at all `UNAUTHENTICATED`. A field of
 * the schema without a row here fails the test, and so does a row without a field.
 *
 * The roles' own unit is so-tttt: unit administrator, records clerk, asset accountant, delegate and person serve there.
 * The auditor serves elsewhere (so-noi-vu), the operator at the headquarters (vp-ubnd-tp).
 */
import { ACCESS, TARGETS } from './table/access';
import { OFFICE } from './table/office';
import { QUERIES } from './table/queries';
import { CITY_READERS, FOLLOWS, PEOPLE, person, SEES_ACCOUNTS, SEES_PLANS, unit } from './table/row';
import type { Reach, RoleName, Row } from './table/row';
import { CITY_ROLES, CREDENTIALS, SIGN_IN } from './table/sign-in';
import { TABLETS } from './table/tablets';

export { REACHES, ROLES, type About, type Reach, type RoleName, type Row, type Thing } from './table/row';

const SUBSCRIPTIONS: readonly Row[] = [
  {
    field: 'Subscription.roleChanges',
    ask: 'subscription($id: ID!) { roleChanges(unitIds: [$id]) { id } }',
    with: unit,
    may: FOLLOWS,
  },
  {
    field: 'Subscription.operations',
    ask: 'subscription($id: ID) { operations(personId: $id) { id } }',
    with: person,
    may: SEES_PLANS,
  },
];

export const EXPECTATIONS: readonly Row[] = [
  ...QUERIES,
  ...SUBSCRIPTIONS,
  ...SIGN_IN,
  ...CREDENTIALS,
  ...CITY_ROLES,
  ...OFFICE,
  // Before anybody's access is locked: a tablet goes to whoever can use all of it.
  ...TABLETS,
  ...ACCESS,
  ...TARGETS,
];

/** Fields of a person that not everybody may see: who sees them, of whom. */
export const PERSON_FIELDS: Readonly<Record<string, Readonly<Record<Reach, readonly RoleName[]>>>> = {
  'accounts { name }': SEES_ACCOUNTS,
  'directory { dn }': SEES_ACCOUNTS,
  'applications { name }': SEES_ACCOUNTS,
  // What lies in them is personal: no unit's administrator sees it.
  'mailbox { unread }': { own: PEOPLE, subtree: CITY_READERS, foreign: CITY_READERS, headquarters: CITY_READERS },
  'documents { totalCount }': { own: PEOPLE, subtree: CITY_READERS, foreign: CITY_READERS, headquarters: CITY_READERS },
};
/** Filtered tablet by tablet, so that whoever manages any may ask. */
export const ASKS_FOR_TABLETS: readonly RoleName[] = [
  'administrator',
  'auditor',
  'operator',
  'unitAdministrator',
  'assetAccountant',
  'delegate',
];
