/** Several things on one day: a seat that changes hands, two who change places, papers of the same date, a great many at once. */
import { TestCity, type Holder } from './harness';

let city: TestCity;
beforeAll(async () => {
  city = await TestCity.open();
});
afterAll(() => city.close());

const DIRECTS = ['assign', 'direct', 'process', 'read', 'sign'];

it('hands a seat over at one instant, by two decisions of one day', async () => {
  const leaver = await city.holder(['Nguyễn', 'Văn', 'Mẫu'], 'so-tttt/giam-doc-so');
  const successor = await city.holder(['Lê', 'Thị', 'Kế'], 'so-tttt/chuyen-vien');
  const day = { effectiveOn: '2026-03-04' };
  await city.decide({ end: [{ personId: leaver.id, reason: 'RETIRED', successorId: successor.id }] }, day);
  await city.decide({ appoint: [{ personId: successor.id, postId: 'so-tttt/giam-doc-so', primary: true }] }, day);
  await city.beginDay('2026-03-04', -1);
  expect((await city.mailbox(leaver.login))?.roleMailboxes).toEqual(['giam-doc-so_sotttt']);
  expect((await city.mailbox(successor.login))?.roleMailboxes).toEqual([]);

  await city.beginDay('2026-03-04');

  expect((await city.mailbox(leaver.login))?.roleMailboxes).toEqual([]);
  expect(await city.qlvb('so-tttt', leaver.id)).toMatchObject({ status: 'disabled', roles: [] });
  expect(await city.mailbox(successor.login)).toMatchObject({ denied: false, roleMailboxes: ['giam-doc-so_sotttt'] });
  expect(await city.qlvb('so-tttt', successor.id)).toMatchObject({ roles: DIRECTS, title: 'Giám đốc Sở' });
});

it('lets two directors change places in one decision', async () => {
  const units = ['so-y-te', 'so-gddt'] as const;
  const people: Holder[] = [];
  for (const unitId of units)
    people.push(await city.holder(['Trần', 'Đổi', unitId === 'so-y-te' ? 'Đông' : 'Tây'], `${unitId}/giam-doc-so`));
  const appointmentIds = await Promise.all(
    people.map(({ id }, index) => city.appointmentId(id, `${units[index]}/giam-doc-so`)),
  );

  await city.decide({
    transfer: [
      { appointmentId: appointmentIds[0], toPostId: 'so-gddt/giam-doc-so' },
      { appointmentId: appointmentIds[1], toPostId: 'so-y-te/giam-doc-so' },
    ],
  });

  for (const [index, person] of people.entries()) {
    const [old, next] = [units[index]!, units[1 - index]!];
    expect(await city.directory(person.login)).toMatchObject({
      unit: next,
      groups: ['heads-department', 'leaders', `unit-${next}`],
    });
    expect((await city.mailbox(person.login))?.roleMailboxes).toEqual([`giam-doc-so_${next.replaceAll('-', '')}`]);
    expect(await city.qlvb(old, person.id)).toMatchObject({ status: 'disabled', roles: [] });
    expect(await city.qlvb(next, person.id)).toMatchObject({ status: 'active', roles: DIRECTS });
  }
});

it('makes the acting head the official one without a gap in their access', async () => {
  const deputy = await city.holder(['Phạm', 'Quyền', 'Trưởng'], 'so-qhkt/pho-giam-doc-so', { fields: ['Quy hoạch'] });
  await city.decide(
    { appoint: [{ personId: deputy.id, postId: 'so-qhkt/giam-doc-so', mode: 'ACTING' }] },
    { effectiveOn: '2026-02-02' },
  );
  const reading = await city.imap(deputy.login);
  const token = await city.login(deputy.login);

  await city.decide({
    end: [{ personId: deputy.id, reason: 'OTHER' }],
    appoint: [{ personId: deputy.id, postId: 'so-qhkt/giam-doc-so' }],
  });

  expect(await city.qlvb('so-qhkt', deputy.id)).toMatchObject({ status: 'active', roles: DIRECTS, fields: [] });
  expect(await city.ldapGroups(deputy.login)).toEqual(['heads-department', 'leaders', 'unit-so-qhkt']);
  expect((await city.send('{ me { id } }', {}, token)).data).toEqual({ me: { id: deputy.id } });
  await reading.noop();
  expect(reading.usable).toBe(true);
  await reading.logout();
});

it('asks which of two papers of one day is the later when they contradict each other', async () => {
  const person = await city.holder(['Đỗ', 'Đình', 'Chỉ'], 'so-vhtt/giam-doc-so');
  const first = await city.decide({ suspend: [{ personId: person.id }] });
  expect(
    (await city.refusedDecision({ reinstate: [{ personId: person.id }] })).map((code) => code.split(' ')[0]),
  ).toEqual(['CONFLICTING_DECISION']);
  expect(await city.directory(person.login)).toMatchObject({ locked: true });

  await city.decide({ reinstate: [{ personId: person.id }] }, { afterDecisionId: first.id });

  expect(await city.directory(person.login)).toMatchObject({ locked: false });
  expect(await city.ldapBinds(person.login)).toBe(true);
});

it('records a decision that takes more away than the brake allows only under the hash of its preview, and then without delay', async () => {
  const people: Holder[] = [];
  for (let index = 0; index < 25; index += 1) people.push(await city.person('Vũ', 'Đông', 'Người'));
  await city.decide(
    { appoint: people.map(({ id }) => ({ personId: id, postId: 'so-xay-dung/chuyen-vien' })) },
    { effectiveOn: '2026-02-02' },
  );
  const input = city.paper({ end: people.map(({ id }) => ({ personId: id, reason: 'REORGANISED' })) });
  const record =
    'mutation($input: RecordDecisionInput!) { recordDecision(input: $input) { plan { id needsApproval } } }';
  const { previewDecision } = await city.ask<{ previewDecision: { hash: string } }>(
    'query($input: RecordDecisionInput!) { previewDecision(input: $input) { hash } }',
    { input },
  );

  const without = await city.refused(record, { input });
  const { recordDecision } = await city.ask<{ recordDecision: { plan: { needsApproval: boolean } } }>(record, {
    input: { ...input, previewHash: previewDecision.hash },
  });
  await city.settle();

  expect(without).toEqual([expect.stringMatching(/ previewHash$/)]);
  expect(recordDecision.plan.needsApproval).toBe(false);
  for (const { login } of people) expect((await city.directory(login))?.locked).toBe(true);
});
