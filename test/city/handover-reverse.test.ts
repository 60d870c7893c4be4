/** The way back of a handover whose leave was annulled: proposed, and done only when somebody who may has accepted it. */
import { ConnectorError } from '../../src/connectors/contract';
import { HandoverItemRow } from '../../src/provisioning/effects/handover-item.entity';
import { HandoverRow } from '../../src/provisioning/effects/handover.entity';
import { observeBoundaries } from '../../src/shared/write-boundary';
import { Papers, incoming, leave, linesOf } from './handover-papers';
import { TestCity, type Holder } from './harness';

const ACCEPT = 'mutation($id: ID!) { acceptHandover(id: $id) { id reverse } }';
const ONE = 'query($id: ID!) { handover(id: $id) { id } }';
const RECEIVED = '{ receivedHandovers { edges { node { id reverse person { id } items { totalCount } } } } }';
const DECLINE = 'mutation($id: ID!, $reason: String!) { declineHandover(id: $id, reason: $reason) { reverse } }';
const OPERATIONS =
  'query($id: ID!) { operations(personId: $id) { edges { node { kind status reason before plan { id } target { id } } } } }';

let city: TestCity;
let papers: Papers;
beforeAll(async () => {
  city = await TestCity.open();
  papers = new Papers(city);
});
afterAll(() => city.close());

interface Leave {
  readonly unitId: string;
  readonly head: Holder;
  readonly deputy: Holder;
  readonly paper: string;
  readonly handover: string;
}

/** A deputy whose leave was annulled after a paper had gone over to the head. */
async function annulled(unitId: string, name: string): Promise<Leave> {
  const head = await city.holder(['Hà', name, 'Trưởng'], `${unitId}/giam-doc-so`);
  const deputy = await city.holder(['Hà', name, 'Phó'], `${unitId}/pho-giam-doc-so`);
  const { id: paper } = await city.document(unitId, incoming(null, await papers.desk(unitId, deputy)));
  const { id } = await city.decide(leave(deputy));
  await city.annul(id);
  return { unitId, head, deputy, paper, handover: (await papers.minutesOf(unitId, deputy)).id };
}

it('goes back when the present keeper accepts it, as an operation, and nothing is left with the keeper', async () => {
  const { unitId, head, deputy, paper, handover } = await annulled('so-xay-dung', 'Thu');
  expect(await papers.minutesOf(unitId, deputy)).toMatchObject({ reverse: 'PROPOSED' });
  expect(await papers.owners(unitId, paper)).toEqual([head.login]);

  const keeper = await city.login(head.login);
  const { receivedHandovers } = await city.ask<{ receivedHandovers: { edges: { node: { id: string } }[] } }>(
    RECEIVED,
    {},
    keeper,
  );
  expect(receivedHandovers.edges.map(({ node }) => node)).toEqual([
    { id: handover, reverse: 'PROPOSED', person: { id: deputy.id }, items: { totalCount: 2 } },
  ]);
  expect(await city.ask(ONE, { id: handover }, keeper)).toEqual({ handover: { id: handover } });

  const accepted = await city.ask<{ acceptHandover: object }>(ACCEPT, { id: handover }, keeper);
  await city.settle();

  expect(accepted.acceptHandover).toEqual({ id: handover, reverse: 'ACCEPTED' });
  expect(await papers.owners(unitId, paper)).toEqual([deputy.login]);
  expect(await papers.paper(unitId, paper)).toMatchObject({
    ownerUser: await papers.desk(unitId, deputy),
    dueOn: '2026-04-15',
  });
  const minutes = await papers.minutesOf(unitId, deputy);
  expect(minutes).toMatchObject({ reverse: 'DONE', status: 'DONE' });
  expect(linesOf(minutes).map(({ status, from, to }) => [status, from?.id, to?.id])).toEqual([
    ['PASSED_ON', deputy.id, head.id],
    ['HANDED_OVER', head.id, deputy.id],
  ]);
  const { operations } = await city.ask<{ operations: { edges: { node: Record<string, unknown> }[] } }>(OPERATIONS, {
    id: deputy.id,
  });
  const back = operations.edges
    .map(({ node }) => node)
    .filter((one) => one.kind === 'handover')
    .at(-1);
  expect(back).toMatchObject({ status: 'DONE', reason: 'inOffice', plan: { id: expect.any(String) } });
  expect(operations.edges.filter(({ node }) => node.kind === 'handover')).toHaveLength(2);
  expect((await city.qlvb(unitId, head.id))?.posts).toEqual([`${unitId}/giam-doc-so`]);
  expect(await city.refused(ACCEPT, { id: handover })).toEqual(['HANDOVER_ACCEPTED id']);
});

