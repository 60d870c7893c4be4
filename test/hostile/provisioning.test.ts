/** What nobody may do to accounts, plans and the policy: each refused with its code and what to do, and nothing written. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Client } from 'ldapts';
import { RECORD, TestCity, type Holder } from '../city/harness';
import { faultsOf, type Attempt } from './attacker';

jest.setTimeout(300_000);

const POLICY = readFileSync(resolve(__dirname, '../../data/policy.yaml'), 'utf8');
const PREVIEW_POLICY = 'query($text: String!, $unitId: ID) { previewPolicy(text: $text, unitId: $unitId) { hash } }';
const APPLY_POLICY =
  'mutation($text: String!, $hash: String!, $unitId: ID) { applyPolicy(text: $text, hash: $hash, unitId: $unitId) { id } }';
const APPROVE = 'mutation($planId: ID!, $hash: String!) { approvePlan(planId: $planId, hash: $hash) { id } }';
const LINK =
  'mutation($targetId: ID!, $nativeId: String!, $personId: ID!) { linkAccount(targetId: $targetId, nativeId: $nativeId, personId: $personId) { id } }';
const GRANT =
  'mutation($personId: ID!, $targetId: ID!, $kind: String!, $value: String!, $reason: String!, $endsOn: Date!) { grantException(personId: $personId, targetId: $targetId, kind: $kind, value: $value, reason: $reason, endsOn: $endsOn) { id } }';
const END_EXCEPTION = 'mutation($id: ID!) { endException(id: $id, reason: "xong") { id } }';

const WRONG = '0'.repeat(64);

let city: TestCity;
let director: Holder;
let officer: Holder;
let administrator: Holder;
let tokens: { readonly officer: string; readonly administrator: string };
let waitingPlan: { readonly id: string; readonly hash: string };

beforeAll(async () => {
  city = await TestCity.open();
  director = await city.holder(['Nguyễn', 'Văn', 'Trưởng'], 'so-y-te/giam-doc-so');
  officer = await city.holder(['Lê', 'Thị', 'Viên'], 'so-y-te/chuyen-vien');
  administrator = await city.holder(['Trần', 'Văn', 'Quản'], 'so-y-te/quan-tri-don-vi');
  tokens = { officer: (await city.login(officer.login))!, administrator: (await city.login(administrator.login))! };
  const gone = await city.holder(['Phạm', 'Văn', 'Nghỉ'], 'so-y-te/van-thu');
  await city.decide({ end: [{ personId: gone.id, reason: 'RETIRED' }] });
  await city.beginDay('2031-06-01');
  tokens = { officer: (await city.login(officer.login))!, administrator: (await city.login(administrator.login))! };
  const rows: { id: string; hash: string }[] = await city.city.store.read.query(
    "SELECT DISTINCT plan.id, plan.hash FROM plan JOIN operation ON operation.planId = plan.id WHERE operation.status = 'WAITING_APPROVAL'",
  );
  waitingPlan = rows[0]!;
  await city.adminToken();
});
afterAll(() => city.close());

/** An entry that somebody else put into the directory. */
async function plant(uid: string): Promise<void> {
  const client = new Client({ url: city.city.sandbox.addresses.ldap });
  try {
    await client.bind(
      city.city.sandbox.addresses.ldapAdminDn,
      readFileSync(resolve(city.folder, 'keys/ldap-admin.key'), 'utf8').trim(),
    );
    await client.add(`uid=${uid},ou=people,dc=hanoi,dc=gov,dc=vn`, {
      objectClass: ['inetOrgPerson'],
      uid: [uid],
      cn: ['Quản trị'],
      sn: ['Quản trị'],
    });
  } finally {
    await client.unbind();
  }
}

function lineOf(text: string, part: string): number {
  return text.slice(0, text.indexOf(part)).split('\n').length;
}

/** A policy with one thing exchanged, refused at its line. */
function broken(name: string, from: string, to: string): Attempt {
  const text = POLICY.replace(from, to);
  if (text === POLICY) throw new Error(`the policy does not say ${from}`);
  return { name, query: PREVIEW_POLICY, variables: { text }, refused: [`POLICY_INVALID text.${lineOf(POLICY, from)}`] };
}

