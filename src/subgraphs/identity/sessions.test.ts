/** Sessions go on by refresh tokens, each of which works once, and end one by one or all together. */
import { RefreshToken } from './refresh-token.entity';
import { IdentityTown, PASSWORD, type Answer } from './room.fixture';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

let town: IdentityTown;

beforeEach(async () => {
  town = await IdentityTown.open();
});

afterEach(() => town.close());

describe('a refresh token', () => {
  it('works once and brings the next', async () => {
    const first = await town.tokens('nvmau');

    town.clock.advance(10 * MINUTE);
    const second = await town.refreshed(first.refreshToken);
    town.clock.advance(10 * MINUTE);
    const third = await town.refreshed(second.refreshToken);

    expect(new Set([first, second, third].map(({ refreshToken }) => refreshToken)).size).toBe(3);
    expect(await town.isSignedIn({ token: third.accessToken })).toBe(true);
    const kept = await town.store.read.find(RefreshToken);
    expect(JSON.stringify(kept)).not.toContain(third.refreshToken);
  });

  it('ASVS 10.4.5 ends the whole session when it is replayed', async () => {
    const first = await town.tokens('nvmau');
    const second = await town.refreshed(first.refreshToken);
    town.clock.advance(10_001);

    const replay = await town.refresh(first.refreshToken);

    expect(replay.code).toBe('UNAUTHENTICATED');
    expect(await town.isSignedIn({ token: second.accessToken })).toBe(false);
    expect((await town.refresh(second.refreshToken)).code).toBe('UNAUTHENTICATED');
    expect(await town.audited('session.revoke')).toMatchObject([{ detail: { reason: 'replay', personId: 'p-mau' } }]);
  });

  it('may come again within the grace, and gets the same successor', async () => {
    const first = await town.tokens('nvmau');
    const second = await town.refreshed(first.refreshToken);
    town.clock.advance(10_000);

    const again = await town.refreshed(first.refreshToken);

    expect(again.refreshToken).toBe(second.refreshToken);
    expect(await town.isSignedIn({ token: again.accessToken })).toBe(true);
  });

  it('has no grace once its successor was used', async () => {
    const first = await town.tokens('nvmau');
    const second = await town.refreshed(first.refreshToken);
    const third = await town.refreshed(second.refreshToken);

    const replay = await town.refresh(first.refreshToken);

    expect(replay.code).toBe('UNAUTHENTICATED');
    expect((await town.refresh(third.refreshToken)).code).toBe('UNAUTHENTICATED');
  });

  it('gives two that come at once the same successor', async () => {
    const { refreshToken } = await town.tokens('nvmau');

    const both = await Promise.all([town.refreshed(refreshToken), town.refreshed(refreshToken)]);

    expect(both[0].refreshToken).toBe(both[1].refreshToken);
  });

  it('ASVS 10.4.8 ends after 30 days however often it was used', async () => {
    let { refreshToken } = await town.tokens('nvmau');
    for (let day = 0; day < 29; day += 1) {
      town.clock.advance(DAY);
      ({ refreshToken } = await town.refreshed(refreshToken));
    }
    town.clock.advance(DAY);

    expect((await town.refresh(refreshToken)).code).toBe('UNAUTHENTICATED');
  });

  it('ends when it is not used for 14 days', async () => {
    const { refreshToken } = await town.tokens('nvmau');
    town.clock.advance(14 * DAY);

    expect((await town.refresh(refreshToken)).code).toBe('UNAUTHENTICATED');
  });
});

describe('ending sessions', () => {
  it('logs out this session and no other', async () => {
    const one = await town.tokens('nvmau');
    const other = await town.tokens('nvmau');

    await town.ask('mutation { logout }', { token: one.accessToken });

    expect(await town.isSignedIn({ token: one.accessToken })).toBe(false);
    expect(await town.isSignedIn({ token: other.accessToken })).toBe(true);
  });

  it('ASVS 7.4.5 lets a unit administrator end those of the unit, and nobody elsewhere', async () => {
    const { accessToken } = await town.tokens('ttlan');
    const mau = await town.tokens('nvmau');
    town.add('p-else', 'else', { unitIds: ['so-yt'] });
    const revoke = (personId: string): Promise<Answer> =>
      town.ask(`mutation { revokeSessions(personId: "${personId}", reason: "mất máy") }`, { token: accessToken });

    expect((await revoke('p-mau')).data).toEqual({ revokeSessions: 1 });
    expect((await revoke('p-else')).code).toBe('FORBIDDEN');
    expect(await town.isSignedIn({ token: mau.accessToken })).toBe(false);
  });

  it('ASVS 7.4.5 lets an administrator of the city end those of everybody at once, but for the own one', async () => {
    const token = await town.administrator();
    const [mau, lan] = [await town.tokens('nvmau'), await town.tokens('ttlan')];
    const all = (by: string): Promise<Answer> =>
      town.ask('mutation { revokeAllSessions(reason: "lộ khóa") }', { token: by });

    expect((await all(lan.accessToken)).code).toBe('FORBIDDEN');
    expect((await all(token)).data).toEqual({ revokeAllSessions: 2 });
    expect([
      await town.isSignedIn({ token: mau.accessToken }),
      await town.isSignedIn({ token: lan.accessToken }),
    ]).toEqual([false, false]);
    expect(await town.isSignedIn({ token })).toBe(true);
  });

  it('keeps at most 20 sessions of one person; the oldest gives way', async () => {
    const first = await town.tokens('nvmau');
    for (let index = 0; index < 20; index += 1) {
      town.clock.advance(1);
      await town.tokens('nvmau');
    }

    expect(await town.isSignedIn({ token: first.accessToken })).toBe(false);
    expect(await town.audited('session.revoke')).toMatchObject([{ detail: { reason: 'too-many-sessions' } }]);
  });

  it('changes the password, keeps this session and ends the others', async () => {
    const one = await town.tokens('nvmau');
    const other = await town.tokens('nvmau');
    const change = (old: string, next: string): Promise<Answer> =>
      town.ask(`mutation { changePassword(oldPassword: "${old}", newPassword: "${next}") }`, {
        token: one.accessToken,
      });

    expect((await change('sai', 'mat-khau-moi')).code).toBe('SIGN_IN_FAILED');
    const rejected = await change(PASSWORD, 'ngan');
    expect(rejected.code).toBe('PASSWORD_REJECTED');
    expect(rejected.message).not.toContain('ngan');
    expect((await change(PASSWORD, 'mat-khau-moi')).data).toEqual({ changePassword: true });
    expect(town.passwords.get('nvmau')).toBe('mat-khau-moi');
    expect(await town.isSignedIn({ token: one.accessToken })).toBe(true);
    expect(await town.isSignedIn({ token: other.accessToken })).toBe(false);
    expect(await town.audited('password.change')).toHaveLength(1);
  });
});
