/** The policy's life in a running city: what is wrong with a text, what it would change, and its change through the brake. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { TestCity, type Holder } from './harness';

jest.setTimeout(300_000);

const POLICY = readFileSync(resolve(__dirname, '../../data/policy.yaml'), 'utf8');
const PREVIEW = `query($text: String!, $unitId: ID) { previewPolicy(text: $text, unitId: $unitId) {
  hash from to persons needsApproval exceeded(lang: EN)
  targets { targetId persons opened closed grantsAdded grantsRemoved losses }
  plan { hash cause operations(first: 500) { totalCount edges { node { kind accountName target { id } } } } } } }`;
const APPLY =
  'mutation($text: String!, $hash: String!, $unitId: ID) { applyPolicy(text: $text, hash: $hash, unitId: $unitId) { id status version appliedAt recordedBy { id } plan { id hash needsApproval } } }';
const APPROVE = 'mutation($id: ID!, $hash: String!) { approvePlan(planId: $id, hash: $hash) { id } }';
const FORCE = '{ policy { version text roles { role unit { id } } } }';

interface Diff {
  readonly hash: string;
  readonly from: string;
  readonly to: string;
  readonly persons: number;
  readonly needsApproval: boolean;
  readonly exceeded: readonly string[];
  readonly targets: readonly Record<string, unknown>[];
  readonly plan: { readonly hash: string; readonly operations: { readonly totalCount: number } };
}

interface Applied {
  readonly id: string;
  readonly status: string;
  readonly version: string;
  readonly appliedAt: string | null;
  readonly recordedBy: { readonly id: string } | null;
  readonly plan: { readonly id: string; readonly hash: string; readonly needsApproval: boolean } | null;
}

let city: TestCity;
let clerks: readonly Holder[];
let administrator: Holder;

async function preview(text: string, unitId: string | null = null, token?: string): Promise<Diff> {
  return (await city.ask<{ previewPolicy: Diff }>(PREVIEW, { text, unitId }, token)).previewPolicy;
}

async function apply(text: string, unitId: string | null = null, token?: string): Promise<Applied> {
  const { hash } = await preview(text, unitId, token);
  return (await city.ask<{ applyPolicy: Applied }>(APPLY, { text, hash, unitId }, token)).applyPolicy;
}

async function inForce(): Promise<{
  readonly version: string;
  readonly text: string;
  readonly roles: readonly { role: string; unit: { id: string } | null }[];
}> {
  return (await city.ask<{ policy: Awaited<ReturnType<typeof inForce>> }>(FORCE)).policy;
}

/** The officers' role with other groups. */
function officersWith(groups: string): string {
  return POLICY.replace(
    "position: chuyen-vien\n    grants:\n      directory: { groups: ['unit-{unit}'] }",
    `position: chuyen-vien\n    grants:\n      directory: { groups: ${groups} }`,
  );
}

beforeAll(async () => {
  city = await TestCity.open();
  const people: Holder[] = [];
  for (let index = 0; index < 30; index += 1)
    people.push(
      await city.person('Lê', 'Thị', `Văn${'abcdefghijklmnopqrstuvwxyz'[index % 26]}${index < 26 ? '' : 'x'}`),
    );
  clerks = people;
  await city.decide({ appoint: people.map(({ id }) => ({ personId: id, postId: 'so-y-te/chuyen-vien' })) });
  administrator = await city.holder(['Trần', 'Văn', 'Quản'], 'so-y-te/quan-tri-don-vi');
});
afterAll(() => city.close());

test('a text with several mistakes is refused with every one of them and its line', async () => {
  const lines = POLICY.split('\n');
  const lineOf = (part: string): number => lines.findIndex((line) => line.includes(part)) + 1;
  const broken = POLICY.replace('position: van-thu', 'position: thu-ky')
    .replace('qlvb: { roles: [administer] }', 'portal: { roles: [administer] }')
    .replace('createAfter: [directory]', 'createAfter: [mail]');

  const refused = await city.refused(PREVIEW, { text: broken });

  expect(refused.sort()).toEqual(
    [
      `POLICY_INVALID text.${lineOf('position: van-thu')}`,
      `POLICY_INVALID text.${lineOf('roles: [administer]')}`,
      `POLICY_INVALID text.${lineOf('createAfter: [directory]')}`,
    ].sort(),
  );
});

test.each([
  ['vi', /^Dòng \d+ của chính sách: roles\[\d+\]\.position "thu-ky" không có trong danh mục chức danh\. Hãy sửa/],
  ['en', /^Line \d+ of the policy: roles\[\d+\]\.position "thu-ky" is not a known position\. Mend/],
])('a mistake is told whole in the language of who sent it (%s)', async (language, message) => {
  const text = POLICY.replace('position: van-thu', 'position: thu-ky');

  const { errors } = await city.send(PREVIEW, { text, unitId: null }, undefined, { 'accept-language': language });

  expect(errors.map((one) => one.message)).toEqual([expect.stringMatching(message)]);
});

