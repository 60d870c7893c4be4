/** The room as a caller meets it: its own schema, a real store, a clock that stands still, a directory in memory. */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { graphql } from 'graphql';
import { SignJWT, UnsecuredJWT, decodeJwt, generateKeyPair } from 'jose';
import { AuditHead } from '../../audit/audit-head.entity';
import { AuditRecord } from '../../audit/audit-record.entity';
import { Lease } from '../../events/lease.entity';
import { OutboxEvent } from '../../events/outbox-event.entity';
import { ManualClock } from '../../shared/clock';
import { silentLogger } from '../../shared/logger';
import { openStore } from '../../store/open';
import type { Store } from '../../store/store';
import { IDENTITY_DEFAULTS, IDENTITY_ENTITIES, createIdentityRoom, type IdentityRoom } from './index';
import type { AccessLocks, PasswordAuthority, PasswordOutcome, PersonLogin, Standing, StandingReader } from './ports';
import { RefreshToken } from './refresh-token.entity';
import { ServiceClient } from './service-client.entity';
import { ActivationCode } from './activation-code.entity';

class MemoryDirectory implements PasswordAuthority {
  readonly passwords = new Map<string, string>([
    ['nvmau', 'mat-khau-cua-mau'],
    ['ttlan', 'mat-khau-cua-lan'],
    ['admin', 'mat-khau-quan-tri'],
  ]);
  binds = 0;
  down = false;

  async verify(login: string, password: string): Promise<PasswordOutcome> {
    this.binds += 1;
    this.answer();
    const kept = this.passwords.get(login);
    if (kept === undefined) return 'unknownUser';
    return kept === password ? 'ok' : 'wrong';
  }

  async setPassword(login: string, password: string): Promise<void> {
    this.answer();
    if (password.length < 10) throw Object.assign(new Error(`too short: ${password}`), { code: 'rejected' });
    this.passwords.set(login, password);
  }

  async changePassword(login: string, _: string, password: string): Promise<void> {
    return this.setPassword(login, password);
  }

  private answer(): void {
    if (this.down) throw Object.assign(new Error('no route'), { code: 'unreachable' });
  }
}

class MemoryOffice implements StandingReader, AccessLocks {
  readonly persons = new Map<string, PersonLogin>();
  readonly standings = new Map<string, Standing>();
  readonly locked = new Set<string>();
  /** Instants from which a person is out of office. */
  readonly leaves = new Map<string, Date>();

  add(personId: string, login: string, standing: Partial<Standing>): void {
    this.persons.set(personId, { personId, login });
    this.standings.set(personId, { inOffice: true, suspended: false, unitIds: [], administers: [], ...standing });
  }

  change(personId: string, standing: Partial<Standing>): void {
    this.standings.set(personId, { ...this.standings.get(personId)!, ...standing });
  }

  async standing(personId: string, at: Date): Promise<Standing | null> {
    const standing = this.standings.get(personId);
    const leaves = this.leaves.get(personId);
    if (standing && leaves && leaves <= at) return { ...standing, inOffice: false, unitIds: [], administers: [] };
    return standing ?? null;
  }

  async personByLogin(login: string): Promise<PersonLogin | null> {
    return [...this.persons.values()].find((person) => person.login === login) ?? null;
  }

  async personsById(ids: readonly string[]): Promise<readonly PersonLogin[]> {
    return ids.flatMap((id) => this.persons.get(id) ?? []);
  }

  async isLocked(personId: string): Promise<boolean> {
    return this.locked.has(personId);
  }
}

interface Answer {
  readonly data: Record<string, unknown> | null;
  readonly code: unknown;
  readonly message: string | undefined;
}

/** The value of a mutation that must have been carried out. */
function valueOf(answer: Answer): Tokens {
  if (answer.data === null) throw new Error(`refused: ${String(answer.code)} ${answer.message}`);
  return Object.values(answer.data)[0] as Tokens;
}

interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly expiresAt: string;
  readonly person: { readonly id: string };
}

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const SESSION = '{ accessToken refreshToken expiresAt person { id } }';

let folder: string;
let clock: ManualClock;
let directory: MemoryDirectory;
let office: MemoryOffice;
let store: Store;
let room: IdentityRoom;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'identity-'));
  clock = new ManualClock(new Date('2026-03-02T02:00:00.000Z'));
  directory = new MemoryDirectory();
  office = new MemoryOffice();
  office.add('p-mau', 'nvmau', { unitIds: ['so-tttt'] });
  office.add('p-lan', 'ttlan', { unitIds: ['so-tttt'], administers: ['so-tttt', 'so-tttt-vp'] });
  office.add('p-admin', 'admin', { inOffice: false });
  const entities = [...IDENTITY_ENTITIES, AuditRecord, AuditHead, OutboxEvent, Lease];
  store = await openStore({ kind: 'sqlite', file: join(folder, 'city.db') }, entities, clock);
  room = openRoom();
});

afterEach(async () => {
  await room.close();
  await store.close();
  rmSync(folder, { recursive: true });
});

function openRoom(attempts = IDENTITY_DEFAULTS.attempts): IdentityRoom {
  const settings = { keysFile: join(folder, 'keys.json'), attempts };
  return createIdentityRoom({
    store,
    clock,
    passwords: directory,
    standing: office,
    locks: office,
    settings,
    logger: silentLogger,
  });
}

async function restartRoom(attempts = IDENTITY_DEFAULTS.attempts): Promise<void> {
  await room.close();
  room = openRoom(attempts);
}

interface Asking {
  readonly token?: string;
  readonly key?: string;
  readonly origin?: string;
}

function contextOf(asking: Asking) {
  return room.contextFor({
    authorization: asking.token === undefined ? undefined : `Bearer ${asking.token}`,
    acceptLanguage: undefined,
    origin: asking.origin ?? '127.0.0.1',
    idempotencyKey: asking.key,
    signal: new AbortController().signal,
  });
}

async function ask(source: string, asking: Asking = {}): Promise<Answer> {
  const result = await graphql({ schema: room.subgraph.schema, source, contextValue: await contextOf(asking) });
  const error = result.errors?.[0];
  return { data: (result.data ?? null) as Answer['data'], code: error?.extensions.code, message: error?.message };
}

async function signIn(login: string, password = directory.passwords.get(login) ?? ''): Promise<Tokens> {
  const answer = await ask(
    `mutation { login(username: "${login}", password: "${password}", device: "máy bàn") ${SESSION} }`,
  );
  return valueOf(answer);
}

async function refresh(token: string): Promise<Answer> {
  return ask(`mutation { refresh(refreshToken: "${token}") ${SESSION} }`);
}

async function refreshed(token: string): Promise<Tokens> {
  const answer = await refresh(token);
  return valueOf(answer);
}

async function isSignedIn(token: string): Promise<boolean> {
  return (await contextOf({ token })).principal !== null;
}

async function makeAdministrator(): Promise<string> {
  await room.bootstrapAdministrator('p-admin');
  return (await signIn('admin')).accessToken;
}

async function audited(
  action: string,
): Promise<{ subjectId: string; detail: Record<string, unknown>; actorId: string | null }[]> {
  const rows = await store.read.find(AuditRecord, { where: { action }, order: { id: 'ASC' } });
  return rows.map(({ subjectId, detail, personal, actorId }) => ({
    subjectId,
    actorId,
    detail: { ...(JSON.parse(detail) as object), ...(JSON.parse(personal ?? '{}') as object) },
  }));
}

