/** A leave that was annulled or recorded wrongly, and the one that holds in the end: the handover is of that one. */
import { HandoverItemRow } from '../../src/provisioning/effects/handover-item.entity';
import { HandoverRow } from '../../src/provisioning/effects/handover.entity';
import { addDays, startOf } from '../../src/shared/day';
import { leave, linesOf, Papers } from './handover-papers';
import { TestCity, type Holder } from './harness';

const RECEIVE = 'mutation($csv: String!) { importTablets(csv: $csv) { created } }';
const TABLET = '{ tablets(unitId: "so-gddt", first: 1) { edges { node { id } } } }';
const ISSUE = 'mutation($t: ID!, $p: ID!) { issueTablet(tabletId: $t, personId: $p, recordNumber: "BB-1") { id } }';
const AWAITED = '{ tablets(awaitingReturn: true) { edges { node { holder { id } } } } }';

let city: TestCity;
let papers: Papers;
beforeAll(async () => {
  city = await TestCity.open();
  papers = new Papers(city);
});
afterAll(() => city.close());

const rowOf = ({ id: personId }: Holder): Promise<HandoverRow> =>
  city.city.store.read.findOneByOrFail(HandoverRow, { personId });

it('is by the decision by which the person left in the end, and what must come back is due by it', async () => {
  const unitId = 'so-gddt';
  const clerk = await city.holder(['Hà', 'Vân', 'Thư'], `${unitId}/van-thu`);
  const head = await city.holder(['Hà', 'Vân', 'Trưởng'], `${unitId}/giam-doc-so`);
  await city.ask(RECEIVE, { csv: `serial,model,unit\r\nTB-1,MTB 10,${unitId}` });
  const { tablets } = await city.ask<{ tablets: { edges: { node: { id: string } }[] } }>(TABLET);
  const tablet = tablets.edges[0]!.node.id;
  await city.ask(ISSUE, { t: tablet, p: head.id });
  const first = await city.decide(leave(head));
  const before = await papers.minutesOf(unitId, head);
  await city.annul(first.id);
  const day = addDays(city.today(), 30);

  await city.beginDay(day);
  const { id } = await city.decide(leave(head));

  expect(await rowOf(head)).toMatchObject({ decisionId: id, endedOn: day, annulledAt: null, receiverId: clerk.id });
  const minutes = await papers.minutesOf(unitId, head);
  expect(minutes).toMatchObject({ status: 'OPEN', openedAt: startOf(day).toISOString(), dueOn: addDays(day, 7) });
  const told = ({ kind, status, to, dueOn }: (typeof minutes.items.edges)[number]['node']): unknown[] => [
    kind,
    status,
    to?.id ?? null,
    dueOn,
  ];
  expect(linesOf(before).map(told)).toEqual([
    ['ROLE_MAILBOX', 'HANDED_OVER', clerk.id, null],
    ['TABLET', 'OPEN', null, before.dueOn],
  ]);
  expect(linesOf(minutes).map(told)).toEqual([
    ['ROLE_MAILBOX', 'PASSED_ON', clerk.id, null],
    ['TABLET', 'ENDED', null, before.dueOn],
    ['ROLE_MAILBOX', 'PASSED_ON', head.id, null],
    ['ROLE_MAILBOX', 'HANDED_OVER', clerk.id, null],
    ['TABLET', 'OPEN', null, addDays(day, 7)],
  ]);
  const awaited = await city.ask<{ tablets: { edges: { node: { holder: { id: string } } }[] } }>(AWAITED);
  expect(awaited.tablets.edges.map(({ node }) => node.holder.id)).toEqual([head.id]);
  const { auditRecords } = await city.ask<{ auditRecords: { edges: { node: object }[] } }>(
    'query($id: ID!) { auditRecords(decisionId: $id, action: "handover.correct") { edges { node { action } } } }',
    { id },
  );
  expect(auditRecords.edges).toHaveLength(1);
});

it('is of another day when a decision recorded later ended the post before, also when all was done', async () => {
  const unitId = 'so-khdt';
  const head = await city.holder(['Hà', 'Cúc', 'Trưởng'], `${unitId}/giam-doc-so`);
  const next = await city.holder(['Hà', 'Cúc', 'Sau'], `${unitId}/pho-giam-doc-so`);
  await city.decide({
    ...leave(head),
    appoint: [{ personId: next.id, postId: `${unitId}/giam-doc-so`, primary: false }],
  });
  const done = await rowOf(head);
  const day = addDays(city.today(), -1);

  const { id } = await city.decide(leave(head), { signedOn: day, effectiveOn: day });

  expect(done.closedAt).not.toBeNull();
  expect(await rowOf(head)).toMatchObject({ decisionId: id, endedOn: day, closedAt: done.closedAt });
});

it('moves the day of a device that is still out with the end of the post', async () => {
  const unitId = 'so-tttt';
  await city.holder(['Hà', 'Đào', 'Trưởng'], `${unitId}/giam-doc-so`);
  const deputy = await city.holder(['Hà', 'Đào', 'Phó'], `${unitId}/pho-giam-doc-so`);
  await city.ask(RECEIVE, { csv: `serial,model,unit\r\nTB-2,MTB 10,${unitId}` });
  const { tablets } = await city.ask<{ tablets: { edges: { node: { id: string } }[] } }>(
    TABLET.replace('so-gddt', unitId),
  );
  await city.ask(ISSUE, { t: tablets.edges[0]!.node.id, p: deputy.id });
  await city.decide(leave(deputy));
  const day = addDays(city.today(), -3);

  await city.decide(leave(deputy), { signedOn: day, effectiveOn: day });

  const { id: handoverId } = await rowOf(deputy);
  const items = await city.city.store.read.findBy(HandoverItemRow, { handoverId, kind: 'TABLET' });
  expect(items.map(({ status, dueOn }) => [status, dueOn])).toEqual([['OPEN', addDays(day, 7)]]);
});

it('is done at once where nothing has to go over', async () => {
  const unitId = 'so-xay-dung';
  const person = await city.holder(['Hà', 'Lan', 'Hai'], `${unitId}/chuyen-vien`);
  await city.decide({ appoint: [{ personId: person.id, postId: `${unitId}/ke-toan-tai-san`, primary: false }] });
  const second = await city.appointmentId(person.id, `${unitId}/ke-toan-tai-san`);
  await city.beginDay(addDays(city.today(), 1));
  const leaves = { end: [{ appointmentId: second, reason: 'OTHER' }] };
  const first = await city.decide(leaves);
  await city.annul(first.id);

  await city.decide(leaves);

  expect(await papers.minutesOf(unitId, person)).toMatchObject({ status: 'DONE', annulledAt: null });
});
