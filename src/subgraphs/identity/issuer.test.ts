/** Signing in with the tokens of an outside issuer: a real one, on loopback, whose keys change. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportJWK, exportSPKI, generateKeyPair, SignJWT, UnsecuredJWT, type JWK } from 'jose';
import { IdentityTown, valueOf, type Answer, type Tokens } from './room.fixture';
import type { IssuerSettings } from './settings';

const AUDIENCE = 'dieuhanh';
const MINUTE = 60_000;

/** An OpenID issuer as far as discovery and keys go. */
class Issuer {
  readonly signers = new Map<string, { readonly privateKey: CryptoKey; readonly jwk: JWK }>();
  asked = 0;
  broken = false;
  says: string | null = null;
  private readonly server: Server;

  private constructor() {
    this.server = createServer((request, response) => {
      if (request.url?.endsWith('/keys')) this.asked += 1;
      const body = request.url?.endsWith('/keys')
        ? { keys: [...this.signers.values()].map(({ jwk }) => jwk) }
        : { issuer: this.says ?? this.url, jwks_uri: `${this.url}/keys` };
      response.writeHead(this.broken ? 503 : 200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
  }

  static async open(): Promise<Issuer> {
    const issuer = new Issuer();
    await new Promise<void>((resolve) => issuer.server.listen(0, '127.0.0.1', resolve));
    await issuer.addKey('key-1', 'RS256');
    return issuer;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async addKey(kid: string, alg: string): Promise<void> {
    const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
    this.signers.set(kid, { privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } });
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.server.close(() => resolve()));
  }
}

let issuer: Issuer;
let town: IdentityTown;

async function openTown(more: Partial<IssuerSettings> = {}): Promise<void> {
  const issuerTokens: IssuerSettings = {
    issuer: issuer.url,
    audience: AUDIENCE,
    algorithms: ['RS256', 'ES256'],
    jwks: null,
    loginClaim: 'preferred_username',
    clockSkewSeconds: 30,
    ...more,
  };
  town = await IdentityTown.open({ issuerTokens });
}

beforeEach(async () => {
  issuer = await Issuer.open();
  await openTown();
});

afterEach(async () => {
  await town.close();
  await issuer.close();
});

interface Making {
  readonly kid?: string;
  readonly alg?: string;
  readonly header?: Readonly<Record<string, unknown>>;
}

/** A token that is right but for what is said. */
async function token(claims: Readonly<Record<string, unknown>> = {}, making: Making = {}): Promise<string> {
  const { kid = 'key-1', alg = 'RS256', header = {} } = making;
  return new SignJWT(right(claims))
    .setProtectedHeader({ alg, kid, ...header })
    .sign(issuer.signers.get(kid)!.privateKey);
}

function right(claims: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const iat = Math.floor(town.clock.now().getTime() / 1000);
  return { iss: issuer.url, aud: AUDIENCE, sub: 's-1', preferred_username: 'nvmau', iat, exp: iat + 300, ...claims };
}

function signIn(idToken: string): Promise<Answer> {
  const source =
    'mutation($token: String!) { loginWithToken(token: $token, device: "máy bàn") { accessToken refreshToken tokenType person { id } } }';
  return town.ask(source, {}, { token: idToken });
}

describe('a token of the outside issuer', () => {
  it('signs in the person whose login it names, and the session is like any other', async () => {
    const session = valueOf(await signIn(await token())) as Tokens;

    expect(session.person).toEqual({ id: 'p-mau' });
    expect(await town.isSignedIn({ token: session.accessToken })).toBe(true);
    town.change('p-mau', { inOffice: false });
    expect(await town.isSignedIn({ token: session.accessToken })).toBe(false);
    expect((await town.refresh(session.refreshToken)).code).toBe('UNAUTHENTICATED');
    expect(town.binds).toBe(0);
  });

  it('ASVS 9.2.3 is refused when it was made for another audience, by another issuer, or for another party', async () => {
    const wrong = [
      await token({ aud: 'another-system' }),
      await token({ aud: undefined }),
      await token({ aud: [AUDIENCE, 'another-system'] }),
      await token({ aud: [AUDIENCE, 'another-system'], azp: 'another-system' }),
      await token({ iss: 'https://issuer.example' }),
      await token({ iss: `${issuer.url}/` }),
    ];

    const answers = await Promise.all(wrong.map(signIn));

    expect(answers.map(({ code }) => code)).toEqual(wrong.map(() => 'SIGN_IN_FAILED'));
    const forBoth = await signIn(await token({ aud: [AUDIENCE, 'another-system'], azp: AUDIENCE }));
    expect(forBoth.data).not.toBeNull();
  });

  it('is refused when it is over, not yet, too old to be shown, or never ends; with a tolerance for clocks', async () => {
    const now = Math.floor(town.clock.now().getTime() / 1000);
    const good = [await token({ exp: now - 29 }), await token({ iat: now + 29, exp: now + 300 })];
    const wrong = [
      await token({ exp: now - 31 }),
      await token({ iat: now + 31 }),
      await token({ iat: now - 700, exp: now + 3_600 }),
      await token({ nbf: now + 31 }),
      await token({ exp: undefined }),
      await token({ iat: undefined }),
      await token({ sub: undefined }),
    ];

    const taken = await Promise.all(good.map(signIn));
    const refused = await Promise.all(wrong.map(signIn));

    expect(taken.map(({ code }) => code)).toEqual([undefined, undefined]);
    expect(refused.map(({ code }) => code)).toEqual(wrong.map(() => 'SIGN_IN_FAILED'));
  });

  it('ASVS 9.1.2 is refused unsigned, signed with the public key as a secret, and in an algorithm that is not listed', async () => {
    await issuer.addKey('key-384', 'ES384');
    const { jwk } = issuer.signers.get('key-1')!;
    const { publicKey } = await generateKeyPair('RS256', { extractable: true });
    const asSecret = async (secret: string): Promise<string> =>
      new SignJWT(right({})).setProtectedHeader({ alg: 'HS256', kid: 'key-1' }).sign(Buffer.from(secret));
    const wrong = [
      new UnsecuredJWT(right({})).encode(),
      await asSecret(JSON.stringify(jwk)),
      await asSecret(jwk.n!),
      await asSecret(await exportSPKI(publicKey)),
      await token({}, { kid: 'key-384', alg: 'ES384' }),
      `${(await token()).slice(0, -8)}AAAAAAAA`,
      'x'.repeat(20_000),
      '',
    ];

    const answers = await Promise.all(wrong.map(signIn));

    expect(answers.map(({ code }) => code)).toEqual(wrong.map(() => 'SIGN_IN_FAILED'));
    expect(new Set(await town.reasons())).toEqual(new Set(['algorithm', 'signature', 'malformed']));
  });

  it('is an ID token, or an access token made for us; nothing else that the issuer signs', async () => {
    const typed = (typ: string): Promise<string> => token({}, { header: { typ } });

    const codes = [];
    for (const typ of ['JWT', 'at+jwt', 'application/at+jwt', 'logout+jwt', 'secevent+jwt', 'dpop+jwt'])
      codes.push((await signIn(await typed(typ))).code);

    expect(codes).toEqual([undefined, undefined, undefined, 'SIGN_IN_FAILED', 'SIGN_IN_FAILED', 'SIGN_IN_FAILED']);
  });

  it('takes no key that the token brings along', async () => {
    const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true });
    const jwk = await exportJWK(publicKey);
    const forged = await new SignJWT(right({}))
      .setProtectedHeader({ alg: 'RS256', kid: 'key-1', jwk, jku: 'http://127.0.0.1:1/keys' })
      .sign(privateKey);

    expect((await signIn(forged)).code).toBe('SIGN_IN_FAILED');
  });

  it.each([
    ['unknown', { preferred_username: 'nobody' }],
    ['a login in other letters', { preferred_username: 'NVMau' }],
    ['a login with blanks', { preferred_username: ' nvmau' }],
    ['a number', { preferred_username: 7 }],
    ['none', { preferred_username: undefined }],
  ])('is refused when the person is %s', async (_, claims) => {
    expect((await signIn(await token(claims))).code).toBe('SIGN_IN_FAILED');
  });

  it.each([
    ['suspended', (): void => town.change('p-mau', { suspended: true })],
    ['not-in-office', (): void => town.change('p-mau', { inOffice: false })],
    ['locked', (): void => void town.locked.add('p-mau')],
  ])('is refused when the person is %s, whatever the issuer says', async (reason, happen) => {
    happen();

    expect((await signIn(await token())).code).toBe('SIGN_IN_FAILED');
    expect(await town.reasons()).toEqual([reason]);
  });

  it('is refused as such where no issuer is trusted', async () => {
    const idToken = await token();
    await town.close();
    town = await IdentityTown.open();

    expect((await signIn(idToken)).code).toBe('NO_OUTSIDE_ISSUER');
  });

  it('is never in the record, nor is its subject', async () => {
    const idToken = await token({ sub: 'subject-of-mau', preferred_username: 'nobody' });

    await signIn(idToken);
    await signIn(await token({ sub: 'subject-of-mau' }));

    const rows: unknown = await town.store.read.query('SELECT * FROM audit_record');
    expect(JSON.stringify(rows)).not.toContain('subject-of-mau');
    expect(JSON.stringify(rows)).not.toContain(idToken.slice(0, 30));
  });
});

