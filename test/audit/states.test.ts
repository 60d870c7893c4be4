/**
 * Every mutation leaves a row that says who, from where, about whom and what it changed, and the questions that are put
 * to the record find it: asked over HTTP of one city. Which hashes a row carries is a table written by hand.
 */
import { exportJWK, generateKeyPair } from 'jose';
import { buildSchema } from 'graphql';
import { AuditRecord } from '../../src/audit';
import { KeyHolder } from '../../src/subgraphs/identity/key-holder.fixture';
import { TestCity, type Holder } from '../city/harness';
import { ACTIONS, ELSEWHERE, STATES } from './actions';

jest.setTimeout(120_000);

let city: TestCity;
let person: Holder;
let adminId: string;
let tabletId: string;

beforeAll(async () => {
  city = await TestCity.open();
  person = await city.holder(['Trịnh', 'Thị', 'Vết'], 'so-tttt/van-thu');
  adminId = (await city.ask<{ me: { id: string } }>('{ me { id } }')).me.id;
  await city.settle();
  await onAccess();
  await onTargets();
  await onRolesAndClients();
  await onTablets();
  await onSessions();
  await onOffice();
  await city.settle();
});

afterAll(() => city.close());

/** The one value of an answer. */
async function ask<T = { id: string }>(
  query: string,
  variables: Record<string, unknown> = {},
  token?: string | null,
): Promise<T> {
  return Object.values(await city.ask<Record<string, T>>(query, variables, token))[0]!;
}

async function onAccess(): Promise<void> {
  const { id } = person;
  await ask('mutation($id: ID!) { lockAccess(personId: $id, reason: "Báo mất máy") { id } }', { id });
  await ask('mutation($id: ID!) { unlockAccess(personId: $id, reason: "Tìm thấy máy") { id } }', { id });
  const granted = await ask(
    'mutation($id: ID!) { grantException(personId: $id, targetId: "directory", kind: "group", value: "du-an-so-hoa", reason: "Dự án", endsOn: "2026-12-31") { id } }',
    { id },
  );
  await ask('mutation($id: ID!) { endException(id: $id, reason: "Dự án xong") { id } }', { id: granted.id });
  await city.settle();
  const { accounts } = await ask<{ accounts: { id: string; nativeId: string; target: { id: string } }[] }>(
    'query($id: ID!) { person(id: $id) { accounts { id nativeId target { id } } } }',
    { id },
  );
  const mail = accounts.find(({ target }) => target.id === 'mail')!;
  await ask('mutation($id: ID!) { unlinkAccount(accountId: $id, reason: "Nhầm người") { id } }', { id: mail.id });
  const link = 'mutation($n: String!, $p: ID!) { linkAccount(targetId: "mail", nativeId: $n, personId: $p) { id } }';
  await ask(link, { n: mail.nativeId, p: id });
  await ask('mutation($id: ID) { reconcile(scope: PERSON, id: $id) { id } }', { id });
}

async function onTargets(): Promise<void> {
  for (const field of ['pauseTarget', 'resumeTarget', 'observeOnly', 'endObserveOnly', 'scanTarget']) {
    const reason = ['resumeTarget', 'scanTarget'].includes(field) ? '' : ', reason: "Bảo trì"';
    await ask(`mutation { ${field}(targetId: "qlvb:so-du-lich"${reason}) { id } }`);
  }
  const text = `${city.city.engine.policy.text()}\n# in lại\n`;
  const { hash } = await ask<{ hash: string }>('query($text: String!) { previewPolicy(text: $text) { hash } }', {
    text,
  });
  await ask('mutation($t: String!, $h: String!) { applyPolicy(text: $t, hash: $h) { id } }', { t: text, h: hash });
  await city.settle();
}

