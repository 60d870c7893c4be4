/** A preview of a leave shows what goes to whom, and what whoever receives it gets: what then happens. */
import { Papers, incoming, leave } from './handover-papers';
import { RECORD, TestCity, type Holder } from './harness';

const PREVIEW = `query($input: RecordDecisionInput!) { previewDecision(input: $input) { hash summary { handover modify create } 
  operations(first: 200) { edges { node { kind reason after person { id } target { id } receiver { id } } } } } }`;
const PLAN = `query($id: ID!) { plan(id: $id) { hash summary { handover }
  operations(first: 200) { edges { node { kind status after person { id } target { id } receiver { id } } } } } }`;

let city: TestCity;
let papers: Papers;
beforeAll(async () => {
  city = await TestCity.open();
  papers = new Papers(city);
});
afterAll(() => city.close());

interface Shown {
  readonly kind: string;
  readonly status?: string;
  readonly reason?: string;
  readonly after: { readonly addGrants?: readonly { readonly kind: string; readonly value: string }[] } | null;
  readonly person: { readonly id: string };
  readonly target: { readonly id: string };
  readonly receiver: { readonly id: string } | null;
}

interface Plan {
  readonly hash: string;
  readonly summary: { readonly handover: number };
  readonly operations: { readonly edges: readonly { readonly node: Shown }[] };
}

const shownOf = (plan: Plan): readonly Shown[] => plan.operations.edges.map(({ node }) => node);
const ofPerson = (plan: Plan, { id }: Holder): readonly Shown[] => shownOf(plan).filter((one) => one.person.id === id);

async function previewed(input: object): Promise<Plan> {
  return (await city.ask<{ previewDecision: Plan }>(PREVIEW, { input })).previewDecision;
}

async function recorded(input: object): Promise<Plan> {
  const { recordDecision } = await city.ask<{ recordDecision: { decision: { id: string } } }>(RECORD, { input });
  await city.settle();
  return (await city.ask<{ plan: Plan }>(PLAN, { id: recordDecision.decision.id })).plan;
}

const ACTS: readonly [string, string, Readonly<Record<string, string>>][] = [
  ['at once', 'so-tttt', {}],
  ['at a later day', 'so-y-te', { effectiveOn: '2026-03-20' }],
  ['at a day that has passed', 'so-noi-vu', { effectiveOn: '2026-02-20' }],
];

it.each(ACTS)('shows the keeper’s new access of a leave %s, with the hash of its plan', async (_, unitId, when) => {
  const head = await city.holder(['Đinh', 'Văn', 'Trưởng'], `${unitId}/giam-doc-so`);
  const deputy = await city.holder(['Đinh', 'Văn', 'Phó'], `${unitId}/pho-giam-doc-so`);
  await city.document(unitId, incoming(null, await papers.desk(unitId, deputy)));
  const input = city.paper(leave(deputy), when);

  const before = await previewed(input);
  const plan = await recorded(input);

  expect(plan.hash).toBe(before.hash);
  expect(before.summary.handover).toBe(1);
  expect(ofPerson(before, deputy).filter(({ kind }) => kind === 'handover')).toEqual([
    expect.objectContaining({ reason: 'leftOffice', receiver: { id: head.id }, target: { id: `qlvb:${unitId}` } }),
  ]);
  expect(ofPerson(before, head)).toEqual([
    expect.objectContaining({ kind: 'modify', target: { id: `qlvb:${unitId}` }, receiver: null }),
  ]);
  if ('effectiveOn' in when && when.effectiveOn > city.today()) await city.beginDay(when.effectiveOn);
  const after = (await city.ask<{ plan: Plan }>(PLAN, { id: await planOf(deputy) })).plan;
  expect(shownOf(after).map(({ kind, status }) => [kind, status])).toEqual(
    shownOf(after).map(({ kind }) => [kind, 'DONE']),
  );
  expect((await papers.minutesOf(unitId, deputy)).receiver).toEqual({ id: head.id });
});

async function planOf({ id }: Holder): Promise<string> {
  const rows: { planId: string }[] = await city.city.store.read.query(
    "SELECT planId FROM operation WHERE personId = ? AND kind = 'handover' ORDER BY id DESC LIMIT 1",
    [id],
  );
  return rows[0]!.planId;
}