describe('the keys of the issuer', () => {
  it('are found by discovery and asked for once', async () => {
    await Promise.all([signIn(await token()), signIn(await token()), signIn(await token())]);

    expect(issuer.asked).toBe(1);
  });

  it('are asked for again for a key that is new, and then not for a while', async () => {
    await signIn(await token());
    await issuer.addKey('key-2', 'ES256');

    const both = [await token({}, { kid: 'key-2', alg: 'ES256' }), await token({}, { kid: 'key-2', alg: 'ES256' })];
    const [rotated, beside] = await Promise.all(both.map(signIn));
    issuer.signers.set('invented', issuer.signers.get('key-1')!);
    const invented = await token({}, { kid: 'invented' });
    issuer.signers.delete('invented');
    const answers = await Promise.all(Array.from({ length: 20 }, () => signIn(invented)));

    expect([rotated?.code, beside?.code]).toEqual([undefined, undefined]);
    expect(new Set(answers.map(({ code }) => code))).toEqual(new Set(['SIGN_IN_FAILED']));
    expect(issuer.asked).toBe(2);
    await issuer.addKey('key-3', 'RS256');
    town.clock.advance(30_000);
    expect((await signIn(await token({}, { kid: 'key-3' }))).data).not.toBeNull();
    expect(issuer.asked).toBe(3);
  });

  it('count no more once the issuer has withdrawn them', async () => {
    const kept = await token({ exp: 4_000_000_000 });
    await signIn(kept);
    const { privateKey } = issuer.signers.get('key-1')!;
    issuer.signers.delete('key-1');
    await issuer.addKey('key-2', 'RS256');
    town.clock.advance(11 * MINUTE);
    const late = await new SignJWT(right({})).setProtectedHeader({ alg: 'RS256', kid: 'key-1' }).sign(privateKey);

    expect((await signIn(late)).code).toBe('SIGN_IN_FAILED');
    expect(await town.reasons()).toEqual(['unknown-key']);
  });

  it('are those seen last while the issuer is away; without any nothing is said of the token', async () => {
    issuer.broken = true;
    const before = await signIn(await token());
    issuer.broken = false;
    await signIn(await token());
    issuer.broken = true;
    town.clock.advance(11 * MINUTE);
    const away = await signIn(await token());

    expect(before.code).toBe('UNAVAILABLE');
    expect(away.data).not.toBeNull();
  });

  it('are not taken from a discovery that speaks of another issuer', async () => {
    issuer.says = 'https://issuer.example';

    expect((await signIn(await token())).code).toBe('UNAVAILABLE');
  });

  it('can be a file, which is read again for a key that is new', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'issuer-'));
    const file = join(folder, 'keys.json');
    const publish = (): void =>
      writeFileSync(file, JSON.stringify({ keys: [...issuer.signers.values()].map(({ jwk }) => jwk) }));
    publish();
    await town.close();
    await openTown({ jwks: file });

    const first = await signIn(await token());
    await issuer.addKey('key-2', 'ES256');
    publish();
    const second = await signIn(await token({}, { kid: 'key-2', alg: 'ES256' }));

    expect([first.code, second.code, issuer.asked]).toEqual([undefined, undefined, 0]);
    rmSync(folder, { recursive: true });
  });
});