async function onRolesAndClients(): Promise<void> {
  const second = await city.secondAdminToken();
  const wish = (field: string): Promise<{ id: string }> =>
    ask(`mutation($id: ID!) { ${field}(personId: $id, role: HQ_OPERATOR, reason: "Theo quyết định") { id } }`, {
      id: person.id,
    });
  const confirm = 'mutation($id: ID!) { confirmRoleChange(id: $id) { status } }';
  await ask(confirm, { id: (await wish('bindRole')).id }, second);
  await ask('mutation($id: ID!) { rejectRoleChange(id: $id, reason: "Chưa cần") { status } }', {
    id: (await wish('unbindRole')).id,
  });
  await ask(confirm, { id: (await wish('unbindRole')).id }, second);

  type Client = { clientId: string; clientSecret: string };
  const { clientId: i, clientSecret: s } = await ask<Client>(
    'mutation { registerClient(name: "Cổng") { clientId clientSecret } }',
  );
  await ask(
    'mutation($i: ID!, $s: String!) { clientToken(clientId: $i, clientSecret: $s) { accessToken } }',
    { i, s },
    null,
  );
  await ask('mutation($i: ID!) { rotateClientSecret(clientId: $i) { clientId } }', { i });
  await ask('mutation($i: ID!) { revokeClient(clientId: $i) { id } }', { i });
  const { publicKey } = await generateKeyPair('EdDSA', { extractable: true });
  await ask('mutation($k: String!) { sealBreakGlass(publicKey: $k) { id } }', {
    k: JSON.stringify(await exportJWK(publicKey)),
  });
  await ask('mutation { unsealBreakGlass(reason: "Thay khóa") }');
}

async function onTablets(): Promise<void> {
  const [tablet] = await ask<{ id: string }[]>(
    'mutation { receiveTablets(input: { serials: ["VET-1"], model: "MTB 10", unitId: "so-tttt" }) { id } }',
  );
  tabletId = tablet!.id;
  const issue =
    'mutation($t: ID!, $p: ID!, $n: String!) { issueTablet(tabletId: $t, personId: $p, recordNumber: $n) { id } }';
  await ask(issue, { t: tabletId, p: person.id, n: 'BB-1' });
  const key = await KeyHolder.make();
  const htu = `${city.city.gateway.url}/graphql`;
  const login = 'mutation($u: String!, $p: String!) { login(username: $u, password: $p) { accessToken } }';
  const dpop = await key.proof(city.now(), { htu });
  const { data } = await city.send<{ login: { accessToken: string } }>(
    login,
    { u: person.login, p: city.password },
    null,
    { dpop },
  );
  const token = data!.login.accessToken;
  const bound = { authorization: `DPoP ${token}`, dpop: await key.proof(city.now(), { htu, token }) };
  const { errors } = await city.send('mutation { enrolDevice(serial: "VET-1") { id } }', {}, null, bound);
  if (errors.length > 0) throw new Error(JSON.stringify(errors));
  await ask('mutation($t: ID!) { reportTabletLost(tabletId: $t, reason: "Rơi trên đường") }', { t: tabletId });
  await ask('mutation($t: ID!) { returnTablet(tabletId: $t, recordNumber: "BB-2") { id } }', { t: tabletId });
  await ask('mutation($t: ID!) { handTabletToUnit(tabletId: $t, unitId: "so-noi-vu", recordNumber: "BB-3") { id } }', {
    t: tabletId,
  });
}

async function onSessions(): Promise<void> {
  const { accessToken, refreshToken } = await city.signIn(person.login);
  await ask('mutation($t: String!) { refresh(refreshToken: $t) { accessToken } }', { t: refreshToken }, null);
  const change = 'mutation($p: String!) { changePassword(oldPassword: $p, newPassword: $p) }';
  await ask(change, { p: city.password }, accessToken);
  await ask('mutation { logout }', {}, accessToken);
  await city.signIn(person.login);
  await ask('mutation($id: ID!) { revokeSessions(personId: $id, reason: "Lộ mật khẩu") }', { id: person.id });
  const other = (await city.signIn(person.login)).accessToken;
  await city.send('mutation { pauseTarget(targetId: "mail", reason: "Thử") { id } }', {}, other);
  await city.send(
    'mutation($u: String!) { login(username: $u, password: "sai") { accessToken } }',
    { u: person.login },
    null,
  );
  await ask('mutation { revokeAllSessions(reason: "Lộ mã") }');
}

async function onOffice(): Promise<void> {
  await ask(
    'mutation { definePositions(input: [{ id: "chuc-danh-vet", titleVi: "Chức danh", rank: 90, managementRole: "officer" }]) { id } }',
  );
  await ask('mutation($id: ID!) { exportPerson(person: $id) { personId } }', { id: person.id });
  const { id } = await city.decide({ suspend: [{ personId: person.id }] });
  const { number, issuerId, signedOn, effectiveOn } = city.paper({});
  await ask(
    'mutation($id: ID!, $by: DecisionHeadInput!) { annulDecision(decisionId: $id, by: $by) { decision { id } } }',
    { id, by: { number, issuerId, signedOn, effectiveOn } },
  );
  await city.settle();
}

