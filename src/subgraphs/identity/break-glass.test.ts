/** The sealed administrator: opened with its file alone, while the directory is down, and never quietly. */
import { randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair, SignJWT, type JWK } from 'jose';
import { Registry } from 'prom-client';
import { OutboxEvent } from '../../events/outbox-event.entity';
import { BreakGlassKey } from './break-glass-key.entity';
import { ASSERTION_AUDIENCE, ASSERTION_TYPE, BREAK_GLASS } from './face-break-glass';
import { IdentityTown, valueOf, type Answer } from './room.fixture';

const MINUTE = 60_000;

let town: IdentityTown;
let administrator: string;
let envelope: { readonly privateKey: CryptoKey; readonly jwk: JWK };

beforeEach(async () => {
  town = await IdentityTown.open();
  administrator = await town.administrator();
  envelope = await newKey();
});

afterEach(() => town.close());

async function newKey(): Promise<typeof envelope> {
  const { privateKey, publicKey } = await generateKeyPair('EdDSA', { extractable: true });
  return { privateKey, jwk: await exportJWK(publicKey) };
}

const seal = (publicKey: JWK, token = administrator): Promise<Answer> =>
  town.ask(
    'mutation($key: String!) { sealBreakGlass(publicKey: $key) { id opened } }',
    { token },
    {
      key: JSON.stringify(publicKey),
    },
  );

async function assertion(
  claims: Readonly<Record<string, unknown>> = {},
  key = envelope.privateKey,
  typ = ASSERTION_TYPE,
): Promise<string> {
  const iat = Math.floor(town.clock.now().getTime() / 1000);
  const right = { iss: BREAK_GLASS, sub: BREAK_GLASS, aud: ASSERTION_AUDIENCE, jti: randomUUID(), iat, exp: iat + 60 };
  return new SignJWT({ ...right, ...claims }).setProtectedHeader({ alg: 'EdDSA', typ }).sign(key);
}

const open = (text: string, reason = 'thư mục ngừng hoạt động'): Promise<Answer> =>
  town.ask(
    'mutation($a: String!, $r: String!) { openBreakGlass(assertion: $a, reason: $r) { accessToken expiresAt } }',
    {},
    {
      a: text,
      r: reason,
    },
  );

async function opened(): Promise<string> {
  return (valueOf(await open(await assertion())) as { accessToken: string }).accessToken;
}

it('opens with its key while the directory is down, for a quarter of an hour', async () => {
  await seal(envelope.jwk);
  town.directoryDown = true;

  const token = await opened();
  const context = await town.context({ token });

  expect(context.principal).toMatchObject({ kind: 'client', id: BREAK_GLASS, roles: [] });
  town.clock.advance(15 * MINUTE - 1);
  expect(await town.isSignedIn({ token })).toBe(true);
  expect(await town.room.stillValid(context)).toBe(true);
  town.clock.advance(1);
  expect(await town.isSignedIn({ token })).toBe(false);
  // A stream that it holds open ends with it.
  expect(await town.room.stillValid(context)).toBe(false);
});

it('stops, records and sees, and gives nobody access that no decision gives', async () => {
  await seal(envelope.jwk);
  const context = await town.context({ token: await opened() });

  const may = ['access:lock', 'session:revoke', 'decision:record', 'target:manage', 'audit:read'] as const;
  const mayNot = [
    'plan:approve',
    'policy:apply',
    'exception:grant',
    'client:manage',
    'account:link',
    'activation:issue',
    'role:change',
    'catalogue:define',
  ] as const;

  expect(may.filter((permission) => !context.may(permission, { units: ['so-tttt'] }))).toEqual([]);
  expect(mayNot.filter((permission) => context.may(permission, { units: ['so-tttt'] }))).toEqual([]);
});

