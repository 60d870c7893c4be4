import { OutboxEvent } from '../../events/outbox-event.entity';
import { AuditRecord } from '../../audit/audit-record.entity';
import { AppointmentRow } from './appointment.entity';
import { ORGANISATION_ENTITIES } from './organisation-entities';
import { City, TODAY, refusal } from './room.fixture';

let city: City;

beforeEach(async () => {
  city = await City.open();
});

afterEach(() => city.close());

describe('recording a decision', () => {
  it('stores facts, audit and role change together and marks whom it concerns', async () => {
    const personId = await city.person('Nguyễn', 'Văn', 'Mẫu');

    const decisionId = await city.record({
      appoint: [{ personId, postId: 'so-a/giam-doc', primary: true, fields: ['Ngân sách'] }],
    });

    const [facts] = await city.office.facts([personId]);
    expect(facts).toMatchObject({
      login: 'nvmau',
      appointments: [
        {
          startsOn: TODAY,
          endsOn: null,
          mode: 'official',
          primary: true,
          post: { id: 'so-a/giam-doc', unit: { path: ['so-a', 'tp'] } },
        },
      ],
    });
    expect(city.marked).toContain(personId);
    expect(await city.store.read.countBy(AuditRecord, { decisionId })).toBe(1);
    expect(await city.store.read.findBy(OutboxEvent, { topic: 'role-change' })).toContainEqual(
      expect.objectContaining({ payload: expect.stringContaining('"APPOINTED"') }),
    );
  });

  it('refuses a second official holder for one seat, also when the seat fills only later', async () => {
    const [a, b] = [await city.person('Lê', '', 'An'), await city.person('Lê', '', 'Bình')];
    await city.appoint(a, 'so-a/giam-doc', '2026-06-01');

    const later = await refusal(
      city.record({ effectiveOn: TODAY, appoint: [{ personId: b, postId: 'so-a/giam-doc' }] }),
    );
    const between = await refusal(
      city.record({ effectiveOn: TODAY, appoint: [{ personId: b, postId: 'so-a/giam-doc', endsOn: '2026-06-01' }] }),
    );

    expect(later).toEqual(['SEAT_OCCUPIED appoint.0.postId']);
    expect(between).toEqual([]);
  });

  it('tells all problems of an input at once and writes nothing', async () => {
    const personId = await city.person('Lê', '', 'An');

    const codes = await refusal(
      city.record({
        signedOn: '2026-06-01',
        appoint: [
          { personId, postId: 'nowhere' },
          { personId: 'nobody', postId: 'so-a/pho' },
          { personId, postId: 'so-a/pho', endsOn: '2026-01-01' },
        ],
        end: [{ reason: 'RETIRED' }],
      }),
    );

    expect(codes).toEqual([
      'SIGNED_IN_FUTURE signedOn',
      'UNKNOWN_POST appoint.0.postId',
      'UNKNOWN_PERSON appoint.1.personId',
      'END_BEFORE_START appoint.2.endsOn',
      'PERSON_OR_APPOINTMENT end.0.appointmentId',
    ]);
    expect(await city.store.read.count(AppointmentRow)).toBe(0);
  });

  it('refuses no line, a thousand and one lines, and the same paper twice', async () => {
    const personId = await city.person('Lê', '', 'An');
    const paper = city.input({ appoint: [{ personId, postId: 'so-a/pho' }] });
    const lines = Array.from({ length: 1_001 }, () => ({ personId, postId: 'so-a/pho' }));

    const codes = [await refusal(city.record({})), await refusal(city.record({ appoint: lines }))];
    await city.record(paper);

    expect(codes).toEqual([['NO_LINES'], ['TOO_MANY_LINES']]);
    expect(await refusal(city.record({ ...paper, appoint: [{ personId, postId: 'so-b/pho' }] }))).toEqual([
      'DECISION_ALREADY_RECORDED number',
    ]);
  });

  it('ends everything a person holds, also what we learn of afterwards', async () => {
    const personId = await city.person('Lê', '', 'An');
    await city.appoint(personId, 'so-a/giam-doc', '2020-01-01');

    await city.record({ effectiveOn: '2026-05-01', end: [{ personId, reason: 'RETIRED' }] });
    await city.record({ effectiveOn: '2021-01-01', appoint: [{ personId, postId: 'so-b/pho' }] });

    const [facts] = await city.office.facts([personId]);
    expect(facts?.appointments.map((one) => [one.post.id, one.endsOn])).toEqual([
      ['so-a/giam-doc', '2026-05-01'],
      ['so-b/pho', '2026-05-01'],
    ]);
  });

  it('reorganises by one decision and leaves nobody behind', async () => {
    const [a, b] = [await city.person('Lê', '', 'An'), await city.person('Lê', '', 'Bình')];
    await city.appoint(a, 'so-a/pho', '2020-01-01');
    await city.appoint(b, 'so-a-p1/van-thu', '2020-01-01');
    const reorganisation = {
      establishUnit: [{ id: 'so-c', name: 'Sở C', kind: 'department', parentId: 'tp' }],
      openPost: [{ id: 'so-c/pho', unitId: 'so-c', positionId: 'pho' }],
      mapPost: [{ fromPostId: 'so-a/pho', toPostId: 'so-c/pho' }],
      endUnit: [{ unitId: 'so-a', successorIds: ['so-c'] }, { unitId: 'so-a-p1' }],
    };

    const refused = await refusal(city.record(reorganisation));
    const [held] = (await city.office.facts([b]))[0]?.appointments ?? [];
    await city.record({ ...reorganisation, transfer: [{ appointmentId: held?.id ?? '', toPostId: 'so-b/van-thu' }] });

    expect(refused).toEqual(['UNIT_HAS_HOLDERS endUnit.1.unitId']);
    const [facts] = await city.office.facts([a]);
    expect(facts?.appointments.map((one) => [one.post.id, one.startsOn, one.endsOn])).toEqual([
      ['so-a/pho', '2020-01-01', TODAY],
      ['so-c/pho', TODAY, null],
    ]);
    expect((await city.office.units()).map((unit) => unit.id)).toEqual(['so-b', 'so-c', 'tp']);
  });

  it('previews exactly what it then records', async () => {
    const personId = await city.person('Lê', '', 'An');
    const input = city.input({ appoint: [{ personId, postId: 'so-a/pho' }] });

    const under = await city.office.factsUnder(input, { personId: null });
    await city.record(input);

    const [facts] = await city.office.facts([personId]);
    expect(under.before[0]?.appointments).toEqual([]);
    expect(under.after[0]?.appointments).toEqual(
      facts?.appointments.map((one) => ({ ...one, id: expect.any(String), basis: expect.anything() })),
    );
  });

  it('refuses what differs from the preview', async () => {
    const personId = await city.person('Lê', '', 'An');

    const codes = await refusal(city.record({ previewHash: 'other', appoint: [{ personId, postId: 'so-a/pho' }] }));
    const accepted = await refusal(city.record({ previewHash: 'h', appoint: [{ personId, postId: 'so-a/pho' }] }));

    expect([codes, accepted]).toEqual([['PREVIEW_STALE previewHash'], []]);
  });

  it('wants the hash of the preview for a decision that takes away more than the brake allows, and for no other', async () => {
    const personId = await city.person('Lê', '', 'An');
    await city.record({ effectiveOn: '2026-01-05', appoint: [{ personId, postId: 'so-a/pho' }] });
    city.planHash.exceedsBrake = true;

    const [other, third] = [await city.person('Lê', '', 'Bình'), await city.person('Lê', '', 'Chi')];
    const given = await refusal(city.record({ appoint: [{ personId: other, postId: 'so-a/pho' }] }));
    const lent = await refusal(
      city.record({ appoint: [{ personId: third, postId: 'so-b/giam-doc', mode: 'SECONDED' }] }),
    );
    const without = await refusal(city.record({ end: [{ personId, reason: 'RETIRED' }] }));
    const under = await refusal(city.record({ previewHash: 'h', end: [{ personId, reason: 'RETIRED' }] }));

    expect(given).toEqual([]);
    expect([lent, without]).toEqual([['PREVIEW_NEEDED previewHash'], ['PREVIEW_NEEDED previewHash']]);
    expect(under).toEqual([]);
  });
});

