/** Other systems: what they are given, how their secrets change, and how they are shut out. */
import { IdentityTown, valueOf, type Answer } from './room.fixture';
import { ServiceClient } from './service-client.entity';
import { partiesTo } from './face-delegation';

const MINUTE = 60_000;

let town: IdentityTown;
let administrator: string;

beforeEach(async () => {
  town = await IdentityTown.open();
  administrator = await town.administrator();
});

afterEach(() => town.close());

interface Registered {
  readonly clientId: string;
  readonly clientSecret: string;
}

const register = (given: string, key?: string): Promise<Answer> =>
  town.ask(
    `mutation { registerClient(name: "Kho dữ liệu", ${given}) { clientId clientSecret client { roles scopes } } }`,
    { token: administrator, ...(key !== undefined && { key }) },
  );

const enter = (id: string, secret: string): Promise<Answer> =>
  town.ask(`mutation { clientToken(clientId: "${id}", clientSecret: "${secret}") { accessToken } }`);

const rotate = (id: string, minutes: number, key?: string): Promise<Answer> =>
  town.ask(`mutation { rotateClientSecret(clientId: "${id}", overlapMinutes: ${minutes}) { clientSecret } }`, {
    token: administrator,
    ...(key !== undefined && { key }),
  });

async function tokenOf(id: string, secret: string): Promise<string> {
  return (valueOf(await enter(id, secret)) as { accessToken: string }).accessToken;
}

it('ASVS 13.2.1 signs in with a secret of its own for a token of minutes, and may what it was given and no more', async () => {
  const { clientId, clientSecret } = valueOf(await register('scopes: [ACCOUNT_READ, AUDIT_READ]')) as Registered;

  const token = await tokenOf(clientId, clientSecret);
  const context = await town.context({ token });

  expect(context.principal).toMatchObject({ kind: 'client', id: clientId, roles: [] });
  expect(context.may('account:read', { units: ['so-tttt'] })).toBe(true);
  expect(context.may('audit:read')).toBe(true);
  expect([context.may('decision:read'), context.may('decision:record'), context.may('client:manage')]).toEqual([
    false,
    false,
    false,
  ]);
  town.clock.advance(5 * MINUTE);
  expect(await town.isSignedIn({ token })).toBe(false);
  expect(JSON.stringify(await town.store.read.find(ServiceClient))).not.toContain(clientSecret);
});

it('is not given what a system must not have, nor by who may not give it', async () => {
  const approving = await register('scopes: [PLAN_APPROVE]');
  const { clientId, clientSecret } = valueOf(await register('scopes: [DECISION_RECORD]')) as Registered;
  const byClient = await town.ask('mutation { registerClient(name: "Hai", scopes: [AUDIT_READ]) { clientId } }', {
    token: await tokenOf(clientId, clientSecret),
  });

  expect(approving.data).toBeNull();
  expect(byClient.code).toBe('FORBIDDEN');
});

it('gets a new secret, while the one before goes on for the time that was said', async () => {
  const { clientId, clientSecret: first } = valueOf(await register('roles: [SUBSCRIBER]')) as Registered;

  const { clientSecret: second } = valueOf(await rotate(clientId, 10)) as Registered;

  expect(second).not.toBe(first);
  expect([(await enter(clientId, first)).code, (await enter(clientId, second)).code]).toEqual([undefined, undefined]);
  town.clock.advance(10 * MINUTE);
  expect([(await enter(clientId, first)).code, (await enter(clientId, second)).code]).toEqual([
    'SIGN_IN_FAILED',
    undefined,
  ]);
});

it('keeps one secret before the present one, and with no overlap none', async () => {
  const { clientId, clientSecret: first } = valueOf(await register('roles: [SUBSCRIBER]')) as Registered;
  const { clientSecret: second } = valueOf(await rotate(clientId, 60)) as Registered;

  const { clientSecret: third } = valueOf(await rotate(clientId, 0)) as Registered;

  const codes = [];
  for (const secret of [first, second, third]) codes.push((await enter(clientId, secret)).code);
  expect(codes).toEqual(['SIGN_IN_FAILED', 'SIGN_IN_FAILED', undefined]);
});

it('shows the same secret for a repeated request, and bounds the overlap', async () => {
  const { clientId } = valueOf(await register('roles: [SUBSCRIBER]')) as Registered;

  const first = await rotate(clientId, 60, 'k-1');
  const again = await rotate(clientId, 60, 'k-1');

  expect(again.data).toEqual(first.data);
  expect((await rotate(clientId, 10_081)).code).toBe('INVALID_VALUE');
  expect((await rotate('nobody', 60)).code).toBe('NOT_FOUND');
});

