/** Plans people can read: what each operation changes, means, rests on and waits for, and what became stale since. */
import { TestCity } from './harness';

let city: TestCity;
beforeAll(async () => {
  city = await TestCity.open();
});
afterAll(() => city.close());

interface Basis {
  readonly by: string;
  readonly decisionNumber: string | null;
  readonly line: number | null;
  readonly clauses: readonly number[];
  readonly policy: { readonly place: string; readonly role: string | null } | null;
}

interface Operation {
  readonly kind: string;
  readonly status: string;
  readonly reason: string;
  readonly effect: string;
  readonly person: { readonly id: string };
  readonly target: { readonly id: string };
  readonly changes: readonly { readonly name: string; readonly before: unknown; readonly after: unknown }[];
  readonly grantChanges: readonly {
    readonly kind: string;
    readonly value: string;
    readonly added: boolean;
    readonly effect: string;
    readonly otherPerson: { readonly id: string } | null;
  }[];
  readonly basis: readonly Basis[];
  readonly waitsFor: readonly {
    readonly kind: string;
    readonly on: string | null;
    readonly until: string | null;
    readonly text: string;
  }[];
}

interface Plan {
  readonly id: string;
  readonly hash: string;
  readonly summary: { readonly netLoss: number };
  readonly blocked: readonly {
    readonly accountName: string;
    readonly because: string;
    readonly target: { readonly id: string };
    readonly waitsFor: { readonly kind: string } | null;
  }[];
  readonly operations: { readonly totalCount: number; readonly edges: readonly { readonly node: Operation }[] };
}

const FIELDS = `id hash summary { netLoss } blocked { accountName because target { id } waitsFor { kind } }
  operations(first: 200) { totalCount edges { node {
    kind status reason effect person { id } target { id } changes { name before after }
    grantChanges { kind value added effect otherPerson { id } }
    basis { by decisionNumber line clauses policy { place role } } waitsFor { kind on until text(lang: EN) }
  } } }`;
const PREVIEW = `query($input: RecordDecisionInput!) { previewDecision(input: $input) { ${FIELDS} } }`;
const STORED = `query($id: ID!) { plan(id: $id) { ${FIELDS} } }`;

async function preview(lines: Record<string, unknown>, head: Record<string, unknown> = {}): Promise<Plan> {
  return (await city.ask<{ previewDecision: Plan }>(PREVIEW, { input: city.paper(lines, head) })).previewDecision;
}

async function stored(id: string): Promise<Plan> {
  return (await city.ask<{ plan: Plan }>(STORED, { id })).plan;
}

function operationsOf(plan: Plan, personId: string): readonly Operation[] {
  return plan.operations.edges.map(({ node }) => node).filter(({ person }) => person.id === personId);
}

it('shows each value before and after, what it rests on, and what waits for what', async () => {
  const head = await city.person('Nguyễn', 'Văn', 'Đọc');
  const lines = { appoint: [{ personId: head.id, postId: 'so-tttt/giam-doc-so' }] };

  const shown = await preview(lines);
  const plan = await stored((await city.decide(lines)).planId);

  const mail = operationsOf(shown, head.id).find(({ target }) => target.id === 'mail');
  expect(mail).toMatchObject({
    kind: 'create',
    effect: 'GAIN',
    grantChanges: [
      { kind: 'roleMailbox', value: 'giam-doc-so_sotttt', added: true, effect: 'GAIN', otherPerson: null },
    ],
    basis: [
      {
        by: 'appointment',
        decisionNumber: null,
        line: 0,
        clauses: [10, 11, 12, 45],
        policy: { role: 'unit-head', place: expect.stringMatching(/^data\/policy\.yaml:\d+$/) },
      },
    ],
    waitsFor: [{ kind: 'CREATE_AFTER', on: 'directory', text: 'The account at "directory" is opened first' }],
  });
  expect(mail?.changes).toContainEqual({ name: 'quotaMiB', before: null, after: 10240 });
  expect(mail?.changes).toContainEqual({ name: 'status', before: null, after: 'active' });
  expect(operationsOf(plan, head.id).find(({ target }) => target.id === 'mail')).toMatchObject({
    status: 'DONE',
    effect: 'GAIN',
    basis: [{ decisionNumber: expect.stringMatching(/QĐ-THU$/), line: 0 }],
    waitsFor: [],
  });
});