describe('signing in', () => {
  it('gives tokens for the person of the login, and records it', async () => {
    const session = await signIn('nvmau');

    const { principal } = await contextOf({ token: session.accessToken });

    expect(session.person).toEqual({ id: 'p-mau' });
    expect(session.expiresAt).toBe('2026-03-02T02:05:00.000Z');
    expect(principal).toMatchObject({ kind: 'person', id: 'p-mau', roles: ['person'] });
    expect(await audited('session.open')).toMatchObject([
      { subjectId: principal?.sessionId, actorId: 'p-mau', detail: { device: 'máy bàn' } },
    ]);
  });

  it('refuses unknown, wrong, out of office, suspended and locked alike, after one bind each', async () => {
    office.add('p-gone', 'gone', { inOffice: false });
    office.add('p-off', 'off', { suspended: true });
    office.add('p-lost', 'lost', {});
    office.locked.add('p-lost');
    for (const login of ['gone', 'off', 'lost']) directory.passwords.set(login, 'dung-mat-khau');

    const answers: Answer[] = [];
    for (const login of ['nobody', 'nvmau', 'gone', 'off', 'lost', 'no such login!']) {
      clock.advance(1);
      answers.push(await ask(`mutation { login(username: "${login}", password: "dung-mat-khau") ${SESSION} }`));
    }

    expect(new Set(answers.map(({ code, message }) => `${String(code)} ${message}`)).size).toBe(1);
    expect(answers[0]?.code).toBe('SIGN_IN_FAILED');
    expect(directory.binds).toBe(6);
    expect((await audited('session.refuse')).map(({ detail }) => detail.reason)).toEqual([
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

    await ask(`mutation { login(username: "${typed}", password: "rat-bi-mat") ${SESSION} }`);

    const [row] = await store.read.find(AuditRecord, { where: { action: 'session.refuse' } });
    expect(row?.subjectId).toBe('(unknown)');
    expect(JSON.stringify(row)).not.toContain('rat-bi-mat');
  });

  it('never sends an empty password to the directory', async () => {
    const answer = await ask(`mutation { login(username: "nvmau", password: "") ${SESSION} }`);

    expect(answer.code).toBe('SIGN_IN_FAILED');
    expect(directory.binds).toBe(0);
  });

  it('says that the directory does not answer', async () => {
    directory.down = true;

    const answer = await ask(`mutation { login(username: "nvmau", password: "mat-khau-cua-mau") ${SESSION} }`);

    expect(answer.code).toBe('UNAVAILABLE');
  });

  it('ASVS 6.3.1 counts every attempt of one request: aliases do not help', async () => {
    await restartRoom({ ...IDENTITY_DEFAULTS.attempts, perAccount: 3 });
    const aliases = Array.from(
      { length: 10 },
      (_, index) => `a${index}: login(username: "NVMau", password: "doan-${index}") ${SESSION}`,
    );

    const answer = await ask(`mutation { ${aliases.join(' ')} }`);

    expect(answer.data).toBeNull();
    expect(directory.binds).toBeLessThanOrEqual(3);
  });

  it('ASVS 6.3.1 stops an account after its attempts, tells the seconds, and records the stop once', async () => {
    await restartRoom({ ...IDENTITY_DEFAULTS.attempts, perAccount: 3 });
    const tryOne = (index: number): Promise<Answer> =>
      ask(`mutation { login(username: "nvmau", password: "doan-${index}") ${SESSION} }`, { origin: `10.0.0.${index}` });

    const answers = await Promise.all(Array.from({ length: 6 }, (_, index) => tryOne(index)));

    expect(answers.map(({ code }) => code)).toEqual([
      ...Array(3).fill('SIGN_IN_FAILED'),
      ...Array(3).fill('TOO_MANY_ATTEMPTS'),
    ]);
    expect(answers.at(-1)?.message).toMatch(/in \d+ seconds, from \d\d:\d\d:\d\d \(Hanoi time\)/);
    expect(directory.binds).toBe(3);
    expect(
      (await audited('session.refuse')).filter(({ detail }) => detail.reason === 'too-many-attempts'),
    ).toHaveLength(1);
  });

  it('stops an address that tries many names', async () => {
    await restartRoom({ ...IDENTITY_DEFAULTS.attempts, perAddress: 4 });
    const codes: unknown[] = [];

    for (let index = 0; index < 6; index += 1) {
      const source = `mutation { login(username: "name${index}", password: "xuan-2026") ${SESSION} }`;
      codes.push((await ask(source, { origin: `2001:db8:1:2::${index + 1}` })).code);
    }

    expect(codes.slice(4)).toEqual(['TOO_MANY_ATTEMPTS', 'TOO_MANY_ATTEMPTS']);
  });
});

describe('an access token', () => {
  it('ends after five minutes', async () => {
    const { accessToken } = await signIn('nvmau');

    clock.advance(5 * MINUTE - 1);
    expect(await isSignedIn(accessToken)).toBe(true);

    clock.advance(1);
    expect(await isSignedIn(accessToken)).toBe(false);
  });

  it('ASVS 7.4.2 is refused at the next request after the instant at which its person leaves office', async () => {
    const { accessToken, refreshToken } = await signIn('nvmau');
    const context = await contextOf({ token: accessToken });
    office.leaves.set('p-mau', new Date(clock.now().getTime() + 1000));

    clock.advance(999);
    expect(await isSignedIn(accessToken)).toBe(true);
    expect(await room.stillValid(context)).toBe(true);

    clock.advance(1);
    expect(await isSignedIn(accessToken)).toBe(false);
    expect(await room.stillValid(context)).toBe(false);
    expect((await ask('mutation { logout }', { token: accessToken })).code).toBe('UNAUTHENTICATED');
    expect((await refresh(refreshToken)).code).toBe('UNAUTHENTICATED');
    expect(await audited('session.revoke')).toMatchObject([{ detail: { reason: 'not-in-office' } }]);
  });

  it.each(['suspended', 'locked'] as const)('is refused as soon as its person is %s', async (what) => {
    const { accessToken } = await signIn('nvmau');

    if (what === 'locked') office.locked.add('p-mau');
    else office.change('p-mau', { suspended: true });

    expect(await isSignedIn(accessToken)).toBe(false);
  });

  it('ASVS 9.1.2 is refused when forged: no algorithm, another key, another session, another audience', async () => {
    const { accessToken } = await signIn('nvmau');
    const { accessToken: others } = await signIn('ttlan');
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
      expect(await isSignedIn(forged)).toBe(false);
    }
    expect(await isSignedIn(accessToken)).toBe(true);
  });

  it('ASVS 13.3.1 lives through a restart, and its keys are for their owner only', async () => {
    const { accessToken } = await signIn('nvmau');

    await restartRoom();

    expect(await isSignedIn(accessToken)).toBe(true);
    expect(statSync(join(folder, 'keys.json')).mode & 0o777).toBe(0o600);
  });

  it('loses an open subscription when a unit is no longer administered', async () => {
    const { accessToken } = await signIn('ttlan');
    const context = await contextOf({ token: accessToken });

    office.change('p-lan', { administers: ['so-tttt'] });

    expect(await room.stillValid(context)).toBe(false);
    expect(await isSignedIn(accessToken)).toBe(true);
  });
});

describe('a refresh token', () => {
  it('works once and brings the next', async () => {
    const first = await signIn('nvmau');

    clock.advance(10 * MINUTE);
    const second = await refreshed(first.refreshToken);
    clock.advance(10 * MINUTE);
    const third = await refreshed(second.refreshToken);

    expect(new Set([first, second, third].map(({ refreshToken }) => refreshToken)).size).toBe(3);
    expect(await isSignedIn(third.accessToken)).toBe(true);
    const kept = await store.read.find(RefreshToken);
    expect(JSON.stringify(kept)).not.toContain(third.refreshToken);
  });

  it('ASVS 10.4.5 ends the whole session when it is replayed', async () => {
    const first = await signIn('nvmau');
    const second = await refreshed(first.refreshToken);
    clock.advance(10_001);

    const replay = await refresh(first.refreshToken);

    expect(replay.code).toBe('UNAUTHENTICATED');
    expect(await isSignedIn(second.accessToken)).toBe(false);
    expect((await refresh(second.refreshToken)).code).toBe('UNAUTHENTICATED');
    expect(await audited('session.revoke')).toMatchObject([{ detail: { reason: 'replay', personId: 'p-mau' } }]);
  });

  it('may come again within the grace, and gets the same successor', async () => {
    const first = await signIn('nvmau');
    const second = await refreshed(first.refreshToken);
    clock.advance(10_000);

    const again = await refreshed(first.refreshToken);

    expect(again.refreshToken).toBe(second.refreshToken);
    expect(await isSignedIn(again.accessToken)).toBe(true);
  });

  it('has no grace once its successor was used', async () => {
    const first = await signIn('nvmau');
    const second = await refreshed(first.refreshToken);
    const third = await refreshed(second.refreshToken);

    const replay = await refresh(first.refreshToken);

    expect(replay.code).toBe('UNAUTHENTICATED');
    expect((await refresh(third.refreshToken)).code).toBe('UNAUTHENTICATED');
  });

  it('gives two that come at once the same successor', async () => {
    const { refreshToken } = await signIn('nvmau');

    const both = await Promise.all([refreshed(refreshToken), refreshed(refreshToken)]);

    expect(both[0].refreshToken).toBe(both[1].refreshToken);
  });

  it('ASVS 10.4.8 ends after 30 days however often it was used', async () => {
    let { refreshToken } = await signIn('nvmau');
    for (let day = 0; day < 29; day += 1) {
      clock.advance(DAY);
      ({ refreshToken } = await refreshed(refreshToken));
    }
    clock.advance(DAY);

    expect((await refresh(refreshToken)).code).toBe('UNAUTHENTICATED');
  });

  it('ends when it is not used for 14 days', async () => {
    const { refreshToken } = await signIn('nvmau');
    clock.advance(14 * DAY);

    expect((await refresh(refreshToken)).code).toBe('UNAUTHENTICATED');
  });
});

describe('ending sessions', () => {
  it('logs out this session and no other', async () => {
    const one = await signIn('nvmau');
    const other = await signIn('nvmau');

    await ask('mutation { logout }', { token: one.accessToken });

    expect(await isSignedIn(one.accessToken)).toBe(false);
    expect(await isSignedIn(other.accessToken)).toBe(true);
  });

  it('ASVS 7.4.5 lets a unit administrator end those of the unit, and nobody elsewhere', async () => {
    const { accessToken } = await signIn('ttlan');
    const mau = await signIn('nvmau');
    office.add('p-else', 'else', { unitIds: ['so-yt'] });
    const revoke = (personId: string): Promise<Answer> =>
      ask(`mutation { revokeSessions(personId: "${personId}", reason: "mất máy") }`, { token: accessToken });

    expect((await revoke('p-mau')).data).toEqual({ revokeSessions: 1 });
    expect((await revoke('p-else')).code).toBe('FORBIDDEN');
    expect(await isSignedIn(mau.accessToken)).toBe(false);
  });

  it('ASVS 7.4.5 lets an administrator of the city end those of everybody at once, but for the own one', async () => {
    const token = await makeAdministrator();
    const [mau, lan] = [await signIn('nvmau'), await signIn('ttlan')];
    const all = (by: string): Promise<Answer> =>
      ask('mutation { revokeAllSessions(reason: "lộ khóa") }', { token: by });

    expect((await all(lan.accessToken)).code).toBe('FORBIDDEN');
    expect((await all(token)).data).toEqual({ revokeAllSessions: 2 });
    expect([await isSignedIn(mau.accessToken), await isSignedIn(lan.accessToken)]).toEqual([false, false]);
    expect(await isSignedIn(token)).toBe(true);
  });

  it('keeps at most 20 sessions of one person; the oldest gives way', async () => {
    const first = await signIn('nvmau');
    for (let index = 0; index < 20; index += 1) {
      clock.advance(1);
      await signIn('nvmau');
    }

    expect(await isSignedIn(first.accessToken)).toBe(false);
    expect(await audited('session.revoke')).toMatchObject([{ detail: { reason: 'too-many-sessions' } }]);
  });

  it('changes the password, keeps this session and ends the others', async () => {
    const one = await signIn('nvmau');
    const other = await signIn('nvmau');
    const change = (old: string, next: string): Promise<Answer> =>
      ask(`mutation { changePassword(oldPassword: "${old}", newPassword: "${next}") }`, { token: one.accessToken });

    expect((await change('sai', 'mat-khau-moi')).code).toBe('SIGN_IN_FAILED');
    const rejected = await change('mat-khau-cua-mau', 'ngan');
    expect(rejected.code).toBe('PASSWORD_REJECTED');
    expect(rejected.message).not.toContain('ngan');
    expect((await change('mat-khau-cua-mau', 'mat-khau-moi')).data).toEqual({ changePassword: true });
    expect(directory.passwords.get('nvmau')).toBe('mat-khau-moi');
    expect(await isSignedIn(one.accessToken)).toBe(true);
    expect(await isSignedIn(other.accessToken)).toBe(false);
    expect(await audited('password.change')).toHaveLength(1);
  });
});

describe('an activation code', () => {
  const activate = (code: string, password = 'mat-khau-dau-tien'): Promise<Answer> =>
    ask(`mutation { activate(code: "${code}", password: "${password}") ${SESSION} }`);

  it('ASVS 6.4.1 sets the password and signs in, once, however it is typed', async () => {
    const { code } = await room.issueCodeFor('p-mau');

    const answer = await activate(
      ` ${code.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l')} `,
    );
    const second = await activate(code);

    expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}$/);
    expect(valueOf(answer).person).toEqual({ id: 'p-mau' });
    expect(directory.passwords.get('nvmau')).toBe('mat-khau-dau-tien');
    expect(second.code).toBe('ACTIVATION_CODE_INVALID');
    expect(await audited('activation.use')).toHaveLength(1);
    expect(JSON.stringify(await store.read.find(ActivationCode))).not.toContain(code.replaceAll('-', ''));
  });

  it('is used by one of two that come at once', async () => {
    const { code } = await room.issueCodeFor('p-mau');

    const both = await Promise.all([activate(code, 'mat-khau-mot'), activate(code, 'mat-khau-hai')]);

    expect(both.filter(({ data }) => data !== null)).toHaveLength(1);
  });

  it('ASVS 6.4.1 ends after 72 hours, and with a newer one', async () => {
    const old = await room.issueCodeFor('p-mau');
    const newer = await room.issueCodeFor('p-mau');

    expect((await activate(old.code)).code).toBe('ACTIVATION_CODE_INVALID');
    clock.advance(3 * DAY);
    expect((await activate(newer.code)).code).toBe('ACTIVATION_CODE_INVALID');
  });

  it('stays usable when the directory refuses the password or does not answer', async () => {
    const { code } = await room.issueCodeFor('p-mau');

    expect((await activate(code, 'ngan')).code).toBe('PASSWORD_REJECTED');
    directory.down = true;
    expect((await activate(code)).code).toBe('UNAVAILABLE');
    directory.down = false;
    expect((await activate(code)).code).toBeUndefined();
  });

  it('puts every call to the directory on record before and after it, and how it ended', async () => {
    const { code } = await room.issueCodeFor('p-mau');
    await activate(code, 'ngan');
    directory.down = true;
    await activate(code);
    directory.down = false;
    await activate(code);

    const [intents, outcomes] = [await audited('password.intent'), await audited('password.outcome')];

    expect(intents).toHaveLength(3);
    expect(intents[0]).toMatchObject({ subjectId: 'directory/nvmau', actorId: 'p-mau', detail: { personId: 'p-mau' } });
    expect(outcomes.map(({ detail }) => [detail['outcome'], detail['errorCode']])).toEqual([
      ['failed', 'PASSWORD_REJECTED'],
      ['unknown', 'UNAVAILABLE'],
      ['done', null],
    ]);
  });

  it('does nothing for a person who has left office', async () => {
    const { code } = await room.issueCodeFor('p-mau');
    office.change('p-mau', { inOffice: false });

    expect((await activate(code)).code).toBe('SIGN_IN_FAILED');
    expect(directory.passwords.get('nvmau')).toBe('mat-khau-cua-mau');
  });

  it('puts out whoever used the old password', async () => {
    const before = await signIn('nvmau');
    const { code } = await room.issueCodeFor('p-mau');

    await activate(code);

    expect(await isSignedIn(before.accessToken)).toBe(false);
  });

  it('is issued by an administrator of the unit, never for others or for an administrator of the city', async () => {
    await room.bootstrapAdministrator('p-mau');
    office.add('p-sub', 'sub', { unitIds: ['so-tttt-vp'] });
    office.add('p-else', 'else', { unitIds: ['so-tttt', 'so-yt'] });
    const { accessToken: token } = await signIn('ttlan');
    clock.advance(1);
    const issue = (personId: string): Promise<Answer> =>
      ask(`mutation { issueActivationCode(personId: "${personId}") { code expiresAt person { id } } }`, { token });

    const answer = await issue('p-sub');

    expect(answer.data?.issueActivationCode).toMatchObject({
      expiresAt: '2026-03-05T02:00:00.001Z',
      person: { id: 'p-sub' },
    });
    expect((await issue('p-else')).code).toBe('FORBIDDEN');
    expect((await issue('p-mau')).code).toBe('FORBIDDEN');
    expect((await issue('p-admin')).code).toBe('FORBIDDEN');
    expect((await audited('activation.issue')).map(({ actorId }) => actorId)).toEqual([null, 'p-lan']);
  });

  it('is the same for a repeated request, and the key does not serve another person', async () => {
    const token = await makeAdministrator();
    const issue = (personId: string): Promise<Answer> =>
      ask(`mutation { issueActivationCode(personId: "${personId}") { code } }`, { token, key: 'k-1' });

    const first = await issue('p-mau');
    const second = await issue('p-mau');
    const other = await issue('p-lan');

    expect(first.data).not.toBeNull();
    expect(second.data).toEqual(first.data);
    expect(other.code).toBe('IDEMPOTENCY_KEY_REUSED');
  });
});

