/** Posts come and go, and the person stays: transfer, two posts at once, and coming back. */
import { TestCity } from './harness';

let city: TestCity;
beforeAll(async () => {
  city = await TestCity.open();
});
afterAll(() => city.close());

const DIRECTS = ['assign', 'direct', 'process', 'read', 'sign'];

describe('a transfer between units', () => {
  it('keeps the shared accounts and exchanges their rights, closes the old QLVB account and opens the new one', async () => {
    const person = await city.holder(['Nguyễn', 'Văn', 'Mẫu'], 'so-tttt/giam-doc-so');
    const before = await city.directory(person.login);
    const token = await city.login(person.login);
    await city.deliver('nvmau_sotttt@hanoi.gov.vn', 'Trước khi chuyển');

    await city.decide({
      transfer: [
        { appointmentId: await city.appointmentId(person.id, 'so-tttt/giam-doc-so'), toPostId: 'so-khcn/giam-doc-so' },
      ],
    });

    expect(await city.directory(person.login)).toMatchObject({
      uuid: before?.uuid,
      unit: 'so-khcn',
      locked: false,
      groups: ['heads-department', 'leaders', 'unit-so-khcn'],
      mail: 'nvmau@hanoi.gov.vn',
      aliases: ['nvmau_sokhcn@hanoi.gov.vn', 'nvmau_sotttt@hanoi.gov.vn'],
    });
    expect(await city.mailbox(person.login)).toMatchObject({
      denied: false,
      aliases: ['nvmau_sokhcn@hanoi.gov.vn', 'nvmau_sotttt@hanoi.gov.vn'],
      roleMailboxes: ['giam-doc-so_sokhcn'],
    });
    expect(await city.qlvb('so-tttt', person.id)).toMatchObject({ status: 'disabled', roles: [] });
    expect(await city.qlvb('so-khcn', person.id)).toMatchObject({
      login: 'nvmau',
      status: 'active',
      roles: DIRECTS,
      posts: ['so-khcn/giam-doc-so'],
    });
    expect((await city.send('{ me { id } }', {}, token)).data).toEqual({ me: { id: person.id } });
    expect(await city.ldapBinds(person.login)).toBe(true);
  });

  it('delivers to the old alias as to the new one until its retention ends', async () => {
    const person = await city.holder(['Lý', 'Thường', 'Kiệt'], 'so-gddt/chuyen-vien');
    await city.decide({
      transfer: [
        { appointmentId: await city.appointmentId(person.id, 'so-gddt/chuyen-vien'), toPostId: 'so-vhtt/chuyen-vien' },
      ],
    });

    for (const unit of ['sogddt', 'sovhtt']) await city.deliver(`ltkiet_${unit}@hanoi.gov.vn`, 'Thư');

    const client = await city.imap(person.login);
    expect(await client.status('INBOX', { messages: true })).toMatchObject({ messages: 2 });
    await client.logout();
    await city.beginDay('2026-05-31', -1);
    expect((await city.mailbox(person.login))?.aliases).toContain('ltkiet_sogddt@hanoi.gov.vn');
    await city.beginDay('2026-05-31');
    expect((await city.mailbox(person.login))?.aliases).toEqual(['ltkiet_sovhtt@hanoi.gov.vn']);
    expect((await city.directory(person.login))?.aliases).toEqual(['ltkiet_sovhtt@hanoi.gov.vn']);
    await expect(city.deliver('ltkiet_sogddt@hanoi.gov.vn', 'Quá hạn')).rejects.toThrow(/550/);
  });
});

