/**
 * Who may do what, written by hand and not taken from the code: for each root field, which roles get through at which
 * reach. Every role that is not named is refused: `FORBIDDEN`, and nobody at all `UNAUTHENTICATED`. A field of the
 * schema without a row here fails the test, and so does a row without a field.
 *
 * The roles' own unit is so-tttt: unit administrator, records clerk, asset accountant, delegate and person serve there.
 * The auditor serves elsewhere (so-noi-vu), the operator at the headquarters (vp-ubnd-tp).
 */
export const ROLES = [
  'administrator',
  'auditor',
  'operator',
  'unitAdministrator',
  'recordsClerk',
  'assetAccountant',
  'delegate',
  'person',
  'client',
  'anonymous',
] as const;
export type RoleName = (typeof ROLES)[number];

/** own: about oneself; subtree: in a division of the own unit; foreign: in another department; headquarters: at the city's office. */
export const REACHES = ['own', 'subtree', 'foreign', 'headquarters'] as const;
export type Reach = (typeof REACHES)[number];

/** What an operation is asked about at one reach. */
export interface About {
  /** Who asks: id of the person or of the client. */
  readonly callerId: string;
  readonly personId: string;
  /** Holds nothing yet. */
  readonly newcomerId: string;
  readonly unitId: string;
  /** A decision that concerns nobody else, and its plan. */
  readonly decisionId: string;
  readonly handoverId: string;
  /** On the books of the unit; nobody holds it. */
  readonly tabletId: string;
  /** A number that no paper has. */
  readonly number: string;
  readonly today: string;
}

export interface Row {
  /** `Query.person`; several rows may speak of one field. */
  readonly field: string;
  readonly ask: string;
  readonly with?: (about: About) => Record<string, unknown>;
  readonly may: Partial<Record<Reach, readonly RoleName[]>>;
  /** Who could do it to another and not to themselves. */
  readonly notToOneself?: readonly RoleName[];
  /** Only asked by these: it counts attempts, or ends the session that asks. */
  readonly askedBy?: readonly RoleName[];
}

const EVERYBODY = ROLES;
const SIGNED_IN = ROLES.filter((role) => role !== 'anonymous');
const PEOPLE = SIGNED_IN.filter((role) => role !== 'client');
const CITY = ['administrator'] as const;
const CITY_READERS = ['administrator', 'auditor'] as const;
const NOBODY: readonly RoleName[] = [];

/** Plans, operations and handovers of a unit. */
const SEES_PLANS = {
  subtree: ['administrator', 'auditor', 'unitAdministrator', 'recordsClerk', 'delegate'],
  foreign: CITY_READERS,
  headquarters: ['administrator', 'auditor', 'operator'],
} as const;
/** Accounts and what explains them. */
const SEES_ACCOUNTS = {
  own: PEOPLE,
  subtree: ['administrator', 'auditor', 'unitAdministrator', 'delegate'],
  foreign: CITY_READERS,
  headquarters: ['administrator', 'auditor', 'operator'],
} as const;
const SEES_TABLETS = {
  subtree: ['administrator', 'auditor', 'unitAdministrator', 'assetAccountant', 'delegate'],
  foreign: CITY_READERS,
  headquarters: ['administrator', 'auditor', 'operator'],
} as const;
const KEEPS_TABLETS = {
  subtree: ['administrator', 'unitAdministrator', 'assetAccountant'],
  foreign: CITY,
  headquarters: ['administrator', 'operator'],
} as const;
const RECORDS = {
  subtree: ['administrator', 'unitAdministrator', 'recordsClerk'],
  foreign: CITY,
  headquarters: CITY,
} as const;
/** Stops, sends away, looks again. */
const TENDS = {
  subtree: ['administrator', 'unitAdministrator'],
  foreign: CITY,
  headquarters: ['administrator', 'operator'],
} as const;
const FOLLOWS = {
  subtree: ['administrator', 'auditor', 'unitAdministrator', 'recordsClerk', 'delegate', 'client'],
  foreign: ['administrator', 'auditor', 'client'],
  headquarters: ['administrator', 'auditor', 'operator', 'client'],
} as const;

