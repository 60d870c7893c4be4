/** Items of the Application Security Verification Standard 5.0 that permissions answer for, each by its number. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'ldapts';
import { RECORD, TestCity, type Holder } from '../city/harness';

jest.setTimeout(180_000);

let city: TestCity;
let officer: Holder;
let unitAdministrator: Holder;
beforeAll(async () => {
  city = await TestCity.open();
  officer = await city.holder(['Lê', 'Thị', 'Viên'], 'so-tttt/chuyen-vien');
  unitAdministrator = await city.holder(['Trần', 'Văn', 'Quản'], 'so-tttt/quan-tri-don-vi');
});
afterAll(() => city.close());

const LOGIN =
  'mutation($login: String!, $password: String!) { login(username: $login, password: $password) { expiresAt } }';
const LOCK = 'mutation($id: ID!) { lockAccess(personId: $id, targetId: "khong-co", reason: "x") { id } }';

/** Rows of every table but those in which the refusal itself may stand. */
async function rows(): Promise<Record<string, number>> {
  await city.adminToken();
  const counts = Object.entries(await city.rowCounts());
  return Object.fromEntries(counts.filter(([table]) => !table.startsWith('audit')));
}

async function tokenOf({ login }: Holder): Promise<string> {
  const token = await city.login(login);
  if (token === null) throw new Error(`${login} cannot sign in`);
  return token;
}

test('ASVS 2.3.3: a decision with one bad line leaves nothing behind, neither fact nor plan nor event', async () => {
  const person = await city.person('Ngô', 'Thị', 'Mới');
  await city.settle();
  const before = await rows();
  const lines = {
    appoint: [
      { personId: person.id, postId: 'so-y-te/chuyen-vien' },
      { personId: person.id, postId: 'khong-co' },
    ],
  };

  const refused = await city.refusedDecision(lines);

  expect(refused).toEqual(['UNKNOWN_POST appoint.1.postId']);
  expect(await rows()).toEqual(before);
});

test('ASVS 2.4.1: aliases in one request give no more guesses than requests do, and a flood of them is not even executed', async () => {
  const attempts = Array.from(
    { length: 30 },
    (_, index) => `a${index}: login(username: "${officer.login}", password: "sai") { expiresAt }`,
  );
  const fields = Array.from(
    { length: 2_000 },
    (_, index) => `a${index}: units(first: 500) { edges { node { posts { holders { person { fullName } } } } } }`,
  );

  const guesses = `mutation { ${attempts.join(' ')} }`;

  for (let request = 0; request < 12; request += 1) await city.send(guesses, {}, null);
  const right = await city.refused(LOGIN, { login: officer.login, password: city.password }, null);
  const flood = await city.send(`{ ${fields.join(' ')} }`);

  const judged: { detail: string }[] = await city.city.store.read.query(
    "SELECT detail FROM audit_record WHERE action = 'session.refuse' AND subjectId = ?",
    [officer.login],
  );
  expect(judged.filter(({ detail }) => detail.includes('"wrong"')).length).toBeLessThanOrEqual(10);
  expect(right).toEqual(['TOO_MANY_ATTEMPTS']);
  expect(flood.data).toBeNull();
  expect(['QUERY_TOO_COMPLEX', 'BODY_TOO_LARGE']).toContain(flood.errors[0]?.extensions.code);
});

test('ASVS 8.3.2: who loses the post that administers is refused at the next request, with the token they had', async () => {
  const leaver = await city.holder(['Phạm', 'Thị', 'Thôi'], 'so-tttt/quan-tri-don-vi');
  await city.decide({ appoint: [{ personId: leaver.id, postId: 'so-tttt/chuyen-vien' }] });
  const token = await tokenOf(leaver);
  const before = await city.refused(LOCK, { id: officer.id }, token);
  const appointmentId = await city.appointmentId(leaver.id, 'so-tttt/quan-tri-don-vi');

  await city.ask(RECORD, { input: city.paper({ end: [{ appointmentId, reason: 'OTHER' }] }) });

  expect(before).toEqual(['NOT_FOUND']);
  expect(await city.refused(LOCK, { id: officer.id }, token)).toEqual(['FORBIDDEN']);
});