it('shows the role mailbox and the account of whoever comes to keep a post that is left empty', async () => {
  const chair = await city.holder(['Đinh', 'Thành', 'Chủ'], 'ubnd-tp/chu-tich-ubnd-tp');
  const director = await city.holder(['Đinh', 'Công', 'Giám'], 'so-gtvt/giam-doc-so');
  const input = city.paper(leave(director));

  const before = await previewed(input);
  const plan = await recorded(input);

  const shown = ofPerson(before, chair);
  expect(plan.hash).toBe(before.hash);
  expect(shown.map(({ kind, target }) => `${kind} ${target.id}`).sort()).toEqual([
    'create qlvb:so-gtvt',
    'modify mail',
  ]);
  expect(shown.flatMap(({ after }) => after?.addGrants ?? [])).toContainEqual({
    kind: 'roleMailbox',
    value: 'giam-doc-so_sogtvt',
  });
  expect(ofPerson(plan, chair).map(({ status }) => status)).toEqual(['DONE', 'DONE']);
  expect((await city.mailbox(chair.login))?.roleMailboxes).toContain('giam-doc-so_sogtvt');
});

it('shows what a keeper loses to a successor, and what the successor gets', async () => {
  const unitId = 'so-tnmt';
  const post = `${unitId}/giam-doc-so`;
  const keeper = await city.ask<{ post: { holders: { person: Holder }[] } }>(
    '{ post(id: "ubnd-tp/chu-tich-ubnd-tp") { holders { person { id login } } } }',
  );
  const chair = keeper.post.holders[0]!.person;
  const director = await city.holder(['Đinh', 'Công', 'Đi'], post);
  await city.decide(leave(director));
  const next = await city.person('Đinh', 'Công', 'Đến');
  const input = city.paper({ appoint: [{ personId: next.id, postId: post }] });

  const before = await previewed(input);
  const plan = await recorded(input);

  expect(plan.hash).toBe(before.hash);
  expect(ofPerson(before, chair).map(({ kind, target }) => `${kind} ${target.id}`)).toContain('disable qlvb:so-tnmt');
  expect((await city.mailbox(chair.login))?.roleMailboxes).not.toContain('giam-doc-so_sotnmt');
});

it('goes stale when somebody comes meanwhile who would receive what is left', async () => {
  const post = 'so-cong-thuong/chuyen-vien';
  const officer = await city.holder(['Đinh', 'Văn', 'Viên'], post);
  const colleague = await city.person('Đinh', 'Thị', 'Viên');
  const input = city.paper(leave(officer));
  const before = await previewed(input);
  await city.decide({ appoint: [{ personId: colleague.id, postId: post }] });

  expect(await city.refused(RECORD, { input: { ...input, previewHash: before.hash } })).toEqual([
    'PREVIEW_STALE previewHash',
  ]);

  const again = await previewed(input);
  expect(shownOf(again).find(({ kind }) => kind === 'handover')?.receiver).toEqual({ id: colleague.id });
});

it('looks at who keeps something for a unit in which nobody is left, on the day on which it is dissolved', async () => {
  const unitId = 'so-ldtbxh';
  const post = `${unitId}/giam-doc-so`;
  const after = await city.holder(['Đinh', 'Thị', 'Kế'], 'so-noi-vu/giam-doc-so').catch(() => null);
  const director = await city.holder(['Đinh', 'Công', 'Cuối'], post);
  const { id } = await city.document(unitId, incoming(post, null));
  await city.decide(leave(director));
  const before = await papers.owners(unitId, id);
  const input = city.paper({ endUnit: [{ unitId, successorIds: ['so-noi-vu'] }] }, { effectiveOn: '2026-04-10' });
  const shown = await previewed(input);

  const plan = await recorded(input);
  const meanwhile = await papers.owners(unitId, id);
  await city.beginDay('2026-04-10');

  const { post: head } = await city.ask<{ post: { holders: { person: Holder }[] } }>(
    '{ post(id: "so-noi-vu/giam-doc-so") { holders { person { id login } } } }',
  );
  expect(after === null || after.id === head.holders[0]!.person.id).toBe(true);
  expect(plan.hash).toBe(shown.hash);
  expect(meanwhile).toEqual(before);
  expect(await papers.owners(unitId, id)).toEqual([head.holders[0]!.person.login]);
  expect(before).not.toEqual([head.holders[0]!.person.login]);
});

it('makes no id of a day to come while it looks at one', async () => {
  const deputy = await city.holder(['Đinh', 'Văn', 'Sau'], 'so-gtvt/pho-giam-doc-so');
  await previewed(city.paper(leave(deputy), { effectiveOn: '2035-06-01' }));

  const { id } = await city.holder(['Đinh', 'Văn', 'Kế'], 'so-gtvt/pho-giam-doc-so');

  const madeAt = Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);
  expect(madeAt).toBeLessThan(Date.parse('2035-05-01'));
});