const person = ({ personId }: About): Record<string, unknown> => ({ id: personId });
const unit = ({ unitId }: About): Record<string, unknown> => ({ id: unitId });
const decision = ({ decisionId }: About): Record<string, unknown> => ({ id: decisionId });
const handover = ({ handoverId }: About): Record<string, unknown> => ({ id: handoverId });
const tablet = ({ tabletId }: About): Record<string, unknown> => ({ id: tabletId });
const anywhere = (roles: readonly RoleName[]): Row['may'] => ({ foreign: roles });

const appoint =
  (post: string) =>
  ({ number, unitId, today, callerId, personId, newcomerId }: About): Record<string, unknown> => ({
    input: {
      number,
      issuerId: unitId,
      signedOn: today,
      effectiveOn: today,
      appoint: [{ personId: personId === callerId ? callerId : newcomerId, postId: `${unitId}/${post}` }],
    },
  });
const paper = ({ number, unitId, today }: About): Record<string, unknown> => ({
  by: { number, issuerId: unitId, signedOn: today, effectiveOn: today },
});

const QUERIES: readonly Row[] = [
  { field: 'Query.auditVerdict', ask: '{ auditVerdict { ok } }', may: anywhere(CITY_READERS) },
  {
    field: 'Query.auditRecords',
    ask: 'query($id: ID) { auditRecords(first: 1, personId: $id) { pageInfo { hasNextPage } } }',
    with: person,
    may: { own: CITY_READERS, subtree: CITY_READERS, foreign: CITY_READERS },
  },
  { field: 'Query.auditRoots', ask: '{ auditRoots(first: 1) { seq } }', may: anywhere(CITY_READERS) },
  { field: 'Query.auditExport', ask: '{ auditExport { cursor } }', may: anywhere(CITY_READERS) },
  { field: 'Query.serviceClients', ask: '{ serviceClients { id } }', may: anywhere(CITY_READERS) },
  { field: 'Query.roleBindings', ask: '{ roleBindings { role } }', may: anywhere(CITY_READERS) },
  { field: 'Query.pendingRoleChanges', ask: '{ pendingRoleChanges { id } }', may: anywhere(CITY_READERS) },
  // Who holds which office is public within the city.
  { field: 'Query.me', ask: '{ me { id } }', may: anywhere(SIGNED_IN) },
  {
    field: 'Query.person',
    ask: 'query($id: ID) { person(id: $id) { fullName login appointments { post { title } } } }',
    with: person,
    may: { own: SIGNED_IN, subtree: SIGNED_IN, foreign: SIGNED_IN },
  },
  { field: 'Query.people', ask: '{ people(first: 2) { totalCount } }', may: anywhere(SIGNED_IN) },
  {
    field: 'Query.appointments',
    ask: 'query($id: ID) { appointments(unitId: $id, first: 2) { totalCount } }',
    with: unit,
    may: anywhere(SIGNED_IN),
  },
  { field: 'Query.unit', ask: 'query($id: ID!) { unit(id: $id) { name } }', with: unit, may: anywhere(SIGNED_IN) },
  { field: 'Query.units', ask: '{ units(first: 2) { totalCount } }', may: anywhere(SIGNED_IN) },
  { field: 'Query.positions', ask: '{ positions { id } }', may: anywhere(SIGNED_IN) },
  {
    field: 'Query.post',
    ask: 'query($id: ID!) { post(id: $id) { title } }',
    with: ({ unitId }) => ({ id: `${unitId}/chuyen-vien` }),
    may: anywhere(SIGNED_IN),
  },
  {
    field: 'Query.decision',
    ask: 'query($id: ID!) { decision(id: $id) { number lines { text } } }',
    with: decision,
    may: anywhere(SIGNED_IN),
  },
  { field: 'Query.decisions', ask: '{ decisions(first: 2) { totalCount } }', may: anywhere(SIGNED_IN) },
  {
    field: 'Query.roleChanges',
    ask: 'query($id: ID!) { roleChanges(unitIds: [$id], first: 1) { totalCount } }',
    with: unit,
    may: FOLLOWS,
  },
  {
    field: 'Query.roleChanges',
    ask: '{ roleChanges(first: 1) { totalCount } }',
    may: anywhere(['administrator', 'auditor', 'client']),
  },
  {
    field: 'Query.officeSnapshot',
    ask: 'query($id: ID!) { officeSnapshot(unitIds: [$id], first: 1) { cursor } }',
    with: unit,
    may: FOLLOWS,
  },
  // Accounts, plans and what explains them.
  { field: 'Query.drift', ask: '{ drift(first: 1) { totalCount } }', may: anywhere(CITY_READERS) },
  {
    field: 'Query.accounts',
    ask: '{ accounts(targetId: "directory", first: 1) { totalCount } }',
    may: anywhere(CITY_READERS),
  },
  {
    field: 'Query.exceptions',
    ask: 'query($id: ID!) { exceptions(personId: $id) { id } }',
    with: person,
    may: SEES_ACCOUNTS,
  },
  {
    field: 'Query.explainGrant',
    ask: 'query($id: ID!) { explainGrant(personId: $id, targetId: "directory") { answer } }',
    with: person,
    may: SEES_ACCOUNTS,
  },
  {
    field: 'Query.explainAccess',
    ask: 'query($id: ID!) { explainAccess(personId: $id) { answer } }',
    with: person,
    may: SEES_ACCOUNTS,
  },
  {
    field: 'Query.handovers',
    ask: 'query($id: ID!) { handovers(unitId: $id, first: 1) { totalCount } }',
    with: unit,
    may: SEES_PLANS,
  },
  {
    field: 'Query.receivedHandovers',
    ask: '{ receivedHandovers(first: 1) { totalCount } }',
    may: anywhere(PEOPLE),
  },
  {
    field: 'Query.handover',
    ask: 'query($id: ID!) { handover(id: $id) { id } }',
    with: handover,
    may: SEES_PLANS,
  },
  {
    field: 'Query.previewDecision',
    ask: 'query($input: RecordDecisionInput!) { previewDecision(input: $input) { hash } }',
    with: appoint('chuyen-vien'),
    may: SEES_PLANS,
  },
  {
    field: 'Query.previewAnnulment',
    ask: 'query($id: ID!, $by: DecisionHeadInput!) { previewAnnulment(decisionId: $id, by: $by) { hash } }',
    with: (about) => ({ ...decision(about), ...paper(about) }),
    // Without the decision its person is in no unit, and so within the city's reach alone.
    may: { subtree: CITY_READERS, foreign: CITY_READERS, headquarters: CITY_READERS },
  },
  { field: 'Query.plan', ask: 'query($id: ID!) { plan(id: $id) { hash } }', with: decision, may: SEES_PLANS },
  {
    field: 'Query.operations',
    ask: 'query($id: ID) { operations(personId: $id, first: 1) { totalCount } }',
    with: person,
    may: {
      // Of oneself too only for who may see plans there.
      own: ['administrator', 'auditor', 'operator', 'unitAdministrator', 'recordsClerk', 'delegate'],
      ...SEES_PLANS,
    },
  },
  { field: 'Query.operations', ask: '{ operations(first: 1) { totalCount } }', may: anywhere(CITY_READERS) },
  { field: 'Query.policy', ask: '{ policy { version } }', may: anywhere(PEOPLE) },
  { field: 'Query.policyVersions', ask: '{ policyVersions(first: 1) { totalCount } }', may: anywhere(PEOPLE) },
  { field: 'Query.policyVersion', ask: '{ policyVersion { version } }', may: anywhere(PEOPLE) },
  { field: 'Query.previewPolicy', ask: '{ previewPolicy(text: "x") { hash } }', may: anywhere(CITY) },
  {
    field: 'Query.previewPolicy',
    ask: 'query($id: ID) { previewPolicy(unitId: $id, text: "x") { hash } }',
    with: unit,
    may: { subtree: ['administrator', 'unitAdministrator'], foreign: CITY, headquarters: CITY },
  },
  { field: 'Query.target', ask: '{ target(id: "directory") { health } }', may: anywhere(PEOPLE) },
  { field: 'Query.targets', ask: '{ targets { id } }', may: anywhere(PEOPLE) },
  { field: 'Query.tablet', ask: 'query($id: ID!) { tablet(id: $id) { serial } }', with: tablet, may: SEES_TABLETS },
  {
    field: 'Query.tablets',
    ask: 'query($id: ID) { tablets(unitId: $id, first: 1) { totalCount } }',
    with: unit,
    may: SEES_TABLETS,
  },
  {
    field: 'Query.tablets',
    ask: '{ tablets(first: 1) { totalCount } }',
    may: anywhere(['administrator', 'auditor', 'operator', 'unitAdministrator', 'assetAccountant', 'delegate']),
  },
];

