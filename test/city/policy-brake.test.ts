/** What a large decision must show before it is recorded, over HTTP: a preview's hash, or a refusal with figures. */
import { RECORD, TestCity, type Holder } from './harness';

jest.setTimeout(300_000);

const PREVIEW =
  'query($input: RecordDecisionInput!) { previewDecision(input: $input) { hash summary { netLoss disable } } }';
const ANNUL = `mutation($id: ID!, $by: DecisionHeadInput!, $hash: String) {
  annulDecision(decisionId: $id, by: $by, previewHash: $hash) { decision { id } plan { hash } } }`;
const PREVIEW_ANNULMENT =
  'query($id: ID!, $by: DecisionHeadInput!) { previewAnnulment(decisionId: $id, by: $by) { hash summary { disable netLoss } } }';
const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

let city: TestCity;
let staff: readonly Holder[];
let hiring: string;

beforeAll(async () => {
  city = await TestCity.open();
  const people: Holder[] = [];
  for (let index = 0; index < 60; index += 1)
    people.push(await city.person('Phan', LETTERS[Math.floor(index / 26)]!, `Bình${LETTERS[index % 26]!}`));
  staff = people;
  ({ id: hiring } = await city.decide(
    { appoint: people.map(({ id }) => ({ personId: id, postId: 'so-y-te/chuyen-vien' })) },
    { signedOn: '2020-01-06', effectiveOn: '2020-01-06' },
  ));
});
afterAll(() => city.close());

async function openAccounts(): Promise<number> {
  const found = await Promise.all(staff.map((one) => city.directory(one.login)));
  return found.filter((entry) => entry !== null && !entry.locked).length;
}

test('a decision that ends many is refused without the hash of its preview, with its figures and what to do', async () => {
  const input = city.paper({ end: staff.slice(0, 25).map(({ id }) => ({ personId: id, reason: 'RETIRED' })) });

  const { errors } = await city.send(RECORD, { input });

  expect(errors[0]?.extensions.code).toBe('PREVIEW_NEEDED');
  expect(errors[0]?.message).toContain('takes away access 75 times');
  expect(errors[0]?.message).toMatch(/directory 25 \(20\).*75 \(50\)/);
  expect(errors[0]?.message).toContain('previewDecision');
  expect(await openAccounts()).toBe(60);
});

test('an annulment that takes much away wants the hash of its preview too, and does exactly that', async () => {
  const by = city.paper({});

  expect(await city.refused(ANNUL, { id: hiring, by })).toEqual(['PREVIEW_NEEDED previewHash']);
  expect(await city.refused(ANNUL, { id: hiring, by, hash: '0'.repeat(64) })).toEqual(['PREVIEW_STALE previewHash']);
  const before = await city.rowCounts();
  const { previewAnnulment } = await city.ask<{ previewAnnulment: { hash: string; summary: Record<string, number> } }>(
    PREVIEW_ANNULMENT,
    { id: hiring, by },
  );
  expect(previewAnnulment.summary).toEqual({ disable: 180, netLoss: 180 });
  expect(await city.rowCounts()).toEqual(before);

  const { annulDecision } = await city.ask<{ annulDecision: { plan: { hash: string } } }>(ANNUL, {
    id: hiring,
    by,
    hash: previewAnnulment.hash,
  });
  await city.settle();

  expect(annulDecision.plan.hash).toBe(previewAnnulment.hash);
  expect(await openAccounts()).toBe(0);
});

test('with the hash of its preview it is done at once, whatever the brake', async () => {
  await city.decide({ appoint: staff.map(({ id }) => ({ personId: id, postId: 'so-y-te/chuyen-vien' })) });
  expect(await openAccounts()).toBe(60);
  await city.beginDay('2026-03-09');
  const input = city.paper({ end: staff.slice(0, 25).map(({ id }) => ({ personId: id, reason: 'RETIRED' })) });
  const { previewDecision } = await city.ask<{ previewDecision: { hash: string } }>(PREVIEW, { input });

  await city.ask(RECORD, { input: { ...input, previewHash: previewDecision.hash } });
  await city.settle();

  expect(await openAccounts()).toBe(35);
});

test('a reorganisation that moves everybody is one line and wants no hash', async () => {
  await city.beginDay('2026-03-16');
  await city.decide({
    openPost: [{ id: 'so-y-te/chuyen-vien-moi', unitId: 'so-y-te', positionId: 'chuyen-vien', title: 'Chuyên viên' }],
    mapPost: [{ fromPostId: 'so-y-te/chuyen-vien', toPostId: 'so-y-te/chuyen-vien-moi' }],
  });

  expect(await openAccounts()).toBe(35);
});

test('a preview beyond the reach is refused before it is looked at: it tells nothing of what it would find', async () => {
  const administrator = await city.holder(['Trần', 'Văn', 'Quản'], 'so-tttt/quan-tri-don-vi');
  const token = (await city.login(administrator.login))!;
  const elsewhere = city.paper({
    appoint: [
      { personId: staff[0]!.id, postId: 'so-y-te/giam-doc-so' },
      { personId: 'nobody', postId: 'so-y-te/van-thu' },
    ],
  });
  const own = city.paper({ appoint: [{ personId: 'nobody', postId: 'so-tttt/van-thu' }] }, { issuerId: 'so-tttt' });
  const by = city.paper({});

  expect(await city.refused(PREVIEW, { input: elsewhere }, token)).toEqual(['FORBIDDEN']);
  expect(await city.refused(PREVIEW_ANNULMENT, { id: hiring, by }, token)).toEqual(['FORBIDDEN']);
  expect(await city.refused(PREVIEW, { input: own }, token)).toEqual(['UNKNOWN_PERSON appoint.0.personId']);
  expect(
    await city.refused(RECORD, { input: { ...elsewhere, issuerId: 'so-tttt', previewHash: '0'.repeat(64) } }, token),
  ).toEqual(['FORBIDDEN']);
});

test('a decision of 1,000 lines is previewed and recorded; one of 1,001 is refused', async () => {
  await city.beginDay('2026-03-23');
  const open = Array.from({ length: 1_001 }, (_, index) => ({
    id: `so-y-te/vi-tri-${index}`,
    unitId: 'so-y-te',
    positionId: 'chuyen-vien',
    title: `Chuyên viên ${index}`,
  }));
  const input = city.paper({ openPost: open.slice(0, 1_000) });

  await city.ask(PREVIEW, { input });
  await city.ask(RECORD, { input });

  expect(await city.ask<{ post: unknown }>('{ post(id: "so-y-te/vi-tri-999") { id } }')).toEqual({
    post: { id: 'so-y-te/vi-tri-999' },
  });
  expect((await city.refusedDecision({ openPost: open }))[0]).toMatch(/TOO_MANY|INVALID_VALUE/);
});