function shapeOf({ beforeHash, afterHash }: AuditRecord): string {
  return `${beforeHash === null ? 'nothing' : 'before'} ${afterHash === null ? 'nothing' : 'after'}`;
}

it('keeps the hashes that the table asks for, of every mutation and of all else that is done', async () => {
  const rows = await city.city.store.read.find(AuditRecord);
  const wrong = rows.filter((row) => !(STATES[row.action]?.states.includes(shapeOf(row)) ?? false));
  const seen = new Set(rows.map(({ action }) => action));
  const mutations = Object.keys(
    buildSchema(city.city.gateway.supergraph, { assumeValid: true, assumeValidSDL: true })
      .getMutationType()
      ?.getFields() ?? {},
  );

  expect(wrong.map((row) => `${row.action}: ${shapeOf(row)}`)).toEqual([]);
  expect(mutations.filter((field) => !ACTIONS[field]?.every((action) => STATES[action] !== undefined))).toEqual([]);
  expect(
    mutations.filter((field) => !ACTIONS[field]?.some((action) => seen.has(action) || ELSEWHERE.has(action))),
  ).toEqual([]);
  expect([...ELSEWHERE.keys()].filter((action) => seen.has(action))).toEqual([]);
});

it('says of every row who did it and from where', async () => {
  const rows = await city.city.store.read.find(AuditRecord);
  const byHand = rows.filter(({ origin }) => /127\.0\.0\.1/.test(origin));
  const nobody = byHand.filter(
    ({ action, actorId, detail }) => actorId === null && !/clientId/.test(detail) && !action.endsWith('.refuse'),
  );

  expect(byHand.length).toBeGreaterThan(50);
  expect([...new Set(nobody.map(({ action, subjectKind }) => `${action} ${subjectKind}`))]).toEqual([
    'session.open client',
  ]);
  expect(rows.filter(({ origin }) => origin === '')).toEqual([]);
});

/** Of these actions, those that the answer lacks. */
async function missing(args: string, wanted: readonly string[]): Promise<string[]> {
  const found = await actions(args);
  return wanted.filter((action) => !found.has(action));
}

async function actions(args: string): Promise<Set<string>> {
  type Page = { edges: { node: { action: string } }[]; pageInfo: { hasNextPage: boolean } };
  const page = await ask<Page>(
    `{ auditRecords(${args}, first: 500) { edges { node { action } } pageInfo { hasNextPage } } }`,
  );
  expect(page.pageInfo.hasNextPage).toBe(false);
  return new Set(page.edges.map(({ node }) => node.action));
}

it('tells what happened to a person, to an account, to a device and by an administrator', async () => {
  const account = (
    await ask<{ accounts: { id: string; target: { id: string } }[] }>(
      'query($id: ID!) { person(id: $id) { accounts { id target { id } } } }',
      { id: person.id },
    )
  ).accounts.find(({ target }) => target.id === 'mail')!;

  expect(
    await missing(`personId: "${person.id}"`, [
      'person.create',
      'decision.record',
      'decision.annul',
      'activation.issue',
      'activation.use',
      'password.change',
      'session.open',
      'session.refresh',
      'session.revoke',
      'session.refuse',
      'target.intent',
      'target.outcome',
      'access.lock',
      'access.unlock',
      'exception.grant',
      'exception.end',
      'account.link',
      'account.unlink',
      'role.request',
      'role.bind',
      'role.reject',
      'role.unbind',
      'tablet.issue',
      'tablet.return',
      'device.enrol',
      'device.end',
      'device.lost',
      'person.export',
    ]),
  ).toEqual([]);
  expect(
    await missing(`accountId: "${account.id}"`, ['target.intent', 'target.outcome', 'account.link', 'account.unlink']),
  ).toEqual([]);
  expect([...(await actions(`tabletId: "${tabletId}"`))].sort()).toEqual([
    'device.end',
    'device.enrol',
    'device.lost',
    'tablet.issue',
    'tablet.move',
    'tablet.receive',
    'tablet.return',
  ]);
  expect(
    await missing(`actorId: "${adminId}"`, [
      'decision.record',
      'client.register',
      'client.rotate',
      'client.revoke',
      'break-glass.seal',
      'target.pause',
      'policy.apply',
      'session.revoke',
    ]),
  ).toEqual([]);
  expect(await missing(`actorId: "${person.id}"`, ['session.open', 'request.refuse'])).toEqual([]);
});