it('is told in the record, in the log of events and in the figures', async () => {
  await seal(envelope.jwk);
  const registry = new Registry();
  town.room.expose(registry);

  await opened();

  expect(await town.reasons('break-glass.open')).toEqual(['thư mục ngừng hoạt động']);
  const [alarm] = await town.store.read.findBy(OutboxEvent, { topic: 'alarm' });
  expect(JSON.parse(alarm!.payload)).toMatchObject({ kind: 'break-glass', reason: 'thư mục ngừng hoạt động' });
  const figures = await registry.metrics();
  expect(figures).toContain('identity_break_glass_sealed 1');
  expect(figures).toContain('identity_break_glass_openings 1');
});

it('opens once with one assertion, and with none that is not younger than the last', async () => {
  await seal(envelope.jwk);
  const [first, sibling] = [await assertion(), await assertion()];

  const codes = [(await open(first)).code, (await open(first)).code, (await open(sibling)).code];
  town.clock.advance(1_000);
  const younger = await open(await assertion());

  expect(codes).toEqual([undefined, 'SIGN_IN_FAILED', 'SIGN_IN_FAILED']);
  expect(younger.data).not.toBeNull();
});

it('is refused with another key, another audience, another type, a time that is over, or no reason', async () => {
  await seal(envelope.jwk);
  const now = Math.floor(town.clock.now().getTime() / 1000);
  const wrong = [
    await assertion({}, (await newKey()).privateKey),
    await assertion({ aud: 'another-system' }),
    await assertion({ sub: 'p-admin' }),
    await assertion({ iat: now - 200, exp: now + 60 }),
    await assertion({ exp: now - 61 }),
    await assertion({ iat: undefined }),
    await assertion({}, envelope.privateKey, 'JWT'),
    'x'.repeat(3_000),
    '',
  ];

  const answers = [];
  for (const text of wrong) answers.push((await open(text)).code);

  expect(answers).toEqual(wrong.map(() => 'SIGN_IN_FAILED'));
  expect((await open(await assertion(), '  ')).code).toBe('INVALID_VALUE');
  expect((await town.reasons()).filter((reason) => reason === 'wrong')).toHaveLength(wrong.length);
});

it('is shut at once by sealing anew and by unsealing', async () => {
  await seal(envelope.jwk);
  const before = await opened();
  const next = await newKey();

  await seal(next.jwk);
  const withTheOld = await open(await assertion());
  town.clock.advance(1_000);
  const token = (valueOf(await open(await assertion({}, next.privateKey))) as { accessToken: string }).accessToken;
  const unsealed = await town.ask('mutation { unsealBreakGlass(reason: "diễn tập xong") }', { token: administrator });

  expect(await town.isSignedIn({ token: before })).toBe(false);
  expect(withTheOld.code).toBe('SIGN_IN_FAILED');
  expect(unsealed.data).toEqual({ unsealBreakGlass: true });
  expect(await town.isSignedIn({ token })).toBe(false);
  expect((await open(await assertion({}, next.privateKey))).code).toBe('SIGN_IN_FAILED');
});

it('is sealed by an administrator alone, not by itself, and only its public half is kept', async () => {
  const unit = await town.tokens('ttlan');
  await seal(envelope.jwk);
  const itself = await opened();
  const withSecret = { ...envelope.jwk, d: (await exportJWK(envelope.privateKey)).d! };

  const codes = [
    (await seal(envelope.jwk, unit.accessToken)).code,
    (await seal(envelope.jwk, itself)).code,
    (await seal(withSecret)).code,
    (await seal({ kty: 'oct', k: 'AAAA' })).code,
  ];

  expect(codes).toEqual(['FORBIDDEN', 'FORBIDDEN', 'INVALID_VALUE', 'INVALID_VALUE']);
  expect(JSON.stringify(await town.store.read.find(BreakGlassKey))).not.toContain(withSecret.d);
});

it('cannot be shut by knocking at it: only the address is counted', async () => {
  await seal(envelope.jwk);
  for (let knock = 0; knock < 30; knock += 1) await open('x');

  expect((await open(await assertion())).data).not.toBeNull();
});
