/** Why somebody has a grant, and why it went: one query each, back to the line of the decision and of the policy. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { TestCity } from './harness';

let city: TestCity;
beforeAll(async () => {
  city = await TestCity.open();
});
afterAll(() => city.close());

interface Basis {
  readonly by: string;
  readonly decision: { readonly id: string; readonly number: string } | null;
  readonly decisionNumber: string | null;
  readonly line: number | null;
  readonly text: string | null;
  readonly clauses: readonly number[];
  readonly policy: { readonly place: string; readonly role: string | null } | null;
}

interface Operation {
  readonly kind: string;
  readonly status: string;
  readonly plan: { readonly id: string } | null;
}

interface Why {
  readonly answer: string;
  readonly policyVersion: string;
  readonly justifications: readonly Basis[];
  readonly hindrances: readonly {
    readonly word: string;
    readonly text: string;
    readonly detail: string | null;
    readonly basis: Basis;
  }[];
  readonly turns: readonly {
    readonly on: string;
    readonly from: string;
    readonly to: string;
    readonly causes: readonly { readonly word: string; readonly detail: string | null; readonly basis: Basis }[];
    readonly operations: readonly Operation[];
  }[];
  readonly learnt: readonly {
    readonly from: string;
    readonly to: string;
    readonly basis: Basis;
    readonly operations: readonly Operation[];
  }[];
}

const BASIS = 'by decision { id number } decisionNumber line text(lang: EN) clauses policy { place role }';
const OPERATIONS = 'operations { kind status plan { id } }';
const WHY = `query($personId: ID!, $targetId: ID!, $kind: String, $value: String, $on: Date, $knownAt: DateTime) {
  explainGrant(personId: $personId, targetId: $targetId, kind: $kind, value: $value, on: $on, knownAt: $knownAt) {
    answer policyVersion justifications { ${BASIS} } hindrances { word text(lang: EN) detail basis { ${BASIS} } }
    turns { on from to causes { word detail basis { ${BASIS} } } ${OPERATIONS} }
    learnt { from to basis { ${BASIS} } ${OPERATIONS} }
  }
}`;

const LEADERS = { targetId: 'directory', kind: 'group', value: 'leaders' };

async function why(personId: string, more: Record<string, unknown> = {}, token?: string): Promise<Why> {
  const { explainGrant } = await city.ask<{ explainGrant: Why }>(WHY, { personId, ...LEADERS, ...more }, token);
  return explainGrant;
}

/** The line of the default policy on which a role says what its holders have at a target. */
function policyLine(role: string, target: string): string {
  const lines = readFileSync(resolve(__dirname, '../../data/policy.yaml'), 'utf8').split('\n');
  const start = lines.findIndex((line) => line.includes(`- role: ${role}`));
  return `data/policy.yaml:${lines.findIndex((line, index) => index > start && line.includes(`${target}: {`)) + 1}`;
}

it('names the line of the decision and of the policy that give a grant', async () => {
  const head = await city.person('Nguyễn', 'Văn', 'Mẫu');
  const decision = await city.decide({ appoint: [{ personId: head.id, postId: 'so-tttt/giam-doc-so' }] });

  const answer = await why(head.id);

  expect(answer.answer).toBe('GRANTED');
  expect(answer.justifications).toEqual([
    {
      by: 'appointment',
      decision: { id: decision.id, number: expect.any(String) },
      decisionNumber: expect.stringMatching(/QĐ-THU$/),
      line: 0,
      text: expect.stringContaining('Nguyễn Văn Mẫu'),
      clauses: [10, 11, 12, 45],
      policy: { place: policyLine('unit-head', 'directory'), role: 'unit-head' },
    },
  ]);
  expect(answer.hindrances).toEqual([]);
  expect(answer.turns).toMatchObject([
    {
      on: city.today(),
      from: 'NOT_GRANTED',
      to: 'GRANTED',
      causes: [{ word: 'began' }],
      operations: [{ kind: 'create', status: 'DONE', plan: { id: decision.planId } }],
    },
  ]);
  expect(answer.learnt).toMatchObject([
    { from: 'NOT_GRANTED', to: 'GRANTED', basis: { decision: { id: decision.id } } },
  ]);
});

it('says on which day it went, by which line, and which operation of which plan took it', async () => {
  const head = await city.holder(['Trần', 'Thị', 'Thử'], 'so-y-te/giam-doc-so');
  const left = city.today();
  const decision = await city.decide({ end: [{ personId: head.id, reason: 'RETIRED' }] });
  city.clock?.advance(3 * 86_400_000);
  await city.settle();

  const answer = await why(head.id);

  expect(answer.answer).toBe('NOT_GRANTED');
  expect(answer.justifications).toEqual([]);
  expect(answer.hindrances).toMatchObject([
    {
      word: 'ended',
      text: 'It was ended by decision',
      detail: left,
      basis: { decision: { id: decision.id }, line: 0 },
    },
  ]);
  expect(answer.turns[0]).toMatchObject({
    on: left,
    from: 'GRANTED',
    to: 'NOT_GRANTED',
    causes: [
      {
        word: 'ended',
        basis: { decision: { id: decision.id }, line: 0, policy: { place: policyLine('unit-head', 'directory') } },
      },
    ],
    operations: [{ kind: 'modify', status: 'DONE', plan: { id: decision.planId } }],
  });
  const account = await why(head.id, { kind: null, value: null });
  expect(account.turns[0]).toMatchObject({
    on: left,
    to: 'NOT_GRANTED',
    operations: [{ kind: 'disable', status: 'DONE' }],
  });
  expect((await why(head.id, { on: '2025-06-01' })).answer).toBe('GRANTED');
  expect((await why(head.id, { on: '2019-12-31' })).answer).toBe('NOT_GRANTED');
});

it('keeps a grant that another post still gives, and names that post', async () => {
  const person = await city.holder(['Lê', 'Đình', 'Ví'], 'so-noi-vu/giam-doc-so');
  await city.decide({ appoint: [{ personId: person.id, postId: 'ubnd-tp/uy-vien-ubnd-tp' }] });
  const appointmentId = await city.appointmentId(person.id, 'so-noi-vu/giam-doc-so');
  await city.decide({ end: [{ appointmentId, reason: 'OTHER' }] });

  const read = await why(person.id, { targetId: 'qlvb:so-noi-vu', kind: 'role', value: 'sign' });
  const city_ = await why(person.id, { kind: 'group', value: 'city-members' });

  expect(read).toMatchObject({ answer: 'NOT_GRANTED', turns: [{ causes: [{ word: 'ended' }] }, { to: 'GRANTED' }] });
  expect(city_).toMatchObject({
    answer: 'GRANTED',
    justifications: [{ policy: { role: 'city-member' }, clauses: [14] }],
  });
});

it('tells paused from gone: a suspension and a lock leave the grant and close the account', async () => {
  const person = await city.holder(['Phạm', '', 'Kiểm'], 'so-vhtt/giam-doc-so');
  const suspension = await city.decide({ suspend: [{ personId: person.id }] });

  const suspended = await why(person.id);

  expect(suspended).toMatchObject({
    answer: 'PAUSED',
    hindrances: [{ word: 'suspended', basis: { decision: { id: suspension.id } } }],
    turns: [{ from: 'GRANTED', to: 'PAUSED', operations: [{ kind: 'disable' }] }, { to: 'GRANTED' }],
  });

  city.clock?.advance(86_400_000);
  const reinstatement = await city.decide({ reinstate: [{ personId: person.id }] });
  expect((await why(person.id)).turns[0]).toMatchObject({
    to: 'GRANTED',
    causes: [{ word: 'suspendedOver', basis: { decision: { id: reinstatement.id }, line: 0 } }],
  });
  await city.ask('mutation($id: ID!) { lockAccess(personId: $id, reason: "Mất máy") { id } }', { id: person.id });
  await city.settle();
  expect(await why(person.id)).toMatchObject({
    answer: 'PAUSED',
    hindrances: [{ word: 'locked', detail: 'Mất máy', basis: { by: 'lock', clauses: [57] } }],
  });

  city.clock?.advance(60_000);
  await city.ask('mutation($id: ID!) { unlockAccess(personId: $id, reason: "Đã tìm thấy") { id } }', { id: person.id });
  await city.settle();
  const after = await why(person.id);
  expect(after).toMatchObject({ answer: 'GRANTED', hindrances: [] });
  expect(after.turns.map(({ to }) => to)).toEqual(['GRANTED', 'PAUSED', 'GRANTED', 'PAUSED', 'GRANTED']);
});

it('names the paper that was recorded late, or annulled, where that changed what a day looks like', async () => {
  const person = await city.holder(['Hoàng', 'Văn', 'Muộn'], 'so-gddt/giam-doc-so');
  const day = city.today();
  city.clock?.advance(5 * 86_400_000);
  const before = city.now().toISOString();
  city.clock?.advance(1_000);
  const late = await city.decide(
    { end: [{ personId: person.id, reason: 'RESIGNED' }] },
    { effectiveOn: day, signedOn: day },
  );
  city.clock?.advance(60_000);

  expect((await why(person.id, { on: day, knownAt: before })).answer).toBe('GRANTED');
  expect(await why(person.id, { on: day })).toMatchObject({
    answer: 'NOT_GRANTED',
    learnt: [
      { from: 'GRANTED', to: 'NOT_GRANTED', basis: { decision: { id: late.id } }, operations: [{ kind: 'modify' }] },
      { to: 'GRANTED' },
    ],
  });

  const { number: _, ...head } = city.paper({}, {});
  const { annulDecision } = await city.ask<{ annulDecision: { decision: { id: string } } }>(
    'mutation($id: ID!, $by: DecisionHeadInput!) { annulDecision(decisionId: $id, by: $by) { decision { id } } }',
    { id: late.id, by: { number: 'HUY-1', ...head } },
  );
  await city.settle();
  expect(await why(person.id, { on: day })).toMatchObject({
    answer: 'GRANTED',
    learnt: [
      { from: 'NOT_GRANTED', to: 'GRANTED', basis: { decision: { id: annulDecision.decision.id } } },
      { to: 'NOT_GRANTED' },
      { to: 'GRANTED' },
    ],
  });
});

it('says of an exception that somebody ended it before its day, and why', async () => {
  const person = await city.holder(['Đinh', 'Thị', 'Lệ'], 'so-tttt/chuyen-vien');
  const { grantException } = await city.ask<{ grantException: { id: string } }>(
    'mutation($id: ID!, $endsOn: Date!) { grantException(personId: $id, targetId: "directory", kind: "group", value: "du-an-so-hoa", reason: "dự án", endsOn: $endsOn) { id } }',
    { id: person.id, endsOn: '2029-12-31' },
  );
  const granted = city.today();
  city.clock?.advance(3 * 86_400_000);
  const before = city.now().toISOString();
  city.clock?.advance(60_000);
  await city.ask('mutation($id: ID!) { endException(id: $id, reason: "đã bàn giao") { id } }', {
    id: grantException.id,
  });
  await city.settle();

  const asked = { kind: 'group', value: 'du-an-so-hoa' };
  const answer = await why(person.id, asked);

  const early = [
    {
      word: 'endedEarly',
      text: 'It was ended before its day',
      detail: 'đã bàn giao',
      basis: { by: 'exception', clauses: [41, 47] },
    },
  ];
  expect(answer).toMatchObject({ answer: 'NOT_GRANTED', hindrances: early });
  expect(answer.turns).toMatchObject([
    { on: city.today(), to: 'NOT_GRANTED', causes: [{ word: 'endedEarly', detail: 'đã bàn giao' }] },
    { on: granted, to: 'GRANTED', causes: [{ word: 'began', detail: 'dự án' }] },
  ]);
  expect((await why(person.id, { ...asked, knownAt: before })).answer).toBe('GRANTED');
});

it('explains everything that somebody has at once', async () => {
  const clerk = await city.holder(['Vũ', 'Thị', 'Thư'], 'so-tttt/van-thu');

  const { explainAccess } = await city.ask<{
    explainAccess: {
      kind: string | null;
      value: string | null;
      answer: string;
      target: { id: string };
      justifications: Basis[];
    }[];
  }>(
    `query($id: ID!) { explainAccess(personId: $id) { kind value answer target { id } justifications { ${BASIS} } } }`,
    { id: clerk.id },
  );

  expect(
    explainAccess.map(({ target, kind, value }) => `${target.id} ${kind ?? 'account'} ${value ?? ''}`.trim()),
  ).toEqual([
    'directory account',
    'directory group records-clerks',
    'directory group unit-so-tttt',
    'mail account',
    'mail roleMailbox van-thu_sotttt',
    'qlvb:so-tttt account',
    'qlvb:so-tttt role assign',
    'qlvb:so-tttt role read',
    'qlvb:so-tttt role register',
  ]);
  expect(explainAccess.every(({ answer, justifications }) => answer === 'GRANTED' && justifications.length > 0)).toBe(
    true,
  );
});

it('answers to the person, to who administers a unit of theirs, and to nobody else', async () => {
  const person = await city.holder(['Đỗ', 'Thị', 'Mình'], 'so-tttt/pho-giam-doc-so');
  const other = await city.holder(['Bùi', 'Văn', 'Khác'], 'so-y-te/pho-giam-doc-so');
  const administrator = await city.holder(['Ngô', 'Thị', 'Quản'], 'so-tttt/quan-tri-don-vi');
  const tokens = {
    own: await city.login(person.login),
    other: await city.login(other.login),
    unit: await city.login(administrator.login),
  };

  expect((await why(person.id, { kind: null, value: null }, tokens.own ?? '')).answer).toBe('GRANTED');
  expect((await why(person.id, {}, tokens.unit ?? '')).answer).toBe('GRANTED');
  expect(await city.refused(WHY, { personId: other.id, ...LEADERS }, tokens.unit)).toEqual(['FORBIDDEN']);
  expect(await city.refused(WHY, { personId: person.id, ...LEADERS }, tokens.other)).toEqual(['FORBIDDEN']);
  expect(await city.refused(WHY, { personId: person.id, ...LEADERS }, null)).toEqual(['UNAUTHENTICATED']);
  expect(await city.refused(WHY, { personId: person.id, ...LEADERS, targetId: 'ldap' })).toEqual([
    'NOT_FOUND targetId',
  ]);
  expect(await city.refused(WHY, { personId: 'nobody', ...LEADERS })).toEqual(['NOT_FOUND personId']);
  expect(await city.refused(WHY, { personId: person.id, ...LEADERS, value: null })).toEqual(['INVALID_VALUE value']);
});

it('blames the policy where no decision moved anything, and answers for a past day by the policy of that day', async () => {
  const person = await city.holder(['Tạ', 'Văn', 'Luật'], 'so-du-lich/giam-doc-so');
  const before = city.today();
  const { policy } = await city.ask<{ policy: { text: string; version: string } }>('{ policy { text version } }');
  const text = policy.text.replace(
    "    grants:\n      directory: { groups: [leaders, 'unit-{unit}', 'heads-{unit.kind}'] }",
    "    grants:\n      directory: { groups: ['unit-{unit}', 'heads-{unit.kind}'] }",
  );
  expect(text).not.toBe(policy.text);
  city.clock?.advance(2 * 86_400_000);
  const { previewPolicy } = await city.ask<{ previewPolicy: { hash: string } }>(
    'query($text: String!) { previewPolicy(text: $text) { hash } }',
    { text },
  );
  await city.ask('mutation($text: String!, $hash: String!) { applyPolicy(text: $text, hash: $hash) { id } }', {
    text,
    hash: previewPolicy.hash,
  });
  await city.settle();

  const now = await why(person.id);
  const then = await why(person.id, { on: before });

  expect(now).toMatchObject({ answer: 'NOT_GRANTED', hindrances: [{ word: 'notInPolicy' }] });
  expect(now.turns[0]).toMatchObject({
    on: city.today(),
    to: 'NOT_GRANTED',
    causes: [
      {
        word: 'policyChanged',
        basis: {
          by: 'policy',
          decision: null,
          policy: { place: policyLine('unit-head', 'directory'), role: 'unit-head' },
        },
      },
    ],
    operations: [{ kind: 'modify', status: 'DONE' }],
  });
  expect(then).toMatchObject({ answer: 'GRANTED', policyVersion: policy.version });
  expect(now.policyVersion).not.toBe(policy.version);
});
