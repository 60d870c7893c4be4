/** What a preview shows is what the recorded decision then does: operation for operation, under the same hash. */
import { TestCity, type Holder } from './harness';

let city: TestCity;
beforeAll(async () => {
  city = await TestCity.open();
});
afterAll(() => city.close());

interface Operation {
  readonly kind: string;
  readonly accountName: string;
  readonly reason: string;
  readonly status: string;
  readonly before: unknown;
  readonly after: unknown;
  readonly target: { readonly id: string };
  readonly person: { readonly id: string };
}

interface Plan {
  readonly id: string;
  readonly hash: string;
  readonly policyVersion: string;
  readonly summary: Record<string, number>;
  readonly operations: { readonly totalCount: number; readonly edges: readonly { readonly node: Operation }[] };
}

const PLAN = `fragment Whole on Plan {
  id hash policyVersion
  summary { create modify enable disable archive delete handover netLoss }
  operations(first: 200) { totalCount edges { node { kind accountName reason status before after target { id } person { id } } } }
}`;
const PREVIEW = `query($input: RecordDecisionInput!) { previewDecision(input: $input) { ...Whole } } ${PLAN}`;
const RECORD = `mutation($input: RecordDecisionInput!) { recordDecision(input: $input) { decision { id } plan { ...Whole } } } ${PLAN}`;
const STORED = `query($id: ID!) { plan(id: $id) { ...Whole } } ${PLAN}`;
const OPERATIONS =
  'query($id: ID!) { operations(personId: $id, first: 200) { edges { node { id kind status target { id } } } } }';

async function preview(input: Record<string, unknown>): Promise<Plan> {
  return (await city.ask<{ previewDecision: Plan }>(PREVIEW, { input })).previewDecision;
}

async function record(input: Record<string, unknown>): Promise<Plan> {
  const { recordDecision } = await city.ask<{ recordDecision: { plan: Plan } }>(RECORD, { input });
  return recordDecision.plan;
}

async function stored(id: string): Promise<Plan> {
  return (await city.ask<{ plan: Plan }>(STORED, { id })).plan;
}

/** The operations without what changes while they are carried out. */
function whatOf(plan: Plan): readonly Omit<Operation, 'status'>[] {
  return plan.operations.edges
    .map(({ node: { status: _status, ...what } }) => what)
    .sort((a, b) => key(a).localeCompare(key(b)));
}

function key(one: Omit<Operation, 'status'>): string {
  return [one.person.id, one.target.id, one.kind, JSON.stringify(one.after)].join(' ');
}

/** Operations at the person's accounts that are no part of the plan and were carried out. */
async function doneTo(person: Holder): Promise<readonly string[]> {
  const { operations } = await city.ask<{
    operations: { edges: { node: { id: string; kind: string; status: string; target: { id: string } } }[] };
  }>(OPERATIONS, { id: person.id });
  return operations.edges
    .filter(({ node }) => node.status === 'DONE')
    .map(({ node }) => `${node.kind} ${node.target.id}`);
}

interface Case {
  readonly what: string;
  readonly kinds: readonly string[];
  /** The lines, and whom they concern. */
  readonly lines: () => Promise<readonly [Record<string, unknown>, readonly Holder[]]>;
}

const CASES: readonly Case[] = [
  {
    what: 'an appointment of two people',
    kinds: ['create'],
    lines: async () => {
      const director = await city.person('Nguyễn', 'Văn', 'Mẫu');
      const deputy = await city.person('Lê', 'Thị', 'Hoa');
      const appoint = [
        { personId: director.id, postId: 'so-tttt/giam-doc-so' },
        { personId: deputy.id, postId: 'so-tttt/pho-giam-doc-so', fields: ['Viễn thông'] },
      ];
      return [{ appoint }, [director, deputy]];
    },
  },
  {
    what: 'a transfer between units',
    kinds: ['create', 'disable', 'handover', 'modify'],
    lines: async () => {
      const person = await city.holder(['Trần', 'Quốc', 'Toản'], 'so-y-te/giam-doc-so');
      const appointmentId = await city.appointmentId(person.id, 'so-y-te/giam-doc-so');
      return [{ transfer: [{ appointmentId, toPostId: 'so-gddt/giam-doc-so' }] }, [person]];
    },
  },
  {
    what: 'a leave',
    kinds: ['disable', 'handover', 'modify'],
    lines: async () => {
      const person = await city.holder(['Phan', 'Đình', 'Phùng'], 'so-noi-vu/giam-doc-so');
      return [{ end: [{ personId: person.id, reason: 'RETIRED' }] }, [person]];
    },
  },
  {
    what: 'a suspension with a stand-in',
    kinds: ['disable', 'modify'],
    lines: async () => {
      const head = await city.holder(['Lý', 'Tự', 'Trọng'], 'so-vhtt/giam-doc-so');
      const deputy = await city.holder(['Võ', 'Thị', 'Sáu'], 'so-vhtt/pho-giam-doc-so', { fields: ['Thể thao'] });
      const lines = {
        suspend: [{ personId: head.id }],
        appoint: [{ personId: deputy.id, postId: 'so-vhtt/giam-doc-so', mode: 'ACTING' }],
      };
      return [lines, [head, deputy]];
    },
  },
  {
    what: 'a name change',
    kinds: ['modify'],
    lines: async () => {
      const person = await city.holder(['Bế', 'Văn', 'Đàn'], 'so-khcn/chuyen-vien');
      return [{ changeName: [{ personId: person.id, givenName: 'Đăng' }] }, [person]];
    },
  },
];