const SIGNING_IN: readonly Row[] = [
  {
    field: 'Mutation.login',
    ask: 'mutation { login(username: "khong-co-ai", password: "x") { expiresAt } }',
    may: anywhere(EVERYBODY),
    askedBy: ['anonymous', 'person'],
  },
  {
    field: 'Mutation.clientToken',
    ask: 'mutation { clientToken(clientId: "khong-co", clientSecret: "x") { expiresAt } }',
    may: anywhere(EVERYBODY),
    askedBy: ['anonymous', 'person'],
  },
  {
    field: 'Mutation.activate',
    ask: 'mutation { activate(code: "0000-0000-0000", password: "x") { expiresAt } }',
    may: anywhere(EVERYBODY),
    askedBy: ['anonymous', 'person'],
  },
  {
    field: 'Mutation.loginWithToken',
    ask: 'mutation { loginWithToken(token: "x") { expiresAt } }',
    may: anywhere(EVERYBODY),
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
    ask: 'mutation { changePassword(oldPassword: "x", newPassword: "") }',
    may: anywhere(PEOPLE),
  },
  { field: 'Mutation.logout', ask: 'mutation { logout }', may: {}, askedBy: ['client', 'anonymous'] },
  {
    field: 'Mutation.revokeSessions',
    ask: 'mutation($id: ID!) { revokeSessions(personId: $id, reason: "") }',
    with: person,
    may: { ...TENDS, own: PEOPLE },
  },
  { field: 'Mutation.revokeAllSessions', ask: 'mutation { revokeAllSessions(reason: "") }', may: anywhere(CITY) },
  {
    field: 'Mutation.issueActivationCode',
    ask: 'mutation($id: ID!) { issueActivationCode(personId: $id) { expiresAt } }',
    with: person,
    may: { ...TENDS, own: NOBODY },
    notToOneself: ['administrator', 'operator', 'unitAdministrator'],
  },
  {
    field: 'Mutation.registerClient',
    ask: 'mutation { registerClient(name: "") { clientId } }',
    may: anywhere(CITY),
  },
  {
    field: 'Mutation.rotateClientSecret',
    ask: 'mutation { rotateClientSecret(clientId: "khong-co", overlapMinutes: 5) { clientId } }',
    may: anywhere(CITY),
  },
  {
    field: 'Mutation.revokeClient',
    ask: 'mutation { revokeClient(clientId: "khong-co") { id } }',
    may: anywhere(CITY),
  },
];