test('a malformed policy is refused with the line of what is wrong', async () => {
  const faults = await faultsOf(city, [
    broken('an unknown position', 'position: van-thu', 'position: thu-ky'),
    broken('an unknown right', 'roles: [administer]', 'roles: [rule]'),
    broken('an unknown placeholder', "[division-heads, 'unit-{unit}']", "[division-heads, 'unit-{units}']"),
    broken('a grant at a missing target', 'qlvb: { roles: [administer] }', 'portal: { groups: [x] }'),
    broken('an unknown connector', 'connector: ldap', 'connector: nis'),
    broken('a role that is there twice', 'role: officer', 'role: it-officer'),
    broken('a wrong type', 'netLossOverall: 50', 'netLossOverall: many'),
    broken('a number out of range', 'percent: 5', 'percent: -5'),
    broken('a window that is no duration', 'window: PT1H', 'window: 1h'),
    broken(
      'a target that waits for itself',
      'directory: { connector: ldap }',
      'directory: { connector: ldap, createAfter: [directory] }',
    ),
    broken(
      'a delegation of a missing target',
      'carries: { qlvb: { roles: [sign, read] } }',
      'carries: { portal: { roles: [sign] } }',
    ),
    { name: 'no YAML', query: PREVIEW_POLICY, variables: { text: 'a: [b' }, refused: /^POLICY_INVALID/ },
    { name: 'nothing', query: PREVIEW_POLICY, variables: { text: '' }, refused: /^POLICY_INVALID/ },
    { name: 'another document', query: PREVIEW_POLICY, variables: { text: '- 1\n- 2' }, refused: /^POLICY_INVALID/ },
    {
      name: 'an alias bomb',
      query: PREVIEW_POLICY,
      variables: { text: 'a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]' },
      refused: /^POLICY_INVALID/,
    },
    {
      name: '61,000 bytes',
      query: PREVIEW_POLICY,
      variables: { text: `#${'x'.repeat(61_000)}` },
      refused: ['POLICY_INVALID text.1'],
    },
  ]);

  expect(faults).toEqual([]);
});

test('a policy is changed by its hash only, and only by whom it is to change', async () => {
  const { previewPolicy } = await city.ask<{ previewPolicy: { hash: string } }>(PREVIEW_POLICY, { text: POLICY });
  const unknownUnit = { text: 'version: 1\nroles: []\n', unitId: 'so-khong-co' };

  const faults = await faultsOf(city, [
    {
      name: 'a wrong hash',
      query: APPLY_POLICY,
      variables: { text: POLICY, hash: WRONG },
      refused: ['PREVIEW_STALE hash'],
    },
    {
      name: 'another text',
      query: APPLY_POLICY,
      variables: { text: POLICY.replace('percent: 5', 'percent: 90'), hash: previewPolicy.hash },
      refused: ['PREVIEW_STALE hash'],
    },
    {
      name: 'an officer',
      query: APPLY_POLICY,
      variables: { text: POLICY, hash: previewPolicy.hash },
      token: tokens.officer,
      refused: ['FORBIDDEN'],
    },
    {
      name: 'a unit administrator',
      query: APPLY_POLICY,
      variables: { text: POLICY, hash: previewPolicy.hash },
      token: tokens.administrator,
      refused: ['FORBIDDEN'],
    },
    {
      name: "another unit's extension",
      query: PREVIEW_POLICY,
      variables: { ...unknownUnit, unitId: 'so-tttt' },
      token: tokens.administrator,
      refused: ['FORBIDDEN'],
    },
    {
      name: 'an extension of no unit',
      query: PREVIEW_POLICY,
      variables: unknownUnit,
      refused: ['UNKNOWN_UNIT unitId'],
    },
    { name: 'nobody', query: PREVIEW_POLICY, variables: { text: POLICY }, token: null, refused: ['UNAUTHENTICATED'] },
  ]);

  expect(faults).toEqual([]);
});

test('units in a circle and a delegation of a delegation are refused', async () => {
  const from = await city.appointmentId(director.id, 'so-y-te/giam-doc-so');
  const own = await city.appointmentId(officer.id, 'so-y-te/chuyen-vien');
  const written = { scope: 'sign', endsOn: '2031-12-31' };
  await city.decide({ delegate: [{ fromAppointmentId: from, toPersonId: officer.id, ...written }] });
  const decision = (name: string, lines: Record<string, unknown>, refused: Attempt['refused']): Attempt => ({
    name,
    query: RECORD,
    variables: { input: city.paper(lines) },
    refused,
  });
  const unit = (id: string, parentId: string): Record<string, unknown> => ({
    id,
    name: `Đơn vị ${id}`,
    kind: 'division',
    parentId,
  });

  const faults = await faultsOf(city, [
    decision('a unit under itself', { establishUnit: [unit('vong-a', 'vong-a')] }, [
      'CIRCULAR_UNITS establishUnit.0.parentId',
    ]),
    decision('two units under each other', { establishUnit: [unit('vong-a', 'vong-b'), unit('vong-b', 'vong-a')] }, [
      'CIRCULAR_UNITS establishUnit.0.parentId',
      'CIRCULAR_UNITS establishUnit.1.parentId',
    ]),
    decision(
      'what was delegated, passed on',
      { delegate: [{ fromAppointmentId: own, toPersonId: administrator.id, ...written }] },
      /^(NO_REDELEGATION|SCOPE)/,
    ),
    decision(
      'to oneself',
      { delegate: [{ fromAppointmentId: from, toPersonId: director.id, ...written }] },
      /^DELEGATE_IS_DELEGATOR/,
    ),
  ]);

  expect(faults).toEqual([]);
});