describe('a linked subject', () => {
  const link = (personId: string, subject: string, by: string): Promise<Answer> =>
    town.ask(`mutation { linkIssuerSubject(personId: "${personId}", subject: "${subject}") { id } }`, { token: by });

  it('is that person whatever login its tokens name, until the link ends', async () => {
    const by = await town.administrator();

    const linked = await link('p-lan', 's-1', by);
    const session = valueOf(await signIn(await token())) as Tokens;
    const unlinked = await town.ask('mutation { unlinkIssuerSubject(subject: "s-1") }', { token: by });

    expect(linked.data).toEqual({ linkIssuerSubject: { id: 'p-lan' } });
    expect(session.person).toEqual({ id: 'p-lan' });
    expect(unlinked.data).toEqual({ unlinkIssuerSubject: true });
    expect(await town.isSignedIn({ token: session.accessToken })).toBe(false);
    expect((valueOf(await signIn(await token())) as Tokens).person).toEqual({ id: 'p-mau' });
  });

  it('opens nothing for an administrator of the city: nobody stands in for the second of two people', async () => {
    const by = await town.administrator();
    await link('p-lan', 's-1', by);
    const before = await link('p-admin', 's-2', by);

    await town.room.bootstrapAdministrator('p-lan');

    expect(before.code).toBe('FORBIDDEN');
    expect((await signIn(await token())).code).toBe('SIGN_IN_FAILED');
    const byLogin = await signIn(await token({ sub: 's-3', preferred_username: 'ttlan' }));
    expect((valueOf(byLogin) as Tokens).person).toEqual({ id: 'p-lan' });
  });

  it('is linked by an administrator, never for oneself, and to one person', async () => {
    const by = await town.administrator();
    const unit = await town.tokens('ttlan');

    const codes = [
      await link('p-mau', 's-1', unit.accessToken),
      await link('p-admin', 's-1', by),
      await link('p-mau', 's-1', by),
      await link('p-lan', 's-1', by),
      await link('nobody', 's-2', by),
    ].map(({ code }) => code);

    expect(codes).toEqual(['FORBIDDEN', 'FORBIDDEN', undefined, 'SUBJECT_LINKED', 'NOT_FOUND']);
  });
});