const ROLE_CHANGES: readonly Row[] = [
  {
    field: 'Mutation.bindRole',
    ask: 'mutation($id: ID!) { bindRole(personId: $id, role: HQ_OPERATOR, reason: "Vì thế") { id } }',
    with: person,
    may: { own: NOBODY },
    notToOneself: CITY,
  },
  {
    field: 'Mutation.bindRole',
    ask: 'mutation($id: ID!) { bindRole(personId: $id, role: ADMINISTRATOR, reason: "") { id } }',
    with: person,
    may: { subtree: CITY, foreign: CITY },
  },
  {
    field: 'Mutation.unbindRole',
    ask: 'mutation($id: ID!) { unbindRole(personId: $id, role: AUDITOR, reason: "") { id } }',
    with: person,
    may: { own: CITY, foreign: CITY },
  },
  {
    field: 'Mutation.confirmRoleChange',
    ask: 'mutation { confirmRoleChange(id: "khong-co") { id } }',
    may: anywhere(CITY),
  },
  {
    field: 'Mutation.rejectRoleChange',
    ask: 'mutation { rejectRoleChange(id: "khong-co", reason: "x") { id } }',
    may: anywhere(CITY),
  },
];

const RECORD = 'mutation($input: RecordDecisionInput!) { recordDecision(input: $input) { decision { id } } }';