describe('two posts at once', () => {
  it('gives the union of both, in one account a system and one a unit', async () => {
    const person = await city.holder(['Trần', 'Quốc', 'Toản'], 'so-xay-dung/giam-doc-so', { primary: true });

    await city.decide({ appoint: [{ personId: person.id, postId: 'ubnd-tp/uy-vien-ubnd-tp' }] });

    expect(await city.directory(person.login)).toMatchObject({
      title: 'Giám đốc Sở',
      unit: 'so-xay-dung',
      groups: ['city-members', 'heads-department', 'leaders', 'unit-so-xay-dung', 'unit-ubnd-tp'],
    });
    expect(await city.mailbox(person.login)).toMatchObject({
      quotaMiB: 10_240,
      roleMailboxes: ['giam-doc-so_soxaydung'],
    });
    expect(await city.qlvb('so-xay-dung', person.id)).toMatchObject({ status: 'active', roles: DIRECTS });
    expect(await city.qlvb('ubnd-tp', person.id)).toMatchObject({ status: 'active', roles: ['read'] });
  });

  it('loses at the end of one nothing that the other justifies', async () => {
    const person = await city.holder(['Đinh', 'Bộ', 'Lĩnh'], 'so-gtvt/giam-doc-so', { primary: true });
    await city.decide({ appoint: [{ personId: person.id, postId: 'thanh-tra-tp/chanh-thanh-tra-tp' }] });
    expect(await city.ldapGroups(person.login)).toEqual(
      ['heads-department', 'heads-inspectorate', 'leaders', 'unit-so-gtvt', 'unit-thanh-tra-tp'].sort(),
    );
    const token = await city.login(person.login);

    await city.decide({
      end: [{ appointmentId: await city.appointmentId(person.id, 'so-gtvt/giam-doc-so'), reason: 'RESIGNED' }],
    });

    expect(await city.directory(person.login)).toMatchObject({
      locked: false,
      title: 'Chánh Thanh tra Thành phố',
      unit: 'thanh-tra-tp',
      groups: ['heads-inspectorate', 'leaders', 'unit-thanh-tra-tp'],
    });
    expect(await city.mailbox(person.login)).toMatchObject({
      denied: false,
      roleMailboxes: ['chanh-thanh-tra-tp_thanhtratp'],
    });
    expect(await city.qlvb('so-gtvt', person.id)).toMatchObject({ status: 'disabled' });
    expect(await city.qlvb('thanh-tra-tp', person.id)).toMatchObject({ status: 'active', roles: DIRECTS });
    expect((await city.send('{ me { id } }', {}, token)).data).toEqual({ me: { id: person.id } });
    expect(await city.imapLogsIn(person.login)).toBe(true);
  });

  it('does not cut the mail of who gives up a second post that opened no mailbox of its own', async () => {
    const person = await city.holder(['Mạc', 'Đĩnh', 'Chi'], 'so-tu-phap/giam-doc-so', { primary: true });
    await city.decide({ appoint: [{ personId: person.id, postId: 'so-cong-thuong/chuyen-vien' }] });
    const reading = await city.imap(person.login);

    await city.decide({
      end: [{ appointmentId: await city.appointmentId(person.id, 'so-cong-thuong/chuyen-vien'), reason: 'OTHER' }],
    });

    expect(await city.ldapGroups(person.login)).toEqual(['heads-department', 'leaders', 'unit-so-tu-phap']);
    expect(await city.qlvb('so-cong-thuong', person.id)).toMatchObject({ status: 'disabled' });
    await reading.noop();
    expect(reading.usable).toBe(true);
    await reading.logout();
  });
});

describe('coming back', () => {
  it('gives the same account back under the same login, with its password and the rights of the new post alone', async () => {
    const person = await city.holder(['Hoàng', 'Hoa', 'Thám'], 'so-nnptnt/giam-doc-so');
    const before = await city.directory(person.login);
    const desk = await city.qlvb('so-nnptnt', person.id);
    await city.decide({ end: [{ personId: person.id, reason: 'RESIGNED' }] });
    expect(await city.directory(person.login)).toMatchObject({ locked: true });
    city.clock?.advance(14 * 86_400_000);
    await city.settle();

    await city.decide({
      appoint: [{ personId: person.id, postId: 'so-nnptnt/pho-giam-doc-so', fields: ['Thủy lợi'] }],
    });

    expect(await city.directory(person.login)).toMatchObject({
      uuid: before?.uuid,
      locked: false,
      groups: ['deputies-department', 'leaders', 'unit-so-nnptnt'],
    });
    expect(await city.mailbox(person.login)).toMatchObject({ denied: false, roleMailboxes: [] });
    expect(await city.qlvb('so-nnptnt', person.id)).toMatchObject({
      id: desk?.id,
      status: 'active',
      roles: ['assign', 'process', 'read'],
      fields: ['Thủy lợi'],
    });
    expect(await city.ldapBinds(person.login)).toBe(true);
    expect(await city.imapLogsIn(person.login)).toBe(true);
  });

  it('gives the name of who left to nobody else', async () => {
    const first = await city.holder(['Bạch', 'Thái', 'Bưởi'], 'so-tnmt/chuyen-vien');
    await city.decide({ end: [{ personId: first.id, reason: 'DECEASED' }] });
    city.clock?.advance(100 * 86_400_000);
    await city.settle();

    const second = await city.person('Bạch', 'Thái', 'Bưởi');
    await city.decide({ appoint: [{ personId: second.id, postId: 'so-tnmt/chuyen-vien' }] });

    expect([first.login, second.login]).toEqual(['btbuoi', 'btbuoi2']);
    expect(await city.directory('btbuoi')).toMatchObject({ locked: true });
    expect(await city.directory('btbuoi2')).toMatchObject({ locked: false });
    expect(await city.qlvb('so-tnmt', first.id)).toMatchObject({ login: 'btbuoi' });
    await expect(city.deliver('btbuoi@hanoi.gov.vn', 'Gửi người cũ')).rejects.toThrow(/550/);
  });
});
