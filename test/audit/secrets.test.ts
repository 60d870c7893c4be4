/**
 * No secret reaches a log, an error that a caller is told, or the audit record: everything that can be secret goes
 * through a city that logs all it can, while its systems are up, while they are away and while its store fails.
 */
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { AuditRecord } from '../../src/audit';
import { createLogger } from '../../src/shared/logger';
import { ASSERTION_AUDIENCE, ASSERTION_TYPE, BREAK_GLASS } from '../../src/subgraphs/identity/face-break-glass';
import { KeyHolder } from '../../src/subgraphs/identity/key-holder.fixture';
import { TestCity, type Holder } from '../city/harness';

jest.setTimeout(120_000);

const LOGIN = 'mutation($u: String!, $p: String!) { login(username: $u, password: $p) { accessToken refreshToken } }';
const REFRESH = 'mutation($t: String!) { refresh(refreshToken: $t) { accessToken refreshToken } }';
const CREATE = 'mutation($input: CreatePersonInput!) { createPerson(input: $input) { id login } }';
/** Stands for the token of the city's administrator. */
const ADMINISTRATOR = 'administrator';
const CITIZEN = '001085067891';
const OTHER_CITIZEN = '001190044556';
const PHONE = '0987654321';
const PAPER = 'Phương án tác chiến khu vực phòng thủ số 7';

const lines: string[] = [];
/** Every error that somebody was told. */
const told: string[] = [];
/** What must be found nowhere, by what it is. */
const secrets = new Map<string, string>();

let city: TestCity;
let person: Holder;

beforeAll(async () => {
  const logger = createLogger('trace', { write: (line) => void lines.push(line) });
  city = await TestCity.open({ logger });
  person = await city.person('Lương', 'Thị', 'Kín', { citizenNumber: CITIZEN, phone: PHONE });
  await city.decide({ appoint: [{ personId: person.id, postId: 'so-tttt/chuyen-vien' }] });
  secrets.set('citizen number', CITIZEN).set('another citizen number', OTHER_CITIZEN).set('telephone', PHONE);
  secrets.set('subject of a secret paper', PAPER).set('password', city.password);
  for (const [name, value] of keysIn(join(city.folder, 'keys'))) secrets.set(name, value);
});

afterAll(() => city.close());

/** Keys and passwords of the city's own; of a key pair only its private half. */
function keysIn(folder: string): [string, string][] {
  return readdirSync(folder).flatMap((name): [string, string][] => {
    const text = readFileSync(join(folder, name), 'utf8').trim();
    if (!name.endsWith('.json')) return [[name, text]];
    return [...text.matchAll(/"(?:d|k|secret|derive|derivation|seed)"\s*:\s*"([^"]{16,})"/g)].map(
      ([, value], index) => [`${name} ${index}`, value ?? ''],
    );
  });
}

type Data = Record<string, Record<string, string> | null> | null;

async function say(
  query: string,
  variables: Record<string, unknown>,
  token: string | null = null,
  headers: Record<string, string> = {},
): Promise<Data> {
  const { data, errors } = await city.send<Data>(
    query,
    variables,
    token === ADMINISTRATOR ? await city.adminToken() : token,
    headers,
  );
  told.push(...errors.map((error) => JSON.stringify(error)));
  return data;
}

async function keep(
  name: string,
  query: string,
  variables: Record<string, unknown>,
  token?: string | null,
  headers?: Record<string, string>,
): Promise<Record<string, string>> {
  const found = Object.values((await say(query, variables, token, headers)) ?? {})[0];
  if (!found) throw new Error(`${name}: ${told.at(-1)}`);
  for (const [field, value] of Object.entries(found))
    if (/token|code|secret/i.test(field) && field !== 'tokenType') secrets.set(`${name} ${field}`, value);
  return found;
}

async function sql(text: string): Promise<void> {
  await city.city.store.write((tx) => tx.manager.query(text));
}

/** Something is refused by the database itself, with all that was to be written. */
async function whileFailing(table: string, work: () => Promise<unknown>): Promise<void> {
  await sql(`CREATE TRIGGER refused BEFORE INSERT ON ${table} BEGIN SELECT RAISE(ABORT, 'kho bị lỗi'); END`);
  await work();
  await sql('DROP TRIGGER refused');
}

