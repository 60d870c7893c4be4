/** Signing in, and what the token that it gives is worth: its end, its bearer's office, forgeries. */
import { statSync } from 'node:fs';
import { SignJWT, UnsecuredJWT, decodeJwt, generateKeyPair } from 'jose';
import { AuditRecord } from '../../audit/audit-record.entity';
import { IdentityTown, PASSWORD, SESSION, valueOf, type Answer, type Tokens } from './room.fixture';

const MINUTE = 60_000;

let town: IdentityTown;

beforeEach(async () => {
  town = await IdentityTown.open();
});

afterEach(() => town.close());

describe('signing in', () => {
  it('gives tokens for the person of the login, and records it', async () => {
    const login = `login(username: "nvmau", password: "${PASSWORD}", device: "máy bàn")`;
    const session = valueOf(await town.ask(`mutation { ${login} ${SESSION} }`)) as Tokens;

    const { principal } = await town.context({ token: session.accessToken });

    expect(session.person).toEqual({ id: 'p-mau' });
    expect(session.expiresAt).toBe('2026-03-02T02:05:00.000Z');
    expect(principal).toMatchObject({ kind: 'person', id: 'p-mau', roles: ['person'] });
    expect(await town.audited('session.open')).toMatchObject([
      { subjectId: principal?.sessionId, actorId: 'p-mau', detail: { device: 'máy bàn' } },
    ]);
  });

  it('refuses unknown, wrong, out of office, suspended and locked alike, after one bind each', async () => {
    town.add('p-gone', 'gone', { inOffice: false });
    town.add('p-off', 'off', { suspended: true });
    town.add('p-lost', 'lost', {});
    town.locked.add('p-lost');
    for (const login of ['gone', 'off', 'lost']) town.passwords.set(login, 'dung-mat-khau');

    const answers: Answer[] = [];
    for (const login of ['nobody', 'nvmau', 'gone', 'off', 'lost', 'no such login!']) {
      town.clock.advance(1);
      answers.push(await town.ask(`mutation { login(username: "${login}", password: "dung-mat-khau") ${SESSION} }`));
    }

    expect(new Set(answers.map(({ code, message }) => `${String(code)} ${message}`)).size).toBe(1);
    expect(answers[0]?.code).toBe('SIGN_IN_FAILED');
    expect(town.binds).toBe(6);
    expect((await town.audited('session.refuse')).map(({ detail }) => detail.reason)).toEqual([
      'unknown',
      'wrong',
      'not-in-office',
      'suspended',
      'locked',
      'unknown',
    ]);
  });

  it('keeps no password, and of a strange login nothing: it may be a password typed in the wrong place', async () => {
    const typed = `x\\u0000\\n\\u202e${'😀'.repeat(300)}`;

    await town.ask(`mutation { login(username: "${typed}", password: "rat-bi-mat") ${SESSION} }`);

    const [row] = await town.store.read.find(AuditRecord, { where: { action: 'session.refuse' } });
    expect(row?.subjectId).toBe('(unknown)');
    expect(JSON.stringify(row)).not.toContain('rat-bi-mat');
  });

  it('never sends an empty password to the directory', async () => {
    const answer = await town.ask(`mutation { login(username: "nvmau", password: "") ${SESSION} }`);

    expect(answer.code).toBe('SIGN_IN_FAILED');
    expect(town.binds).toBe(0);
  });

  it('says that the directory does not answer', async () => {
    town.directoryDown = true;

    const answer = await town.ask(`mutation { login(username: "nvmau", password: "${PASSWORD}") ${SESSION} }`);

    expect(answer.code).toBe('UNAVAILABLE');
  });
});

describe('an access token', () => {
  it('ends after five minutes', async () => {
    const { accessToken } = await town.tokens('nvmau');

    town.clock.advance(5 * MINUTE - 1);
    expect(await town.isSignedIn({ token: accessToken })).toBe(true);

    town.clock.advance(1);
    expect(await town.isSignedIn({ token: accessToken })).toBe(false);
  });

  it('ASVS 7.4.2 is refused at the next request after the instant at which its person leaves office', async () => {
    const { accessToken, refreshToken } = await town.tokens('nvmau');
    const context = await town.context({ token: accessToken });
    town.leaves.set('p-mau', new Date(town.clock.now().getTime() + 1000));

    town.clock.advance(999);
    expect(await town.isSignedIn({ token: accessToken })).toBe(true);
    expect(await town.room.stillValid(context)).toBe(true);

    town.clock.advance(1);
    expect(await town.isSignedIn({ token: accessToken })).toBe(false);
    expect(await town.room.stillValid(context)).toBe(false);
    expect((await town.ask('mutation { logout }', { token: accessToken })).code).toBe('UNAUTHENTICATED');
    expect((await town.refresh(refreshToken)).code).toBe('UNAUTHENTICATED');
    expect(await town.audited('session.revoke')).toMatchObject([{ detail: { reason: 'not-in-office' } }]);
  });

  it.each(['suspended', 'locked'] as const)('is refused as soon as its person is %s', async (what) => {
    const { accessToken } = await town.tokens('nvmau');

    if (what === 'locked') town.locked.add('p-mau');
    else town.change('p-mau', { suspended: true });

    expect(await town.isSignedIn({ token: accessToken })).toBe(false);
  });

  it('ASVS 9.1.2 is refused when forged: no algorithm, another key, another session, another audience', async () => {
    const { accessToken } = await town.tokens('nvmau');
    const { accessToken: others } = await town.tokens('ttlan');
    const claims = decodeJwt(accessToken);
    const { privateKey } = await generateKeyPair('EdDSA');
    const header = JSON.parse(Buffer.from(accessToken.split('.')[0]!, 'base64url').toString()) as { kid: string };

    const unsigned = new UnsecuredJWT(claims).encode();
    const otherKey = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid: header.kid })
      .sign(privateKey);
    const hmac = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', kid: header.kid })
      .sign(Buffer.from('a guess at the public key, used as a secret'));
    const [ownHead, , ownMark] = accessToken.split('.');
    const swapped = `${ownHead}.${others.split('.')[1]}.${ownMark}`;

    for (const forged of [unsigned, otherKey, hmac, swapped, `${accessToken}x`, 'x'.repeat(5000), '']) {
      expect(await town.isSignedIn({ token: forged })).toBe(false);
    }
    expect(await town.isSignedIn({ token: accessToken })).toBe(true);
  });

  it('ASVS 13.3.1 lives through a restart, and its keys are for their owner only', async () => {
    const { accessToken } = await town.tokens('nvmau');

    await town.restart();

    expect(await town.isSignedIn({ token: accessToken })).toBe(true);
    expect(statSync(town.keysFile).mode & 0o777).toBe(0o600);
  });

  it('loses an open subscription when a unit is no longer administered', async () => {
    const { accessToken } = await town.tokens('ttlan');
    const context = await town.context({ token: accessToken });

    town.change('p-lan', { administers: ['so-tttt'] });

    expect(await town.room.stillValid(context)).toBe(false);
    expect(await town.isSignedIn({ token: accessToken })).toBe(true);
  });
});