describe('annulling a decision', () => {
  it('restores what was before and can be recorded again under the same number', async () => {
    const personId = await city.person('Lê', '', 'An');
    await city.appoint(personId, 'so-a/giam-doc', '2020-01-01');
    const paper = city.input({ end: [{ personId, reason: 'RETIRED' }] });
    const ending = await city.record(paper);

    await city.annul(ending);

    const [facts] = await city.office.facts([personId]);
    expect(facts?.appointments.map((one) => one.endsOn)).toEqual([null]);
    expect(await refusal(city.record(paper))).toEqual([]);
  });

  it('refuses while others build on it, unless they are included', async () => {
    const [a, b] = [await city.person('Lê', '', 'An'), await city.person('Lê', '', 'Bình')];
    await city.appoint(a, 'so-a/giam-doc', '2020-01-01');
    const ending = await city.record({ end: [{ personId: a, reason: 'RETIRED' }] });
    const following = await city.record({ appoint: [{ personId: b, postId: 'so-a/giam-doc' }] });

    const refused = await refusal(city.annul(ending));
    await city.annul(ending, [following]);

    expect(refused).toEqual(['DEPENDENT_DECISIONS including']);
    const [ofA, ofB] = await city.office.facts([a, b]);
    expect([ofA?.appointments.map((one) => one.endsOn), ofB?.appointments]).toEqual([[null], []]);
  });
});

describe('a post that somebody was given', () => {
  it('is told as undone when the decision is annulled, and before it is', async () => {
    const personId = await city.person('Lê', '', 'An');
    const decisionId = await city.record({ effectiveOn: '2020-01-01', appoint: [{ personId, postId: 'so-a/pho' }] });
    const by = { number: '9/QĐ', issuerId: 'tp', signedOn: TODAY, effectiveOn: TODAY };

    const [held] = await city.office.facts([personId]);
    const under = await city.office.factsUnderAnnulment({ decisionId, by, including: [] }, { personId: null });
    await city.annul(decisionId);

    const [facts] = await city.office.facts([personId]);
    expect(held?.undonePostIds).toBeUndefined();
    expect([under.before[0]?.undonePostIds, under.after[0]?.undonePostIds]).toEqual([undefined, ['so-a/pho']]);
    expect(facts?.undonePostIds).toEqual(['so-a/pho']);
  });

  it('is told as undone when the appointment ends on the day it began', async () => {
    const personId = await city.person('Lê', '', 'An');
    await city.appoint(personId, 'so-a/pho', TODAY);

    await city.record({ end: [{ personId, reason: 'OTHER' }] });

    const [facts] = await city.office.facts([personId]);
    expect([facts?.appointments, facts?.undonePostIds]).toEqual([[], ['so-a/pho']]);
  });
});

describe('the tables', () => {
  it('are what the entities say', async () => {
    const ours = new Set(
      ORGANISATION_ENTITIES.map((entity) => city.store.read.connection.getMetadata(entity).tableName),
    );

    const { upQueries } = await city.store.read.connection.driver.createSchemaBuilder().log();

    expect(upQueries.filter(({ query }) => [...ours].some((table) => query.includes(`"${table}"`)))).toEqual([]);
  });
});
