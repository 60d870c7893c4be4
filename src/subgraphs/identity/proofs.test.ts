/** Tokens that are bound to a key (DPoP, RFC 9449), and the keys of tablets. */
import { generateKeyPair, SignJWT } from 'jose';
import { RefreshToken } from './refresh-token.entity';
import { ProofMemory } from './proofs';
import { API, KeyHolder } from './key-holder.fixture';
import { IdentityTown, valueOf, type Answer, type Tokens } from './room.fixture';

let town: IdentityTown;
let tablet: KeyHolder;

beforeEach(async () => {
  town = await IdentityTown.open();
  tablet = await KeyHolder.make();
  town.tablets.set('t-1', { id: 't-1', serial: 'MTB-0001', unitId: 'so-tttt', holderId: 'p-mau' });
});

afterEach(() => town.close());

async function signInOnTablet(login = 'nvmau', by = tablet): Promise<Tokens> {
  return town.tokens(login, { proof: await by.proof(town.clock.now()) });
}

/** One request with the token of a tablet, and a proof that is right but for what is said. */
async function ask(
  { accessToken: token }: Tokens,
  about: Readonly<Record<string, unknown>> = {},
  by = tablet,
): Promise<Answer> {
  const proof = await by.proof(town.clock.now(), { token, ...about });
  return town.ask('mutation { logout }', { token, scheme: 'DPoP', proof });
}

async function whoIs({ accessToken: token }: Tokens, by = tablet): Promise<string | null> {
  const proof = await by.proof(town.clock.now(), { token });
  return (await town.context({ token, scheme: 'DPoP', proof })).principal?.id ?? null;
}

async function enrol(session: Tokens, serial = 'mtb-0001', by = tablet): Promise<Answer> {
  const { accessToken: token } = session;
  const proof = await by.proof(town.clock.now(), { token });
  const source = `mutation { enrolDevice(serial: "${serial}") { id thumbprint tablet { id } person { id } } }`;
  return town.ask(source, { token, scheme: 'DPoP', proof });
}