describe('the administrator of the city', () => {
  it('needs no office, begins with a code, and may everything', async () => {
    const before = await room.hasAdministrator();

    const { code } = await room.bootstrapAdministrator('p-admin');
    const answer = await ask(`mutation { activate(code: "${code}", password: "mat-khau-dau-tien") ${SESSION} }`);
    const context = await contextOf({ token: valueOf(answer).accessToken });

    expect([before, await room.hasAdministrator()]).toEqual([false, true]);
    expect(context.principal?.roles).toEqual(['administrator', 'person']);
    expect(context.may('plan:approve')).toBe(true);
  });

  it('registers another system, which signs in until it is revoked', async () => {
    const token = await makeAdministrator();
    const register = `mutation { registerClient(name: "Cổng thông tin", roles: [SUBSCRIBER]) { clientId clientSecret client { name roles } } }`;

    const registered = (await ask(register, { token, key: 'k' })).data?.registerClient as {
      clientId: string;
      clientSecret: string;
    };
    const repeated = (await ask(register, { token, key: 'k' })).data?.registerClient;
    const taken = await ask(register, { token });
    const enter = (secret: string): Promise<Answer> =>
      ask(
        `mutation { clientToken(clientId: "${registered.clientId}", clientSecret: "${secret}") { accessToken expiresAt } }`,
      );
    const clientToken = valueOf(await enter(registered.clientSecret)).accessToken;
    const context = await contextOf({ token: clientToken });

    expect(repeated).toEqual(registered);
    expect(taken.code).toBe('CLIENT_NAME_TAKEN');
    expect(JSON.stringify(await store.read.find(ServiceClient))).not.toContain(registered.clientSecret);
    expect(context.principal).toMatchObject({ kind: 'client', id: registered.clientId, roles: ['subscriber'] });
    expect([context.may('role-changes:read'), context.may('decision:record'), context.may('client:manage')]).toEqual([
      true,
      false,
      false,
    ]);
    expect((await enter('sai')).code).toBe('SIGN_IN_FAILED');
    expect((await ask(register, { token: clientToken })).code).toBe('FORBIDDEN');

    await ask(`mutation { revokeClient(clientId: "${registered.clientId}") { id revokedAt } }`, { token });

    expect(await isSignedIn(clientToken)).toBe(false);
    expect((await enter(registered.clientSecret)).code).toBe('SIGN_IN_FAILED');
  });
});