test('ASVS 8.3.2: rights are dated: a unit administrator appointed from tomorrow has none today', async () => {
  const comes = await city.holder(['Bùi', 'Văn', 'Mai'], 'so-tttt/chuyen-vien');
  const token = await tokenOf(comes);
  await city.decide(
    { appoint: [{ personId: comes.id, postId: 'so-tttt/quan-tri-don-vi' }] },
    { effectiveOn: '2026-03-03' },
  );

  const today = await city.refused(LOCK, { id: officer.id }, token);
  await city.beginDay('2026-03-03');

  expect(today).toEqual(['FORBIDDEN']);
  expect(await city.refused(LOCK, { id: officer.id }, await tokenOf(comes))).toEqual(['NOT_FOUND']);
});

test('ASVS 8.4.1: an administrator of one department reaches nothing of another, by whatever id', async () => {
  const foreign = await city.holder(['Hồ', 'Thị', 'Xa'], 'so-y-te/chuyen-vien');
  const { id: decisionId } = await city.decide({ appoint: [{ personId: foreign.id, postId: 'so-y-te/van-thu' }] });
  const token = await tokenOf(unitAdministrator);
  const of = { id: foreign.id };

  const refused = [
    await city.refused(LOCK, of, token),
    await city.refused('mutation($id: ID!) { issueActivationCode(personId: $id) { code } }', of, token),
    await city.refused('mutation($id: ID!) { revokeSessions(personId: $id, reason: "x") }', of, token),
    await city.refused('query($id: ID!) { plan(id: $id) { hash } }', { id: decisionId }, token),
    await city.refused('query($id: ID!) { operations(personId: $id) { totalCount } }', of, token),
    await city.refused(
      RECORD,
      { input: city.paper({ end: [{ personId: foreign.id, reason: 'OTHER' }] }, { issuerId: 'so-tttt' }) },
      token,
    ),
    await city.refused(
      RECORD,
      {
        input: city.paper({ appoint: [{ personId: officer.id, postId: 'so-y-te/van-thu' }] }, { issuerId: 'so-tttt' }),
      },
      token,
    ),
  ];

  expect(refused).toEqual(refused.map(() => ['FORBIDDEN']));
});

test('ASVS 13.2.1: every system behind the city refuses who shows no secret, and each has a secret of its own', async () => {
  const { ldap, doveadm, qlvb } = city.city.sandbox.addresses;
  const mail = await fetch(doveadm, {
    method: 'POST',
    body: '[["who",{},"t"]]',
    headers: { authorization: 'X-Dovecot-API c2Fp' },
  });
  const documents = await fetch(`${qlvb.replace('<unit>', 'so-tttt')}/users`, {
    headers: { authorization: 'Bearer sai' },
  });
  const directory = new Client({ url: ldap });

  const wrong = await directory.bind('cn=admin,dc=hanoi,dc=gov,dc=vn', 'sai').then(
    () => 'bound',
    () => 'refused',
  );
  await directory.unbind();

  const secrets = ['ldap-admin', 'doveadm', 'qlvb-provisioning', 'qlvb-reader'].map((name) =>
    readFileSync(join(city.folder, 'keys', `${name}.key`), 'utf8').trim(),
  );
  expect([mail.status, documents.status, wrong]).toEqual([401, 401, 'refused']);
  expect(new Set(secrets).size).toBe(secrets.length);
});

test('ASVS 15.3.3: nobody sets by a mutation what it has no field for', async () => {
  const person = { familyName: 'Lê', givenName: 'Thêm' };
  const CREATE = 'mutation($input: CreatePersonInput!) { createPerson(input: $input) { id } }';
  const before = await rows();

  const refused = [
    await city.refused(CREATE, { input: { ...person, id: 'tu-chon' } }),
    await city.refused(CREATE, { input: { ...person, login: 'admin' } }),
    await city.refused(RECORD, { input: { ...city.paper({}), recordedById: officer.id } }),
    await city.refused('mutation { registerClient(name: "x", roles: [ADMINISTRATOR]) { clientId } }'),
    await city.refused('mutation($id: ID!) { bindRole(personId: $id, role: UNIT_ADMINISTRATOR, reason: "x") { id } }', {
      id: officer.id,
    }),
  ];

  expect(refused.flat()).toHaveLength(refused.length);
  expect(refused.flat().filter((code) => !/^(BAD_USER_INPUT|GRAPHQL_VALIDATION_FAILED)/.test(code))).toEqual([]);
  expect(await rows()).toEqual(before);
});
