/** Accounts, locks, exceptions, handovers, plans, the policy, and the systems themselves. */
import { EXTENSION, POLICY } from './policies';
import {
  anywhere,
  CITY,
  NOBODY,
  nowhereElse,
  officer,
  person,
  RECORDS,
  TENDS,
  thing,
  unit,
  type About,
  type Row,
} from './row';

const account = ({ nativeId, personId }: About): Record<string, unknown> => ({ native: nativeId, id: personId });
const LINK =
  'mutation($native: String!, $id: ID!) { linkAccount(targetId: "directory", nativeId: $native, personId: $id) { id } }';
const UNLOCK = 'mutation($id: ID!) { unlockAccess(personId: $id, reason: "Đã tìm thấy máy") { id } }';
const EXCEPT =
  'mutation($id: ID!) { grantException(personId: $id, targetId: "directory", kind: "group", value: "du-an-so-hoa", reason: "Dự án", endsOn: "2026-12-31") { id } }';

export const ACCESS: readonly Row[] = [
  {
    field: 'Mutation.unlinkAccount',
    ask: 'mutation($id: ID!) { unlinkAccount(accountId: $id, reason: "Nhầm người") { id } }',
    of: 'account',
    with: thing,
    may: anywhere(CITY),
  },
  { field: 'Mutation.linkAccount', ask: LINK, with: account, may: nowhereElse },
  { field: 'Mutation.linkAccount', ask: LINK, with: account, may: { own: NOBODY }, notToOneself: CITY },
  {
    field: 'Mutation.lockAccess',
    ask: 'mutation($id: ID!) { lockAccess(personId: $id, reason: "Báo mất máy") { id } }',
    with: officer,
    may: TENDS,
  },
  {
    // One's own access can be stopped by who may stop others'.
    field: 'Mutation.lockAccess',
    ask: 'mutation($id: ID!) { lockAccess(personId: $id, targetId: "mail", reason: "Báo lộ mật khẩu") { id } }',
    with: person,
    may: { own: ['administrator', 'unitAdministrator'] },
  },
  { field: 'Mutation.unlockAccess', ask: UNLOCK, of: 'locked', with: thing, may: TENDS },
  {
    field: 'Mutation.unlockAccess',
    ask: 'mutation($id: ID!) { unlockAccess(personId: $id, targetId: "mail", reason: "Đã đổi mật khẩu") { id } }',
    with: person,
    may: { own: NOBODY },
    notToOneself: ['administrator', 'unitAdministrator'],
  },
  { field: 'Mutation.grantException', ask: EXCEPT, with: officer, may: nowhereElse },
  { field: 'Mutation.grantException', ask: EXCEPT, with: person, may: { own: NOBODY }, notToOneself: CITY },
  {
    field: 'Mutation.endException',
    ask: 'mutation($id: ID!) { endException(id: $id, reason: "Dự án xong") { id } }',
    of: 'exception',
    with: thing,
    may: anywhere(CITY),
  },
  {
    // Whoever left is not back: told to who may decide. One that goes back: test/city/handover-reverse.test.ts.
    field: 'Mutation.acceptHandover',
    ask: 'mutation($id: ID!) { acceptHandover(id: $id) { id } }',
    of: 'proposal',
    with: thing,
    may: RECORDS,
    meets: 'NOT_IN_OFFICE',
  },
  {
    field: 'Mutation.declineHandover',
    ask: 'mutation($id: ID!) { declineHandover(id: $id, reason: "Để lại") { id } }',
    of: 'proposal',
    with: thing,
    may: RECORDS,
  },
  {
    // One that deletes takes two: two-people.test.ts.
    field: 'Mutation.approvePlan',
    ask: 'mutation($id: ID!, $hash: String!) { approvePlan(planId: $id, hash: $hash) { id } }',
    of: 'plan',
    with: (about) => ({ ...thing(about), hash: about.planHash }),
    may: nowhereElse,
  },
  {
    field: 'Mutation.rejectPlan',
    ask: 'mutation($id: ID!) { rejectPlan(planId: $id, reason: "Chưa cần") { id } }',
    of: 'plan',
    with: thing,
    may: nowhereElse,
  },
  {
    field: 'Mutation.reconcile',
    ask: 'mutation($id: ID) { reconcile(scope: PERSON, id: $id) { id } }',
    with: person,
    may: { ...TENDS, own: ['administrator', 'operator', 'unitAdministrator'] },
  },
  {
    field: 'Mutation.reconcile',
    ask: 'mutation($id: ID) { reconcile(scope: UNIT, id: $id) { id } }',
    with: unit,
    may: TENDS,
  },
  {
    field: 'Mutation.reconcile',
    ask: 'mutation { reconcile(scope: TARGET, id: "qlvb:so-du-lich") { id } }',
    may: anywhere(CITY),
  },
  {
    // Not the hash of its preview: told to who may apply it.
    field: 'Mutation.applyPolicy',
    ask: 'mutation($id: ID, $text: String!) { applyPolicy(unitId: $id, text: $text, hash: "x") { id } }',
    with: (about) => ({ ...unit(about), text: EXTENSION }),
    may: { subtree: ['administrator', 'unitAdministrator'], foreign: CITY, headquarters: CITY },
    meets: 'PREVIEW_STALE',
  },
  {
    field: 'Mutation.applyPolicy',
    ask: 'mutation($text: String!) { applyPolicy(text: $text, hash: "x") { id } }',
    with: () => ({ text: POLICY }),
    may: anywhere(CITY),
    meets: 'PREVIEW_STALE',
  },
];

const AT = 'targetId: "qlvb:so-du-lich"';

export const TARGETS: readonly Row[] = [
  { field: 'Mutation.scanTarget', ask: `mutation { scanTarget(${AT}) { id } }`, may: anywhere(CITY) },
  {
    field: 'Mutation.observeOnly',
    ask: `mutation { observeOnly(${AT}, reason: "Bảo trì") { id } }`,
    may: anywhere(CITY),
  },
  {
    field: 'Mutation.endObserveOnly',
    ask: `mutation { endObserveOnly(${AT}, reason: "Xong bảo trì") { id } }`,
    may: anywhere(CITY),
  },
  {
    field: 'Mutation.pauseTarget',
    ask: `mutation { pauseTarget(${AT}, reason: "Bảo trì") { id } }`,
    may: anywhere(CITY),
  },
  { field: 'Mutation.resumeTarget', ask: `mutation { resumeTarget(${AT}) { id } }`, may: anywhere(CITY) },
];