describe('a context', () => {
  it('speaks the language that is asked for, Vietnamese otherwise', async () => {
    const languageOf = async (acceptLanguage: string | undefined): Promise<string> =>
      (
        await room.contextFor({
          authorization: undefined,
          acceptLanguage,
          origin: '127.0.0.1',
          idempotencyKey: undefined,
          signal: new AbortController().signal,
        })
      ).language;

    expect(await languageOf(undefined)).toBe('vi');
    expect(await languageOf('en-GB,en;q=0.9,vi;q=0.8')).toBe('en');
    expect(await languageOf('vi-VN,vi;q=0.9,en;q=0.8')).toBe('vi');
    expect(await languageOf('fr, en;q=0.2')).toBe('en');
    expect(await languageOf('fr;q=x,,;;')).toBe('vi');
  });

  it('keeps one loader per name, and another context has its own', async () => {
    const [one, other] = [await contextOf({}), await contextOf({})];
    const batch = async (keys: readonly string[]): Promise<string[]> => [...keys];

    expect(one.loader('posts', batch)).toBe(one.loader('posts', batch));
    expect(one.loader('posts', batch)).not.toBe(other.loader('posts', batch));
  });

  it('refuses a nobody before it asks what they may', async () => {
    const nobody = await contextOf({ token: 'rubbish' });

    expect(() => nobody.require('person:read')).toThrow(
      expect.objectContaining({ extensions: { code: 'UNAUTHENTICATED' } }),
    );
  });
});

describe('the room as a part', () => {
  it('has the tables that the migration makes', async () => {
    const pending = await store.read.connection.driver.createSchemaBuilder().log();

    const tables =
      /session_family|refresh_token|activation_code|role_binding|service_client|idempotency_key|device_key|issuer_subject|break_glass_key/;
    expect(pending.upQueries.map(({ query }) => query).filter((query) => tables.test(query))).toEqual([]);
  });

  it('forgets what can no longer be used', async () => {
    await signIn('nvmau');
    clock.advance(31 * DAY);

    await signIn('nvmau');

    expect(await store.read.count(RefreshToken)).toBe(1);
  });

  it('describes every field and argument, and only points to a person', () => {
    const { sdl } = room.subgraph;

    expect(sdl).toContain('type Person @key(fields: "id", resolvable: false)');
    expect(sdl).toMatch(/issueActivationCode\([^)]*personId: ID![^)]*\): ActivationCode!/s);
    expect(sdl).not.toContain('type Unit');
  });
});