async function signInEveryWay(): Promise<void> {
  const { code } = await keep(
    'activation',
    'mutation($id: ID!) { issueActivationCode(personId: $id) { code } }',
    { id: person.id },
    ADMINISTRATOR,
  );
  const activate =
    'mutation($c: String!, $p: String!) { activate(code: $c, password: $p) { accessToken refreshToken } }';
  secrets.set('wrong code', 'ZZZZ-YYYY-XXXX');
  await say(activate, { c: 'ZZZZ-YYYY-XXXX', p: city.password });
  await city.away('directory');
  await say(activate, { c: code, p: city.password });
  await city.back('directory');
  await keep('activated', activate, { c: code, p: city.password });
  await say(activate, { c: code, p: city.password });

  const session = await keep('session', LOGIN, { u: person.login, p: city.password });
  const renewed = await keep('refreshed', REFRESH, { t: session['refreshToken'] });
  await keep('refreshed again', REFRESH, { t: renewed['refreshToken'] });
  await say(REFRESH, { t: session['refreshToken'] });
  for (const [name, value] of [
    ['wrong password', 'Sai-Mat-Khau-77'],
    ['password where the login belongs', 'Sai-Cho-Mat-Khau-99'],
    ['invented refresh token', 'ma-lam-moi-bia-dat-123'],
  ] as const)
    secrets.set(name, value);
  await say(LOGIN, { u: person.login, p: 'Sai-Mat-Khau-77' });
  await say(LOGIN, { u: 'Sai-Cho-Mat-Khau-99', p: CITIZEN });
  await say(LOGIN, { u: CITIZEN, p: 'Sai-Mat-Khau-77' });
  await say(REFRESH, { t: 'ma-lam-moi-bia-dat-123' });
  await say(
    'mutation($a: String!, $b: String!) { changePassword(oldPassword: $a, newPassword: $b) }',
    { a: 'Sai-Mat-Khau-77', b: city.password },
    renewed['accessToken'],
  );
  await say('{ me { id } }', {}, 'eyJhbGciOiJFZERTQSJ9.khong-phai-ma-that.AAAA');
  secrets.set('invented token', 'khong-phai-ma-that');
}

async function withKeys(): Promise<void> {
  const tablet = await KeyHolder.make();
  const htu = `${city.city.gateway.url}/graphql`;
  const proof = await tablet.proof(city.now(), { htu });
  const foreign = await tablet.proof(city.now(), { htu: 'https://noi-khac.example/graphql' });
  secrets.set('proof', proof).set('proof for elsewhere', foreign);
  const { accessToken } = await keep('bound session', LOGIN, { u: person.login, p: city.password }, null, {
    dpop: proof,
  });
  await say(LOGIN, { u: person.login, p: city.password }, null, { dpop: proof });
  await say('{ me { id } }', {}, null, { authorization: `DPoP ${accessToken}`, dpop: foreign });
  await say('{ me { id } }', {}, accessToken);

  const client = await keep(
    'client',
    'mutation { registerClient(name: "Cổng khác") { clientId clientSecret } }',
    {},
    ADMINISTRATOR,
  );
  const enter = 'mutation($i: ID!, $s: String!) { clientToken(clientId: $i, clientSecret: $s) { accessToken } }';
  secrets.set('wrong client secret', 'bi-mat-sai-cua-he-thong');
  await keep('client token', enter, { i: client['clientId'], s: client['clientSecret'] });
  await say(enter, { i: client['clientId'], s: 'bi-mat-sai-cua-he-thong' });
  await keep(
    'rotated',
    'mutation($i: ID!) { rotateClientSecret(clientId: $i, overlapMinutes: 1) { clientSecret } }',
    { i: client['clientId'] },
    ADMINISTRATOR,
  );
  await say('mutation($t: String!) { loginWithToken(token: $t) { accessToken } }', {
    t: 'eyJhbGciOiJSUzI1NiJ9.ma-ben-ngoai.BBBB',
  });
  secrets.set('token of another issuer', 'ma-ben-ngoai');
}

async function breakTheGlass(): Promise<void> {
  const { privateKey, publicKey } = await generateKeyPair('EdDSA', { extractable: true });
  const jwk = await exportJWK(privateKey);
  secrets.set('break-glass key', String(jwk.d));
  const seal = 'mutation($key: String!) { sealBreakGlass(publicKey: $key) { id } }';
  await say(seal, { key: JSON.stringify(jwk) }, ADMINISTRATOR);
  await say(seal, { key: JSON.stringify(await exportJWK(publicKey)) }, ADMINISTRATOR);
  const iat = Math.floor(city.now().getTime() / 1000);
  const claims = { iss: BREAK_GLASS, sub: BREAK_GLASS, aud: ASSERTION_AUDIENCE, jti: randomUUID(), iat, exp: iat + 60 };
  const assertion = await new SignJWT(claims)
    .setProtectedHeader({ alg: 'EdDSA', typ: ASSERTION_TYPE })
    .sign(privateKey);
  secrets.set('assertion', assertion);
  const open = 'mutation($a: String!) { openBreakGlass(assertion: $a, reason: "thư mục ngừng") { accessToken } }';
  await keep('break-glass', open, { a: assertion });
  await say(open, { a: assertion });
}

