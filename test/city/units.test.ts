/** Units begin, end and merge by decision; whoever works there moves with them, and nobody is left behind. */
import { TestCity, type Holder } from './harness';

let city: TestCity;
beforeAll(async () => {
  city = await TestCity.open({ now: new Date('2025-02-24T02:00:00.000Z') });
});
afterAll(() => city.close());

const DIRECTS = ['assign', 'direct', 'process', 'read', 'sign'];
const ASSISTS = ['assign', 'process', 'read'];
const UNIT =
  'query($id: ID!) { unit(id: $id) { name kind startsOn endsOn parent { id } posts { id seats } successions { on predecessor { id } successor { id } } } }';

interface UnitSeen {
  readonly name: string;
  readonly kind: string;
  readonly startsOn: string;
  readonly endsOn: string | null;
  readonly parent: { readonly id: string } | null;
  readonly posts: readonly { readonly id: string; readonly seats: number | null }[];
  readonly successions: readonly {
    readonly on: string;
    readonly predecessor: { id: string };
    readonly successor: { id: string };
  }[];
}

async function unit(id: string): Promise<UnitSeen> {
  return (await city.ask<{ unit: UnitSeen }>(UNIT, { id })).unit;
}

function department(id: string, name: string): Record<string, unknown> {
  return { id, name, kind: 'department', parentId: 'ubnd-tp', code: null };
}

function post(unitId: string, positionId: string, seats: number | null): Record<string, unknown> {
  return { id: `${unitId}/${positionId}`, unitId, positionId, seats };
}

it('establishes a unit, opens its posts and appoints its head in one decision', async () => {
  const head = await city.person('Nguyễn', 'Văn', 'Mẫu');

  await city.decide({
    establishUnit: [
      { ...department('tt-hcc', 'Trung tâm Phục vụ hành chính công'), kind: 'public_service_unit', code: 'TTHCC' },
    ],
    openPost: [post('tt-hcc', 'thu-truong-don-vi', 1), post('tt-hcc', 'chuyen-vien', null)],
    appoint: [{ personId: head.id, postId: 'tt-hcc/thu-truong-don-vi' }],
  });

  expect(await unit('tt-hcc')).toMatchObject({
    name: 'Trung tâm Phục vụ hành chính công',
    startsOn: '2025-02-24',
    endsOn: null,
    parent: { id: 'ubnd-tp' },
  });
  expect(await city.directory(head.login)).toMatchObject({
    unit: 'tt-hcc',
    aliases: ['nvmau_tthcc@hanoi.gov.vn'],
    groups: ['heads-public_service_unit', 'leaders', 'unit-tt-hcc'],
  });
  expect((await city.mailbox(head.login))?.roleMailboxes).toEqual(['thu-truong-don-vi_tthcc']);
  expect(await city.qlvb('tt-hcc', head.id)).toMatchObject({ status: 'active', roles: DIRECTS });
});

it('ends a unit only when everybody in it ends or moves', async () => {
  const head = await city.holder(['Lê', 'Văn', 'Hân'], 'so-ngoai-vu/giam-doc-so');
  const officer = await city.holder(['Lê', 'Thị', 'Lan'], 'so-ngoai-vu/chuyen-vien');
  const left = { endUnit: [{ unitId: 'so-ngoai-vu', successorIds: ['vp-ubnd-tp'] }] };

  const nobody = await city.refusedDecision(left);
  const onlyOne = await city.refusedDecision({ ...left, end: [{ personId: head.id, reason: 'RETIRED' }] });

  expect(nobody).toEqual(['UNIT_HAS_HOLDERS endUnit.0.unitId']);
  expect(onlyOne).toEqual(['UNIT_HAS_HOLDERS endUnit.0.unitId']);
  expect((await unit('so-ngoai-vu')).endsOn).toBeNull();
  await city.settle();
  expect(await city.qlvb('so-ngoai-vu', head.id)).toMatchObject({ status: 'active' });
  expect(await city.qlvb('so-ngoai-vu', officer.id)).toMatchObject({ status: 'active' });
});