test('what it would change is shown and not done, and only what was shown can be applied', async () => {
  const text = officersWith("['unit-{unit}', 'officers-{unit}']");
  const before = await inForce();

  const shown = await preview(text);

  expect(shown).toMatchObject({ from: before.version, persons: 30, needsApproval: false, exceeded: [] });
  expect(shown.targets).toEqual([
    { targetId: 'directory', persons: 30, opened: 0, closed: 0, grantsAdded: 30, grantsRemoved: 0, losses: 0 },
  ]);
  expect(shown.plan.operations.totalCount).toBe(30);
  expect(await inForce()).toEqual(before);
  expect(await city.refused(APPLY, { text, hash: '0'.repeat(64), unitId: null })).toEqual(['PREVIEW_STALE hash']);
  expect(await city.refused(APPLY, { text: POLICY, hash: shown.hash, unitId: null })).toEqual(['PREVIEW_STALE hash']);
});

test('below the brake it is in force without a restart, and a restart keeps it', async () => {
  const text = officersWith("['unit-{unit}', 'officers-{unit}']");

  const applied = await apply(text);
  await city.settle();

  expect(applied).toMatchObject({ status: 'APPLIED', plan: { needsApproval: false } });
  expect(applied.recordedBy).not.toBeNull();
  expect(await city.ldapGroups(clerks[0]!.login)).toEqual(['officers-so-y-te', 'unit-so-y-te']);
  await city.restart();
  expect((await inForce()).version).toBe(applied.version);
  await city.settle();
  expect(await city.ldapGroups(clerks[0]!.login)).toEqual(['officers-so-y-te', 'unit-so-y-te']);
});

test('above the brake it waits, no decision carries a part of it out, and once approved all of it goes', async () => {
  expect((await preview(POLICY)).exceeded).toEqual(['directory: 30 losses, the limit is 20']);

  const applied = await apply(POLICY);
  await city.settle();

  expect(applied).toMatchObject({ status: 'WAITING', appliedAt: null, plan: { needsApproval: true } });
  await city.decide({ suspend: [{ personId: clerks[1]!.id }] });
  await city.decide({
    changeName: [{ personId: clerks[2]!.id, familyName: 'Lê', middleName: 'Thị', givenName: 'Mới' }],
  });
  for (const clerk of clerks.slice(0, 5)) expect(await city.ldapGroups(clerk.login)).toContain('officers-so-y-te');

  await city.ask(APPROVE, { id: applied.id, hash: applied.plan!.hash });
  await city.settle();

  expect((await inForce()).version).toBe(applied.version);
  for (const clerk of clerks) expect(await city.ldapGroups(clerk.login)).toEqual(['unit-so-y-te']);
  const left: unknown[] = await city.city.store.read.query(
    "SELECT id FROM operation WHERE status = 'WAITING_APPROVAL'",
  );
  expect(left).toEqual([]);
});

test('a change that was rejected is never in force, and a newer one takes the place of one that waits', async () => {
  await apply(officersWith("['unit-{unit}', 'officers-{unit}']"));
  await city.settle();
  const first = await apply(POLICY);
  const second = await apply(officersWith("['unit-{unit}']").replace('quotaMiB: 3072', 'quotaMiB: 4096'));
  const statuses = async (): Promise<Record<string, string>> => {
    const { policyVersions } = await city.ask<{
      policyVersions: { edges: { node: { id: string; status: string } }[] };
    }>('{ policyVersions(first: 100) { edges { node { id status } } } }');
    return Object.fromEntries(policyVersions.edges.map(({ node }) => [node.id, node.status]));
  };
  expect(await statuses()).toMatchObject({ [first.id]: 'REPLACED', [second.id]: 'WAITING' });
  expect(await city.refused(APPROVE, { id: first.id, hash: first.plan!.hash })).toEqual(['PLAN_NOT_WAITING planId']);

  await city.ask('mutation($id: ID!) { rejectPlan(planId: $id, reason: "không cần") { id } }', { id: second.id });
  await city.settle();

  expect(await statuses()).toMatchObject({ [second.id]: 'REJECTED' });
  expect(await city.ldapGroups(clerks[0]!.login)).toContain('officers-so-y-te');
});

test('the policy of a past day can be looked up', async () => {
  const before = city.today();
  const old = (await inForce()).version;
  await city.beginDay('2026-03-10', 3_600_000);
  const applied = await apply(officersWith("['unit-{unit}', 'officers-{unit}', 'all-{unit}']"));
  await city.beginDay('2026-03-12');

  const at = async (on: string | null): Promise<{ version: string } | null> =>
    (
      await city.ask<{ policyVersion: { version: string } | null }>(
        'query($on: Date) { policyVersion(on: $on) { version } }',
        { on },
      )
    ).policyVersion;

  expect(await at(null)).toEqual({ version: applied.version });
  expect(await at('2026-03-11')).toEqual({ version: applied.version });
  expect(await at('2026-03-10')).toEqual({ version: old });
  expect(await at(before)).not.toEqual({ version: applied.version });
});