it('stays with the keeper, who alone has it, until the system that was away is back', async () => {
  const { unitId, head, deputy, paper, handover } = await annulled('so-gtvt', 'Lan');
  await city.away('qlvb');

  await city.ask(ACCEPT, { id: handover });
  await city.settle();
  expect(await papers.minutesOf(unitId, deputy)).toMatchObject({ reverse: 'ACCEPTED', receiver: { id: head.id } });
  await city.back('qlvb');

  expect(await papers.owners(unitId, paper)).toEqual([deputy.login]);
  expect(await papers.minutesOf(unitId, deputy)).toMatchObject({ reverse: 'DONE' });
});

it('is refused for who may not, without a proposal, and when the person left again', async () => {
  const { unitId, head, deputy, handover } = await annulled('so-tnmt', 'Mai');
  const stranger = await city.holder(['Hà', 'Văn', 'Lạ'], 'so-y-te/chuyen-vien');
  const other = await city.holder(['Hà', 'Mai', 'Khác'], `${unitId}/pho-giam-doc-so`);
  await city.decide(leave(other));
  const never = (await papers.minutesOf(unitId, other)).id;

  expect(await city.refused(ACCEPT, { id: handover }, await city.login(stranger.login))).toEqual(['FORBIDDEN']);
  expect(await city.refused(ONE, { id: handover }, await city.login(stranger.login))).toEqual(['FORBIDDEN']);
  expect(await city.refused(ACCEPT, { id: handover }, null)).toEqual(['UNAUTHENTICATED']);
  expect(await city.refused(ACCEPT, { id: 'none' })).toEqual(['NOT_FOUND id']);
  expect(await city.refused(ACCEPT, { id: never })).toEqual(['HANDOVER_NOT_PROPOSED id']);

  await city.decide(leave(deputy));

  expect(await papers.minutesOf(unitId, deputy)).toMatchObject({ reverse: null, receiver: { id: head.id } });
  expect(await city.refused(ACCEPT, { id: handover })).toEqual(['HANDOVER_NOT_PROPOSED id']);
  // As it stands between the decision and the person's next turn.
  await city.city.store.write(
    async ({ manager }) => void (await manager.update('handover', { id: handover }, { reverse: 'PROPOSED' })),
  );
  expect(await city.refused(ACCEPT, { id: handover })).toEqual(['NOT_IN_OFFICE id']);
});

it('tells of each paper once, whichever try moved it and whoever had addressed it to the key', async () => {
  const { unitId, head, deputy, paper, handover } = await annulled('so-du-lich', 'Yến');
  const { keyName } = await city.city.store.read.findOneByOrFail(HandoverRow, { id: handover });
  const late = await city.document(unitId, incoming(keyName, null));
  const later = await city.document(unitId, incoming(keyName, null));
  let moved = 0;
  const stop = observeBoundaries((place) => {
    if (place === 'qlvb.paper-moved' && (moved += 1) === 3) throw new ConnectorError('timeout', 'cut off');
  });

  await city.ask(ACCEPT, { id: handover });
  await city.settle();
  stop();

  expect(moved).toBe(3);
  for (const { id } of [{ id: paper }, late, later]) expect(await papers.owners(unitId, id)).toEqual([deputy.login]);
  const minutes = await papers.minutesOf(unitId, deputy);
  expect(minutes).toMatchObject({ reverse: 'DONE' });
  const told = linesOf(minutes).map(({ ref, status, from, to }) => [ref, status, from?.id, to?.id]);
  expect(told).toHaveLength(4);
  expect(told).toEqual(
    expect.arrayContaining([
      [paper, 'PASSED_ON', deputy.id, head.id],
      ...[paper, late.id, later.id].map((id) => [id, 'HANDED_OVER', head.id, deputy.id]),
    ]),
  );
});

it('proposes nothing any more when the person leaves again, or the keeper does, before the accepted papers are back', async () => {
  const [again, left] = [await annulled('so-vhtt', 'Tú'), await annulled('so-qhkt', 'Bình')];
  await city.away('qlvb');
  for (const { handover } of [again, left]) await city.ask(ACCEPT, { id: handover });
  const [held] = await city.appointments(left.head.id);

  await city.decide(leave(again.deputy));
  await city.decide({ transfer: [{ appointmentId: held!.id, toPostId: 'so-khcn/giam-doc-so' }] });
  await city.back('qlvb');

  const lines = async ({ unitId, deputy }: Leave): Promise<unknown> =>
    linesOf(await papers.minutesOf(unitId, deputy)).map(({ status, to }) => [status, to?.id]);
  expect(await papers.minutesOf(again.unitId, again.deputy)).toMatchObject({ reverse: null });
  expect(await lines(again)).toEqual([
    ['HANDED_OVER', again.head.id],
    ['ENDED', again.deputy.id],
  ]);
  expect(await papers.owners(left.unitId, left.paper)).toEqual([left.deputy.login]);
  expect(await lines(left)).toEqual([
    ['PASSED_ON', left.head.id],
    ['ENDED', left.deputy.id],
    ['HANDED_OVER', left.deputy.id],
  ]);
});