describe('a token that is bound to a key', () => {
  it('counts with a fresh proof of the key, for every request anew', async () => {
    const session = await signInOnTablet();

    expect(session.tokenType).toBe('DPoP');
    expect([await whoIs(session), await whoIs(session)]).toEqual(['p-mau', 'p-mau']);
  });

  it.each(['ES256', 'EdDSA'])('takes proofs in %s', async (algorithm) => {
    const other = await KeyHolder.make(algorithm);

    const session = await signInOnTablet('nvmau', other);

    expect(await whoIs(session, other)).toBe('p-mau');
  });

  it('ASVS 10.3.5 is worth nothing to who stole it: as a bearer token, with another key, with a proof seen before', async () => {
    const session = await signInOnTablet();
    const { accessToken: token } = session;
    const seen = await tablet.proof(town.clock.now(), { token });
    await town.context({ token, scheme: 'DPoP', proof: seen });

    const asBearer = await town.ask('mutation { logout }', { token });
    const foreign = await ask(session, {}, await KeyHolder.make());
    const replayed = await town.ask('mutation { logout }', { token, scheme: 'DPoP', proof: seen });
    const none = await town.ask('mutation { logout }', { token, scheme: 'DPoP' });

    expect([asBearer, foreign, replayed, none].map(({ code, reason }) => [code, reason])).toEqual([
      ['DPOP_PROOF_INVALID', 'bearer'],
      ['DPOP_PROOF_INVALID', 'foreign'],
      ['DPOP_PROOF_INVALID', 'replayed'],
      ['DPOP_PROOF_INVALID', 'missing'],
    ]);
    expect(await town.reasons()).toEqual(['proof-bearer', 'proof-foreign', 'proof-replayed']);
    expect(await whoIs(session)).toBe('p-mau');
  });

  it.each([
    ['another method', { htm: 'GET' }, 'method'],
    ['another host', { htu: 'http://other.example/graphql' }, 'address'],
    ['another path', { htu: 'http://127.0.0.1:4000/graphql/stream' }, 'address'],
    ['no address', { htu: 'graphql' }, 'address'],
    ['another token', { ath: 'AAAA' }, 'token'],
    ['no token', { ath: undefined }, 'token'],
    ['a time that is over', { iat: 1_772_416_000 }, 'age'],
    ['a time to come', { iat: 1_772_420_000 }, 'age'],
    ['no name of its own', { jti: '' }, 'malformed'],
    ['a name without end', { jti: 'x'.repeat(200) }, 'malformed'],
    ['another type', { header: { typ: 'JWT' } }, 'malformed'],
  ])('refuses a proof for %s', async (_, about, reason) => {
    const session = await signInOnTablet();

    const answer = await ask(session, about);

    expect([answer.code, answer.reason]).toEqual(['DPOP_PROOF_INVALID', reason]);
  });

  it('takes the address with a query, which does not count', async () => {
    const session = await signInOnTablet();

    const answer = await ask(session, { htu: `${API}?query=x#y` });

    expect(answer.data).toEqual({ logout: true });
  });

  it('ASVS 9.1.2 refuses proofs without a signature, with a shared secret, and with a private key inside', async () => {
    const session = await signInOnTablet();
    const { accessToken: token } = session;
    const right = await tablet.proof(town.clock.now(), { token });
    const [, payload] = right.split('.');
    const head = (header: object): string => Buffer.from(JSON.stringify(header)).toString('base64url');
    const secret = await new SignJWT(JSON.parse(Buffer.from(payload!, 'base64url').toString()) as object as never)
      .setProtectedHeader({ alg: 'HS256', typ: 'dpop+jwt', jwk: tablet.jwk })
      .sign(Buffer.from(JSON.stringify(tablet.jwk)));
    const { privateKey } = await generateKeyPair('ES256', { extractable: true });
    const ownKey = await new SignJWT({ htm: 'POST' })
      .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk: { ...tablet.jwk, d: 'AAAA' } as never })
      .sign(privateKey);
    const forged = [`${head({ alg: 'none', typ: 'dpop+jwt', jwk: tablet.jwk })}.${payload}.`, secret, ownKey, 'x', ''];

    const answers = await Promise.all(
      forged.map((proof) => town.ask('mutation { logout }', { token, scheme: 'DPoP', proof })),
    );

    expect(answers.map(({ code }) => code)).toEqual(forged.map(() => 'DPOP_PROOF_INVALID'));
  });

  it('is no bearer token in disguise: a bearer token takes no proof', async () => {
    const { accessToken: token } = await town.tokens('nvmau');
    const proof = await tablet.proof(town.clock.now(), { token });

    const answer = await town.ask('mutation { logout }', { token, scheme: 'DPoP', proof });

    expect([answer.code, answer.reason]).toEqual(['DPOP_PROOF_INVALID', 'unbound']);
  });

  it('takes no proof that was made before this process began', async () => {
    const session = await signInOnTablet();
    const { accessToken: token } = session;
    const before = await tablet.proof(town.clock.now(), { token });
    town.clock.advance(2_000);
    await town.restart();

    const answer = await town.ask('mutation { logout }', { token, scheme: 'DPoP', proof: before });

    expect(answer.reason).toBe('replayed');
    expect(await whoIs(session)).toBe('p-mau');
  });
});

describe('where proofs must carry a nonce', () => {
  it('tells the nonce, takes the proof with it, and none of another process', async () => {
    await town.close();
    town = await IdentityTown.open({ proofNonce: true });
    const source = 'mutation { login(username: "nvmau", password: "mat-khau-dung") { tokenType } }';
    const nonce = async (): Promise<string> => {
      const proof = await tablet.proof(town.clock.now());
      const refused = await town.context({ proof }).catch((error: unknown) => error);
      return (refused as { problems: { values: { nonce: string } }[] }).problems[0]!.values.nonce;
    };

    const first = await nonce();
    const taken = await town.ask(source, { proof: await tablet.proof(town.clock.now(), { nonce: first }) });
    town.clock.advance(60_000);
    const late = await town.ask(source, { proof: await tablet.proof(town.clock.now(), { nonce: first }) });
    town.clock.advance(60_000);
    const tooLate = await town.ask(source, { proof: await tablet.proof(town.clock.now(), { nonce: first }) });
    const beforeRestart = await nonce();
    await town.restart();
    const elsewhere = await town.ask(source, { proof: await tablet.proof(town.clock.now(), { nonce: beforeRestart }) });

    expect([taken.data, late.data]).toEqual([{ login: { tokenType: 'DPoP' } }, { login: { tokenType: 'DPoP' } }]);
    expect([tooLate.code, elsewhere.code]).toEqual(['DPOP_NONCE_NEEDED', 'DPOP_NONCE_NEEDED']);
  });
});