/** What is malformed is told by who reads it first. */
async function sayItWrong(): Promise<void> {
  secrets.set('password as a number', '8675309424242').set('password in a broken query', 'Mat-Khau-Dut-Doan');
  await say('mutation($p: String!) { login(username: "x", password: $p) { accessToken } }', { p: 8_675_309_424_242 });
  await say('mutation { login(username: "x", password: 8675309424242) { accessToken } }', {});
  await say('mutation { login(username: "x" "Mat-Khau-Dut-Doan") { accessToken } }', {});
  await say('mutation { login(username: "x", password: Mat-Khau-Dut-Doan) { accessToken } }', {});
  await say(
    CREATE,
    { input: { familyName: 'Lê', givenName: 'Số', citizenNumber: Number(OTHER_CITIZEN) } },
    ADMINISTRATOR,
  );
  await say(
    CREATE,
    { input: { familyName: 'Lê', givenName: 'Số', citizenNumber: `${OTHER_CITIZEN}9` } },
    ADMINISTRATOR,
  );
  await say(
    CREATE,
    { input: { familyName: 'Lê', givenName: 'Số', soDinhDanh: 1, citizenNumber: CITIZEN } },
    ADMINISTRATOR,
  );
  await say(CREATE, { input: { familyName: 'Khác', givenName: 'Hẳn', citizenNumber: CITIZEN } }, ADMINISTRATOR);
  const url = `${city.city.gateway.url}/graphql`;
  const headers = { 'content-type': 'application/json' };
  const cut = await fetch(url, {
    method: 'POST',
    headers,
    body: '{"query":"{ me { id } }","variables":{"p":"Mat-Khau-Dut-Doan',
  });
  told.push(await cut.text());
  const got = await fetch(
    `${url}?query=${encodeURIComponent(`mutation { login(username: "x", password: "Sai-Mat-Khau-77") { accessToken } }`)}`,
  );
  told.push(await got.text());
}

async function failingSystems(): Promise<void> {
  const { accessToken } = await keep('before the fall', LOGIN, { u: person.login, p: city.password });
  await city.away('directory', 'mail', 'qlvb');
  await say(LOGIN, { u: person.login, p: city.password });
  await say('{ me { directory { dn } mailbox { unread } documents(first: 1) { totalCount } } }', {}, accessToken);
  await city.decide({ suspend: [{ personId: person.id }] });
  await city.back('directory', 'mail', 'qlvb');
  const paper = { kind: 'incoming', subject: PAPER, secrecy: 'mật', ownerPost: 'so-tttt/chuyen-vien' };
  told.push(await city.document('so-tttt', paper).then(String, String));
}

it('is found in no log line, no error that is told, and no audit row', async () => {
  await signInEveryWay();
  await withKeys();
  await breakTheGlass();
  await sayItWrong();
  await whileFailing('session_family', () => say(LOGIN, { u: person.login, p: city.password }));
  await whileFailing('audit_record', () => say(LOGIN, { u: person.login, p: 'Sai-Mat-Khau-77' }));
  await whileFailing('person', () =>
    say(
      CREATE,
      { input: { familyName: 'Vỡ', givenName: 'Kho', citizenNumber: OTHER_CITIZEN, phone: PHONE } },
      ADMINISTRATOR,
    ),
  );
  await failingSystems();
  await city.settle();
  const rows = (await city.city.store.read.find(AuditRecord)).map((row) => JSON.stringify(row));

  const found = [...secrets].flatMap(([name, value]) =>
    Object.entries({ log: lines, error: told, audit: rows }).flatMap(([where, texts]) => {
      const text = texts.find((one) => one.includes(value) || one.includes(JSON.stringify(value).slice(1, -1)));
      return text === undefined ? [] : [`${name} in ${where}: ${text.slice(0, 600)}`];
    }),
  );

  expect(found).toEqual([]);
  expect(secrets.size).toBeGreaterThan(30);
  expect(lines.length).toBeGreaterThan(5);
  expect(told.length).toBeGreaterThan(25);
  expect(rows.length).toBeGreaterThan(50);
});