describe.each(CASES)('of $what', ({ kinds, lines }) => {
  it('shows the operations that recording it then carries out, and none else are carried out', async () => {
    const [ofWhat, people] = await lines();
    const input = city.paper(ofWhat);
    const before = await Promise.all(people.map(doneTo));
    const shown = await preview(input);
    expect([...new Set(whatOf(shown).map(({ kind }) => kind))].sort()).toEqual(kinds);

    const plan = await record({ ...input, previewHash: shown.hash });
    await city.settle();

    expect(plan.hash).toBe(shown.hash);
    expect(plan.summary).toEqual(shown.summary);
    expect(plan.policyVersion).toBe(shown.policyVersion);
    expect(whatOf(plan)).toEqual(whatOf(shown));
    const done = await stored(plan.id);
    expect(whatOf(done)).toEqual(whatOf(shown));
    expect(done.operations.edges.map(({ node }) => node.status)).toEqual(done.operations.edges.map(() => 'DONE'));
    const after = await Promise.all(people.map(doneTo));
    const carriedOut = people.flatMap((person, index) => {
      const own = [...after[index]!];
      for (const one of before[index]!) own.splice(own.indexOf(one), 1);
      return own.map((one) => `${person.id} ${one}`);
    });
    expect(carriedOut.sort()).toEqual(
      whatOf(shown)
        .map(({ person, kind, target }) => `${person.id} ${kind} ${target.id}`)
        .sort(),
    );
  });
});

it('shows for a day to come what is then done on that day', async () => {
  const person = await city.holder(['Nguyễn', 'Thị', 'Minh'], 'so-tu-phap/giam-doc-so');
  const input = city.paper({ end: [{ personId: person.id, reason: 'RETIRED' }] }, { effectiveOn: '2026-03-04' });
  const shown = await preview(input);
  const plan = await record({ ...input, previewHash: shown.hash });
  await city.settle();
  const pending = (await stored(plan.id)).operations.edges.map(({ node }) => node.status);
  expect(new Set(pending)).toEqual(new Set(['PENDING']));

  await city.beginDay('2026-03-04');

  const done = await stored(plan.id);
  expect(done.hash).toBe(shown.hash);
  expect(whatOf(done)).toEqual(whatOf(shown));
  expect(new Set(done.operations.edges.map(({ node }) => node.status))).toEqual(new Set(['DONE']));
  expect(await city.directory(person.login)).toMatchObject({ locked: true });
});

it('stores nothing: no table has a row more', async () => {
  const person = await city.person('Hoàng', 'Văn', 'Thụ');
  await city.settle();
  const token = await city.adminToken();
  const input = city.paper({ appoint: [{ personId: person.id, postId: 'so-du-lich/giam-doc-so' }] });
  const before = await city.rowCounts();

  const answer = await city.send<{ previewDecision: Plan }>(PREVIEW, { input }, token);

  expect(answer.data?.previewDecision).toMatchObject({ id: 'preview', operations: { totalCount: 3 } });
  expect(await city.rowCounts()).toEqual(before);
  await city.settle();
  expect(await city.directory(person.login)).toBeNull();
  expect(await city.appointments(person.id)).toEqual([]);
});

it('is refused with the codes with which recording would be refused', async () => {
  const person = await city.person('Ngô', 'Gia', 'Tự');
  const input = city.paper({ appoint: [{ personId: person.id, postId: 'no-such/post' }], end: [{ reason: 'OTHER' }] });

  const shown = await city.refused(PREVIEW, { input });

  expect(shown).toEqual(await city.refused(RECORD, { input }));
  expect(shown).toContain('UNKNOWN_POST appoint.0.postId');
});

it('goes stale when office changes what it would do, and recording under its hash is refused and stores nothing', async () => {
  const person = await city.holder(['Nguyễn', 'Đức', 'Cảnh'], 'so-xay-dung/pho-giam-doc-so', { fields: ['Nhà ở'] });
  const input = city.paper({ end: [{ personId: person.id, reason: 'RESIGNED' }] });
  const shown = await preview(input);
  await city.decide(
    { appoint: [{ personId: person.id, postId: 'so-cong-thuong/chuyen-vien' }] },
    { effectiveOn: '2026-02-02' },
  );

  const codes = await city.refused(RECORD, { input: { ...input, previewHash: shown.hash } });

  await city.settle();
  expect(codes).toEqual(['PREVIEW_STALE previewHash']);
  expect(await city.directory(person.login)).toMatchObject({ locked: false });
  const again = await preview(input);
  expect(again.hash).not.toBe(shown.hash);
  expect((await record({ ...input, previewHash: again.hash })).hash).toBe(again.hash);
});

it('stays good when office changes elsewhere', async () => {
  const person = await city.holder(['Lê', 'Hồng', 'Phong'], 'so-gtvt/chuyen-vien');
  const other = await city.person('Hà', 'Huy', 'Tập');
  const input = city.paper({ end: [{ personId: person.id, reason: 'RESIGNED' }] });
  const shown = await preview(input);
  await city.decide({ appoint: [{ personId: other.id, postId: 'so-y-te/chuyen-vien' }] });

  const plan = await record({ ...input, previewHash: shown.hash });

  await city.settle();
  expect(plan.hash).toBe(shown.hash);
  expect(await city.directory(person.login)).toMatchObject({ locked: true });
});
