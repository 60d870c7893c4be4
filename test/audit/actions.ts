/** Which actions a mutation puts on record, written by hand: a new mutation without a line here fails the test. */
export const ACTIONS: Readonly<Record<string, readonly string[]>> = {
  // sign-in and sessions
  login: ['session.open', 'session.refuse'],
  loginWithToken: ['session.open', 'session.refuse'],
  refresh: ['session.refresh', 'session.revoke'],
  logout: ['session.revoke'],
  revokeSessions: ['session.revoke'],
  revokeAllSessions: ['session.revoke'],
  activate: ['activation.use', 'password.intent', 'password.outcome', 'password.change', 'session.open'],
  changePassword: ['password.intent', 'password.outcome', 'password.change'],
  issueActivationCode: ['activation.issue'],
  enrolDevice: ['device.enrol'],
  reportTabletLost: ['device.lost'],
  // roles of the whole city, other systems, the sealed administrator
  bindRole: ['role.request'],
  unbindRole: ['role.request'],
  confirmRoleChange: ['role.bind', 'role.unbind'],
  rejectRoleChange: ['role.reject'],
  clientToken: ['session.open'],
  registerClient: ['client.register'],
  rotateClientSecret: ['client.rotate'],
  revokeClient: ['client.revoke'],
  linkIssuerSubject: ['issuer.link'],
  unlinkIssuerSubject: ['issuer.unlink'],
  sealBreakGlass: ['break-glass.seal'],
  unsealBreakGlass: ['break-glass.unseal'],
  openBreakGlass: ['break-glass.open'],
  // data subjects
  exportPerson: ['person.export'],
  erasePerson: ['person.erase'],
  // office
  recordDecision: ['decision.record'],
  annulDecision: ['decision.annul'],
  createPerson: ['person.create'],
  definePositions: ['position.define'],
  // access
  linkAccount: ['account.link'],
  unlinkAccount: ['account.unlink'],
  lockAccess: ['access.lock'],
  unlockAccess: ['access.unlock'],
  grantException: ['exception.grant'],
  endException: ['exception.end'],
  acceptHandover: ['handover.accept'],
  declineHandover: ['handover.decline'],
  approvePlan: ['plan.approve'],
  rejectPlan: ['plan.reject'],
  reconcile: ['reconcile'],
  applyPolicy: ['policy.apply'],
  scanTarget: ['target.scan'],
  observeOnly: ['target.observe-only'],
  endObserveOnly: ['target.observe-only-end'],
  pauseTarget: ['target.pause'],
  resumeTarget: ['target.resume'],
  // tablets
  receiveTablets: ['tablet.receive'],
  issueTablet: ['tablet.issue'],
  returnTablet: ['tablet.return'],
  importTablets: ['tablet.receive'],
  handTabletToUnit: ['tablet.move'],
  reissueTablet: ['tablet.return', 'tablet.issue'],
};

/** Which hashes of before and after a row of an action carries; where it carries none, why. */
interface Hashes {
  readonly states: readonly string[];
  readonly because?: string;
}

const MADE: Hashes = { states: ['nothing after'] };
const CHANGED: Hashes = { states: ['before after'] };
const GONE: Hashes = { states: ['before nothing'] };
const MADE_OR_CHANGED: Hashes = { states: ['nothing after', 'before after'] };
const none = (because: string): Hashes => ({ states: ['nothing nothing'], because });
const PASSWORD = none('it lies in the directory, and a hash of it could be guessed');
const NOTHING_DONE = none('what was refused changed nothing');
/** What a call sets; one that hands papers over has no state of an account. */
const CALL: Hashes = { states: ['before after', 'nothing after', 'before nothing', 'nothing nothing'] };

export const STATES: Readonly<Record<string, Hashes>> = {
  'session.open': {
    states: ['nothing after', 'nothing nothing'],
    because: 'the token of another system leaves no row',
  },
  'session.refresh': CHANGED,
  'session.revoke': CHANGED,
  'session.refuse': NOTHING_DONE,
  'request.refuse': NOTHING_DONE,
  'activation.issue': MADE,
  'activation.use': CHANGED,
  'activation.release': CHANGED,
  'password.intent': PASSWORD,
  'password.outcome': PASSWORD,
  'password.change': PASSWORD,
  'device.enrol': MADE,
  'device.end': CHANGED,
  'device.lost': CHANGED,
  'role.request': MADE,
  'role.bind': MADE_OR_CHANGED,
  'role.unbind': CHANGED,
  'role.reject': CHANGED,
  'client.register': MADE,
  'client.rotate': CHANGED,
  'client.revoke': CHANGED,
  'issuer.link': MADE,
  'issuer.unlink': GONE,
  'break-glass.seal': MADE_OR_CHANGED,
  'break-glass.unseal': CHANGED,
  'break-glass.open': CHANGED,
  'person.export': none('it only reads'),
  'person.erase': none('a hash of what is erased would let it be guessed'),
  'person.create': MADE,
  'decision.record': MADE,
  'decision.annul': GONE,
  'position.define': MADE_OR_CHANGED,
  'account.link': CHANGED,
  'account.unlink': CHANGED,
  'access.lock': CHANGED,
  'access.unlock': CHANGED,
  'exception.grant': MADE,
  'exception.end': CHANGED,
  'handover.open': MADE,
  'handover.pass': CHANGED,
  'handover.correct': CHANGED,
  'handover.annul': CHANGED,
  'handover.transfer': CHANGED,
  'handover.return': CHANGED,
  'handover.accept': CHANGED,
  'handover.decline': CHANGED,
  'plan.approve': CHANGED,
  'plan.reject': CHANGED,
  reconcile: MADE,
  'policy.apply': CHANGED,
  'target.scan': MADE,
  'target.observe-only': CHANGED,
  'target.observe-only-end': CHANGED,
  'target.pause': CHANGED,
  'target.resume': CHANGED,
  'target.intent': CALL,
  'target.outcome': CALL,
  'tablet.receive': MADE,
  'tablet.issue': CHANGED,
  'tablet.return': CHANGED,
  'tablet.move': CHANGED,
};

/** Actions that the city of states.test.ts does not come to, and where they are done. */
export const ELSEWHERE: ReadonlyMap<string, string> = new Map([
  ['issuer.link', 'src/subgraphs/identity/issuer.test.ts'],
  ['issuer.unlink', 'src/subgraphs/identity/issuer.test.ts'],
  ['break-glass.open', 'src/subgraphs/identity/break-glass.test.ts'],
  ['handover.accept', 'test/city/handover-reverse.test.ts'],
  ['handover.decline', 'test/city/handover-reverse.test.ts'],
  ['plan.approve', 'test/city/policy-brake.test.ts'],
  ['plan.reject', 'test/city/policy-brake.test.ts'],
  ['person.erase', 'test/audit/person.test.ts'],
]);
