/** The code with which a password is set for the first time, or anew; the first administrator begins with one. */
import { ActivationCode } from './activation-code.entity';
import { IdentityTown, PASSWORD, SESSION, valueOf, type Answer, type Tokens } from './room.fixture';

const DAY = 24 * 3_600_000;

let town: IdentityTown;

beforeEach(async () => {
  town = await IdentityTown.open();
});

afterEach(() => town.close());

describe('an activation code', () => {
  const activate = (code: string, password = 'mat-khau-dau-tien'): Promise<Answer> =>
    town.ask(`mutation { activate(code: "${code}", password: "${password}") ${SESSION} }`);

  it('ASVS 6.4.1 sets the password and signs in, once, however it is typed', async () => {
    const { code } = await town.room.issueCodeFor('p-mau');

    const answer = await activate(
      ` ${code.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l')} `,
    );
    const second = await activate(code);

    expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}$/);
    expect((valueOf(answer) as Tokens).person).toEqual({ id: 'p-mau' });
    expect(town.passwords.get('nvmau')).toBe('mat-khau-dau-tien');
    expect(second.code).toBe('ACTIVATION_CODE_INVALID');
    expect(await town.audited('activation.use')).toHaveLength(1);
    expect(JSON.stringify(await town.store.read.find(ActivationCode))).not.toContain(code.replaceAll('-', ''));
  });

  it('is used by one of two that come at once', async () => {
    const { code } = await town.room.issueCodeFor('p-mau');

    const both = await Promise.all([activate(code, 'mat-khau-mot'), activate(code, 'mat-khau-hai')]);

    expect(both.filter(({ data }) => data !== null)).toHaveLength(1);
  });

  it('ASVS 6.4.1 ends after 72 hours, and with a newer one', async () => {
    const old = await town.room.issueCodeFor('p-mau');
    const newer = await town.room.issueCodeFor('p-mau');

    expect((await activate(old.code)).code).toBe('ACTIVATION_CODE_INVALID');
    town.clock.advance(3 * DAY);
    expect((await activate(newer.code)).code).toBe('ACTIVATION_CODE_INVALID');
  });

  it('stays usable when the directory refuses the password or does not answer', async () => {
    const { code } = await town.room.issueCodeFor('p-mau');

    expect((await activate(code, 'ngan')).code).toBe('PASSWORD_REJECTED');
    town.directoryDown = true;
    expect((await activate(code)).code).toBe('UNAVAILABLE');
    town.directoryDown = false;
    expect((await activate(code)).code).toBeUndefined();
  });

  it('puts every call to the directory on record before and after it, and how it ended', async () => {
    const { code } = await town.room.issueCodeFor('p-mau');
    await activate(code, 'ngan');
    town.directoryDown = true;
    await activate(code);
    town.directoryDown = false;
    await activate(code);

    const [intents, outcomes] = [await town.audited('password.intent'), await town.audited('password.outcome')];

    expect(intents).toHaveLength(3);
    expect(intents[0]).toMatchObject({ subjectId: 'directory/nvmau', actorId: 'p-mau', detail: { personId: 'p-mau' } });
    expect(outcomes.map(({ detail }) => [detail['outcome'], detail['errorCode']])).toEqual([
      ['failed', 'PASSWORD_REJECTED'],
      ['unknown', 'UNAVAILABLE'],
      ['done', null],
    ]);
  });

  it('does nothing for a person who has left office', async () => {
    const { code } = await town.room.issueCodeFor('p-mau');
    town.change('p-mau', { inOffice: false });

    expect((await activate(code)).code).toBe('SIGN_IN_FAILED');
    expect(town.passwords.get('nvmau')).toBe(PASSWORD);
  });

  it('puts out whoever used the old password', async () => {
    const before = await town.tokens('nvmau');
    const { code } = await town.room.issueCodeFor('p-mau');

    await activate(code);

    expect(await town.isSignedIn({ token: before.accessToken })).toBe(false);
  });

  it('is issued by an administrator of the unit, never for others or for an administrator of the city', async () => {
    await town.room.bootstrapAdministrator('p-mau');
    town.add('p-sub', 'sub', { unitIds: ['so-tttt-vp'] });
    town.add('p-else', 'else', { unitIds: ['so-tttt', 'so-yt'] });
    const { accessToken: token } = await town.tokens('ttlan');
    town.clock.advance(1);
    const issue = (personId: string): Promise<Answer> =>
      town.ask(`mutation { issueActivationCode(personId: "${personId}") { code expiresAt person { id } } }`, { token });

    const answer = await issue('p-sub');

    expect(answer.data?.issueActivationCode).toMatchObject({
      expiresAt: '2026-03-05T02:00:00.001Z',
      person: { id: 'p-sub' },
    });
    expect((await issue('p-else')).code).toBe('FORBIDDEN');
    expect((await issue('p-mau')).code).toBe('FORBIDDEN');
    expect((await issue('p-admin')).code).toBe('FORBIDDEN');
    expect((await town.audited('activation.issue')).map(({ actorId }) => actorId)).toEqual([null, 'p-lan']);
  });

  it('is the same for a repeated request, and the key does not serve another person', async () => {
    const token = await town.administrator();
    const issue = (personId: string): Promise<Answer> =>
      town.ask(`mutation { issueActivationCode(personId: "${personId}") { code } }`, { token, key: 'k-1' });

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
    const before = await town.room.hasAdministrator();

    const { code } = await town.room.bootstrapAdministrator('p-admin');
    const answer = await town.ask(`mutation { activate(code: "${code}", password: "mat-khau-dau-tien") ${SESSION} }`);
    const context = await town.context({ token: (valueOf(answer) as Tokens).accessToken });

    expect([before, await town.room.hasAdministrator()]).toEqual([false, true]);
    expect(context.principal?.roles).toEqual(['administrator', 'person']);
    expect(context.may('plan:approve')).toBe(true);
  });
});