const OFFICE: readonly Row[] = [
  {
    field: 'Mutation.recordDecision',
    ask: RECORD,
    with: appoint('chuyen-vien'),
    may: { ...RECORDS, own: NOBODY },
    notToOneself: ['administrator', 'unitAdministrator', 'recordsClerk'],
  },
  {
    // A post that carries more than the recorder holds.
    field: 'Mutation.recordDecision',
    ask: RECORD,
    with: appoint('quan-tri-don-vi'),
    may: { subtree: ['administrator', 'unitAdministrator'], foreign: CITY },
  },
  {
    field: 'Mutation.annulDecision',
    ask: 'mutation($by: DecisionHeadInput!) { annulDecision(decisionId: "khong-co", by: $by) { decision { id } } }',
    with: paper,
    may: RECORDS,
  },
  {
    field: 'Mutation.createPerson',
    ask: 'mutation { createPerson(input: { familyName: "", givenName: "" }) { id } }',
    may: anywhere(['administrator', 'unitAdministrator', 'recordsClerk']),
  },
  { field: 'Mutation.definePositions', ask: 'mutation { definePositions(input: []) { id } }', may: anywhere(CITY) },
  {
    field: 'Mutation.exportPerson',
    ask: 'mutation($id: ID!) { exportPerson(person: $id) { personId } }',
    with: person,
    may: { own: PEOPLE, subtree: CITY, foreign: CITY },
  },
  {
    field: 'Mutation.erasePerson',
    ask: 'mutation($id: ID!) { erasePerson(person: $id, reason: "") { personId } }',
    with: person,
    may: { own: CITY, subtree: CITY, foreign: CITY },
  },
];