describe('a sign-in with a proof', () => {
  it('is bound to the key by a code as by a password, and counts the proof once', async () => {
    const { code } = await town.room.issueCodeFor('p-mau');
    const proof = await tablet.proof(town.clock.now());
    const source = `mutation { activate(code: "${code}", password: "mat-khau-moi") { tokenType } }`;

    const first = await town.ask(source, { proof });
    const again = await town.signIn('ttlan', { proof });

    expect(first.data).toEqual({ activate: { tokenType: 'DPoP' } });
    expect([again.code, again.reason]).toEqual(['DPOP_PROOF_INVALID', 'replayed']);
    expect(await town.reasons()).toEqual(['proof-replayed']);
  });

  it('puts out who used the old password, though the key itself opens nothing', async () => {
    const before = await town.tokens('nvmau');
    await enrol(await signInOnTablet('nvmau'));
    await town.store.write((tx) => town.room.devices.left(tx, 't-1'));
    const { code } = await town.room.issueCodeFor('p-mau');
    const proof = await tablet.proof(town.clock.now());

    const answer = await town.ask(`mutation { activate(code: "${code}", password: "mat-khau-moi") { tokenType } }`, {
      proof,
    });

    expect(answer.code).toBe('SIGN_IN_FAILED');
    expect(await town.isSignedIn({ token: before.accessToken })).toBe(false);
  });
});

describe('a refresh token that is bound to a key', () => {
  it('ASVS 10.4.5 is worth nothing without the key, and its theft does not end the owner’s session', async () => {
    const { refreshToken } = await signInOnTablet();
    const thief = await KeyHolder.make();

    const bare = await town.refresh(refreshToken);
    const foreign = await town.refresh(refreshToken, { proof: await thief.proof(town.clock.now()) });
    const own = await town.refresh(refreshToken, { proof: await tablet.proof(town.clock.now()) });

    expect([bare.code, foreign.code]).toEqual(['UNAUTHENTICATED', 'UNAUTHENTICATED']);
    expect(await town.reasons()).toEqual(['refresh-without-its-key']);
    const next = valueOf(own) as Tokens;
    expect(next.tokenType).toBe('DPoP');
    expect(await whoIs(next)).toBe('p-mau');
    expect(JSON.stringify(await town.store.read.find(RefreshToken))).not.toContain(refreshToken);
  });

  it('needs a fresh proof each time', async () => {
    const first = await signInOnTablet();
    const proof = await tablet.proof(town.clock.now());
    const second = valueOf(await town.refresh(first.refreshToken, { proof })) as Tokens;

    const again = await town.refresh(second.refreshToken, { proof });

    expect([again.code, again.reason]).toEqual(['DPOP_PROOF_INVALID', 'replayed']);
  });
});