describe("a unit's extension", () => {
  const extension = `version: 1
roles:
  - role: y-te-truc-ban
    position: chuyen-vien
    grants:
      directory: { groups: ['truc-ban-{unit}'] }
`;

  test("is applied by that unit's administrator, for its subtree only", async () => {
    const elsewhere = await city.holder(['Ngô', 'Thị', 'Khác'], 'so-tttt/chuyen-vien');
    const token = (await city.login(administrator.login))!;

    expect(await city.refused(PREVIEW, { text: extension, unitId: 'so-tttt' }, token)).toEqual(['FORBIDDEN']);
    expect(await city.refused(PREVIEW, { text: POLICY, unitId: null }, token)).toEqual(['FORBIDDEN']);
    await apply(extension, 'so-y-te', token);
    await city.settle();

    expect(await city.ldapGroups(clerks[0]!.login)).toContain('truc-ban-so-y-te');
    expect(await city.ldapGroups(elsewhere.login)).not.toContain('truc-ban-so-tttt');
    const { roles, text } = await inForce();
    expect(roles).toContainEqual({ role: 'y-te-truc-ban', unit: { id: 'so-y-te' } });
    expect(text).toContain('y-te-truc-ban');
  });

  test.each([
    [
      'sets a limit of the brake',
      `${extension}brake: { window: PT1S, netLossPerTarget: { atLeast: 999, percent: 99 }, netLossOverall: 999 }\n`,
      7,
    ],
    ['frees a protected name', `${extension}protected: { directory: [] }\n`, 7],
    ['gives the right to sign', `${extension}      qlvb: { roles: [sign] }\n`, 7],
    ['gives a group that others share', extension.replace("'truc-ban-{unit}'", 'leaders'), 6],
    ["takes the name of the city's role", extension.replace('y-te-truc-ban', 'officer'), 3],
    ['grants at a missing target', `${extension}      portal: { groups: [x] }\n`, 7],
    ['gives more than the largest mailbox', `${extension}      mail: { quotaMiB: 999999 }\n`, 7],
  ])('that %s is refused with its line', async (_, text, line) => {
    const token = (await city.login(administrator.login))!;

    expect(await city.refused(PREVIEW, { text, unitId: 'so-y-te' }, token)).toEqual([`POLICY_INVALID text.${line}`]);
  });
});

describe('an exception', () => {
  const GRANT =
    'mutation($personId: ID!, $targetId: ID!, $kind: String!, $value: String!, $reason: String!, $endsOn: Date!) { grantException(personId: $personId, targetId: $targetId, kind: $kind, value: $value, reason: $reason, endsOn: $endsOn) { id } }';

  test('is granted, shown as what justifies it, and ends on its day by itself', async () => {
    await city.beginDay('2026-04-01');
    const clerk = clerks[3]!;
    const { grantException } = await city.ask<{ grantException: { id: string } }>(GRANT, {
      personId: clerk.id,
      targetId: 'directory',
      kind: 'group',
      value: 'du-an-so-hoa',
      reason: 'dự án số hóa',
      endsOn: '2026-04-03',
    });
    await city.settle();

    expect(await city.ldapGroups(clerk.login)).toContain('du-an-so-hoa');
    expect((await city.accounts(clerk.id)).directory?.grants).toContainEqual({
      kind: 'group',
      value: 'du-an-so-hoa',
      justification: `exception:${grantException.id}`,
    });
    await city.beginDay('2026-04-02');
    expect(await city.ldapGroups(clerk.login)).toContain('du-an-so-hoa');
    await city.beginDay('2026-04-03');
    expect(await city.ldapGroups(clerk.login)).not.toContain('du-an-so-hoa');
  });

  test('can be ended before its time, with a reason, once', async () => {
    const clerk = clerks[4]!;
    const { grantException } = await city.ask<{ grantException: { id: string } }>(GRANT, {
      personId: clerk.id,
      targetId: 'qlvb:so-y-te',
      kind: 'role',
      value: 'assign',
      reason: 'thay người nghỉ phép',
      endsOn: '2026-12-31',
    });
    await city.settle();
    expect((await city.qlvb('so-y-te', clerk.id))?.roles).toContain('assign');
    const END = 'mutation($id: ID!) { endException(id: $id, reason: "đã về") { endsOn endReason } }';

    const { endException } = await city.ask<{ endException: { endsOn: string; endReason: string } }>(END, {
      id: grantException.id,
    });
    await city.settle();

    expect(endException).toEqual({ endsOn: city.today(), endReason: 'đã về' });
    expect((await city.qlvb('so-y-te', clerk.id))?.roles).not.toContain('assign');
    expect(await city.refused(END, { id: grantException.id })).toEqual(['NOT_FOUND id']);
  });
});