it('tells a move from a loss, and to whom a grant passes', async () => {
  const leaver = await city.holder(['Trần', 'Văn', 'Đi'], 'so-y-te/giam-doc-so');
  const mover = await city.holder(['Lê', 'Thị', 'Chuyển'], 'so-gddt/giam-doc-so');
  const appointmentId = await city.appointmentId(mover.id, 'so-gddt/giam-doc-so');

  const shown = await preview({
    end: [{ personId: leaver.id, reason: 'RETIRED' }],
    transfer: [{ appointmentId, toPostId: 'so-y-te/giam-doc-so' }],
  });

  const effects = (id: string): Record<string, string> =>
    Object.fromEntries(operationsOf(shown, id).map(({ kind, target, effect }) => [`${kind} ${target.id}`, effect]));
  expect(effects(leaver.id)).toMatchObject({
    'disable directory': 'LOSS',
    'disable mail': 'LOSS',
    'disable qlvb:so-y-te': 'LOSS',
  });
  expect(effects(mover.id)).toMatchObject({
    'disable qlvb:so-gddt': 'MOVE',
    'create qlvb:so-y-te': 'MOVE',
    'modify directory': 'MOVE',
    'modify mail': 'MOVE',
  });
  const losses = shown.operations.edges.filter(({ node }) => node.effect === 'LOSS' && node.kind === 'disable');
  expect(losses).toHaveLength(shown.summary.netLoss);
  const box = operationsOf(shown, leaver.id)
    .flatMap(({ grantChanges }) => grantChanges)
    .find(({ kind }) => kind === 'roleMailbox');
  expect(box).toEqual({
    kind: 'roleMailbox',
    value: 'giam-doc-so_soyte',
    added: false,
    effect: 'MOVE',
    otherPerson: { id: mover.id },
  });
  expect(
    operationsOf(shown, leaver.id).find(({ kind, target }) => kind === 'disable' && target.id === 'directory')?.basis,
  ).toMatchObject([{ by: 'appointment', clauses: expect.arrayContaining([31]) }]);
});

it('says that it waits for the day, and for a target that somebody paused', async () => {
  const head = await city.holder(['Phạm', 'Văn', 'Chờ'], 'so-vhtt/giam-doc-so');
  const appointmentId = await city.appointmentId(head.id, 'so-vhtt/giam-doc-so');
  const later = await city.decide({ end: [{ appointmentId, reason: 'RETIRED' }] }, { effectiveOn: '2026-09-01' });

  expect(operationsOf(await stored(later.planId), head.id)[0]?.waitsFor).toEqual([
    { kind: 'EFFECTIVE_DAY', on: null, until: '2026-08-31T17:00:00.000Z', text: 'It takes effect on 2026-09-01' },
  ]);

  await city.ask('mutation { pauseTarget(targetId: "mail", reason: "Nâng cấp") { id } }');
  const newcomer = await city.person('Vũ', 'Văn', 'Tạm');
  const plan = await stored(
    (await city.decide({ appoint: [{ personId: newcomer.id, postId: 'so-vhtt/pho-giam-doc-so' }] })).planId,
  );
  expect(operationsOf(plan, newcomer.id).find(({ target }) => target.id === 'mail')).toMatchObject({
    status: 'PENDING',
    waitsFor: [
      { kind: 'TARGET_PAUSED', on: 'mail', text: 'The target "mail" is paused (Nâng cấp); somebody must resume it' },
    ],
  });
  await city.ask('mutation { resumeTarget(targetId: "mail") { id } }');
  await city.settle();
});

const STALE = `query($id: ID!) { plan(id: $id) { staleParts { totalCount edges { node {
  person { id } replacedById cause changes { target { id } name approved now } decisions { decisionNumber decision { id } }
} } } } }`;
const APPROVE = 'mutation($planId: ID!, $hash: String!) { approvePlan(planId: $planId, hash: $hash) { id } }';

interface Stale {
  readonly plan: {
    readonly staleParts: {
      readonly totalCount: number;
      readonly edges: readonly {
        readonly node: {
          readonly person: { readonly id: string };
          readonly replacedById: string | null;
          readonly changes: readonly unknown[];
          readonly decisions: readonly { readonly decision: { readonly id: string } }[];
        };
      }[];
    };
  };
}

it('refuses the stale part of a plan with what changed since, value by value, and the decision that moved it', async () => {
  const head = await city.holder(['Hoàng', 'Thị', 'Cũ'], 'so-noi-vu/giam-doc-so');
  const appointmentId = await city.appointmentId(head.id, 'so-noi-vu/giam-doc-so');
  const planned = await city.decide(
    { transfer: [{ appointmentId, toPostId: 'so-noi-vu/pho-giam-doc-so', fields: ['Biên chế'] }] },
    { effectiveOn: '2026-06-01' },
  );
  city.clock?.advance(1_000);
  const moved = await city.decide(
    {
      changeName: [{ personId: head.id, givenName: 'Mới' }],
      appoint: [{ personId: head.id, postId: 'ubnd-tp/uy-vien-ubnd-tp' }],
    },
    { effectiveOn: '2026-05-15' },
  );
  await city.beginDay('2026-05-15');
  const before = await city.ask<Stale>(STALE, { id: planned.planId });
  const appointed = await city.decide(
    { appoint: [{ personId: head.id, postId: 'so-tttt/van-thu' }] },
    { effectiveOn: '2026-06-01' },
  );

  await city.beginDay('2026-06-01');

  expect(before.plan.staleParts.totalCount).toBe(0);
  const after = await city.ask<Stale>(STALE, { id: planned.planId });
  const [part] = after.plan.staleParts.edges.map(({ node }) => node);
  expect(part?.person.id).toBe(head.id);
  expect(part?.changes).toContainEqual({
    target: { id: 'directory' },
    name: 'group:records-clerks',
    approved: null,
    now: 'add',
  });
  expect(part?.decisions.map(({ decision }) => decision.id)).toEqual([appointed.id, moved.id]);
  expect(part?.replacedById).not.toBeNull();
});