const ACCOUNTS: readonly Row[] = [
  {
    field: 'Mutation.linkAccount',
    ask: 'mutation($id: ID!) { linkAccount(targetId: "khong-co", nativeId: "x", personId: $id) { id } }',
    with: person,
    may: { own: NOBODY, subtree: CITY, foreign: CITY },
    notToOneself: CITY,
  },
  {
    field: 'Mutation.unlinkAccount',
    ask: 'mutation { unlinkAccount(accountId: "khong-co", reason: "x") { id } }',
    may: anywhere(CITY),
  },
  {
    field: 'Mutation.lockAccess',
    ask: 'mutation($id: ID!) { lockAccess(personId: $id, targetId: "khong-co", reason: "x") { id } }',
    with: person,
    may: { ...TENDS, own: ['administrator', 'unitAdministrator'] },
  },
  {
    field: 'Mutation.unlockAccess',
    ask: 'mutation($id: ID!) { unlockAccess(personId: $id, targetId: "khong-co", reason: "x") { id } }',
    with: person,
    may: { ...TENDS, own: NOBODY },
    notToOneself: ['administrator', 'unitAdministrator'],
  },
  {
    field: 'Mutation.grantException',
    ask: 'mutation($id: ID!) { grantException(personId: $id, targetId: "khong-co", kind: "group", value: "x", reason: "x", endsOn: "2099-01-01") { id } }',
    with: person,
    may: { own: NOBODY, subtree: CITY, foreign: CITY },
    notToOneself: CITY,
  },
  {
    field: 'Mutation.endException',
    ask: 'mutation { endException(id: "khong-co", reason: "x") { id } }',
    may: anywhere(CITY),
  },
  {
    field: 'Mutation.acceptHandover',
    ask: 'mutation($id: ID!) { acceptHandover(id: $id) { id } }',
    with: handover,
    may: RECORDS,
  },
  {
    field: 'Mutation.declineHandover',
    ask: 'mutation($id: ID!) { declineHandover(id: $id, reason: "x") { id } }',
    with: handover,
    may: RECORDS,
  },
  {
    field: 'Mutation.approvePlan',
    ask: 'mutation($id: ID!) { approvePlan(planId: $id, hash: "x") { id } }',
    with: decision,
    may: { subtree: CITY, foreign: CITY },
  },
  {
    field: 'Mutation.rejectPlan',
    ask: 'mutation($id: ID!) { rejectPlan(planId: $id, reason: "x") { id } }',
    with: decision,
    may: { subtree: CITY, foreign: CITY },
  },
  {
    field: 'Mutation.reconcile',
    ask: 'mutation($id: ID) { reconcile(scope: PERSON, id: $id) { id } }',
    with: person,
    may: { ...TENDS, own: ['administrator', 'operator', 'unitAdministrator'] },
  },
  {
    field: 'Mutation.reconcile',
    ask: 'mutation { reconcile(scope: TARGET, id: "khong-co") { id } }',
    may: anywhere(CITY),
  },
  {
    field: 'Mutation.applyPolicy',
    ask: 'mutation($id: ID) { applyPolicy(unitId: $id, text: "x", hash: "x") { id } }',
    with: unit,
    may: { subtree: ['administrator', 'unitAdministrator'], foreign: CITY, headquarters: CITY },
  },
  {
    field: 'Mutation.applyPolicy',
    ask: 'mutation { applyPolicy(text: "x", hash: "x") { id } }',
    may: anywhere(CITY),
  },
];

const TARGETS: readonly Row[] = [
  { field: 'Mutation.scanTarget', ask: 'mutation { scanTarget(targetId: "khong-co") { id } }', may: anywhere(CITY) },
  {
    field: 'Mutation.observeOnly',
    ask: 'mutation { observeOnly(targetId: "khong-co", reason: "x") { id } }',
    may: anywhere(CITY),
  },
  {
    field: 'Mutation.endObserveOnly',
    ask: 'mutation { endObserveOnly(targetId: "khong-co", reason: "x") { id } }',
    may: anywhere(CITY),
  },
  {
    field: 'Mutation.pauseTarget',
    ask: 'mutation { pauseTarget(targetId: "khong-co", reason: "x") { id } }',
    may: anywhere(CITY),
  },
  {
    field: 'Mutation.resumeTarget',
    ask: 'mutation { resumeTarget(targetId: "khong-co") { id } }',
    may: anywhere(CITY),
  },
];