it('may be declined with a reason, and then stays', async () => {
  const { unitId, head, deputy, paper, handover } = await annulled('so-khdt', 'Cúc');

  expect(await city.refused(DECLINE, { id: handover, reason: ' ' })).toEqual(['INVALID_VALUE reason']);
  await city.ask(DECLINE, { id: handover, reason: 'Đã giải quyết xong' });
  await city.settle();

  expect(await papers.owners(unitId, paper)).toEqual([head.login]);
  expect(await papers.minutesOf(unitId, deputy)).toMatchObject({ reverse: 'DECLINED' });
  expect(linesOf(await papers.minutesOf(unitId, deputy)).map(({ status }) => status)).toEqual([
    'HANDED_OVER',
    'DECLINED',
  ]);
  expect(await city.refused(ACCEPT, { id: handover })).toEqual(['HANDOVER_NOT_PROPOSED id']);
});

it('is with the person again when the keeper moves to another unit, and the keeper has nothing more there', async () => {
  const { unitId, head, deputy, paper } = await annulled('so-noi-vu', 'Nga');
  const [held] = await city.appointments(head.id);

  await city.decide({ transfer: [{ appointmentId: held!.id, toPostId: 'so-ngoai-vu/giam-doc-so' }] });

  expect(await papers.minutesOf(unitId, deputy)).toMatchObject({ reverse: 'DONE', receiver: { id: deputy.id } });
  expect(await papers.owners(unitId, paper)).toEqual([deputy.login]);
  expect(await city.qlvb(unitId, head.id)).toMatchObject({ status: 'disabled' });
});

it('is proposed for what was going over at the moment at which the leave was annulled', async () => {
  const { unitId, head, deputy, paper, handover } = await annulled('so-tai-chinh', 'Hạ');
  const { engine, store } = city.city;
  const { keyName } = await store.read.findOneByOrFail(HandoverRow, { id: handover });
  const late = { ref: 'van-ban-muon', kind: 'incoming', label: 'Công văn', to: 'key' as const, dueOn: null };
  const moved = { personId: deputy.id, targetId: `qlvb:${unitId}`, key: keyName };

  for (let times = 0; times < 2; times += 1) {
    await store.write((tx) => engine.handovers.transferred(tx, moved, { items: [late] }));
    await city.settle();
  }

  const minutes = await papers.minutesOf(unitId, deputy);
  expect(minutes).toMatchObject({ reverse: 'PROPOSED', receiver: { id: head.id }, annulledAt: expect.any(String) });
  const lines = await store.read.findBy(HandoverItemRow, { handoverId: handover, kind: 'DOCUMENT' });
  const told = lines.map((one) => `${one.ref === paper ? 'paper' : one.ref} ${one.status}`).sort();
  expect(told).toEqual(['paper HANDED_OVER', 'paper PROPOSED', 'van-ban-muon HANDED_OVER', 'van-ban-muon PROPOSED']);
});

it('tells where a draft went whose drafter could not have it back any more', async () => {
  const { unitId, head, deputy, handover } = await annulled('so-ldtbxh', 'Vi');
  const { engine, store } = city.city;
  const { keyName } = await store.read.findOneByOrFail(HandoverRow, { id: handover });
  const draft = { ref: 'du-thao', kind: 'draft', label: 'Tờ trình', dueOn: null };
  const moved = { personId: deputy.id, targetId: `qlvb:${unitId}`, key: keyName };
  await city.decide(leave(deputy));

  await engine.handovers.announced(moved, [{ ...draft, to: 'drafter' }]);
  await store.write((tx) => engine.handovers.transferred(tx, moved, { items: [{ ...draft, to: 'key' }] }));

  const lines = await store.read.findBy(HandoverItemRow, { handoverId: handover, ref: 'du-thao' });
  expect(lines).toMatchObject([{ status: 'HANDED_OVER', toPersonId: head.id, toUnitId: unitId }]);
});

it('has nothing to propose of what the person has by right with a post of one seat', async () => {
  const unitId = 'so-cong-thuong';
  const director = await city.holder(['Hà', 'Bá', 'Quan'], `${unitId}/giam-doc-so`);
  const { id: paper } = await city.document(unitId, incoming(null, await papers.desk(unitId, director)));
  const { id } = await city.decide(leave(director));
  const { number, issuerId, signedOn, effectiveOn } = city.paper({});

  await city.ask(
    'mutation($id: ID!, $by: DecisionHeadInput!) { annulDecision(decisionId: $id, by: $by) { decision { id } } }',
    { id, by: { number, issuerId, signedOn, effectiveOn } },
  );
  await city.settle();

  expect(await papers.owners(unitId, paper)).toEqual([director.login]);
  const minutes = await papers.minutesOf(unitId, director);
  expect(minutes.reverse).toBeNull();
  expect(
    linesOf(minutes)
      .filter(({ status }) => status === 'HANDED_OVER')
      .map(({ to }) => to?.id),
  ).toEqual([director.id, director.id]);
  expect((await city.mailbox(director.login))?.roleMailboxes).toEqual(['giam-doc-so_socongthuong']);
});
