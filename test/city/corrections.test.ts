/** What was recorded wrongly, late or anew: annulment, correction, retroactive papers, two axes of time, another name. */
import { ANNUL, TestCity } from './harness';

let city: TestCity;
beforeAll(async () => {
  city = await TestCity.open();
});
afterAll(() => city.close());

const DIRECTS = ['assign', 'direct', 'process', 'read', 'sign'];

it('takes access away again when the decision that gave it is annulled, and keeps the account', async () => {
  const person = await city.person('Nguyễn', 'Văn', 'Mẫu');
  const decision = await city.decide({ appoint: [{ personId: person.id, postId: 'so-tttt/giam-doc-so' }] });
  await city.activatePerson(person.id);
  const token = await city.login(person.login);

  await city.annul(decision.id);

  expect(await city.refused('{ me { id } }', {}, token)).toEqual(['UNAUTHENTICATED']);
  expect(await city.directory(person.login)).toMatchObject({ locked: true, groups: [] });
  expect(await city.mailbox(person.login)).toMatchObject({ denied: true, roleMailboxes: [] });
  expect(await city.qlvb('so-tttt', person.id)).toMatchObject({ status: 'disabled', roles: [] });
  expect((await city.appointments(person.id)).map(({ status }) => status)).toEqual(['ANNULLED']);
});

it('gives back by annulment what the decision had ended', async () => {
  const person = await city.holder(['Lê', 'Văn', 'Hưu'], 'so-noi-vu/giam-doc-so');
  const before = await city.directory(person.login);
  const decision = await city.decide({ end: [{ personId: person.id, reason: 'DISMISSED' }] });
  expect(await city.directory(person.login)).toMatchObject({ locked: true });

  await city.annul(decision.id);

  expect(await city.directory(person.login)).toEqual(before);
  expect(await city.ldapBinds(person.login)).toBe(true);
  expect(await city.imapLogsIn(person.login)).toBe(true);
  expect(await city.qlvb('so-noi-vu', person.id)).toMatchObject({ status: 'active', roles: DIRECTS });
});

it('corrects by annulling and recording again: only what the corrected paper says holds', async () => {
  const person = await city.person('Phan', 'Huy', 'Ích');
  const wrong = await city.decide({ appoint: [{ personId: person.id, postId: 'so-y-te/giam-doc-so' }] });
  const before = await city.directory(person.login);

  await city.annul(wrong.id);
  await city.decide({ appoint: [{ personId: person.id, postId: 'so-du-lich/pho-giam-doc-so', fields: ['Lữ hành'] }] });

  expect(await city.directory(person.login)).toMatchObject({
    uuid: before?.uuid,
    locked: false,
    unit: 'so-du-lich',
    groups: ['deputies-department', 'leaders', 'unit-so-du-lich'],
  });
  expect(await city.qlvb('so-y-te', person.id)).toMatchObject({ status: 'disabled', roles: [] });
  expect(await city.qlvb('so-du-lich', person.id)).toMatchObject({ status: 'active', fields: ['Lữ hành'] });
  const vacant = await city.person('Phan', 'Huy', 'Chú');
  await city.decide({ appoint: [{ personId: vacant.id, postId: 'so-y-te/giam-doc-so' }] });
});

it('annuls no decision on which others build, unless they are included', async () => {
  const person = await city.person('Ngô', 'Sĩ', 'Liên');
  const first = await city.decide(
    { appoint: [{ personId: person.id, postId: 'so-gtvt/chuyen-vien' }] },
    { effectiveOn: '2026-02-02' },
  );
  const appointmentId = await city.appointmentId(person.id, 'so-gtvt/chuyen-vien');
  const second = await city.decide({ transfer: [{ appointmentId, toPostId: 'so-gtvt/giam-doc-so' }] });

  const codes = await city.refused(ANNUL, { id: first.id, by: city.paper({}) });
  expect(codes.map((code) => code.split(' ')[0])).toEqual(['DEPENDENT_DECISIONS']);
  expect(await city.qlvb('so-gtvt', person.id)).toMatchObject({ status: 'active', roles: DIRECTS });
  await city.annul(first.id, [second.id]);

  expect(await city.directory(person.login)).toMatchObject({ locked: true, groups: [] });
  expect(await city.qlvb('so-gtvt', person.id)).toMatchObject({ status: 'disabled', roles: [] });
});