it('lets a unit that goes on absorb another: its holders move, with one line for each post', async () => {
  const head = await city.holder(['Trần', 'Văn', 'Ơn'], 'so-du-lich/giam-doc-so');
  const officers = [
    await city.holder(['Trần', 'Thị', 'Lý'], 'so-du-lich/chuyen-vien'),
    await city.holder(['Trần', 'Thị', 'Tâm'], 'so-du-lich/chuyen-vien'),
  ];
  const before = await city.directory(officers[0]!.login);

  await city.decide({
    end: [{ personId: head.id, reason: 'RETIRED' }],
    mapPost: [{ fromPostId: 'so-du-lich/chuyen-vien', toPostId: 'so-vhtt/chuyen-vien' }],
    endUnit: [{ unitId: 'so-du-lich', successorIds: ['so-vhtt'] }],
  });

  for (const officer of officers) {
    expect((await city.directory(officer.login))?.groups).toEqual(['unit-so-vhtt']);
    expect(await city.qlvb('so-du-lich', officer.id)).toMatchObject({ status: 'disabled', roles: [] });
    expect(await city.qlvb('so-vhtt', officer.id)).toMatchObject({ status: 'active', roles: ['process', 'read'] });
    expect(await city.imapLogsIn(officer.login)).toBe(true);
  }
  expect((await city.directory(officers[0]!.login))?.uuid).toBe(before?.uuid);
  expect(await city.directory(head.login)).toMatchObject({ locked: true, groups: [] });
  expect((await unit('so-du-lich')).endsOn).toBe('2025-02-24');
  expect((await unit('so-vhtt')).endsOn).toBeNull();
  const again = await city.person('Trần', 'Văn', 'Muộn');
  expect(await city.refusedDecision({ appoint: [{ personId: again.id, postId: 'so-du-lich/chuyen-vien' }] })).toEqual([
    expect.stringMatching(/^(POST|UNIT)_NOT_IN_FORCE appoint\.0\.postId$/),
  ]);
});

describe('the merge of 1 March 2025: Planning and Investment with Finance into a new Department of Finance', () => {
  const OLD = ['so-khdt', 'so-tai-chinh'] as const;
  const NEW = 'so-tai-chinh-2025';
  const people: Record<string, Holder> = {};
  const lines = (ends: readonly Record<string, unknown>[]): Record<string, unknown> => ({
    establishUnit: [department(NEW, 'Sở Tài chính')],
    openPost: [post(NEW, 'giam-doc-so', 1), post(NEW, 'pho-giam-doc-so', null), post(NEW, 'chuyen-vien', null)],
    mapPost: OLD.flatMap((unitId) =>
      ['giam-doc-so', 'pho-giam-doc-so', 'chuyen-vien'].map((position) => ({
        fromPostId: `${unitId}/${position}`,
        toPostId: `${NEW}/${position}`,
      })),
    ),
    endUnit: OLD.map((unitId) => ({ unitId, successorIds: [NEW] })),
    ...(ends.length > 0 ? { end: ends } : {}),
  });
  const HEAD = { number: '01/NQ-HĐND', signedOn: '2025-02-24', effectiveOn: '2025-03-01' };

  beforeAll(async () => {
    for (const [index, unitId] of OLD.entries()) {
      const mark = ['Một', 'Hai'][index]!;
      people[`head${index}`] = await city.holder(['Phạm', 'Giám', mark], `${unitId}/giam-doc-so`);
      people[`deputy${index}`] = await city.holder(['Phạm', 'Phó', mark], `${unitId}/pho-giam-doc-so`, {
        fields: [`Mảng ${mark}`],
      });
      people[`officer${index}`] = await city.holder(['Phạm', 'Viên', mark], `${unitId}/chuyen-vien`);
    }
  });

  it('refuses two directors for the one seat', async () => {
    const codes = await city.refusedDecision(lines([]), HEAD);

    expect(codes.map((code) => code.split(' ')[0])).toContain('SEAT_OCCUPIED');
  });

  it('moves everybody at the first instant of the day, deputies added up, and lets the retired one go', async () => {
    const { head0, head1 } = people as Record<'head0' | 'head1', Holder>;
    const uuids = new Map<string, string | undefined>();
    for (const { login } of Object.values(people)) uuids.set(login, (await city.directory(login))?.uuid);
    const decision = await city.decide(lines([{ personId: head0.id, reason: 'RETIRED' }]), HEAD);
    await city.beginDay('2025-03-01', -1);
    expect(await city.qlvb('so-khdt', head0.id)).toMatchObject({ status: 'active', roles: DIRECTS });
    expect(await city.qlvb(NEW, head1.id)).toBeNull();

    await city.beginDay('2025-03-01');

    expect(await city.directory(head0.login)).toMatchObject({ locked: true, groups: [] });
    expect(await city.qlvb('so-khdt', head0.id)).toMatchObject({ status: 'disabled', roles: [] });
    expect(await city.directory(head1.login)).toMatchObject({
      locked: false,
      unit: NEW,
      groups: ['heads-department', 'leaders', `unit-${NEW}`],
      aliases: [`${head1.login}_sotaichinh2025@hanoi.gov.vn`, `${head1.login}_sotaichinh@hanoi.gov.vn`].sort(),
    });
    // Mail to the functional addresses of the bodies that are gone reaches who leads what came after them.
    expect((await city.mailbox(head1.login))?.roleMailboxes).toEqual([
      'giam-doc-so_sokhdt',
      'giam-doc-so_sotaichinh',
      'giam-doc-so_sotaichinh2025',
    ]);
    expect(await city.qlvb(NEW, head1.id)).toMatchObject({ status: 'active', roles: DIRECTS });
    for (const [index, unitId] of OLD.entries()) {
      const deputy = people[`deputy${index}`]!;
      const officer = people[`officer${index}`]!;
      expect(await city.qlvb(NEW, deputy.id)).toMatchObject({
        status: 'active',
        roles: ASSISTS,
        fields: [`Mảng ${['Một', 'Hai'][index]}`],
      });
      expect(await city.qlvb(NEW, officer.id)).toMatchObject({ status: 'active', roles: ['process', 'read'] });
      for (const { id } of [deputy, officer])
        expect(await city.qlvb(unitId, id)).toMatchObject({ status: 'disabled', roles: [], fields: [] });
    }
    for (const [login, uuid] of uuids) expect((await city.directory(login))?.uuid).toBe(uuid);
    for (const unitId of OLD) {
      expect(await unit(unitId)).toMatchObject({ endsOn: '2025-03-01' });
      expect((await unit(unitId)).successions).toContainEqual(
        expect.objectContaining({ on: '2025-03-01', successor: { id: NEW } }),
      );
    }
    const { plan } = await city.ask<{ plan: { complete: boolean; summary: { handover: number } } }>(
      'query($id: ID!) { plan(id: $id) { complete summary { handover } } }',
      { id: decision.planId },
    );
    expect(plan.complete).toBe(true);
  });
});

