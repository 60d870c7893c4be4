import { parse, subscribe } from 'graphql';
import type { Principal } from '../identity/face';
import { PersonRow } from './person.entity';
import { ADMINISTRATOR, City, TODAY, contextOf, refusal } from './room.fixture';

let city: City;

beforeEach(async () => {
  city = await City.open();
});

afterEach(() => city.close());

const RECORD = `mutation ($input: RecordDecisionInput!) { recordDecision(input: $input) {
  plan { id }
  decision { id number recordedAt issuer { id } recordedBy { id } lines { index kind text text_en: text(lang: EN) person { login } appointment { id status } } }
} }`;

describe('recording through the API', () => {
  it('answers with the decision, its lines in words, and a reference to its plan', async () => {
    const { createPerson: person } = (await city.data(
      'mutation { createPerson(input: { familyName: "Nguyễn", middleName: "Văn", givenName: "Mẫu" }) { id login fullName } }',
    )) as { createPerson: { id: string; login: string; fullName: string } };

    const data = (await city.data(RECORD, {
      input: { ...city.input({}), appoint: [{ personId: person.id, postId: 'so-a/giam-doc', mode: 'ACTING' }] },
    })) as {
      recordDecision: { plan: { id: string }; decision: { id: string; lines: unknown[] } };
    };

    expect(person).toMatchObject({ login: 'nvmau', fullName: 'Nguyễn Văn Mẫu' });
    expect(data.recordDecision.plan.id).toBe(data.recordDecision.decision.id);
    expect(data.recordDecision.decision.lines).toEqual([
      {
        index: 0,
        kind: 'appoint',
        text: 'Bổ nhiệm Nguyễn Văn Mẫu giữ chức vụ Giám đốc, Sở A',
        text_en: 'Appoints Nguyễn Văn Mẫu as Director, Sở A',
        person: { login: 'nvmau' },
        appointment: { id: expect.any(String), status: 'IN_FORCE' },
      },
    ]);
  });

  it('lets a unit administrator record only within the units administered', async () => {
    const personId = await city.person('Lê', '', 'An');
    const administrator: Principal = {
      ...ADMINISTRATOR,
      kind: 'person',
      id: personId,
      roles: ['unit-administrator'],
      administers: new Set(['so-a', 'so-a-p1']),
    };
    const anotherId = await city.person('Lê', '', 'Bình');
    const record = (postId: string, whom = anotherId): Promise<unknown> =>
      city.data(
        RECORD,
        { input: { ...city.input({ issuerId: 'so-a' }), appoint: [{ personId: whom, postId }] } },
        administrator,
      );

    const codes = [
      await refusal(record('so-a-p1/van-thu')),
      await refusal(record('so-a-p1/van-thu', personId)),
      await refusal(record('so-b/van-thu')),
      await refusal(city.data(RECORD, { input: city.input({}) }, null)),
    ];

    expect(codes).toEqual([[], ['OWN_AFFAIR'], ['FORBIDDEN'], ['UNAUTHENTICATED']]);
  });
});

describe('entering persons', () => {
  it('never gives a login twice and keeps the spelling', async () => {
    const create = (givenName: string): Promise<{ createPerson: { login: string; givenName: string } }> =>
      city.data('mutation ($input: CreatePersonInput!) { createPerson(input: $input) { login givenName } }', {
        input: { familyName: 'Trần', middleName: 'Thị', givenName },
      }) as never;

    const persons = [await create('Hòa'), await create('Hoà'), await create('Hoa, (x) \\ "*" <=> # + ;')];

    expect(persons.map((one) => one.createPerson)).toEqual([
      { login: 'tthoa', givenName: 'Hòa' },
      { login: 'tthoa2', givenName: 'Hoà' },
      { login: 'tthoax', givenName: 'Hoa, (x) \\ "*" <=> # + ;' },
    ]);
  });

  it.each([
    ['', 'empty'],
    ['x'.repeat(300), 'too long'],
    ['An😀', 'emoji'],
    ['An\u0000', 'NUL'],
    ['An\u202e', 'bidi control'],
    ['An\ud800', 'unpaired surrogate'],
    ['An\n', 'line break'],
  ])('refuses %j as a name: %s', async (givenName) => {
    const codes = await refusal(city.people.create(contextOf(ADMINISTRATOR), { familyName: 'Lê', givenName }));

    expect(codes).toEqual(['INVALID_NAME givenName']);
  });

  it('reports likely duplicates, by name and birth date or by citizen number, and stores the number sealed', async () => {
    const create = (input: Record<string, unknown>): Promise<unknown> =>
      city.people.create(contextOf(ADMINISTRATOR), { familyName: 'Lê', givenName: 'Hòa', ...input });
    await create({ birthDate: '1980-01-01', citizenNumber: '001080000001' });

    const codes = [
      await refusal(create({ givenName: 'Hoà', birthDate: '1980-01-01' })),
      await refusal(create({ givenName: 'Khác', citizenNumber: '001080000001' })),
      await refusal(create({ birthDate: '1980-01-01', evenIfLike: true })),
      await refusal(create({ citizenNumber: '12' })),
    ];

    expect(codes).toEqual([['LIKELY_DUPLICATE'], ['LIKELY_DUPLICATE'], [], ['INVALID_CITIZEN_NUMBER citizenNumber']]);
    expect(JSON.stringify(await city.store.read.find(PersonRow))).not.toContain('001080000001');
  });
});

