/**
 * What a leaver leaves: papers, the role mailbox, delegations, the tablet. Each thing has exactly one owner who is in
 * office, at every moment – asked at QLVB, doveadm and IMAP directly.
 */
import { exceptionScenario } from './handover-exception';
import { HANDOVERS, Papers, incoming, leave, linesOf, type Minutes, type Paper } from './handover-papers';
import { TestCity, type CitySystems, type Holder } from './harness';

export function handoverScenario(systems: CitySystems): void {
  let city: TestCity;
  let papers: Papers;
  beforeAll(async () => {
    city = await TestCity.open({ systems });
    papers = new Papers(city);
  });
  afterAll(() => city.close());

  const paper = (unitId: string, id: string): Promise<Paper> => papers.paper(unitId, id);
  const owners = (unitId: string, id: string): Promise<string[]> => papers.owners(unitId, id);
  const desk = (unitId: string, person: Holder): Promise<string> => papers.desk(unitId, person);
  const handovers = (unitId: string, status: string | null = null): Promise<readonly Minutes[]> =>
    papers.handovers(unitId, status);
  const minutesOf = (unitId: string, person: Holder): Promise<Minutes> => papers.minutesOf(unitId, person);

  describe('a director who leaves', () => {
    const unitId = 'so-tttt';
    const post = `${unitId}/giam-doc-so`;
    let chair: Holder;
    let director: Holder;
    let officer: Holder;
    let successor: Holder;
    const ids: Record<string, string> = {};

    beforeAll(async () => {
      chair = await city.holder(['Nguyễn', 'Thành', 'Chủ'], 'ubnd-tp/chu-tich-ubnd-tp');
      director = await city.holder(['Nguyễn', 'Văn', 'Mẫu'], post);
      officer = await city.holder(['Trần', 'Thị', 'Thử'], `${unitId}/chuyen-vien`);
      successor = await city.person('Lê', 'Đình', 'Ví');
      const user = await desk(unitId, director);
      const drafter = await desk(unitId, officer);
      ids.post = (await city.document(unitId, incoming(post, null))).id;
      ids.named = (await city.document(unitId, incoming(null, user, { kind: 'task' }))).id;
      ids.draft = (await city.document(unitId, incoming(null, user, { kind: 'draft', drafter }))).id;
      const from = await city.appointmentId(director.id, post);
      await city.decide({
        delegate: [{ fromAppointmentId: from, toPersonId: officer.id, scope: 'sign', endsOn: '2026-06-01' }],
      });
      await city.decide(leave(director), { effectiveOn: '2026-03-03' });
    });

    it('keeps everything until the instant, and hands it to the head above at the instant', async () => {
      await city.beginDay('2026-03-03', -1);
      expect(await owners(unitId, ids.post!)).toEqual([director.login]);
      expect(await owners(unitId, ids.named!)).toEqual([director.login]);

      await city.beginDay('2026-03-03');

      expect(await owners(unitId, ids.post!)).toEqual([chair.login]);
      expect(await owners(unitId, ids.named!)).toEqual([chair.login]);
      expect(await paper(unitId, ids.named!)).toMatchObject({ ownerPost: post, ownerUser: null, dueOn: '2026-04-15' });
      expect((await city.mailbox(chair.login))?.roleMailboxes).toContain('giam-doc-so_sotttt');
      expect((await city.mailbox(director.login))?.roleMailboxes).toEqual([]);
      expect((await city.qlvb(unitId, chair.id))?.roles).toEqual(['process', 'read']);
      const grants = (await city.accounts(chair.id))[`qlvb:${unitId}`]?.grants ?? [];
      expect(grants.map(({ justification }) => justification)).toEqual([
        expect.stringMatching(/^handover:/),
        expect.stringMatching(/^handover:/),
      ]);
    });

    it('gives a draft that waited for the signature back to who drafted it', async () => {
      expect(await owners(unitId, ids.draft!)).toEqual([officer.login]);
    });

    it('redirects by post, with a note, what comes late for the leaver by name', async () => {
      const user = await desk(unitId, director);

      const { id } = await city.document(unitId, incoming(null, user));

      expect(await paper(unitId, id)).toMatchObject({
        ownerPost: post,
        ownerUser: null,
        note: expect.stringContaining(director.login),
      });
      expect(await owners(unitId, id)).toEqual([chair.login]);
    });

    it('lets mail to the functional address reach the receiver', async () => {
      await city.deliver('giam-doc-so_sotttt@hanoi.gov.vn', 'Gửi Giám đốc');

      const client = await city.imap(chair.login);
      const boxes = (await client.list()).map(({ path }) => path);
      const box = boxes.find((path) => path.includes('giam-doc-so_sotttt')) ?? '';
      const status = await client.status(box, { messages: true });
      await client.logout();
      expect(status.messages).toBe(1);
    });

    it('passes on what is still open to the successor who is appointed weeks later', async () => {
      await city.beginDay('2026-03-24');

      await city.decide({ appoint: [{ personId: successor.id, postId: post }] });

      for (const id of [ids.post!, ids.named!]) expect(await owners(unitId, id)).toEqual([successor.login]);
      expect(await city.qlvb(unitId, chair.id)).toMatchObject({ status: 'disabled', roles: [] });
      expect((await city.mailbox(chair.login))?.roleMailboxes).toEqual(['chu-tich-ubnd-tp_ubndtp']);
      expect((await city.mailbox(successor.login))?.roleMailboxes).toEqual(['giam-doc-so_sotttt']);
      expect((await paper(unitId, ids.named!)).dueOn).toBe('2026-04-15');
    });

    it('finds nothing to do when it looks again', async () => {
      const { reconcile } = await city.ask<{ reconcile: { summary: Record<string, number> } }>(
        'mutation { reconcile(scope: ALL, id: null) { summary { create modify enable disable handover } } }',
      );

      expect(reconcile.summary).toEqual({ create: 0, modify: 0, enable: 0, disable: 0, handover: 0 });
    });
  });

  it('tells the minutes as data: what, from whom, to whom, with the due days that were kept and no subject', async () => {
    const unitId = 'so-noi-vu';
    const head = await city.holder(['Phạm', 'Văn', 'Trưởng'], `${unitId}/giam-doc-so`);
    const deputy = await city.holder(['Phạm', 'Thị', 'Phó'], `${unitId}/pho-giam-doc-so`);
    const { id } = await city.document(unitId, incoming(null, await desk(unitId, deputy)));

    await city.decide(leave(deputy));

    const minutes = await minutesOf(unitId, deputy);
    expect(minutes).toMatchObject({ status: 'DONE', because: 'head', receiver: { id: head.id }, annulledAt: null });
    expect(linesOf(minutes)).toEqual([
      {
        kind: 'DOCUMENT',
        ref: id,
        label: 'Công văn 12/UBND',
        dueOn: '2026-04-15',
        status: 'HANDED_OVER',
        from: { id: deputy.id },
        to: { id: head.id },
      },
    ]);
    expect(JSON.stringify(minutes)).not.toContain('báo cáo');
    expect(await owners(unitId, id)).toEqual([head.login]);
    expect(await city.refused(HANDOVERS, { unitId }, await city.login(head.login))).toEqual(['FORBIDDEN']);
  });

  it('gives the things of one of several seats to who is named, and never to the others who hold the post', async () => {
    const unitId = 'so-y-te';
    const post = `${unitId}/pho-giam-doc-so`;
    const [leaver, stays, named] = [
      await city.holder(['Vũ', 'Minh', 'Đi'], post),
      await city.holder(['Vũ', 'Minh', 'Ở'], post),
      await city.holder(['Vũ', 'Minh', 'Thay'], `${unitId}/chuyen-vien`),
    ];
    const { id } = await city.document(unitId, incoming(null, await desk(unitId, leaver)));

    await city.decide(leave(leaver, { successorId: named.id }));

    expect(await owners(unitId, id)).toEqual([named.login]);
    expect((await minutesOf(unitId, leaver)).because).toBe('named');

    await city.decide(leave(named));

    expect(await owners(unitId, id)).not.toContain(stays.login);
    expect(await owners(unitId, id)).toHaveLength(1);
  });

  it('lets who acts in the post have it, and who is appointed after them', async () => {
    const unitId = 'so-du-lich';
    const post = `${unitId}/giam-doc-so`;
    const director = await city.holder(['Bùi', 'Gia', 'Trước'], post);
    const deputy = await city.holder(['Bùi', 'Gia', 'Quyền'], `${unitId}/pho-giam-doc-so`);
    const next = await city.person('Bùi', 'Gia', 'Sau');
    const { id } = await city.document(unitId, incoming(null, await desk(unitId, director)));
    await city.decide({ ...leave(director), appoint: [{ personId: deputy.id, postId: post, mode: 'ACTING' }] });
    expect(await owners(unitId, id)).toEqual([deputy.login]);
    expect(await minutesOf(unitId, director)).toMatchObject({ because: 'acting', receiver: { id: deputy.id } });

    await city.beginDay('2026-04-01');
    const acting = await city.appointmentId(deputy.id, post);
    await city.decide({
      end: [{ appointmentId: acting, reason: 'OTHER' }],
      appoint: [{ personId: next.id, postId: post }],
    });

    expect(await owners(unitId, id)).toEqual([next.login]);
  });

  it('hands over to a records clerk when the whole leadership, the chair too, leaves on one day', async () => {
    const unitId = 'so-tu-phap';
    const director = await city.holder(['Đỗ', 'Hữu', 'Trưởng'], `${unitId}/giam-doc-so`);
    const deputy = await city.holder(['Đỗ', 'Hữu', 'Phó'], `${unitId}/pho-giam-doc-so`);
    const clerk = await city.holder(['Đỗ', 'Thị', 'Thư'], `${unitId}/van-thu`);
    const chair = await city.ask<{ post: { holders: { person: Holder }[] } }>(
      '{ post(id: "ubnd-tp/chu-tich-ubnd-tp") { holders { person { id login } } } }',
    );
    const papers = await Promise.all([
      city.document(unitId, incoming(null, await desk(unitId, director))),
      city.document(unitId, incoming(null, await desk(unitId, deputy))),
      city.document(unitId, incoming(`${unitId}/giam-doc-so`, null)),
    ]);
    const leaving = [director.id, deputy.id, chair.post.holders[0]!.person.id];

    await city.decide({ end: leaving.map((personId) => ({ personId, reason: 'DISMISSED' })) });

    for (const { id } of papers) expect(await owners(unitId, id)).toEqual([clerk.login]);
    expect((await city.mailbox(clerk.login))?.roleMailboxes).toContain('giam-doc-so_sotuphap');
  });

  it('follows a unit that is dissolved on the same day to who leads what came after it', async () => {
    const unitId = 'so-ngoai-vu';
    const director = await city.holder(['Lý', 'Văn', 'Cuối'], `${unitId}/giam-doc-so`);
    const leads = await city.holder(['Lý', 'Văn', 'Mới'], 'so-cong-thuong/giam-doc-so');
    const papers = [
      await city.document(unitId, incoming(null, await desk(unitId, director))),
      await city.document(unitId, incoming(`${unitId}/giam-doc-so`, null)),
    ];

    await city.decide({ ...leave(director), endUnit: [{ unitId, successorIds: ['so-cong-thuong'] }] });

    for (const { id } of papers) expect(await owners(unitId, id)).toEqual([leads.login]);
    expect((await city.mailbox(leads.login))?.roleMailboxes).toContain('giam-doc-so_songoaivu');
    const found = (await handovers('so-cong-thuong')).find(({ person }) => person.id === director.id);
    expect(found).toMatchObject({ because: 'head', receiver: { id: leads.id }, status: 'DONE' });
  });

  it('waits for a system that is away: nothing is lost, doubled or left lying when it comes back', async () => {
    const unitId = 'so-tai-chinh';
    const post = `${unitId}/pho-giam-doc-so`;
    const head = await city.holder(['Mai', 'Văn', 'Trưởng'], `${unitId}/giam-doc-so`);
    const deputy = await city.holder(['Mai', 'Văn', 'Đi'], post);
    const user = await desk(unitId, deputy);
    const { id } = await city.document(unitId, incoming(null, user));
    await city.away('qlvb', 'mail');

    await city.decide(leave(deputy));

    expect(await minutesOf(unitId, deputy)).toMatchObject({ status: 'OPEN', receiver: { id: head.id } });
    await city.back('qlvb', 'mail');
    expect(await owners(unitId, id)).toEqual([head.login]);
    const late = await city.document(unitId, incoming(null, user));
    expect(await owners(unitId, late.id)).toEqual([head.login]);
    expect(await minutesOf(unitId, deputy)).toMatchObject({ status: 'DONE' });
  });

  it('leaves with the keeper what went over when the leave is annulled, and proposes to give it back', async () => {
    const unitId = 'so-xay-dung';
    const head = await city.holder(['Hà', 'Thu', 'Trưởng'], `${unitId}/giam-doc-so`);
    const deputy = await city.holder(['Hà', 'Thu', 'Phó'], `${unitId}/pho-giam-doc-so`);
    const { id } = await city.document(unitId, incoming(null, await desk(unitId, deputy)));
    const { id: decisionId } = await city.decide(leave(deputy));
    const { number, issuerId, signedOn, effectiveOn } = city.paper({});

    await city.ask(
      'mutation($id: ID!, $by: DecisionHeadInput!) { annulDecision(decisionId: $id, by: $by) { decision { id } } }',
      { id: decisionId, by: { number, issuerId, signedOn, effectiveOn } },
    );
    await city.settle();

    expect(await owners(unitId, id)).toEqual([head.login]);
    const minutes = await minutesOf(unitId, deputy);
    expect(minutes.annulledAt).not.toBeNull();
    expect(linesOf(minutes).map(({ status, from, to }) => [status, from?.id, to?.id])).toEqual([
      ['HANDED_OVER', deputy.id, head.id],
      ['PROPOSED', head.id, deputy.id],
    ]);
  });

  describe('what came for a guest', () => {
    exceptionScenario(() => ({ city, papers }));
  });

  describe('a tablet', () => {
    const RECEIVE =
      'mutation($csv: String!) { importTablets(csv: $csv) { rows created known problems { line code message } } }';
    const ISSUE = 'mutation($t: ID!, $p: ID!) { issueTablet(tabletId: $t, personId: $p, recordNumber: "BB-1") { id } }';
    const RETURN =
      'mutation($t: ID!, $p: ID) { returnTablet(tabletId: $t, personId: $p, recordNumber: "BB-2") { proposedHolder { id } } }';
    const REISSUE =
      'mutation($t: ID!) { reissueTablet(tabletId: $t, recordNumber: "BB-3") { holder { id } custody { holder { id } startsAt endsAt } } }';
    const AWAITED = '{ tablets(awaitingReturn: true) { edges { node { id serial holder { id } } } } }';

    it('is received from a table: 500 rows of which 3 repeat a serial make 497 and 3 problems, and again none', async () => {
      const rows = Array.from(
        { length: 500 },
        (_, index) => `TB-${String(index < 497 ? index : index - 497).padStart(4, '0')},MTB 10,so-khdt`,
      );
      const csv = ['serial,model,unit', ...rows].join('\r\n');

      const first = await city.ask<{ importTablets: { problems: { line: number; code: string }[] } }>(RECEIVE, { csv });
      const again = await city.ask<{ importTablets: object }>(RECEIVE, { csv });

      expect(first.importTablets).toMatchObject({ rows: 500, created: 497, known: 0 });
      expect(first.importTablets.problems.map(({ line, code }) => `${line} ${code}`)).toEqual([
        '499 SERIAL_TAKEN',
        '500 SERIAL_TAKEN',
        '501 SERIAL_TAKEN',
      ]);
      expect(again.importTablets).toMatchObject({ rows: 500, created: 0, known: 497 });
      expect(await city.refused(RECEIVE, { csv: 'serial,model,unit\nA-1,"MTB,so-khdt' })).toEqual([
        'TABLE_UNREADABLE csv',
      ]);
    });

    it('stays open and goes overdue until the leaver gives it back, then goes to the successor without a gap', async () => {
      const unitId = 'so-khdt';
      const post = `${unitId}/giam-doc-so`;
      const director = await city.holder(['Ngô', 'Bảo', 'Đi'], post);
      const next = await city.holder(['Ngô', 'Bảo', 'Đến'], `${unitId}/pho-giam-doc-so`);
      const { tablets } = await city.ask<{ tablets: { edges: { node: { id: string } }[] } }>(
        '{ tablets(unitId: "so-khdt", first: 1) { edges { node { id } } } }',
      );
      const tablet = tablets.edges[0]!.node.id;
      await city.ask(ISSUE, { t: tablet, p: director.id });
      const held = await city.appointmentId(next.id, `${unitId}/pho-giam-doc-so`);
      await city.decide({
        ...leave(director, { successorId: next.id }),
        transfer: [{ appointmentId: held, toPostId: post }],
      });
      const today = city.today();

      expect(await minutesOf(unitId, director)).toMatchObject({ status: 'OPEN', because: 'holder' });
      const awaited = await city.ask<{ tablets: { edges: { node: { holder: { id: string } } }[] } }>(AWAITED);
      expect(awaited.tablets.edges.map(({ node }) => node.holder.id)).toEqual([director.id]);
      await city.beginDay(new Date(Date.parse(today) + 8 * 86_400_000).toISOString().slice(0, 10));
      expect((await handovers(unitId, 'OVERDUE')).map(({ person }) => person.id)).toEqual([director.id]);
      expect(await city.refused(RETURN, { t: tablet, p: next.id })).toEqual(['TABLET_HELD_BY_OTHER personId']);
      expect(await city.refused(REISSUE, { t: tablet })).not.toEqual([]);

      const back = await city.ask<{ returnTablet: { proposedHolder: { id: string } } }>(RETURN, {
        t: tablet,
        p: director.id,
      });
      const { reissueTablet } = await city.ask<{
        reissueTablet: {
          holder: { id: string };
          custody: { holder: { id: string } | null; startsAt: string; endsAt: string | null }[];
        };
      }>(REISSUE, { t: tablet });

      expect(back.returnTablet.proposedHolder.id).toBe(next.id);
      expect(reissueTablet.holder.id).toBe(next.id);
      expect(reissueTablet.custody.map(({ holder }) => holder?.id ?? null)).toEqual([null, director.id, null, next.id]);
      reissueTablet.custody
        .slice(1)
        .forEach(({ startsAt }, index) => expect(reissueTablet.custody[index]?.endsAt).toBe(startsAt));
      expect(await minutesOf(unitId, director)).toMatchObject({ status: 'DONE' });
      expect(await handovers(unitId, 'OVERDUE')).toEqual([]);
    });
  });
}