describe('the key of a tablet', () => {
  it('is enrolled by the person who holds the tablet, from a session bound to it, and once', async () => {
    const session = await signInOnTablet();

    const enrolled = await enrol(session);
    const again = await enrol(session);

    expect(enrolled.data?.enrolDevice).toMatchObject({
      thumbprint: tablet.thumbprint,
      tablet: { id: 't-1' },
      person: { id: 'p-mau' },
    });
    expect(again.data).toEqual(enrolled.data);
    expect(await town.reasons('device.enrol')).toHaveLength(1);
  });

  it('is not enrolled by a session without a key, nor for a tablet that another holds', async () => {
    const { accessToken: token } = await town.tokens('nvmau');
    town.tablets.set('t-2', { id: 't-2', serial: 'MTB-0002', unitId: 'so-tttt', holderId: 'p-lan' });

    const bearer = await town.ask('mutation { enrolDevice(serial: "MTB-0001") { id } }', { token });
    const notMine = await enrol(await signInOnTablet(), 'MTB-0002');
    const unknown = await enrol(await signInOnTablet(), 'MTB-9999');

    expect([bearer.code, notMine.code, unknown.code]).toEqual([
      'DEVICE_KEY_NEEDED',
      'DEVICE_NOT_YOURS',
      'DEVICE_NOT_YOURS',
    ]);
  });

  it('opens nothing for anybody else', async () => {
    await enrol(await signInOnTablet());

    const other = await town.signIn('ttlan', { proof: await tablet.proof(town.clock.now()) });

    expect(other.code).toBe('SIGN_IN_FAILED');
    expect(await town.reasons()).toEqual(['device-of-another']);
  });

  it('ends with its sessions when the tablet leaves its holder, and never opens anything again', async () => {
    const session = await signInOnTablet();
    await enrol(session);
    const atTheDesk = await town.tokens('nvmau');

    await town.store.write((tx) => town.room.devices.left(tx, 't-1'));

    expect(await whoIs(session)).toBeNull();
    expect(await town.isSignedIn({ token: atTheDesk.accessToken })).toBe(true);
    const later = await town.signIn('nvmau', { proof: await tablet.proof(town.clock.now()) });
    expect(later.code).toBe('SIGN_IN_FAILED');
    expect(await town.reasons('device.end')).toEqual(['returned']);
  });

  it('ends when its tablet is reported lost, by its holder or by who manages it and by nobody else', async () => {
    const session = await signInOnTablet();
    await enrol(session);
    town.add('p-else', 'else', { unitIds: ['so-yt'] });
    const [stranger, manager] = [await town.tokens('else'), await town.tokens('ttlan')];
    const lost = (token: string): Promise<Answer> =>
      town.ask('mutation { reportTabletLost(tabletId: "t-1", reason: "để quên trên xe") }', { token });

    const refused = await lost(stranger.accessToken);
    const ended = await lost(manager.accessToken);

    expect(refused.code).toBe('FORBIDDEN');
    expect(ended.data).toEqual({ reportTabletLost: 1 });
    expect(await whoIs(session)).toBeNull();
  });

  it('was never enrolled: then the loss of the tablet ends every session of its holder', async () => {
    const [one, other] = [await town.tokens('nvmau'), await town.tokens('nvmau')];

    const ended = await town.ask('mutation { reportTabletLost(tabletId: "t-1", reason: "mất") }', {
      token: one.accessToken,
    });

    expect(ended.data).toEqual({ reportTabletLost: 2 });
    expect(await town.isSignedIn({ token: other.accessToken })).toBe(false);
  });

  it('gives way to a new one of the same tablet', async () => {
    const first = await signInOnTablet();
    await enrol(first);
    const renewed = await KeyHolder.make();
    const second = await signInOnTablet('nvmau', renewed);

    await enrol(second, 'MTB-0001', renewed);

    expect([await whoIs(first), await whoIs(second, renewed)]).toEqual([null, 'p-mau']);
  });
});

describe('the memory of proofs', () => {
  const proof = (jti: string, issuedAt: number) => ({ jkt: 'k', jti, issuedAt });

  it('forgets the oldest when it is full, and takes nothing as old as what it forgot', () => {
    const memory = new ProofMemory(100, 60, 2);

    expect([memory.take(proof('a', 100), 100), memory.take(proof('b', 101), 101)]).toEqual([true, true]);
    expect(memory.take(proof('c', 102), 102)).toBe(true);
    expect(memory.take(proof('a', 100), 102)).toBe(false);
    expect(memory.take(proof('d', 100), 102)).toBe(false);
    expect(memory.take(proof('b', 101), 102)).toBe(false);
    expect(memory.take(proof('e', 103), 103)).toBe(true);
  });

  it('takes what was made after a clock that was ahead came back', () => {
    const memory = new ProofMemory(100, 60, 10);
    memory.take(proof('a', 100), 100);
    memory.take(proof('b', 5_000), 5_000);

    expect(memory.take(proof('c', 110), 110)).toBe(true);
    expect(memory.take(proof('a', 100), 110)).toBe(false);
  });
});