it('refuses to approve a plan that has become stale, and a hash that is not the plan’s', async () => {
  const leaver = await city.holder(['Đặng', 'Văn', 'Về'], 'so-du-lich/giam-doc-so');
  await city.decide({ end: [{ personId: leaver.id, reason: 'RETIRED' }] });
  await city.beginDay('2033-01-01');
  const { operations } = await city.ask<{
    operations: {
      edges: { node: { plan: { id: string; hash: string }; waitsFor: { kind: string; text: string }[] } }[];
    };
  }>(
    'query($id: ID!) { operations(personId: $id, status: [WAITING_APPROVAL], first: 50) { edges { node { plan { id hash } waitsFor { kind text(lang: EN) } } } } }',
    { id: leaver.id },
  );
  const waiting = operations.edges[0]?.node;
  expect(waiting?.waitsFor).toEqual([{ kind: 'APPROVAL', text: 'A city administrator must approve the plan' }]);
  const planId = waiting?.plan.id ?? '';
  expect(await city.refused(APPROVE, { planId, hash: 'of-another-plan' })).toEqual(['PLAN_CHANGED hash']);

  city.clock?.advance(1_000);
  const back = await city.decide({ appoint: [{ personId: leaver.id, postId: 'so-tttt/pho-giam-doc-so' }] });

  const answer = await city.send(APPROVE, { planId, hash: waiting?.plan.hash });
  expect(answer.errors[0]?.extensions.code).toMatch(/^PLAN_(STALE|OVERTAKEN)$/);
  const { decision } = await city.ask<{ decision: { number: string } }>(
    'query($id: ID!) { decision(id: $id) { number } }',
    { id: back.id },
  );
  expect(answer.errors[0]?.message).toContain(decision.number);
  const stale = await city.ask<Stale>(STALE, { id: planId });
  expect(stale.plan.staleParts.edges[0]?.node).toMatchObject({
    person: { id: leaver.id },
    changes: expect.arrayContaining([expect.objectContaining({ name: 'account', approved: 'delete' })]) as unknown,
    decisions: [{ decision: { id: back.id } }],
  });
});

it('says whose account must be linked before anything is written there', async () => {
  const person = await city.person('Cao', 'Bá', 'Quát');
  await city.city.store.write(async (tx) => {
    await tx.manager.insert('shadow', {
      id: 'found-before-us',
      targetId: 'directory',
      nativeId: 'found-before-us',
      personId: person.id,
      name: person.login,
      situation: 'unlinked',
      record: JSON.stringify({
        nativeId: 'found-before-us',
        name: person.login,
        personId: null,
        status: 'active',
        attributes: {},
        grants: [],
        version: null,
      }),
      status: 'active',
      observedAt: tx.now,
      disabledSince: null,
      linked: false,
    });
  });

  const shown = await preview({ appoint: [{ personId: person.id, postId: 'so-tttt/chanh-vp-so' }] });

  expect(shown.blocked).toEqual([
    { accountName: person.login, because: 'unlinked', target: { id: 'directory' }, waitsFor: { kind: 'LINKING' } },
    {
      accountName: person.login,
      because: 'waitsForBlocked',
      target: { id: 'mail' },
      waitsFor: { kind: 'CREATE_AFTER' },
    },
  ]);
});

it('pages the preview of a decision with hundreds of lines, and weighs it once', async () => {
  const people: string[] = [];
  for (let count = 0; count < 300; count += 1) people.push((await city.person('Ngô', 'Văn', `Đông ${count}`)).id);
  const input = city.paper({ appoint: people.map((personId) => ({ personId, postId: 'so-tttt/chuyen-vien' })) });
  const page = (
    after: string | null,
  ): Promise<{
    previewDecision: {
      summary: { create: number };
      operations: {
        totalCount: number;
        pageInfo: { endCursor: string; hasNextPage: boolean };
        edges: { node: { effect: string } }[];
      };
    };
  }> =>
    city.ask(
      'query($input: RecordDecisionInput!, $after: String) { previewDecision(input: $input) { summary { create } operations(first: 100, after: $after) { totalCount pageInfo { endCursor hasNextPage } edges { node { effect changes { name after } grantChanges { value } basis { line policy { role } } waitsFor { kind } } } } } }',
      { input, after },
    );

  const first = (await page(null)).previewDecision;
  const second = (await page(first.operations.pageInfo.endCursor)).previewDecision;

  expect(first.summary.create).toBe(900);
  expect(first.operations.totalCount).toBe(900);
  expect(first.operations.pageInfo.hasNextPage).toBe(true);
  expect(second.operations.edges).toHaveLength(100);
  expect([...first.operations.edges, ...second.operations.edges].every(({ node }) => node.effect === 'GAIN')).toBe(
    true,
  );
}, 120_000);