it('is shut out at the next request by a revocation, whichever secret it has', async () => {
  const { clientId, clientSecret: first } = valueOf(await register('roles: [SUBSCRIBER]')) as Registered;
  const { clientSecret: second } = valueOf(await rotate(clientId, 60)) as Registered;
  const token = await tokenOf(clientId, first);

  await town.ask(`mutation { revokeClient(clientId: "${clientId}") { id } }`, { token: administrator });

  expect(await town.isSignedIn({ token })).toBe(false);
  expect([(await enter(clientId, first)).code, (await enter(clientId, second)).code]).toEqual([
    'SIGN_IN_FAILED',
    'SIGN_IN_FAILED',
  ]);
  expect((await rotate(clientId, 60)).code).toBe('NOT_FOUND');
});

it('is listed with what it may and until when the secret before goes on', async () => {
  const { clientId } = valueOf(await register('scopes: [ACCOUNT_READ]')) as Registered;
  await rotate(clientId, 10);

  const listed = await town.ask('{ serviceClients { id name roles scopes previousSecretUntil revokedAt } }', {
    token: administrator,
  });

  expect(listed.data?.serviceClients).toEqual([
    {
      id: clientId,
      name: 'Kho dữ liệu',
      roles: [],
      scopes: ['ACCOUNT_READ'],
      previousSecretUntil: '2026-03-02T02:10:00.000Z',
      revokedAt: null,
    },
  ]);
});

it('is in the record with every sign-in, change and refusal, and never with a secret', async () => {
  const { clientId, clientSecret } = valueOf(await register('roles: [SUBSCRIBER]')) as Registered;
  const { clientSecret: second } = valueOf(await rotate(clientId, 60)) as Registered;
  await enter(clientId, second);
  await enter(clientId, 'sai');

  const rows: { action: string }[] = await town.store.read.query('SELECT * FROM audit_record ORDER BY id');

  expect(rows.map(({ action }) => action)).toEqual(
    expect.arrayContaining(['client.register', 'client.rotate', 'session.open', 'session.refuse']),
  );
  for (const secret of [clientSecret, second]) expect(JSON.stringify(rows)).not.toContain(secret);
});

it('names whom its secret was shown to, whose own affairs it may then not decide', async () => {
  const { clientId, clientSecret } = valueOf(await register('scopes: [DECISION_RECORD]')) as Registered;
  const partiesNow = async (secret: string): Promise<readonly string[]> =>
    partiesTo(await town.context({ token: await tokenOf(clientId, secret) }));
  const [registrar] = partiesTo(await town.context({ token: administrator }));

  const first = await partiesNow(clientSecret);
  const second = await partiesNow((valueOf(await rotate(clientId, 5)) as Registered).clientSecret);

  expect(registrar).toEqual(expect.any(String));
  expect([first, second]).toEqual([[registrar], [registrar, registrar]]);
});

it('registers another system, which signs in until it is revoked', async () => {
  const token = administrator;
  const source = `mutation { registerClient(name: "Cổng thông tin", roles: [SUBSCRIBER]) { clientId clientSecret client { name roles } } }`;

  const registered = (await town.ask(source, { token, key: 'k' })).data?.registerClient as Registered;
  const repeated = (await town.ask(source, { token, key: 'k' })).data?.registerClient;
  const taken = await town.ask(source, { token });
  const clientToken = await tokenOf(registered.clientId, registered.clientSecret);
  const context = await town.context({ token: clientToken });

  expect(repeated).toEqual(registered);
  expect(taken.code).toBe('CLIENT_NAME_TAKEN');
  expect(JSON.stringify(await town.store.read.find(ServiceClient))).not.toContain(registered.clientSecret);
  expect(context.principal).toMatchObject({ kind: 'client', id: registered.clientId, roles: ['subscriber'] });
  expect([context.may('role-changes:read'), context.may('decision:record'), context.may('client:manage')]).toEqual([
    true,
    false,
    false,
  ]);
  expect((await enter(registered.clientId, 'sai')).code).toBe('SIGN_IN_FAILED');
  expect((await town.ask(source, { token: clientToken })).code).toBe('FORBIDDEN');

  await town.ask(`mutation { revokeClient(clientId: "${registered.clientId}") { id revokedAt } }`, { token });

  expect(await town.isSignedIn({ token: clientToken })).toBe(false);
  expect((await enter(registered.clientId, registered.clientSecret)).code).toBe('SIGN_IN_FAILED');
});