const TABLETS: readonly Row[] = [
  {
    field: 'Mutation.receiveTablets',
    ask: 'mutation($id: ID!) { receiveTablets(input: { serials: ["TB-MOI"], model: "", unitId: $id }) { id } }',
    with: unit,
    may: KEEPS_TABLETS,
  },
  {
    field: 'Mutation.importTablets',
    ask: 'mutation($csv: String!) { importTablets(csv: $csv, dryRun: true) { rows } }',
    with: ({ unitId }) => ({ csv: `serial,model,unit\nTB-NHAP,iPad Air 2,${unitId}\n` }),
    may: KEEPS_TABLETS,
  },
  {
    field: 'Mutation.issueTablet',
    ask: 'mutation($id: ID!, $to: ID!) { issueTablet(tabletId: $id, personId: $to, recordNumber: "BB-1") { id } }',
    with: (about) => ({ ...tablet(about), to: 'khong-co' }),
    may: KEEPS_TABLETS,
  },
  {
    field: 'Mutation.issueTablet',
    ask: 'mutation($id: ID!, $to: ID!) { issueTablet(tabletId: $id, personId: $to, recordNumber: "BB-1") { id } }',
    with: (about) => ({ ...tablet(about), to: about.callerId }),
    may: { own: NOBODY },
    notToOneself: ['administrator', 'unitAdministrator', 'assetAccountant'],
  },
  {
    field: 'Mutation.reissueTablet',
    ask: 'mutation($id: ID!) { reissueTablet(tabletId: $id, personId: "khong-co", recordNumber: "BB-1") { id } }',
    with: tablet,
    may: KEEPS_TABLETS,
  },
  {
    field: 'Mutation.returnTablet',
    ask: 'mutation($id: ID!) { returnTablet(tabletId: $id, recordNumber: "BB-1") { id } }',
    with: tablet,
    may: KEEPS_TABLETS,
  },
  {
    field: 'Mutation.handTabletToUnit',
    ask: 'mutation($id: ID!, $unit: ID!) { handTabletToUnit(tabletId: $id, unitId: $unit, recordNumber: "BB-1") { id } }',
    with: (about) => ({ ...tablet(about), unit: about.unitId }),
    may: KEEPS_TABLETS,
  },
];

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

/** Keys, subjects of an outside issuer, the sealed administrator. */
const CREDENTIALS: readonly Row[] = [
  {
    field: 'Query.deviceKeys',
    ask: 'query($id: ID!) { deviceKeys(personId: $id) { id } }',
    with: person,
    may: { ...TENDS, own: PEOPLE },
  },
  // Whoever is in asks about the own session; that it is bound to no key is told after that.
  { field: 'Mutation.enrolDevice', ask: 'mutation { enrolDevice(serial: "x") { id } }', may: anywhere(SIGNED_IN) },
  {
    field: 'Mutation.reportTabletLost',
    ask: 'mutation($id: ID!) { reportTabletLost(tabletId: $id, reason: "thử") }',
    with: tablet,
    may: KEEPS_TABLETS,
  },
  {
    field: 'Mutation.linkIssuerSubject',
    ask: 'mutation($id: ID!) { linkIssuerSubject(personId: $id, subject: "x") { id } }',
    with: person,
    may: anywhere(CITY),
  },
  {
    field: 'Mutation.unlinkIssuerSubject',
    ask: 'mutation { unlinkIssuerSubject(subject: "x") }',
    may: anywhere(CITY),
  },
  { field: 'Query.breakGlassKey', ask: '{ breakGlassKey { id } }', may: anywhere(CITY_READERS) },
  {
    field: 'Mutation.sealBreakGlass',
    ask: 'mutation { sealBreakGlass(publicKey: "x") { id } }',
    may: anywhere(CITY),
  },
  { field: 'Mutation.unsealBreakGlass', ask: 'mutation { unsealBreakGlass(reason: "") }', may: anywhere(CITY) },
  {
    field: 'Mutation.openBreakGlass',
    ask: 'mutation { openBreakGlass(assertion: "x", reason: "") { expiresAt } }',
    may: anywhere(EVERYBODY),
    askedBy: ['anonymous', 'person'],
  },
];

export const EXPECTATIONS: readonly Row[] = [
  ...QUERIES,
  ...SIGNING_IN,
  ...CREDENTIALS,
  ...ROLE_CHANGES,
  ...OFFICE,
  ...ACCOUNTS,
  ...TARGETS,
  ...TABLETS,
  ...SUBSCRIPTIONS,
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