describe('asking', () => {
  it('answers on both axes of time', async () => {
    const [a, b] = [await city.person('Lê', '', 'An'), await city.person('Lê', '', 'Bình')];
    await city.appoint(a, 'so-a/giam-doc', '2020-01-01');
    const before = city.clock.now();
    city.clock.advance(60_000);
    await city.record({
      effectiveOn: '2026-04-01',
      end: [{ personId: a, reason: 'RETIRED' }],
      appoint: [{ personId: b, postId: 'so-a/giam-doc' }],
    });

    const data = await city.data(
      `query ($a: ID!, $back: DateTime!) {
        now: post(id: "so-a/giam-doc") { holders { person { givenName } } }
        march: post(id: "so-a/giam-doc") { holders(on: "2026-03-31") { person { givenName } } }
        formerly: post(id: "so-a/giam-doc") { holders(knownAt: $back) { person { givenName } } }
        unit(id: "so-a") { head { person { givenName } mode } children { id } posts { id } parent { name(lang: EN) } }
        person(id: $a) { appointments { status endReason endDecision { id } } known: appointments(knownAt: $back) { status } gone: appointments(on: "2026-05-04") { id } }
        appointments(unitId: "tp", on: "2026-05-04") { totalCount edges { node { person { givenName } } } }
        listed: appointments(postId: "so-a/giam-doc", knownAt: $back) { totalCount }
      }`,
      { a, back: before.toISOString() },
    );

    expect(data).toMatchObject({
      now: { holders: [{ person: { givenName: 'Bình' } }] },
      march: { holders: [{ person: { givenName: 'An' } }] },
      formerly: { holders: [{ person: { givenName: 'An' } }] },
      unit: {
        head: { person: { givenName: 'Bình' }, mode: 'OFFICIAL' },
        children: [{ id: 'so-a-p1' }],
        parent: { name: 'Hanoi' },
      },
      person: { appointments: [{ status: 'ENDED', endReason: 'RETIRED' }], known: [{ status: 'IN_FORCE' }], gone: [] },
      appointments: { totalCount: 1, edges: [{ node: { person: { givenName: 'Bình' } } }] },
      listed: { totalCount: 1 },
    });
  });

  it('sorts people the Vietnamese way, pages without gaps, and puts the exact spelling first', async () => {
    for (const given of ['Ước', 'Ân', 'An', 'Đức', 'Dũng', 'Ánh', 'Anh', 'Âu']) await city.person('Lê', '', given);
    const names: string[] = [];
    let after: string | null = null;
    do {
      const { people } = (await city.data(
        'query ($after: String) { people(first: 3, after: $after) { totalCount edges { node { givenName } } pageInfo { hasNextPage endCursor } } }',
        { after },
      )) as unknown as {
        people: { edges: { node: { givenName: string } }[]; pageInfo: { hasNextPage: boolean; endCursor: string } };
      };
      names.push(...people.edges.map((edge) => edge.node.givenName));
      after = people.pageInfo.hasNextPage ? people.pageInfo.endCursor : null;
    } while (after !== null);

    const found = await city.data('{ people(search: "ánh") { edges { node { givenName } } } }');

    expect(names).toEqual(['An', 'Anh', 'Ánh', 'Ân', 'Âu', 'Dũng', 'Đức', 'Ước']);
    expect(found).toMatchObject({
      people: { edges: [{ node: { givenName: 'Ánh' } }, { node: { givenName: 'Anh' } }] },
    });
  });

  it('finds people by the beginnings of the words of their names, in any order, with or without marks', async () => {
    const names = [
      ['Nguyễn', 'Thị', 'Lan'],
      ['Nguyễn', 'Văn', 'Tuấn'],
      ['Lê', 'Lan', 'Anh'],
      ['Trần', 'Thị', 'Loan'],
      ['Kpă', '', 'H’An'],
    ] as const;
    for (const [family, middle, given] of names) await city.person(family, middle, given);
    const search = async (text: string): Promise<string[]> => {
      const { people } = (await city.data('query ($s: String) { people(search: $s) { edges { node { fullName } } } }', {
        s: text,
      })) as unknown as { people: { edges: { node: { fullName: string } }[] } };
      return people.edges.map(({ node }) => node.fullName);
    };

    const found = Object.fromEntries(
      await Promise.all(
        ['Lan', 'lan', 'nguyen lan', 'lan nguyễn', 'an', 'tuan', 'nvt', 'uan', 'x'.repeat(100_000)].map(
          async (text) => [text.slice(0, 20), await search(text)] as const,
        ),
      ),
    );

    expect(found).toEqual({
      Lan: ['Lê Lan Anh', 'Nguyễn Thị Lan'],
      lan: ['Lê Lan Anh', 'Nguyễn Thị Lan'],
      'nguyen lan': ['Nguyễn Thị Lan'],
      'lan nguyễn': ['Nguyễn Thị Lan'],
      an: ['Lê Lan Anh', 'Kpă H’An'],
      tuan: ['Nguyễn Văn Tuấn'],
      nvt: ['Nguyễn Văn Tuấn'],
      uan: [],
      ['x'.repeat(20)]: [],
    });
  });

  it('lists units, decisions and people of a subtree, and refuses a cursor that is not its own', async () => {
    const personId = await city.person('Lê', '', 'An');
    await city.appoint(personId, 'so-a-p1/van-thu');

    const data = await city.data(`{
      units(parentId: "tp", search: "sở") { edges { node { id } } }
      people(unitId: "so-a") { totalCount }
      none: people(unitId: "so-b") { totalCount }
      decisions(unitId: "so-a-p1") { edges { node { number lines { kind } } } }
      byNumber: decisions(number: "1/QĐ-UBND") { totalCount }
    }`);
    const bad = await city.ask('{ units(after: "eA") { totalCount } }');

    expect(data).toMatchObject({
      units: { edges: [{ node: { id: 'so-a' } }, { node: { id: 'so-b' } }] },
      people: { totalCount: 1 },
      none: { totalCount: 0 },
      byNumber: { totalCount: 1 },
    });
    expect(bad.errors?.[0]?.extensions).toMatchObject({ code: 'INVALID_CURSOR' });
  });

  it('resolves references in one batch and in order', async () => {
    const personId = await city.person('Lê', '', 'An');

    const data = await city.data(
      'query ($keys: [_Any!]!) { _entities(representations: $keys) { ... on Person { fullName } ... on Unit { name } ... on Post { id } } }',
      {
        keys: [
          { __typename: 'Unit', id: 'so-a' },
          { __typename: 'Person', id: personId },
          { __typename: 'Post', id: 'none' },
        ],
      },
    );

    expect(data).toEqual({ _entities: [{ name: 'Sở A' }, { fullName: 'Lê An' }, null] });
  });

  it('knows who stands in office and what they administer', async () => {
    const personId = await city.person('Lê', '', 'An');
    await city.appoint(personId, 'so-a/quan-tri');
    const at = city.clock.now();

    const before = await city.room.standing.standing(personId, at);
    await city.record({ suspend: [{ personId }] });
    const after = await city.room.standing.standing(personId, at);

    const units = ['so-a', 'so-a-p1'];
    const holds = [{ managementRole: 'unit-administrator', unitIds: units }];
    const standing = { unitIds: ['so-a'], delegated: [] };
    expect(before).toEqual({ ...standing, inOffice: true, suspended: false, administers: units, holds });
    expect(after).toEqual({ ...standing, holds: [], inOffice: true, suspended: true, administers: [] });
    expect(await city.room.standing.standing('nobody', at)).toBeNull();
    expect(await city.room.standing.personByLogin('lan')).toEqual({ personId, login: 'lan' });
  });
});