test('a plan is approved by its own hash, once, by an administrator of the city', async () => {
  const faults = await faultsOf(city, [
    {
      name: 'a wrong hash',
      query: APPROVE,
      variables: { planId: waitingPlan.id, hash: WRONG },
      refused: ['PLAN_CHANGED hash'],
    },
    { name: 'no plan', query: APPROVE, variables: { planId: 'khong-co', hash: WRONG }, refused: ['NOT_FOUND planId'] },
    {
      name: 'a unit administrator',
      query: APPROVE,
      variables: { planId: waitingPlan.id, hash: waitingPlan.hash },
      token: tokens.administrator,
      refused: ['FORBIDDEN'],
    },
    {
      name: 'a rejection without a reason',
      query: 'mutation($id: ID!) { rejectPlan(planId: $id, reason: "  ") { id } }',
      variables: { id: waitingPlan.id },
      refused: ['INVALID_VALUE reason'],
    },
  ]);

  expect(faults).toEqual([]);
});

test("nobody's account is linked to another, and a protected one to nobody", async () => {
  const theirs = (await city.directory(director.login))!.uuid;
  await plant('admin');
  const system = (await city.directory('admin'))!.uuid;
  const link = (nativeId: string, more: Record<string, unknown> = {}): Record<string, unknown> => ({
    targetId: 'directory',
    nativeId,
    personId: officer.id,
    ...more,
  });

  const faults = await faultsOf(city, [
    { name: "someone else's", query: LINK, variables: link(theirs), refused: ['ACCOUNT_LINKED nativeId'] },
    { name: 'a protected one', query: LINK, variables: link(system), refused: ['ACCOUNT_PROTECTED nativeId'] },
    {
      name: 'one that is not there',
      query: LINK,
      variables: link('khong-co'),
      refused: /^(NOT_FOUND nativeId|UNAVAILABLE)/,
    },
    {
      name: 'at a missing target',
      query: LINK,
      variables: link(theirs, { targetId: 'portal' }),
      refused: /^NOT_FOUND/,
    },
    {
      name: 'to nobody',
      query: LINK,
      variables: link(theirs, { personId: 'khong-co' }),
      refused: ['NOT_FOUND personId'],
    },
    {
      name: 'by a unit administrator',
      query: LINK,
      variables: link(theirs),
      token: tokens.administrator,
      refused: ['FORBIDDEN'],
    },
  ]);

  expect(faults).toEqual([]);
});

test('an exception names what is there, ends, and is granted by an administrator of the city', async () => {
  const grant = (more: Record<string, unknown> = {}): Record<string, unknown> => ({
    personId: officer.id,
    targetId: 'directory',
    kind: 'group',
    value: 'du-an',
    reason: 'dự án',
    endsOn: '2031-12-31',
    ...more,
  });

  const faults = await faultsOf(city, [
    { name: 'at a missing target', query: GRANT, variables: grant({ targetId: 'portal' }), refused: /^NOT_FOUND/ },
    { name: 'of an unknown kind', query: GRANT, variables: grant({ kind: 'power' }), refused: ['INVALID_VALUE kind'] },
    {
      name: 'of an unknown right',
      query: GRANT,
      variables: grant({ targetId: 'qlvb:so-y-te', kind: 'role', value: 'rule' }),
      refused: ['INVALID_VALUE value'],
    },
    {
      name: 'with a placeholder',
      query: GRANT,
      variables: grant({ value: 'unit-{unit}' }),
      refused: ['INVALID_VALUE value'],
    },
    {
      name: 'that is over',
      query: GRANT,
      variables: grant({ endsOn: '2031-01-01' }),
      refused: ['INVALID_VALUE endsOn'],
    },
    { name: 'without a reason', query: GRANT, variables: grant({ reason: ' ' }), refused: ['INVALID_VALUE reason'] },
    { name: 'for nobody', query: GRANT, variables: grant({ personId: 'khong-co' }), refused: ['NOT_FOUND personId'] },
    {
      name: 'without an end',
      query: GRANT.replace(', $endsOn: Date!', '').replace(', endsOn: $endsOn', ''),
      variables: grant(),
      refused: /^GRAPHQL_VALIDATION_FAILED/,
    },
    {
      name: 'by an officer for themselves',
      query: GRANT,
      variables: grant(),
      token: tokens.officer,
      refused: ['FORBIDDEN'],
    },
    {
      name: 'by a unit administrator',
      query: GRANT,
      variables: grant(),
      token: tokens.administrator,
      refused: ['FORBIDDEN'],
    },
    { name: 'ended that is not there', query: END_EXCEPTION, variables: { id: 'khong-co' }, refused: ['NOT_FOUND id'] },
    {
      name: 'ended by an officer',
      query: END_EXCEPTION,
      variables: { id: 'khong-co' },
      token: tokens.officer,
      refused: ['FORBIDDEN'],
    },
  ]);

  expect(faults).toEqual([]);
});

test('every refusal of a policy says its line and what to do, in the caller’s language', async () => {
  const text = POLICY.replace('position: van-thu', 'position: thu-ky');

  const { errors } = await city.send(PREVIEW_POLICY, { text }, undefined, { 'accept-language': 'vi' });

  expect(errors[0]?.message).toMatch(/^Dòng \d+ của chính sách: .*thu-ky.*Hãy sửa/);
});
