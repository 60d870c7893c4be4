/** Leaving office: sessions die at the instant, accounts close in all three systems, and no failure makes it forget. */
import { TestCity, type CitySystems, type Holder } from './harness';
import { leaverMailScenario } from './leaver-mail.scenario';

export function leaveScenario(systems: CitySystems): void {
  let city: TestCity;
  beforeAll(async () => {
    city = await TestCity.open({ systems });
  });
  afterAll(() => city.close());

  const ME = '{ me { id } }';
  const REFRESH = 'mutation($token: String!) { refresh(refreshToken: $token) { accessToken } }';

  /** Every door of a leaver's is closed, and their rights are gone. */
  async function expectGone(person: Holder, unitId: string): Promise<void> {
    expect(await city.directory(person.login)).toMatchObject({ locked: true, groups: [] });
    expect(await city.ldapBinds(person.login)).toBe(false);
    expect(await city.mailbox(person.login)).toMatchObject({ denied: true, roleMailboxes: [] });
    expect(await city.imapLogsIn(person.login)).toBe(false);
    expect(await city.qlvb(unitId, person.id)).toMatchObject({ status: 'disabled', roles: [], fields: [] });
  }

  async function expectAtWork(person: Holder, unitId: string): Promise<void> {
    expect(await city.directory(person.login)).toMatchObject({ locked: false });
    expect(await city.ldapBinds(person.login)).toBe(true);
    expect(await city.imapLogsIn(person.login)).toBe(true);
    expect(await city.qlvb(unitId, person.id)).toMatchObject({ status: 'active' });
  }

  it('closes everything at 00:00 in Hanoi of the effective day, and nothing a millisecond earlier', async () => {
    const person = await city.holder(['Nguyễn', 'Văn', 'Mẫu'], 'so-tttt/giam-doc-so');
    await city.decide({ end: [{ personId: person.id, reason: 'RETIRED' }] }, { effectiveOn: '2026-03-03' });
    await city.beginDay('2026-03-03', -1);
    const session = await city.signIn(person.login);
    expect((await city.send(ME, {}, session.accessToken)).data).toEqual({ me: { id: person.id } });
    await expectAtWork(person, 'so-tttt');
    const reading = await city.openMail(person.login);

    city.clock?.advance(1);

    // Not settled: our own sessions die because every request looks at the fact.
    expect(await city.refused(ME, {}, session.accessToken)).toEqual(['UNAUTHENTICATED']);
    expect(await city.refused(REFRESH, { token: session.refreshToken }, null)).toEqual(['UNAUTHENTICATED']);
    expect(await city.login(person.login)).toBeNull();
    await city.settle();
    await reading.cut;
    await expectGone(person, 'so-tttt');
    expect(await city.mailSessions(person.login)).toBe(0);
    const accounts = Object.values(await city.accounts(person.id));
    expect(accounts.map(({ status }) => status)).toEqual(['DISABLED', 'DISABLED', 'DISABLED']);
    expect(accounts.flatMap(({ grants }) => grants)).toEqual([]);
  });

  it('closes everything at once when the decision has effect today', async () => {
    const person = await city.holder(['Lê', 'Quang', 'Đạo'], 'so-noi-vu/pho-giam-doc-so', { fields: ['Thi đua'] });
    const token = await city.login(person.login);
    const reading = await city.openMail(person.login);

    await city.decide({ end: [{ personId: person.id, reason: 'DISMISSED' }] });

    expect(await city.refused(ME, {}, token)).toEqual(['UNAUTHENTICATED']);
    await reading.cut;
    await expectGone(person, 'so-noi-vu');
  });

  it('closes everything at once when the decision had effect in the past', async () => {
    const person = await city.holder(['Trịnh', 'Công', 'Tâm'], 'so-y-te/chuyen-vien');
    await city.beginDay('2026-03-10');
    const token = await city.login(person.login);
    expect(token).not.toBeNull();

    await city.decide({ end: [{ personId: person.id, reason: 'RESIGNED' }] }, { effectiveOn: '2026-03-05' });

    expect(await city.refused(ME, {}, token)).toEqual(['UNAUTHENTICATED']);
    await expectGone(person, 'so-y-te');
  });

  it('keeps the account and its mail: disabled is not deleted', async () => {
    const person = await city.holder(['Phạm', 'Thị', 'Nga'], 'so-du-lich/chuyen-vien');
    const before = await city.directory(person.login);
    await city.deliver(`${person.login}@hanoi.gov.vn`, 'Trước khi nghỉ');

    await city.decide({ end: [{ personId: person.id, reason: 'RETIRED' }] });

    const counted = await city.doveadm('mailboxStatus', {
      user: person.login,
      field: ['messages'],
      mailboxMask: ['INBOX'],
    });
    expect((await city.directory(person.login))?.uuid).toBe(before?.uuid);
    expect(counted).toEqual([expect.objectContaining({ mailbox: 'INBOX', messages: '1' })]);
  });

  it('leaves the password of who left useless at sign-in, with the same answer as a wrong one', async () => {
    const person = await city.holder(['Hà', 'Thu', 'Giang'], 'so-xay-dung/chuyen-vien');
    const wrong = await city.refused(
      'mutation { login(username: "nobody-here", password: "x") { accessToken } }',
      {},
      null,
    );

    await city.decide({ end: [{ personId: person.id, reason: 'RESIGNED' }] });

    const left = await city.refused(
      'mutation($u: String!, $p: String!) { login(username: $u, password: $p) { accessToken } }',
      { u: person.login, p: city.password },
      null,
    );
    expect(left).toEqual(wrong);
    expect(left).toEqual(['SIGN_IN_FAILED']);
  });

  describe('with systems away that night', () => {
    it('closes the mailbox at once and the other two when they come back', async () => {
      const person = await city.holder(['Mai', 'Văn', 'Sơn'], 'so-tai-chinh/giam-doc-so');
      await city.decide({ end: [{ personId: person.id, reason: 'RETIRED' }] }, { effectiveOn: '2026-03-12' });
      await city.beginDay('2026-03-12', -1);
      const token = await city.login(person.login);
      const reading = await city.openMail(person.login);
      await city.away('directory', 'qlvb');

      await city.beginDay('2026-03-12');

      expect(await city.refused(ME, {}, token)).toEqual(['UNAUTHENTICATED']);
      await reading.cut;
      expect(await city.mailbox(person.login)).toMatchObject({ denied: true });
      expect(await city.imapLogsIn(person.login)).toBe(false);
      expect(await city.directory(person.login)).toMatchObject({ locked: false });
      expect(await city.qlvb('so-tai-chinh', person.id)).toMatchObject({ status: 'active' });

      await city.back('directory', 'qlvb');

      await expectGone(person, 'so-tai-chinh');
    });

    it('closes the directory at once, and cuts the connection to a mail server that was away when it comes back', async () => {
      const person = await city.holder(['Đào', 'Duy', 'Anh'], 'so-khdt/giam-doc-so');
      await city.decide({ end: [{ personId: person.id, reason: 'RETIRED' }] }, { effectiveOn: '2026-03-14' });
      await city.beginDay('2026-03-14', -1);
      const reading = await city.openMail(person.login);
      await city.away('mail', 'qlvb');

      await city.beginDay('2026-03-14');

      expect(await city.directory(person.login)).toMatchObject({ locked: true, groups: [] });
      expect(await city.mailSessions(person.login)).toBe(1);

      await city.back('mail', 'qlvb');

      await reading.cut;
      await expectGone(person, 'so-khdt');
    });

    it('remembers the leave over days without the system, and over a restart of the city', async () => {
      const person = await city.holder(['Tạ', 'Bích', 'Liên'], 'so-cong-thuong/giam-doc-so');
      await city.away('qlvb');
      await city.decide({ end: [{ personId: person.id, reason: 'RETIRED' }] });
      await city.beginDay('2026-03-20');
      expect(await city.directory(person.login)).toMatchObject({ locked: true });
      expect(await city.qlvb('so-cong-thuong', person.id)).toMatchObject({ status: 'active' });

      await city.restart();

      await city.until(async () => (await city.qlvb('so-cong-thuong', person.id))?.status === 'disabled');
      await expectGone(person, 'so-cong-thuong');
    });
  });
  describe('with letters that still come by name', () => leaverMailScenario(() => city));
}
