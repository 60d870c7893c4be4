/** A decision appoints, and the accounts are there: in the directory, in mail, at the unit's QLVB. */
import { TestCity, type CitySystems } from './harness';

export function appointScenario(systems: CitySystems): void {
  let city: TestCity;
  beforeAll(async () => {
    city = await TestCity.open({ systems });
  });
  afterAll(() => city.close());

  const DIRECTS = ['assign', 'direct', 'process', 'read', 'sign'];

  it('opens a director’s account in the directory, in mail and at the unit’s QLVB with the rights of the post', async () => {
    const person = await city.person('Nguyễn', 'Văn', 'Mẫu');

    await city.decide({ appoint: [{ personId: person.id, postId: 'so-tttt/giam-doc-so' }] });

    expect(person.login).toBe('nvmau');
    expect(await city.directory('nvmau')).toMatchObject({
      cn: 'Nguyễn Văn Mẫu',
      sn: 'Nguyễn',
      givenName: 'Mẫu',
      mail: 'nvmau@hanoi.gov.vn',
      aliases: ['nvmau_sotttt@hanoi.gov.vn'],
      title: 'Giám đốc Sở',
      unit: 'so-tttt',
      locked: false,
      groups: ['heads-department', 'leaders', 'unit-so-tttt'],
    });
    expect(await city.mailbox('nvmau')).toEqual({
      denied: false,
      fullName: 'Nguyễn Văn Mẫu',
      address: 'nvmau@hanoi.gov.vn',
      aliases: ['nvmau_sotttt@hanoi.gov.vn'],
      quotaMiB: 10_240,
      roleMailboxes: ['giam-doc-so_sotttt'],
    });
    expect(await city.qlvb('so-tttt', person.id)).toMatchObject({
      login: 'nvmau',
      fullName: 'Nguyễn Văn Mẫu',
      title: 'Giám đốc Sở',
      unit: 'so-tttt',
      posts: ['so-tttt/giam-doc-so'],
      roles: DIRECTS,
      fields: [],
      status: 'active',
    });
  });

  it('tells of the same accounts in person { accounts }, each grant with the appointment that justifies it', async () => {
    const person = await city.holder(['Lê', 'Thị', 'Hoa'], 'so-noi-vu/giam-doc-so');

    const accounts = await city.accounts(person.id);

    const justification = `appointment:${await city.appointmentId(person.id, 'so-noi-vu/giam-doc-so')}`;
    expect(Object.keys(accounts).sort()).toEqual(['directory', 'mail', 'qlvb:so-noi-vu']);
    for (const account of Object.values(accounts)) expect(account).toMatchObject({ name: 'lthoa', status: 'ACTIVE' });
    expect(accounts.directory?.grants).toEqual(
      (await city.ldapGroups('lthoa')).map((value) => ({ kind: 'group', value, justification })),
    );
    expect(accounts['qlvb:so-noi-vu']?.grants).toEqual(
      DIRECTS.map((value) => ({ kind: 'role', value, justification })),
    );
  });

  it('lets nobody sign in before the first credential is used, and then everywhere', async () => {
    const person = await city.person('Trần', 'Đức', 'Bình');
    await city.decide({ appoint: [{ personId: person.id, postId: 'so-y-te/chuyen-vien' }] });
    expect(await city.ldapBinds(person.login)).toBe(false);
    expect(await city.imapLogsIn(person.login)).toBe(false);

    await city.activatePerson(person.id);

    expect(await city.ldapBinds(person.login)).toBe(true);
    expect(await city.imapLogsIn(person.login)).toBe(true);
    expect(await city.login(person.login)).not.toBeNull();
  });

  it('opens the mailbox so that mail to the address and to the alias of the unit arrives', async () => {
    const person = await city.holder(['Phan', 'Thị', 'Thư'], 'so-du-lich/chuyen-vien');

    for (const address of ['ptthu@hanoi.gov.vn', 'ptthu_sodulich@hanoi.gov.vn']) await city.deliver(address, 'Mời họp');

    const client = await city.imap(person.login);
    const status = await client.status('INBOX', { messages: true, unseen: true });
    await client.logout();
    expect(status).toMatchObject({ messages: 2, unseen: 2 });
  });

  it('numbers the login of the next person with the same name, also where only the marks differ', async () => {
    const first = await city.person('Đỗ', 'Văn', 'Hòa');
    const second = await city.person('Đỗ', 'Văn', 'Hoà');
    const third = await city.person('Đặng', 'Việt', 'Hoa');

    await city.decide({
      appoint: [first, second, third].map(({ id }) => ({ personId: id, postId: 'so-y-te/chuyen-vien' })),
    });

    expect([first, second, third].map(({ login }) => login)).toEqual(['dvhoa', 'dvhoa2', 'dvhoa3']);
    expect((await city.directory('dvhoa'))?.cn).toBe('Đỗ Văn Hòa');
    expect((await city.directory('dvhoa2'))?.cn).toBe('Đỗ Văn Hoà');
    expect((await city.mailbox('dvhoa3'))?.fullName).toBe('Đặng Việt Hoa');
    expect((await city.qlvb('so-y-te', second.id))?.login).toBe('dvhoa2');
  });

  it('gives a deputy direction over the fields they cover, not the head’s right to direct and sign (clause 45)', async () => {
    const deputy = await city.holder(['Vũ', 'Minh', 'Châu'], 'so-y-te/pho-giam-doc-so', {
      fields: ['Dược', 'Y tế dự phòng'],
    });

    const desk = await city.qlvb('so-y-te', deputy.id);

    expect(desk).toMatchObject({ roles: ['assign', 'process', 'read'], status: 'active' });
    expect([...(desk?.fields ?? [])].sort()).toEqual(['Dược', 'Y tế dự phòng']);
    expect(await city.ldapGroups(deputy.login)).toEqual(['deputies-department', 'leaders', 'unit-so-y-te']);
    expect((await city.mailbox(deputy.login))?.roleMailboxes).toEqual([]);
  });

  it('does nothing before the effective day and everything at its first instant', async () => {
    const person = await city.person('Ngô', 'Bảo', 'Khánh');
    await city.decide(
      { appoint: [{ personId: person.id, postId: 'so-tu-phap/giam-doc-so' }] },
      { effectiveOn: '2026-03-05' },
    );
    await city.beginDay('2026-03-05', -1);
    expect(await city.directory(person.login)).toBeNull();
    expect(await city.qlvb('so-tu-phap', person.id)).toBeNull();

    await city.beginDay('2026-03-05');

    expect(await city.directory(person.login)).toMatchObject({ locked: false, unit: 'so-tu-phap' });
    expect(await city.mailbox(person.login)).toMatchObject({ denied: false });
    expect(await city.qlvb('so-tu-phap', person.id)).toMatchObject({ roles: DIRECTS, status: 'active' });
  });

  it('refuses a second head for one seat and leaves nothing behind', async () => {
    await city.holder(['Hồ', 'Ngọc', 'Lân'], 'so-du-lich/giam-doc-so');
    const second = await city.person('Bùi', 'Gia', 'Phúc');
    const third = await city.person('Bùi', 'Gia', 'Lộc');

    const codes = await city.refusedDecision({
      appoint: [
        { personId: third.id, postId: 'so-du-lich/chuyen-vien' },
        { personId: second.id, postId: 'so-du-lich/giam-doc-so' },
      ],
    });

    await city.settle();
    expect(codes).toEqual(['SEAT_OCCUPIED appoint.1.postId']);
    expect(await city.directory(second.login)).toBeNull();
    expect(await city.directory(third.login)).toBeNull();
    expect(await city.appointments(third.id)).toEqual([]);
  });
}
