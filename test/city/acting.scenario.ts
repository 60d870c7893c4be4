/** Who stands in for whom, and access that pauses and comes back: acting, in charge, suspended, seconded. */
import { TestCity, type CitySystems } from './harness';

export function actingScenario(systems: CitySystems): void {
  let city: TestCity;
  beforeAll(async () => {
    city = await TestCity.open({ systems });
  });
  afterAll(() => city.close());

  const ME = '{ me { id } }';
  const DIRECTS = ['assign', 'direct', 'process', 'read', 'sign'];
  const ASSISTS = ['assign', 'process', 'read'];

  it('lets one act beside a suspended head with the rights of the post, and none beside a head at work', async () => {
    const head = await city.holder(['Nguyễn', 'Văn', 'Mẫu'], 'so-tttt/giam-doc-so');
    const deputy = await city.holder(['Lê', 'Hữu', 'Trác'], 'so-tttt/pho-giam-doc-so', { fields: ['Viễn thông'] });
    const acting = { appoint: [{ personId: deputy.id, postId: 'so-tttt/giam-doc-so', mode: 'ACTING' }] };
    expect(await city.refusedDecision(acting)).toEqual(['SEAT_NOT_VACANT appoint.0.postId']);
    await city.decide({ suspend: [{ personId: head.id }] });

    await city.decide(acting);

    expect(await city.qlvb('so-tttt', deputy.id)).toMatchObject({
      status: 'active',
      roles: DIRECTS,
      fields: ['Viễn thông'],
      posts: ['so-tttt/giam-doc-so', 'so-tttt/pho-giam-doc-so'],
    });
    expect(await city.ldapGroups(deputy.login)).toEqual(
      ['deputies-department', 'heads-department', 'leaders', 'unit-so-tttt'].sort(),
    );
    expect((await city.mailbox(deputy.login))?.roleMailboxes).toEqual(['giam-doc-so_sotttt']);
    const { unit } = await city.ask<{ unit: { head: { mode: string; person: { id: string } } } }>(
      '{ unit(id: "so-tttt") { head { mode person { id } } } }',
    );
    expect(unit.head).toEqual({ mode: 'ACTING', person: { id: deputy.id } });
  });

  it('puts a deputy in charge of a vacant post, and takes back only that when it ends', async () => {
    const deputy = await city.holder(['Phùng', 'Chí', 'Kiên'], 'so-qhkt/pho-giam-doc-so', { fields: ['Quy hoạch'] });

    await city.decide(
      { appoint: [{ personId: deputy.id, postId: 'so-qhkt/giam-doc-so', mode: 'IN_CHARGE' }] },
      { effectiveOn: '2026-03-01' },
    );

    expect(await city.qlvb('so-qhkt', deputy.id)).toMatchObject({ roles: DIRECTS, fields: ['Quy hoạch'] });
    await city.decide({
      end: [{ appointmentId: await city.appointmentId(deputy.id, 'so-qhkt/giam-doc-so'), reason: 'OTHER' }],
    });
    expect(await city.qlvb('so-qhkt', deputy.id)).toMatchObject({
      status: 'active',
      roles: ASSISTS,
      fields: ['Quy hoạch'],
    });
    expect(await city.mailbox(deputy.login)).toMatchObject({ denied: false, roleMailboxes: [] });
  });

  it('stops a suspended person’s access with grants kept, and reinstatement gives the same access back', async () => {
    const person = await city.holder(['Cao', 'Bá', 'Quát'], 'so-vhtt/giam-doc-so');
    const token = await city.login(person.login);
    const reading = await city.openMail(person.login);
    const before = await city.directory(person.login);

    await city.decide({ suspend: [{ personId: person.id }] });

    expect(await city.refused(ME, {}, token)).toEqual(['UNAUTHENTICATED']);
    expect(await city.login(person.login)).toBeNull();
    await reading.cut;
    expect(await city.directory(person.login)).toMatchObject({ locked: true, groups: before?.groups });
    expect(await city.mailbox(person.login)).toMatchObject({ denied: true, roleMailboxes: ['giam-doc-so_sovhtt'] });
    expect(await city.qlvb('so-vhtt', person.id)).toMatchObject({ status: 'disabled', roles: DIRECTS });

    await city.beginDay('2026-03-10');
    await city.decide({ reinstate: [{ personId: person.id }] });

    expect(await city.directory(person.login)).toEqual(before);
    expect(await city.ldapBinds(person.login)).toBe(true);
    expect(await city.imapLogsIn(person.login)).toBe(true);
    expect(await city.qlvb('so-vhtt', person.id)).toMatchObject({ status: 'active', roles: DIRECTS });
    expect(await city.login(person.login)).not.toBeNull();
  });

  it('stops with one suspended appointment what it alone gives, and nothing that another post gives', async () => {
    const person = await city.holder(['Tô', 'Hiến', 'Thành'], 'so-y-te/giam-doc-so', { primary: true });
    await city.decide(
      { appoint: [{ personId: person.id, postId: 'so-du-lich/chuyen-vien' }] },
      { effectiveOn: '2026-02-02' },
    );
    const token = await city.login(person.login);

    await city.decide({ suspend: [{ appointmentId: await city.appointmentId(person.id, 'so-y-te/giam-doc-so') }] });

    expect((await city.send(ME, {}, token)).data).toEqual({ me: { id: person.id } });
    expect(await city.directory(person.login)).toMatchObject({ locked: false, groups: ['unit-so-du-lich'] });
    expect(await city.mailbox(person.login)).toMatchObject({ denied: false, roleMailboxes: [] });
    expect(await city.qlvb('so-y-te', person.id)).toMatchObject({ status: 'disabled' });
    expect(await city.qlvb('so-du-lich', person.id)).toMatchObject({ status: 'active', roles: ['process', 'read'] });
  });

  it('ends a suspension by itself on the day that the decision named', async () => {
    const person = await city.holder(['Võ', 'Trường', 'Toản'], 'so-gddt/giam-doc-so');
    const today = city.today();
    await city.decide({ suspend: [{ personId: person.id, endsOn: plusDays(today, 5) }] });
    await city.beginDay(plusDays(today, 5), -1);
    expect(await city.directory(person.login)).toMatchObject({ locked: true });

    await city.beginDay(plusDays(today, 5));

    expect(await city.directory(person.login)).toMatchObject({ locked: false });
    expect(await city.qlvb('so-gddt', person.id)).toMatchObject({ status: 'active', roles: DIRECTS });
    expect(await city.imapLogsIn(person.login)).toBe(true);
  });

  it('pauses the home post during a secondment, and gives it back by itself on the day that was decided', async () => {
    const person = await city.holder(['Kim', 'Ngọc', 'Bảo'], 'so-nnptnt/pho-giam-doc-so', { fields: ['Trồng trọt'] });
    const home = await city.appointmentId(person.id, 'so-nnptnt/pho-giam-doc-so');
    const before = await city.directory(person.login);
    const returnsOn = plusDays(city.today(), 60);

    await city.decide({
      appoint: [
        {
          personId: person.id,
          postId: 'huyen-ba-vi/pho-chu-tich-ubnd-huyen',
          mode: 'SECONDED',
          homeAppointmentId: home,
          endsOn: returnsOn,
          fields: ['Kinh tế'],
        },
      ],
    });

    expect(await city.directory(person.login)).toMatchObject({
      uuid: before?.uuid,
      locked: false,
      unit: 'huyen-ba-vi',
    });
    expect(await city.ldapGroups(person.login)).not.toContain('unit-so-nnptnt');
    expect(await city.ldapGroups(person.login)).toContain('unit-huyen-ba-vi');
    expect(await city.qlvb('so-nnptnt', person.id)).toMatchObject({ status: 'disabled' });
    expect(await city.qlvb('huyen-ba-vi', person.id)).toMatchObject({
      status: 'active',
      roles: ASSISTS,
      fields: ['Kinh tế'],
    });

    await city.beginDay(returnsOn);

    expect(await city.directory(person.login)).toMatchObject({
      locked: false,
      unit: 'so-nnptnt',
      groups: before?.groups,
    });
    expect(await city.qlvb('so-nnptnt', person.id)).toMatchObject({
      status: 'active',
      roles: ASSISTS,
      fields: ['Trồng trọt'],
    });
    expect(await city.qlvb('huyen-ba-vi', person.id)).toMatchObject({ status: 'disabled', roles: [], fields: [] });
  });

  function plusDays(day: string, days: number): string {
    return new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);
  }
}