it('gives by retroactive papers the same access as by the same papers in time', async () => {
  const timely = await city.person('Đoàn', 'Thị', 'Điểm');
  const late = await city.person('Hồ', 'Xuân', 'Hương');
  const steps = (
    id: string,
  ): readonly { readonly day: string; readonly lines: () => Promise<Record<string, unknown>> }[] => [
    { day: '2026-03-03', lines: async () => ({ appoint: [{ personId: id, postId: 'so-vhtt/chuyen-vien' }] }) },
    {
      day: '2026-03-06',
      lines: async () => ({
        appoint: [{ personId: id, postId: 'so-gddt/pho-giam-doc-so', fields: ['Tiểu học'], primary: true }],
      }),
    },
    {
      day: '2026-03-09',
      lines: async () => ({
        end: [{ appointmentId: await city.appointmentId(id, 'so-vhtt/chuyen-vien'), reason: 'OTHER' }],
      }),
    },
  ];
  for (const { day, lines } of steps(timely.id)) {
    await city.beginDay(day);
    await city.decide(await lines());
  }
  await city.beginDay('2026-03-12');

  for (const { day, lines } of steps(late.id)) await city.decide(await lines(), { signedOn: day, effectiveOn: day });

  const access = async ({ id, login }: { id: string; login: string }): Promise<unknown> => {
    const entry = await city.directory(login);
    const box = await city.mailbox(login);
    const desk = await city.qlvb('so-gddt', id);
    return {
      locked: entry?.locked,
      groups: entry?.groups,
      title: entry?.title,
      aliases: entry?.aliases.map((alias) => alias.replace(login, '')),
      denied: box?.denied,
      quotaMiB: box?.quotaMiB,
      desk: desk && { status: desk.status, roles: desk.roles, fields: desk.fields, posts: desk.posts },
    };
  };
  expect(await access(late)).toEqual(await access(timely));
  expect(await access(late)).toMatchObject({
    locked: false,
    denied: false,
    groups: ['deputies-department', 'leaders', 'unit-so-gddt'],
  });
  expect(await city.qlvb('so-vhtt', timely.id)).toMatchObject({ status: 'disabled', roles: [] });
  expect((await city.qlvb('so-vhtt', late.id))?.status ?? 'disabled').toBe('disabled');
});

it('answers who held what on a day as it is known now, and as it was known then', async () => {
  const person = await city.holder(['Lương', 'Thế', 'Vinh'], 'so-tnmt/chuyen-vien');
  const holds = async (on: string, knownAt?: string): Promise<readonly string[]> =>
    (await city.appointments(person.id, { on, ...(knownAt === undefined ? {} : { knownAt }) })).map(
      ({ post }) => post.id,
    );
  await city.beginDay('2026-04-10');
  const then = city.now().toISOString();
  expect(await holds('2026-04-05')).toEqual(['so-tnmt/chuyen-vien']);
  city.clock?.advance(60_000);

  await city.decide(
    { end: [{ personId: person.id, reason: 'RESIGNED' }] },
    { signedOn: '2026-04-01', effectiveOn: '2026-04-01' },
  );

  expect(await holds('2026-04-05')).toEqual([]);
  expect(await holds('2026-04-05', then)).toEqual(['so-tnmt/chuyen-vien']);
  expect(await holds('2026-03-31')).toEqual(['so-tnmt/chuyen-vien']);
});

it('changes the name everywhere by decision, from its day on, and keeps the login, the address and the account', async () => {
  const person = await city.holder(['Nguyễn', 'Thị', 'Định'], 'so-ngoai-vu/giam-doc-so');
  const before = await city.directory(person.login);
  const desk = await city.qlvb('so-ngoai-vu', person.id);
  await city.decide(
    { changeName: [{ personId: person.id, familyName: 'Tôn Nữ', givenName: 'Đính' }] },
    { effectiveOn: '2026-04-20' },
  );
  await city.beginDay('2026-04-20', -1);
  expect(await city.directory(person.login)).toMatchObject({ cn: 'Nguyễn Thị Định', sn: 'Nguyễn' });

  await city.beginDay('2026-04-20');

  expect(await city.directory(person.login)).toEqual({
    ...before,
    cn: 'Tôn Nữ Thị Đính',
    sn: 'Tôn Nữ',
    givenName: 'Đính',
  });
  expect(await city.mailbox(person.login)).toMatchObject({
    fullName: 'Tôn Nữ Thị Đính',
    address: `${person.login}@hanoi.gov.vn`,
  });
  expect(await city.qlvb('so-ngoai-vu', person.id)).toEqual({
    ...desk,
    fullName: 'Tôn Nữ Thị Đính',
    version: expect.any(Number),
  });
  const { person: known } = await city.ask<{ person: { fullName: string; login: string } }>(
    'query($id: ID!) { person(id: $id) { fullName login } }',
    { id: person.id },
  );
  expect(known).toEqual({ fullName: 'Tôn Nữ Thị Đính', login: 'ntdinh' });
  expect(await city.ldapBinds('ntdinh')).toBe(true);
});
