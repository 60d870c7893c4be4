/** Delegation: written, dated, within the delegator's rights, and gone with either side (clause 52). */
import { TestCity, type Holder } from './harness';

let city: TestCity;
beforeAll(async () => {
  city = await TestCity.open();
});
afterAll(() => city.close());

const OFFICER = ['process', 'read'];
const SIGNS = ['process', 'read', 'sign'];
const IN_FORCE_AT = { effectiveOn: '2026-02-02' };

interface Pair {
  readonly director: Holder;
  readonly officer: Holder;
  readonly from: string;
}

/** A director and an officer of the same unit. */
async function pair(unitId: string, name: string): Promise<Pair> {
  const director = await city.holder(['Nguyễn', 'Trưởng', name], `${unitId}/giam-doc-so`);
  const officer = await city.holder(['Trần', 'Viên', name], `${unitId}/chuyen-vien`);
  return { director, officer, from: await city.appointmentId(director.id, `${unitId}/giam-doc-so`) };
}

function line({ from, officer }: Pair, more: Record<string, unknown> = {}): Record<string, unknown> {
  return { fromAppointmentId: from, toPersonId: officer.id, scope: 'sign', endsOn: '2026-06-01', ...more };
}

async function rolesOf(unitId: string, person: Holder): Promise<readonly string[] | undefined> {
  return (await city.qlvb(unitId, person.id))?.roles;
}

it('carries what its scope names and no more: no group, no mailbox, and the delegator keeps everything', async () => {
  const both = await pair('so-noi-vu', 'An');

  await city.decide({ delegate: [line(both)] });

  expect(await rolesOf('so-noi-vu', both.officer)).toEqual(SIGNS);
  expect(await rolesOf('so-noi-vu', both.director)).toEqual(['assign', 'direct', 'process', 'read', 'sign']);
  expect(await city.ldapGroups(both.officer.login)).toEqual(['unit-so-noi-vu']);
  expect((await city.mailbox(both.officer.login))?.roleMailboxes).toEqual([]);
  const grants = (await city.accounts(both.officer.id))['qlvb:so-noi-vu']?.grants ?? [];
  expect(grants.find(({ value }) => value === 'sign')?.justification).toMatch(/^delegation:/);
});

it('narrows the direction of everything to the fields that the paper names', async () => {
  const both = await pair('so-y-te', 'Bình');

  await city.decide({ delegate: [line(both, { scope: 'direct', fields: ['Dược'] })] });

  expect(await city.qlvb('so-y-te', both.officer.id)).toMatchObject({
    roles: ['assign', 'process', 'read'],
    fields: ['Dược'],
  });
});

it('never gives what the delegator does not have', async () => {
  const deputy = await city.holder(['Lê', 'Phó', 'Cường'], 'so-du-lich/pho-giam-doc-so', { fields: ['Lữ hành'] });
  const officer = await city.holder(['Lê', 'Viên', 'Cường'], 'so-du-lich/chuyen-vien');
  const from = await city.appointmentId(deputy.id, 'so-du-lich/pho-giam-doc-so');
  const paper = { fromAppointmentId: from, toPersonId: officer.id, endsOn: '2026-06-01' };
  expect(await city.refusedDecision({ delegate: [{ ...paper, scope: 'direct', fields: ['Khách sạn'] }] })).toEqual([
    'FIELD_NOT_HELD delegate.0.fields',
  ]);

  await city.decide({ delegate: [{ ...paper, scope: 'all' }] });

  expect(await city.qlvb('so-du-lich', officer.id)).toMatchObject({
    roles: ['assign', 'process', 'read'],
    fields: ['Lữ hành'],
  });
});

it('ends by itself on the day that the paper names', async () => {
  const both = await pair('so-tu-phap', 'Dũng');
  await city.decide({ delegate: [line(both, { endsOn: '2026-03-20' })] });
  await city.beginDay('2026-03-20', -1);
  expect(await rolesOf('so-tu-phap', both.officer)).toEqual(SIGNS);

  await city.beginDay('2026-03-20');

  expect(await rolesOf('so-tu-phap', both.officer)).toEqual(OFFICER);
});

it('ends with the delegator’s post', async () => {
  const both = await pair('so-cong-thuong', 'Giang');
  await city.decide({ delegate: [line(both)] }, IN_FORCE_AT);
  expect(await rolesOf('so-cong-thuong', both.officer)).toEqual(SIGNS);

  await city.decide({ end: [{ personId: both.director.id, reason: 'RETIRED' }] });

  expect(await rolesOf('so-cong-thuong', both.officer)).toEqual(OFFICER);
});

it('ends with the post of who received it, and does not open again when they come back', async () => {
  const both = await pair('so-xay-dung', 'Hải');
  await city.decide({ delegate: [line(both)] }, IN_FORCE_AT);
  await city.decide({ end: [{ personId: both.officer.id, reason: 'RESIGNED' }] });
  expect(await city.qlvb('so-xay-dung', both.officer.id)).toMatchObject({ status: 'disabled', roles: [] });
  await city.beginDay('2026-04-01');

  await city.decide({ appoint: [{ personId: both.officer.id, postId: 'so-xay-dung/chuyen-vien' }] });

  expect(await rolesOf('so-xay-dung', both.officer)).toEqual(OFFICER);
});

it('ends by a decision of its own', async () => {
  const both = await pair('so-gtvt', 'Hùng');
  await city.decide({ delegate: [line(both)] }, IN_FORCE_AT);
  const { person } = await city.ask<{ person: { delegations: { id: string; scope: string }[] } }>(
    'query($id: ID!) { person(id: $id) { delegations { id scope } } }',
    { id: both.officer.id },
  );
  expect(person.delegations.map(({ scope }) => scope)).toEqual(['sign']);

  await city.decide({ endDelegation: [{ delegationId: person.delegations[0]?.id }] });

  expect(await rolesOf('so-gtvt', both.officer)).toEqual(OFFICER);
});

it('pauses while the delegator is suspended and goes on when they are reinstated', async () => {
  const both = await pair('so-khdt', 'Khoa');
  await city.decide({ delegate: [line(both)] }, IN_FORCE_AT);

  await city.decide({ suspend: [{ personId: both.director.id }] });
  expect(await rolesOf('so-khdt', both.officer)).toEqual(OFFICER);
  await city.beginDay('2026-04-10');
  await city.decide({ reinstate: [{ personId: both.director.id }] });

  expect(await rolesOf('so-khdt', both.officer)).toEqual(SIGNS);
});

it('is not passed on', async () => {
  const both = await pair('so-gddt', 'Lâm');
  const third = await city.holder(['Phạm', 'Ba', 'Lâm'], 'so-gddt/chuyen-vien');
  await city.decide({ delegate: [line(both)] }, IN_FORCE_AT);
  const own = await city.appointmentId(both.officer.id, 'so-gddt/chuyen-vien');

  const codes = await city.refusedDecision({
    delegate: [{ ...line(both), fromAppointmentId: own, toPersonId: third.id }],
  });

  expect(codes).toEqual(['NO_REDELEGATION delegate.0.scope']);
  await city.settle();
  expect(await rolesOf('so-gddt', third)).toEqual(OFFICER);
});