describe('role changes', () => {
  const LOG =
    'query ($after: String, $kinds: [RoleChangeKind!], $unitIds: [ID!]) { roleChanges(after: $after, kinds: $kinds, unitIds: $unitIds) { edges { cursor node { kind scheduledKind effectiveAt person { fullName } post { title } unit { id name } mode appointmentId decision { number } } } pageInfo { endCursor hasNextPage } } }';
  const kinds = (data: unknown): string[] =>
    (data as { roleChanges: { edges: { node: { kind: string } }[] } }).roleChanges.edges.map((edge) => edge.node.kind);

  it('announces what is to come at once, and again when it comes, once', async () => {
    const personId = await city.person('Lê', '', 'An');
    await city.appoint(personId, 'so-a/giam-doc', '2026-05-05');
    await city.relay();
    const scheduled = kinds(await city.data(LOG, { unitIds: ['so-a'], kinds: ['SCHEDULED', 'APPOINTED'] }));

    const early = await city.room.announcements.announceDue(city.clock.now());
    const dueAt = await city.room.announcements.nextDueAt();
    city.clock.set(new Date('2026-05-04T17:00:00.000Z'));
    const told = [
      await city.room.announcements.announceDue(city.clock.now()),
      await city.room.announcements.announceDue(city.clock.now()),
    ];
    await city.relay();

    expect([scheduled, early, told]).toEqual([['SCHEDULED'], 0, [1, 0]]);
    expect(dueAt).toEqual(new Date('2026-05-04T17:00:00.000Z'));
    expect(kinds(await city.data(LOG, { unitIds: ['so-a'], kinds: ['SCHEDULED', 'APPOINTED'] }))).toEqual([
      'SCHEDULED',
      'APPOINTED',
    ]);
  });

  it('announces the annulment and drops what was not told yet', async () => {
    const personId = await city.person('Lê', '', 'An');
    const decisionId = await city.record({ effectiveOn: '2026-06-01', appoint: [{ personId, postId: 'so-a/pho' }] });

    await city.annul(decisionId);
    const told = await city.room.announcements.announceDue(new Date('2026-07-01T00:00:00.000Z'));
    await city.relay();

    expect(told).toBe(0);
    expect(kinds(await city.data(LOG, { kinds: ['SCHEDULED', 'APPOINTED', 'ANNULLED'] }))).toEqual([
      'SCHEDULED',
      'ANNULLED',
    ]);
  });

  it('announces the end of a delegation when it comes, however it was set, and only once', async () => {
    const [a, b] = [await city.person('Lê', '', 'An'), await city.person('Lê', '', 'Bình')];
    const [head] = [await city.appoint(a, 'so-a/giam-doc'), await city.appoint(b, 'so-a/pho')];
    await city.record({
      effectiveOn: '2026-05-05',
      delegate: [{ fromAppointmentId: head, toPersonId: b, scope: 'Ký văn bản', endsOn: '2026-07-01' }],
    });
    const leaving = await city.record({ effectiveOn: '2026-06-01', end: [{ personId: a, reason: 'RETIRED' }] });
    const ends = async (): Promise<unknown> => {
      await city.relay();
      const { roleChanges } = (await city.data(LOG, { kinds: ['DELEGATION_ENDED'] })) as {
        roleChanges: { edges: { node: { effectiveAt: string } }[] };
      };
      return roleChanges.edges.map((edge) => edge.node.effectiveAt);
    };

    await city.room.announcements.announceDue(new Date('2026-06-15T00:00:00.000Z'));
    const inJune = await ends();
    await city.annul(leaving);
    await city.room.announcements.announceDue(new Date('2026-07-15T00:00:00.000Z'));

    expect(inJune).toEqual(['2026-05-31T17:00:00.000Z']);
    expect(await ends()).toEqual(['2026-05-31T17:00:00.000Z', '2026-06-30T17:00:00.000Z']);
  });

  it('follows from a cursor without gap or repeat', async () => {
    const personId = await city.person('Lê', '', 'An');
    await city.relay();
    const { roleChanges } = (await city.data(LOG)) as unknown as { roleChanges: { pageInfo: { endCursor: string } } };
    const appointmentId = await city.appoint(personId, 'so-a/pho');
    await city.relay();

    const stream = await subscribe({
      schema: city.room.subgraph.schema,
      document: parse(
        'subscription ($after: String) { roleChanges(after: $after, unitIds: ["so-a", "so-b"]) { kind unit { id } } }',
      ),
      variableValues: { after: roleChanges.pageInfo.endCursor },
      contextValue: contextOf(ADMINISTRATOR),
    });
    if (!(Symbol.asyncIterator in stream)) throw new Error(JSON.stringify(stream.errors));
    const first = await stream.next();
    const second = stream.next();
    await city.record({
      transfer: [{ appointmentId, toPostId: 'so-b/pho' }],
      effectiveOn: TODAY,
      afterDecisionId: await lastDecision(),
    });
    await city.relay();
    const heard = [first.value, (await second).value].map(
      (one) => (one as { data: { roleChanges: { kind: string } } }).data.roleChanges.kind,
    );
    await stream.return(undefined);

    expect(heard).toEqual(['APPOINTED', 'TRANSFERRED']);
  });

  async function lastDecision(): Promise<string> {
    const { decisions } = (await city.data('{ decisions(first: 1) { edges { node { id } } } }')) as unknown as {
      decisions: { edges: { node: { id: string } }[] };
    };
    return decisions.edges[0]?.node.id ?? '';
  }
});