describe('what is recorded late of somebody whom a reorganisation has moved meanwhile', () => {
  const OLD = 'so-gtvt/pho-giam-doc-so';
  const NEW = 'so-xay-dung/pho-giam-doc-so';
  const LATE = { signedOn: '2025-02-20', effectiveOn: '2025-02-20' };
  const PREVIEW =
    'query($input: RecordDecisionInput!) { previewDecision(input: $input) { operations(first: 50) { edges { node { kind target { id } person { id } } } } } }';
  interface Previewed {
    readonly previewDecision: {
      readonly operations: {
        readonly edges: readonly { node: { kind: string; target: { id: string }; person: { id: string } } }[];
      };
    };
  }

  it('reaches them at the new post: who had left is out everywhere, who was suspended is paused', async () => {
    await city.holder(['Vũ', 'Văn', 'Trưởng'], 'so-xay-dung/giam-doc-so');
    const leaver = await city.holder(['Vũ', 'Văn', 'Đi'], OLD);
    const paused = await city.holder(['Vũ', 'Thị', 'Nghỉ'], OLD);
    const [left, pausedFrom] = [await city.appointmentId(leaver.id, OLD), await city.appointmentId(paused.id, OLD)];
    await city.decide({ mapPost: [{ fromPostId: OLD, toPostId: NEW }] });
    expect(await city.qlvb('so-xay-dung', leaver.id)).toMatchObject({ status: 'active', roles: ASSISTS });
    const token = await city.login(leaver.login);
    const lines = {
      end: [{ appointmentId: left, reason: 'RESIGNED' }],
      suspend: [{ appointmentId: pausedFrom }],
    };

    const preview = await city.ask<Previewed>(PREVIEW, { input: city.paper(lines, LATE) });
    const late = await city.decide(lines, LATE);

    const disabled = preview.previewDecision.operations.edges.filter(({ node }) => node.kind === 'disable');
    expect(disabled.filter(({ node }) => node.person.id === leaver.id).map(({ node }) => node.target.id)).toEqual(
      expect.arrayContaining(['directory', 'mail', 'qlvb:so-xay-dung']),
    );
    expect(await city.refused('{ me { id } }', {}, token)).toEqual(['UNAUTHENTICATED']);
    for (const { id, login } of [leaver, paused]) {
      expect(await city.directory(login)).toMatchObject({ locked: true });
      expect(await city.mailbox(login)).toMatchObject({ denied: true });
      expect((await city.qlvb('so-xay-dung', id))?.status).not.toBe('active');
    }
    const held = await city.appointments(leaver.id, { on: city.today() });
    expect(held).toEqual([]);

    await city.ask(
      'mutation($id: ID!, $by: DecisionHeadInput!) { annulDecision(decisionId: $id, by: $by) { decision { id } } }',
      { id: late.id, by: city.paper({}) },
    );
    await city.settle();

    for (const { id } of [leaver, paused])
      expect(await city.qlvb('so-xay-dung', id)).toMatchObject({ status: 'active', roles: ASSISTS });
  });

  it('is refused, and says what to record instead, where it would have to be moved as well', async () => {
    const joiner = await city.person('Vũ', 'Văn', 'Đến');
    const line = { personId: joiner.id, postId: OLD };

    const codes = await city.refusedDecision({ appoint: [line] }, LATE);
    await city.decide({ appoint: [{ ...line, endsOn: city.today() }] }, LATE);
    await city.decide({ appoint: [{ personId: joiner.id, postId: NEW }] });

    expect(codes).toEqual(['POST_WENT_OVER appoint.0.postId']);
    expect(await city.qlvb('so-xay-dung', joiner.id)).toMatchObject({ status: 'active', roles: ASSISTS });
  });
});
