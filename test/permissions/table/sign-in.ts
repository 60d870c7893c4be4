/** Signing in, sessions, keys, other systems, the sealed administrator, roles of the whole city. */
import { generateKeyPairSync } from 'node:crypto';
import {
  anywhere,
  CITY,
  CITY_READERS,
  NOBODY,
  nowhereElse,
  officer,
  PEOPLE,
  person,
  ROLES,
  SIGNED_IN,
  tablet,
  TENDS,
  thing,
  KEEPS_TABLETS,
  type Row,
} from './row';

const SEAL = JSON.stringify(generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' }));

export const SIGN_IN: readonly Row[] = [
  // Anybody may try: what is judged is the secret.
  {
    field: 'Mutation.login',
    ask: 'mutation { login(username: "khong-co-ai", password: "x") { expiresAt } }',
    may: anywhere(ROLES),
    meets: 'SIGN_IN_FAILED',
    askedBy: ['anonymous', 'person'],
  },
  {
    field: 'Mutation.clientToken',
    ask: 'mutation { clientToken(clientId: "khong-co", clientSecret: "x") { expiresAt } }',
    may: anywhere(ROLES),
    meets: 'SIGN_IN_FAILED',
    askedBy: ['anonymous', 'person'],
  },
  {
    field: 'Mutation.activate',
    ask: 'mutation { activate(code: "0000-0000-0000", password: "Mat-Khau-Thu-2026") { expiresAt } }',
    may: anywhere(ROLES),
    meets: 'ACTIVATION_CODE_INVALID',
    askedBy: ['anonymous', 'person'],
  },
  {
    field: 'Mutation.loginWithToken',
    ask: 'mutation { loginWithToken(token: "x") { expiresAt } }',
    may: anywhere(ROLES),
    meets: 'NO_OUTSIDE_ISSUER',
    askedBy: ['anonymous', 'person'],
  },
  // Whoever has no session to go on with is told so.
  {
    field: 'Mutation.refresh',
    ask: 'mutation { refresh(refreshToken: "x") { expiresAt } }',
    may: {},
    askedBy: ['anonymous'],
  },
  {
    field: 'Mutation.changePassword',
    ask: 'mutation { changePassword(oldPassword: "Sai-Mat-Khau-2026", newPassword: "Mat-Khau-Moi-2026") }',
    may: anywhere(PEOPLE),
    meets: 'SIGN_IN_FAILED',
  },
  { field: 'Mutation.logout', ask: 'mutation { logout }', may: {}, askedBy: ['client', 'anonymous'] },
  {
    field: 'Mutation.revokeSessions',
    ask: 'mutation($id: ID!) { revokeSessions(personId: $id, reason: "Báo mất máy") }',
    with: officer,
    may: TENDS,
  },
  {
    // With a reason it would be the end of the caller's part in the table.
    field: 'Mutation.revokeSessions',
    ask: 'mutation($id: ID!) { revokeSessions(personId: $id, reason: "") }',
    with: person,
    may: { own: PEOPLE },
    meets: 'INVALID_VALUE',
  },
  {
    field: 'Mutation.revokeAllSessions',
    ask: 'mutation { revokeAllSessions(reason: "") }',
    may: anywhere(CITY),
    meets: 'INVALID_VALUE',
  },
  {
    field: 'Mutation.issueActivationCode',
    ask: 'mutation($id: ID!) { issueActivationCode(personId: $id) { expiresAt } }',
    with: officer,
    may: TENDS,
  },
  {
    field: 'Mutation.issueActivationCode',
    ask: 'mutation($id: ID!) { issueActivationCode(personId: $id) { expiresAt } }',
    with: person,
    may: { own: NOBODY },
    notToOneself: ['administrator', 'operator', 'unitAdministrator'],
  },
  {
    field: 'Mutation.registerClient',
    ask: 'mutation($name: String!) { registerClient(name: $name, scopes: [AUDIT_READ]) { clientId } }',
    with: ({ place }) => ({ name: `Kho ${place}` }),
    may: anywhere(CITY),
  },
  {
    field: 'Mutation.rotateClientSecret',
    ask: 'mutation($id: ID!) { rotateClientSecret(clientId: $id, overlapMinutes: 5) { clientSecret } }',
    of: 'client',
    with: thing,
    may: anywhere(CITY),
  },
  {
    field: 'Mutation.revokeClient',
    ask: 'mutation($id: ID!) { revokeClient(clientId: $id) { id } }',
    of: 'client',
    with: thing,
    may: anywhere(CITY),
  },
];

export const CREDENTIALS: readonly Row[] = [
  {
    field: 'Query.deviceKeys',
    ask: 'query($id: ID!) { deviceKeys(personId: $id) { id } }',
    with: person,
    may: { ...TENDS, own: PEOPLE },
  },
  // Whoever is in asks about the own session; that it is bound to no key is told after that.
  {
    field: 'Mutation.enrolDevice',
    ask: 'mutation { enrolDevice(serial: "x") { id } }',
    may: anywhere(SIGNED_IN),
    meets: 'DEVICE_KEY_NEEDED',
  },
  {
    field: 'Mutation.reportTabletLost',
    ask: 'mutation($id: ID!) { reportTabletLost(tabletId: $id, reason: "Mất trên đường đi") }',
    with: tablet,
    may: KEEPS_TABLETS,
  },
  {
    // No outside issuer is trusted here: that is told to who may link.
    field: 'Mutation.linkIssuerSubject',
    ask: 'mutation($id: ID!) { linkIssuerSubject(personId: $id, subject: "x") { id } }',
    with: person,
    may: nowhereElse,
    meets: 'NO_OUTSIDE_ISSUER',
  },
  {
    field: 'Mutation.unlinkIssuerSubject',
    ask: 'mutation { unlinkIssuerSubject(subject: "x") }',
    may: anywhere(CITY),
    meets: 'NO_OUTSIDE_ISSUER',
  },
  { field: 'Query.breakGlassKey', ask: '{ breakGlassKey { id } }', may: anywhere(CITY_READERS) },
  {
    field: 'Mutation.sealBreakGlass',
    ask: 'mutation($key: String!) { sealBreakGlass(publicKey: $key) { id } }',
    with: () => ({ key: SEAL }),
    may: anywhere(CITY),
  },
  {
    field: 'Mutation.unsealBreakGlass',
    ask: 'mutation { unsealBreakGlass(reason: "Thay khóa") }',
    may: anywhere(CITY),
  },
  {
    field: 'Mutation.openBreakGlass',
    ask: 'mutation { openBreakGlass(assertion: "x", reason: "Máy chủ hỏng") { expiresAt } }',
    may: anywhere(ROLES),
    meets: 'SIGN_IN_FAILED',
    askedBy: ['anonymous', 'person'],
  },
];

const BIND = 'mutation($id: ID!) { bindRole(personId: $id, role: HQ_OPERATOR, reason: "Theo quyết định") { status } }';

export const CITY_ROLES: readonly Row[] = [
  { field: 'Mutation.bindRole', ask: BIND, with: person, may: { own: NOBODY }, notToOneself: CITY },
  { field: 'Mutation.bindRole', ask: BIND, of: 'newcomer', with: thing, may: nowhereElse },
  {
    // Asking is not yet losing: nothing is unbound before another administrator confirms it.
    field: 'Mutation.unbindRole',
    ask: 'mutation($id: ID!) { unbindRole(personId: $id, role: ADMINISTRATOR, reason: "Thôi nhiệm vụ") { status } }',
    with: person,
    may: { own: CITY },
  },
  {
    field: 'Mutation.unbindRole',
    ask: 'mutation($id: ID!) { unbindRole(personId: $id, role: AUDITOR, reason: "Thôi nhiệm vụ") { status } }',
    of: 'bound',
    with: thing,
    may: nowhereElse,
  },
  {
    field: 'Mutation.confirmRoleChange',
    ask: 'mutation($id: ID!) { confirmRoleChange(id: $id) { status } }',
    of: 'request',
    with: thing,
    may: anywhere(CITY),
  },
  {
    field: 'Mutation.rejectRoleChange',
    ask: 'mutation($id: ID!) { rejectRoleChange(id: $id, reason: "Chưa cần") { status } }',
    of: 'request',
    with: thing,
    may: anywhere(CITY),
  },
];
