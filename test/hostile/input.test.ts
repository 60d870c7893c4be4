/**
 * What an attacker and a clumsy user send: each is a refusal with a code of the catalogue and nothing written, or a
 * record that every system gives back to the letter.
 */
import { execFile } from 'node:child_process';
import { generateKeyPairSync, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { Client, EqualityFilter } from 'ldapts';
import Database from 'libsql';
import { RECORD, TestCity } from '../city/harness';
import { type Attempt, faultsOf, isKnownCode, lastingRows, raw } from './attacker';

jest.setTimeout(180_000);

const SUFFIX = 'dc=hanoi,dc=gov,dc=vn';

const CREATE = 'mutation($input: CreatePersonInput!) { createPerson(input: $input) { id login fullName } }';
let city: TestCity;
let official: { id: string; login: string };
let other: { id: string; login: string };

beforeAll(async () => {
  city = await TestCity.open();
  official = await city.person('Lê', 'Văn', 'Chính');
  other = await city.person('Lê', 'Thị', 'Khác');
  await city.decide({ appoint: [{ personId: official.id, postId: 'so-y-te/giam-doc-so' }] });
  await city.decide({ appoint: [{ personId: other.id, postId: 'so-y-te/van-thu' }] });
});

afterAll(() => city.close());

describe('a name', () => {
  const refused = (name: string, part: string, field = 'givenName'): Attempt => ({
    name,
    query: CREATE,
    variables: { input: { familyName: 'Nguyễn', middleName: 'Văn', givenName: 'Mẫu', [field]: part } },
    refused: [`INVALID_NAME ${field}`],
  });

  test('that cannot be stored everywhere is refused, and nobody is entered', async () => {
    const faults = await faultsOf(city, [
      refused('300 characters', 'Ă'.repeat(300)),
      refused('an emoji', 'Mẫu 🙂'),
      refused('a flag', 'Mẫu 🇻🇳'),
      refused('a keycap', 'Mẫu 1️⃣'),
      refused('NUL', 'Mẫu\u0000'),
      refused('a control character', 'Mẫ\u0007u'),
      refused('a line break', 'Mẫu\nuid: admin'),
      refused('DEL', 'Mẫu\u007f'),
      refused('C1', 'Mẫu\u0085'),
      refused('a right-to-left override', 'Mẫu\u202Etsrif'),
      refused('a zero-width joiner', 'Mẫ\u200Du'),
      refused('a byte-order mark', '\uFEFFMẫu'),
      refused('an unpaired high surrogate', 'Mẫu\uD800'),
      refused('an unpaired low surrogate', '\uDC00Mẫu'),
      refused('a private-use character', 'Mẫu\uE000'),
      refused('a non-character', 'Mẫu\uFFFF'),
      refused('a leading space', ' Mẫu'),
      refused('a trailing space', 'Mẫu '),
      refused('two spaces', 'Mẫu  Hai'),
      refused('a no-break space', 'Mẫu\u00A0Hai'),
      refused('nothing', ''),
      refused('only marks', '-#-'),
      refused('a family name of blanks', '   ', 'familyName'),
      refused('a middle name with a tab', 'Văn\tThị', 'middleName'),
      {
        name: 'three parts of 100',
        query: CREATE,
        variables: { input: { familyName: 'Ă'.repeat(100), middleName: 'Â'.repeat(100), givenName: 'Ê'.repeat(100) } },
        refused: ['INVALID_NAME familyName'],
      },
    ]);

    expect(faults).toEqual([]);
  });

  test('with what LDAP, IMAP and SQL treat specially is kept to the letter by every system', async () => {
    const names: readonly (readonly [string, string, string])[] = [
      ['Nguyễn', 'Văn', 'Mẫu*()\\,+"<>;=#'],
      ['#Trần', 'Thị', 'Hoà#'],
      ["O'Hara", "'; DROP TABLE person; --", 'Lê'],
      ['Đỗ', 'a=b,ou=people', 'dc=hanoi'],
      ['Lê', '(&(uid=*))', 'Hai\\2a\\00'],
      ['Ngô', '"quoted" \\"twice\\"', 'Ba'],
      ['Võ', 'Hoà', 'Bốn'.normalize('NFD')],
      ['Ж', '', '李'],
      ['Ă'.repeat(100), '', 'Ê'.repeat(99)],
      ['Phạm', '&lt;b&gt; </script>', 'Năm'],
      ['Bùi', '+a+2', 'Sáu=1'],
    ];
    const faults: string[] = [];

    for (const [familyName, middleName, givenName] of names) {
      const { createPerson: person } = await city.ask<{
        createPerson: { id: string; login: string; fullName: string };
      }>(CREATE, { input: { familyName, middleName, givenName } });
      await city.decide({ appoint: [{ personId: person.id, postId: 'so-tttt/chuyen-vien' }] });
      await city.activatePerson(person.id);
      const expected = [familyName, middleName, givenName]
        .filter((part) => part !== '')
        .join(' ')
        .normalize('NFC');
      const told: Record<string, unknown> = {
        api: person.fullName,
        ldap: await rawDirectoryName(person.login),
        ldapsearch: await ldapsearchName(person.login),
        ldapByName: await loginByName(expected),
        mail: (await city.mailbox(person.login))?.fullName,
        qlvb: (await city.qlvb('so-tttt', person.id))?.fullName,
        sql: sqlName(person.id),
      };
      for (const [system, name] of Object.entries(told)) {
        const wanted = system === 'ldapByName' ? person.login : expected;
        if (name !== wanted) faults.push(`${system} has ${JSON.stringify(name)} for ${JSON.stringify(wanted)}`);
      }
      const subject = `Gửi ${expected}`;
      await city.deliver(`${person.login}@hanoi.gov.vn`, subject);
      const imap = await city.imap(person.login);
      await imap.mailboxOpen('INBOX');
      const message = await imap.fetchOne('*', { envelope: true });
      if (message === false || message.envelope?.subject !== subject)
        faults.push(`IMAP has ${JSON.stringify(message && message.envelope?.subject)} for ${JSON.stringify(subject)}`);
      await imap.logout();
    }

    expect(faults).toEqual([]);
    expect(names.length).toBeGreaterThanOrEqual(9);
  });

  test('with wildcards of SQL finds only itself', async () => {
    const search = async (text: string): Promise<number> => {
      const { people } = await city.ask<{ people: { totalCount: number } }>(
        'query($s: String) { people(search: $s) { totalCount } }',
        { s: text },
      );
      return people.totalCount;
    };

    const counts = await Promise.all(
      [
        '%',
        '_',
        '%%%',
        "' OR '1'='1",
        "'; DROP TABLE person; --x",
        '\\\\\\',
        '[a-z]',
        'x\u0000',
        '\uD800',
        'Ă'.repeat(5_000),
      ].map(search),
    );

    expect(counts.map((count) => count <= 1)).toEqual(counts.map(() => true));
    expect(await search('khác')).toBe(1);
    const { units } = await city.ask<{ units: { totalCount: number } }>('{ units(search: "%_%") { totalCount } }');
    expect(units.totalCount).toBe(0);
  });

  async function rawDirectoryName(login: string): Promise<unknown> {
    return (await search(`(uid=${login})`))[0]?.['cn'];
  }

  /** Found by the name itself: an unescaped character would widen or break the filter. */
  async function loginByName(fullName: string): Promise<unknown> {
    const found = await search(new EqualityFilter({ attribute: 'cn', value: fullName }));
    return found.length === 1 ? found[0]?.['uid'] : `${found.length} entries`;
  }

  async function search(filter: string | EqualityFilter): Promise<Record<string, unknown>[]> {
    const client = new Client({ url: city.city.sandbox.addresses.ldap });
    await client.bind(`cn=admin,${SUFFIX}`, adminPassword());
    const { searchEntries } = await client.search(`ou=people,${SUFFIX}`, { scope: 'sub', filter });
    await client.unbind();
    return searchEntries;
  }

  function adminPassword(): string {
    return readFileSync(join(city.folder, 'keys/ldap-admin.key'), 'utf8').trim();
  }

  /** As `ldapsearch` of OpenLDAP tells it, which writes what is not plain ASCII in Base64; only where it is installed. */
  async function ldapsearchName(login: string): Promise<string> {
    const words = [
      '-x',
      '-LLL',
      '-o',
      'ldif-wrap=no',
      '-H',
      city.city.sandbox.addresses.ldap,
      '-D',
      `cn=admin,${SUFFIX}`,
      '-w',
      adminPassword(),
    ];
    let ldif: string;
    try {
      const base = ['-b', `uid=${login},ou=people,${SUFFIX}`, '-s', 'base', 'cn'];
      ({ stdout: ldif } = await promisify(execFile)('ldapsearch', [...words, ...base]));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return sqlName(personIdOf(login));
      throw error;
    }
    const [, base64, text] = /^cn:(:?) (.*)$/m.exec(ldif) ?? [];
    return base64 === ':' ? Buffer.from(text ?? '', 'base64').toString('utf8') : (text ?? '');
  }

  function sqlName(personId: string): string {
    const [row] = rows<{ familyName: string; middleName: string; givenName: string }>(
      'SELECT "familyName", "middleName", "givenName" FROM person WHERE id = ?',
      personId,
    );
    return [row?.familyName, row?.middleName, row?.givenName].filter((part) => part !== '').join(' ');
  }

  function personIdOf(login: string): string {
    return rows<{ id: string }>('SELECT id FROM person WHERE login = ?', login)[0]?.id ?? '';
  }

  function rows<T>(sql: string, value: string): T[] {
    const database = new Database(join(city.folder, 'city.db'));
    database.pragma('query_only = 1');
    const found = database.prepare(sql).all(value) as T[];
    database.close();
    return found;
  }
});

describe('a decision', () => {
  const decision = (
    name: string,
    lines: Record<string, unknown>,
    refused: Attempt['refused'],
    head: Record<string, unknown> = {},
  ): Attempt => ({
    name,
    query: RECORD,
    variables: { input: city.paper(lines, head) },
    refused,
  });
  const appoint = (more: Record<string, unknown>): Record<string, unknown> => ({
    appoint: [{ personId: other.id, postId: 'so-tttt/chuyen-vien', ...more }],
  });

  test('that cannot be is refused with every problem by its place, and nothing of it is written', async () => {
    const faults = await faultsOf(city, [
      decision('unknown post', appoint({ postId: 'so-tttt/vua' }), ['UNKNOWN_POST appoint.0.postId']),
      decision('unknown person', appoint({ personId: 'nobody' }), ['UNKNOWN_PERSON appoint.0.personId']),
      decision('second head', appoint({ postId: 'so-y-te/giam-doc-so' }), ['SEAT_OCCUPIED appoint.0.postId']),
      decision('end before start', appoint({ endsOn: '2020-01-01' }), ['END_BEFORE_START appoint.0.endsOn']),
      decision('end on the start', appoint({ endsOn: city.today() }), ['END_BEFORE_START appoint.0.endsOn']),
      decision('no line', {}, ['NO_LINES']),
      decision('empty lists of lines', { appoint: [], end: [] }, ['NO_LINES']),
      decision(
        '1,001 lines',
        { appoint: Array.from({ length: 1_001 }, () => ({ personId: other.id, postId: 'so-tttt/chuyen-vien' })) },
        ['TOO_MANY_LINES'],
      ),
      decision(
        'a good line and a bad one',
        {
          appoint: [
            { personId: other.id, postId: 'so-tttt/chuyen-vien' },
            { personId: 'nobody', postId: 'so-tttt/chuyen-vien' },
          ],
        },
        ['UNKNOWN_PERSON appoint.1.personId'],
      ),
      decision('unknown issuer', appoint({}), /^UNKNOWN_UNIT issuerId/, { issuerId: 'nowhere' }),
      decision('signed tomorrow', appoint({}), ['SIGNED_IN_FUTURE signedOn'], {
        signedOn: '2026-03-03',
        effectiveOn: '2026-03-03',
      }),
      decision('a day that is none', appoint({}), /^(INVALID_VALUE|BAD_USER_INPUT)/, { signedOn: '2026-02-30' }),
      decision('a day before days', appoint({ termEndsOn: '0000-00-00' }), /^(INVALID_VALUE|BAD_USER_INPUT)/),
      decision('a time for a day', appoint({}), /^(INVALID_VALUE|BAD_USER_INPUT)/, {
        effectiveOn: '2026-03-02T00:00:00Z',
      }),
      decision('a number of 300 characters', appoint({}), ['INVALID_NUMBER number'], { number: '9'.repeat(300) }),
      decision('a number with NUL', appoint({}), ['INVALID_NUMBER number'], { number: '1/Q\u0000Đ' }),
      decision('a number with a surrogate', appoint({}), ['INVALID_NUMBER number'], { number: '1/QĐ\uD800' }),
      decision('an empty number', appoint({}), ['INVALID_NUMBER number'], { number: '' }),
      decision('an unknown field', { ...appoint({}), colour: 'red' }, /^BAD_USER_INPUT/),
      decision('an unknown field in a line', appoint({ salary: 1 }), /^BAD_USER_INPUT/),
      decision('an unknown mode', appoint({ mode: 'KING' }), /^BAD_USER_INPUT/),
      decision('a preview that nobody saw', appoint({}), ['PREVIEW_STALE previewHash'], {
        previewHash: 'f'.repeat(64),
      }),
      decision('an after that is none', appoint({}), /^UNKNOWN_DECISION afterDecisionId/, { afterDecisionId: 'x' }),
      decision(
        'an unknown appointment',
        { end: [{ appointmentId: "x' OR 1=1", reason: 'RETIRED' }] },
        /^UNKNOWN_APPOINTMENT end\.0\.appointmentId/,
      ),
      decision('neither person nor appointment', { end: [{ reason: 'RETIRED' }] }, /^PERSON_OR_APPOINTMENT end\.0/),
      decision(
        'a unit under itself',
        { establishUnit: [{ id: 'a-b', name: 'A', kind: 'department', parentId: 'a-b' }] },
        /^(CIRCULAR_UNITS|UNKNOWN_UNIT|UNIT_NOT_IN_FORCE)/,
      ),
      decision(
        'a unit with a wild id',
        { establishUnit: [{ id: '../../etc', name: 'A', kind: 'department', parentId: 'ubnd-tp' }] },
        /^INVALID_ID establishUnit\.0\.id/,
      ),
      decision(
        'a unit named by an emoji',
        { establishUnit: [{ id: 'vui', name: '🙂', kind: 'department', parentId: 'ubnd-tp' }] },
        /^INVALID_NAME establishUnit\.0\.name/,
      ),
      decision(
        'a name change to a NUL',
        { changeName: [{ personId: other.id, givenName: '\u0000' }] },
        /^INVALID_NAME changeName\.0\.givenName/,
      ),
      decision(
        'fields without end',
        appoint({ fields: Array.from({ length: 5_000 }, (_, index) => `lĩnh vực ${index}`) }),
        /^[A-Z_]+ appoint\.0\.fields/,
      ),
      decision(
        'a delegation to oneself',
        {
          delegate: [
            {
              fromAppointmentId: (await city.appointments(other.id))[0]?.id,
              toPersonId: other.id,
              scope: 'ký',
              endsOn: '2026-12-31',
            },
          ],
        },
        /^DELEGATE_IS_DELEGATOR/,
      ),
      {
        name: 'an annulment of nothing',
        query: 'mutation($by: DecisionHeadInput!) { annulDecision(decisionId: "x", by: $by) { decision { id } } }',
        variables: { by: head() },
        refused: ['UNKNOWN_DECISION decisionId'],
      },
    ]);

    expect(faults).toEqual([]);
  });

  test('of 1,000 lines is within bounds, and judged as a whole', async () => {
    const lines = Array.from({ length: 1_000 }, (_, index) => ({
      personId: index === 999 ? 'nobody' : other.id,
      postId: 'so-tttt/chuyen-vien',
    }));

    const told = await city.refusedDecision({ appoint: lines });

    expect(told).toContain('UNKNOWN_PERSON appoint.999.personId');
  });

  function head(): Record<string, unknown> {
    const { number, issuerId, signedOn, effectiveOn } = city.paper({});
    return { number, issuerId, signedOn, effectiveOn };
  }
});

describe('a request', () => {
  const query = '{ me { id } }';

  test('that is no GraphQL over HTTP is refused with a code and a status', async () => {
    const body = (value: unknown): string => JSON.stringify(value);
    const answers = {
      tooLarge: await raw(city, { body: body({ query, variables: { x: 'x'.repeat(3_000_000) } }) }),
      tooLargeUnzipped: await raw(city, {
        body: gzipSync(body({ query, variables: { x: 'x'.repeat(30_000_000) } })),
        headers: { 'content-encoding': 'gzip' },
      }),
      invalidJson: await raw(city, { body: '{"query": "{ me { id } }"' }),
      noUtf8: await raw(city, { body: Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a]) }),
      form: await raw(city, {
        body: 'query=%7Bme%7Bid%7D%7D',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      }),
      text: await raw(city, { body: body({ query }), headers: { 'content-type': 'text/plain' } }),
      otherCharset: await raw(city, {
        body: body({ query }),
        headers: { 'content-type': 'application/json; charset=shift-jis' },
      }),
      otherEncoding: await raw(city, { body: body({ query }), headers: { 'content-encoding': 'zip' } }),
      noZip: await raw(city, { body: 'no zip', headers: { 'content-encoding': 'gzip' } }),
      nothing: await raw(city, { body: '' }),
      null: await raw(city, { body: 'null' }),
      number: await raw(city, { body: '7' }),
      batch: await raw(city, { body: body([{ query }, { query }]) }),
      queryIsNumber: await raw(city, { body: body({ query: 7 }) }),
      variablesAreText: await raw(city, { body: body({ query, variables: '{}x' }) }),
      mutationByGet: await raw(city, {
        method: 'GET',
        path: `/graphql?query=${encodeURIComponent('mutation { logout }')}`,
      }),
      deleteMethod: await raw(city, { method: 'DELETE' }),
      put: await raw(city, { method: 'PUT', body: body({ query }) }),
    };

    expect(answers.tooLarge).toEqual({ status: 413, code: 'BODY_TOO_LARGE' });
    expect(answers.tooLargeUnzipped).toEqual({ status: 413, code: 'BODY_TOO_LARGE' });
    expect(answers.invalidJson).toEqual({ status: 400, code: 'BAD_REQUEST' });
    expect(answers.form).toEqual({ status: 415, code: 'UNSUPPORTED_MEDIA_TYPE' });
    expect(answers.text).toEqual({ status: 415, code: 'UNSUPPORTED_MEDIA_TYPE' });
    expect(
      Object.entries(answers).filter(
        ([, { status, code }]) => status < 400 || status >= 500 || code === undefined || !isKnownCode(code),
      ),
    ).toEqual([]);
    expect((await city.ask<{ me: { id: string } }>(query)).me.id).not.toBe('');
  });

  test('that is too deep, too wide or too long is refused before it is planned', async () => {
    const deep = (levels: number): string =>
      `{ units { edges { node ${'{ parent '.repeat(levels)}{ id }${' }'.repeat(levels)} } } }`;
    const faults = await faultsOf(city, [
      { name: 'deep', query: deep(40), refused: ['QUERY_TOO_COMPLEX'] },
      { name: 'very deep', query: deep(2_000), refused: ['QUERY_TOO_COMPLEX'] },
      {
        name: 'aliases',
        query: `{ ${Array.from({ length: 200 }, (_, index) => `a${index}: me { id }`).join(' ')} }`,
        refused: ['QUERY_TOO_COMPLEX'],
      },
      { name: 'repeated fields', query: `{ me { ${'id '.repeat(3_000)} } }`, refused: ['QUERY_TOO_COMPLEX'] },
      { name: 'long', query: `{ me { ${'fullName '.repeat(20_000)} } }`, refused: ['QUERY_TOO_COMPLEX'] },
      {
        name: 'fragments that double',
        query: `{ me { ...f0 } } ${Array.from({ length: 30 }, (_, index) => `fragment f${index} on Person { ${index === 29 ? 'id' : `...f${index + 1} ...f${index + 1}`} }`).join(' ')}`,
        refused: ['QUERY_TOO_COMPLEX'],
      },
      {
        name: 'a fragment in a circle',
        query: '{ me { ...f } } fragment f on Person { ...f id }',
        refused: /^GRAPHQL_VALIDATION_FAILED/,
      },
      {
        name: 'directives',
        query: `{ me { id ${'@include(if: true) '.repeat(500)} } }`,
        refused: ['QUERY_TOO_COMPLEX'],
      },
      { name: 'no query', query: 'not graphql', refused: /^GRAPHQL_PARSE_FAILED/ },
      { name: 'an unknown field', query: '{ me { salary } }', refused: /^GRAPHQL_VALIDATION_FAILED/ },
      {
        name: 'an unknown argument',
        query: '{ unit(id: "x", drop: true) { id } }',
        refused: /^GRAPHQL_VALIDATION_FAILED/,
      },
      {
        name: 'entities of the federation',
        query: '{ _entities(representations: [{ __typename: "Person", id: "x" }]) { __typename } }',
        refused: /^GRAPHQL_VALIDATION_FAILED/,
      },
    ]);

    expect(faults).toEqual([]);
  });

  test('for a page that is none is refused', async () => {
    const lists = ['units', 'people', 'appointments', 'decisions', 'roleChanges', 'operations', 'drift'];
    const cursors = [
      '',
      'x',
      '💥',
      Buffer.from('\u0000').toString('base64url'),
      Buffer.from("' OR 1=1 --").toString('base64url'),
      Buffer.from('["a","b","c","d"]').toString('base64url'),
      Buffer.from('9'.repeat(400)).toString('base64url'),
      'A'.repeat(50_000),
    ];
    const attempts = lists.flatMap((list): Attempt[] => [
      // a page of none of role changes is a place in their log
      ...(list === 'roleChanges' ? [-1, 501] : [0, -1, 501]).map((first) => ({
        name: `${list} first ${first}`,
        query: `{ ${list}(first: ${first}) { totalCount } }`,
        refused: /^INVALID_PAGE_SIZE/,
      })),
      ...cursors.map((after) => ({
        name: `${list} after ${after.slice(0, 20)}`,
        query: `query($after: String) { ${list}(after: $after) { totalCount } }`,
        variables: { after },
        refused: /^INVALID_CURSOR/,
      })),
    ]);

    expect(await faultsOf(city, attempts)).toEqual([]);
  });

  test('for what does not exist is answered with nothing, or refused', async () => {
    for (const id of ["x' OR '1'='1", 'x\u0000y', '\uD800', 'x'.repeat(100_000), '*', '../../etc/passwd']) {
      const answer = await city.send(
        'query($id: ID!) { unit(id: $id) { id } post(id: $id) { id } person(id: $id) { id } decision(id: $id) { id } plan(id: $id) { id } }',
        { id },
      );

      expect(
        answer.errors
          .map(({ extensions }) => extensions.code)
          .filter((code) => code === 'INTERNAL' || !isKnownCode(code)),
      ).toEqual([]);
      expect(Object.values(answer.data ?? {}).filter((found) => found !== null)).toEqual([]);
    }
  });
});

describe('someone else’s rights', () => {
  const LOGIN = 'mutation($u: String!, $p: String!) { login(username: $u, password: $p) { accessToken } }';
  let person: string;
  let subscriber: string;
  let unitAdministrator: string;
  let unitAdministratorId: string;

  beforeAll(async () => {
    person = await city.activatePerson(official.id);
    const chief = await city.holder(['Vũ', 'Quản', 'Trị'], 'so-y-te/quan-tri-don-vi');
    unitAdministratorId = chief.id;
    unitAdministrator = (await city.signIn(chief.login)).accessToken;
    const { registerClient: client } = await city.ask<{ registerClient: { clientId: string; clientSecret: string } }>(
      'mutation { registerClient(name: "Nghe ngóng") { clientId clientSecret } }',
    );
    subscriber = (
      await city.ask<{ clientToken: { accessToken: string } }>(
        'mutation($id: ID!, $secret: String!) { clientToken(clientId: $id, clientSecret: $secret) { accessToken } }',
        { id: client.clientId, secret: client.clientSecret },
        null,
      )
    ).clientToken.accessToken;
  });

  /** What only an administrator of the city may do. */
  function administratorsOnly(
    aboutId = other.id,
  ): { name: string; query: string; variables?: Record<string, unknown> }[] {
    return [
      {
        name: 'definePositions',
        query:
          'mutation { definePositions(input: [{ id: "vua", titleVi: "Vua", rank: 1, managementRole: "unit-head" }]) { id } }',
      },
      {
        name: 'recordDecision',
        query: RECORD,
        variables: { input: city.paper({ appoint: [{ personId: other.id, postId: 'so-tttt/chuyen-vien' }] }) },
      },
      {
        name: 'annulDecision',
        query:
          'mutation($id: ID!, $by: DecisionHeadInput!) { annulDecision(decisionId: $id, by: $by) { decision { id } } }',
        variables: {
          id: decisionId(),
          by: { number: 'X', issuerId: 'ubnd-tp', signedOn: city.today(), effectiveOn: city.today() },
        },
      },
      { name: 'pauseTarget', query: 'mutation { pauseTarget(targetId: "directory", reason: "x") { id } }' },
      { name: 'resumeTarget', query: 'mutation { resumeTarget(targetId: "directory") { id } }' },
      { name: 'approvePlan', query: 'mutation { approvePlan(planId: "x", hash: "x") { id } }' },
      { name: 'rejectPlan', query: 'mutation { rejectPlan(planId: "x", reason: "x") { id } }' },
      { name: 'reconcile', query: 'mutation { reconcile(scope: ALL) { id } }' },
      {
        name: 'linkAccount',
        query: 'mutation($id: ID!) { linkAccount(targetId: "directory", nativeId: "x", personId: $id) { id } }',
        variables: { id: official.id },
      },
      { name: 'unlinkAccount', query: 'mutation { unlinkAccount(accountId: "x", reason: "x") { id } }' },
      {
        name: 'lockAccess',
        query: 'mutation($id: ID!) { lockAccess(personId: $id, reason: "x") { id } }',
        variables: { id: adminId() },
      },
      {
        name: 'unlockAccess',
        query: 'mutation($id: ID!) { unlockAccess(personId: $id, reason: "x") { id } }',
        variables: { id: adminId() },
      },
      {
        name: 'issueActivationCode',
        query: 'mutation($id: ID!) { issueActivationCode(personId: $id) { code } }',
        variables: { id: adminId() },
      },
      {
        name: 'revokeSessions',
        query: 'mutation($id: ID!) { revokeSessions(personId: $id, reason: "x") }',
        variables: { id: adminId() },
      },
      { name: 'registerClient', query: 'mutation { registerClient(name: "Tôi") { clientSecret } }' },
      {
        name: 'receiveTablets',
        query: 'mutation { receiveTablets(input: { serials: ["AAA-1"], model: "M", unitId: "so-tttt" }) { id } }',
      },
      {
        name: 'previewDecision',
        query: 'query($input: RecordDecisionInput!) { previewDecision(input: $input) { hash } }',
        variables: { input: city.paper({ appoint: [{ personId: aboutId, postId: 'so-tttt/van-thu' }] }) },
      },
      { name: 'serviceClients', query: '{ serviceClients { id } }' },
      { name: 'auditVerdict', query: '{ auditVerdict { ok } }' },
      { name: 'drift', query: '{ drift { totalCount } }' },
      { name: 'operations', query: '{ operations { totalCount } }' },
    ];
  }

  function decisionId(): string {
    return knownDecisionId;
  }

  let knownDecisionId = '';
  let administratorId = '';
  function adminId(): string {
    return administratorId;
  }

  beforeAll(async () => {
    const found = await city.ask<{ me: { id: string }; decisions: { edges: { node: { id: string } }[] } }>(
      '{ me { id } decisions(first: 1) { edges { node { id } } } }',
    );
    administratorId = found.me.id;
    knownDecisionId = found.decisions.edges[0]?.node.id ?? '';
  });

  test('are refused to a person, a subscriber and nobody, whatever an administrator may do', async () => {
    const attempts = administratorsOnly().flatMap((attempt): Attempt[] => [
      { ...attempt, name: `${attempt.name} by a person`, token: person, refused: /^FORBIDDEN/ },
      { ...attempt, name: `${attempt.name} by a subscriber`, token: subscriber, refused: /^FORBIDDEN/ },
      { ...attempt, name: `${attempt.name} by nobody`, token: null, refused: /^UNAUTHENTICATED/ },
    ]);

    const faults = await faultsOf(city, [
      ...attempts,
      {
        name: 'createPerson by a person',
        query: CREATE,
        variables: { input: { familyName: 'A', givenName: 'B' } },
        token: person,
        refused: /^FORBIDDEN/,
      },
      {
        name: 'createPerson by a subscriber',
        query: CREATE,
        variables: { input: { familyName: 'A', givenName: 'B' } },
        token: subscriber,
        refused: /^FORBIDDEN/,
      },
      { name: 'me by a subscriber', query: '{ me { id } }', token: subscriber, refused: /^(NOT_FOUND|FORBIDDEN)/ },
      { name: 'units by nobody', query: '{ units { totalCount } }', token: null, refused: /^UNAUTHENTICATED/ },
      {
        name: 'accounts of another by a person',
        query: 'query($id: ID!) { person(id: $id) { accounts { id } } }',
        variables: { id: other.id },
        token: person,
        refused: /^FORBIDDEN/,
      },
      {
        name: 'documents of another by a person',
        query: 'query($id: ID!) { person(id: $id) { documents { totalCount } } }',
        variables: { id: other.id },
        token: person,
        refused: /^FORBIDDEN/,
      },
      {
        name: 'mailbox of another by a person',
        query: 'query($id: ID!) { person(id: $id) { mailbox { unread } } }',
        variables: { id: other.id },
        token: person,
        refused: /^FORBIDDEN/,
      },
      {
        name: 'changePassword by a subscriber',
        query: 'mutation { changePassword(oldPassword: "a", newPassword: "Mat-Khau-Moi-2026") }',
        token: subscriber,
        refused: /^FORBIDDEN/,
      },
    ]);

    expect(faults).toEqual([]);
  });

  test('are refused to a unit administrator outside of the own units', async () => {
    const outside = { personId: other.id, postId: 'so-tttt/chuyen-vien' };
    const own = { issuerId: 'so-y-te' };
    const decision = (name: string, lines: Record<string, unknown>, head: Record<string, unknown> = own): Attempt => ({
      name,
      query: RECORD,
      variables: { input: city.paper(lines, head) },
      token: unitAdministrator,
      refused: /^FORBIDDEN/,
    });
    const stranger = await city.person('Đinh', 'Xa', 'Lạ');
    const both = await city.person('Đinh', 'Hai', 'Nơi');
    const nobody = await city.person('Đinh', 'Chưa', 'Bổ');
    await city.decide({
      appoint: [
        { personId: stranger.id, postId: 'so-tttt/chuyen-vien' },
        { personId: both.id, postId: 'so-tttt/chuyen-vien' },
        { personId: both.id, postId: 'so-y-te/chuyen-vien' },
      ],
    });
    const strangers = await city.appointmentId(stranger.id, 'so-tttt/chuyen-vien');
    const owns = await city.appointmentId(other.id, 'so-y-te/van-thu');

    const faults = await faultsOf(city, [
      ...administratorsOnly(stranger.id).map((attempt): Attempt => ({
        ...attempt,
        name: `${attempt.name} by a unit administrator`,
        token: unitAdministrator,
        refused: /^FORBIDDEN/,
      })),
      decision('another issuer', { appoint: [{ personId: stranger.id, postId: 'so-y-te/chuyen-vien' }] }, {}),
      decision('a post elsewhere', { appoint: [outside] }),
      decision('a post elsewhere among own ones', {
        appoint: [{ ...outside, postId: 'so-y-te/chuyen-vien' }, outside],
      }),
      decision('ending a stranger', { end: [{ appointmentId: strangers, reason: 'DISMISSED' }] }),
      decision('ending all of who is elsewhere too', { end: [{ personId: both.id, reason: 'DISMISSED' }] }),
      decision('transfer to elsewhere', { transfer: [{ appointmentId: owns, toPostId: 'so-tttt/chuyen-vien' }] }),
      decision('transfer from elsewhere', {
        transfer: [{ appointmentId: strangers, toPostId: 'so-y-te/chuyen-vien' }],
      }),
      decision('suspending a stranger', { suspend: [{ personId: stranger.id }] }),
      decision('suspending who is elsewhere too', { suspend: [{ personId: both.id }] }),
      decision('renaming a stranger', { changeName: [{ personId: stranger.id, givenName: 'Quen' }] }),
      decision('renaming who never held a post', { changeName: [{ personId: nobody.id, givenName: 'Quen' }] }),
      decision('renaming who never held a post, in the decision that appoints them', {
        appoint: [{ personId: nobody.id, postId: 'so-y-te/chuyen-vien' }],
        changeName: [{ personId: nobody.id, givenName: 'Quen' }],
      }),
      decision('delegating a stranger’s post', {
        delegate: [
          { fromAppointmentId: strangers, toPersonId: unitAdministratorId, scope: 'tất cả', endsOn: '2026-12-31' },
        ],
      }),
      decision('a unit at the root', { establishUnit: [{ id: 'so-moi', name: 'Sở Mới', kind: 'department' }] }),
      decision('a unit under another', {
        establishUnit: [{ id: 'so-moi', name: 'Sở Mới', kind: 'department', parentId: 'so-tttt' }],
      }),
      decision('a post in another unit', {
        openPost: [{ id: 'so-tttt/moi', unitId: 'so-tttt', positionId: 'chuyen-vien' }],
      }),
      decision('ending another unit', { endUnit: [{ unitId: 'so-tttt' }] }),
      decision('mapping posts elsewhere', {
        mapPost: [{ fromPostId: 'so-y-te/chuyen-vien', toPostId: 'so-tttt/chuyen-vien' }],
      }),
      {
        name: 'a code for a stranger',
        query: 'mutation($id: ID!) { issueActivationCode(personId: $id) { code } }',
        variables: { id: stranger.id },
        token: unitAdministrator,
        refused: /^FORBIDDEN/,
      },
      {
        name: 'a code for who is elsewhere too',
        query: 'mutation($id: ID!) { issueActivationCode(personId: $id) { code } }',
        variables: { id: both.id },
        token: unitAdministrator,
        refused: /^FORBIDDEN/,
      },
      {
        name: 'locking a stranger',
        query: 'mutation($id: ID!) { lockAccess(personId: $id, reason: "x") { id } }',
        variables: { id: stranger.id },
        token: unitAdministrator,
        refused: /^FORBIDDEN/,
      },
      {
        name: 'reconciling another unit',
        query: 'mutation { reconcile(scope: UNIT, id: "so-tttt") { id } }',
        token: unitAdministrator,
        refused: /^FORBIDDEN/,
      },
      {
        name: 'reconciling a target',
        query: 'mutation { reconcile(scope: TARGET, id: "directory") { id } }',
        token: unitAdministrator,
        refused: /^FORBIDDEN/,
      },
    ]);

    expect(faults).toEqual([]);
    const within = await city.send(
      RECORD,
      { input: city.paper({ appoint: [{ personId: other.id, postId: 'so-y-te/chuyen-vien' }] }, own) },
      unitAdministrator,
    );
    expect(within.errors).toEqual([]);
  });

  test('of a unit administrator show the directory entries of the own subtree, and no mailbox', async () => {
    const stranger = await city.holder(['Đinh', 'Ngoài', 'Sở'], 'so-tttt/chuyen-vien');
    const look = (id: string, field: string): Promise<readonly string[]> =>
      city.refused(`query($id: ID!) { person(id: $id) { ${field} } }`, { id }, unitAdministrator);

    const { data, errors } = await city.send<{ person: { directory: { dn: string } | null } }>(
      'query($id: ID!) { person(id: $id) { directory { dn } accounts { id } } }',
      { id: official.id },
      unitAdministrator,
    );

    expect(errors).toEqual([]);
    expect(data?.person.directory?.dn).toContain(`uid=${official.login}`);
    expect(await look(stranger.id, 'directory { dn }')).toEqual(['FORBIDDEN']);
    expect(await look(official.id, 'mailbox { unread }')).toEqual(['FORBIDDEN']);
  });

  test('are not had by a name that tricks the directory', async () => {
    const admin = city.first?.administrator.login ?? '';
    const login = (u: string, p = city.password): Attempt => ({
      name: JSON.stringify(u.slice(0, 40)),
      query: LOGIN,
      variables: { u, p },
      token: null,
      refused: /^(SIGN_IN_FAILED|INVALID_VALUE|TOO_MANY_ATTEMPTS)/,
    });
    const faults = await faultsOf(city, [
      login(`${admin})(uid=*`),
      login('*'),
      login(`${admin[0]}*`),
      login(`${admin}\u0000`),
      login(`${admin},ou=people,${SUFFIX}`),
      login(`uid=${admin}`),
      login(`\\70${admin.slice(1)}`),
      login(`${admin}+cn=x`),
      login(''),
      login('x'.repeat(100_000)),
      login('\uD800'),
      login(admin, ''),
      login(admin, `${city.password}\u0000`),
      login(admin, 'x'.repeat(100_000)),
    ]);

    expect(faults).toEqual([]);
    expect(await city.login(admin)).not.toBeNull();
  });

  test('are not had with a token that is forged, altered or expired', async () => {
    const token = await city.adminToken();
    const [header = '', payload = '', signature = ''] = token.split('.');
    const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const decode = (part: string): Record<string, unknown> =>
      JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>;
    const { privateKey } = generateKeyPairSync('ed25519');
    const foreign = `${header}.${payload}`;
    const { refreshToken } = await city.signIn(official.login);
    const forged = {
      none: `${encode({ ...decode(header), alg: 'none' })}.${payload}.`,
      hs256: `${encode({ ...decode(header), alg: 'HS256' })}.${payload}.${signature}`,
      otherKey: `${foreign}.${sign(null, Buffer.from(foreign), privateKey).toString('base64url')}`,
      otherKid: `${encode({ ...decode(header), kid: '../../dev/null' })}.${payload}.${signature}`,
      otherSubject: `${header}.${encode({ ...decode(payload), sub: official.id })}.${signature}`,
      longerLife: `${header}.${encode({ ...decode(payload), exp: 9_999_999_999 })}.${signature}`,
      cut: token.slice(0, -4),
      refresh: refreshToken,
      empty: '',
      long: `${token}${'A'.repeat(9_000)}`,
      nonsense: 'null',
    };
    const faults = await faultsOf(
      city,
      Object.entries(forged).map(([name, one]): Attempt => ({
        name,
        query: '{ me { id } }',
        token: one,
        refused: /^UNAUTHENTICATED/,
      })),
    );
    city.clock?.advance(6 * 60_000);
    const expired = await city.refused('{ me { id } }', {}, token);

    expect(faults).toEqual([]);
    expect(expired).toEqual(['UNAUTHENTICATED']);
    const basic = await raw(city, {
      body: JSON.stringify({ query: '{ me { id } }' }),
      headers: { authorization: `Basic ${Buffer.from('a:b').toString('base64')}` },
    });
    expect(basic.code).toBe('UNAUTHENTICATED');
  });
});

describe('the same request twice under one Idempotency-Key', () => {
  test('has one effect and one answer, and the key is refused for another input', async () => {
    const target = await city.person('Hồ', 'Lặp', 'Lại');
    const first = await city.decide({ appoint: [{ personId: target.id, postId: 'so-tttt/chuyen-vien' }] });
    const annulled = await city.decide({ appoint: [{ personId: target.id, postId: 'so-gtvt/chuyen-vien' }] });
    const { previewDecision: preview } = await city.ask<{ previewDecision: { hash: string } }>(
      'query($input: RecordDecisionInput!) { previewDecision(input: $input) { hash } }',
      {
        input: city.paper(
          { appoint: [{ personId: target.id, postId: 'so-du-lich/chuyen-vien' }] },
          { number: 'LAP-2' },
        ),
      },
    );
    const head = (number: string): Record<string, unknown> => ({
      number,
      issuerId: 'ubnd-tp',
      signedOn: city.today(),
      effectiveOn: city.today(),
    });
    const lock = 'mutation($id: ID!, $reason: String!) { lockAccess(personId: $id, reason: $reason) { id } }';
    const annul =
      'mutation($id: ID!, $by: DecisionHeadInput!) { annulDecision(decisionId: $id, by: $by) { decision { id } } }';
    const receive = 'mutation($input: ReceiveTabletsInput!) { receiveTablets(input: $input) { id } }';
    const define = 'mutation($input: [PositionInput!]!) { definePositions(input: $input) { id } }';
    const position = { id: 'lap-lai', titleVi: 'Lặp lại', rank: 9, managementRole: 'officer' };
    const cases: readonly (readonly [string, string, Record<string, unknown>, Record<string, unknown>])[] = [
      [
        'recordDecision with a preview',
        RECORD,
        {
          input: {
            ...head('LAP-2'),
            previewHash: preview.hash,
            appoint: [{ personId: target.id, postId: 'so-du-lich/chuyen-vien' }],
          },
        },
        {
          input: {
            ...head('LAP-2'),
            previewHash: preview.hash,
            appoint: [{ personId: other.id, postId: 'so-du-lich/chuyen-vien' }],
          },
        },
      ],
      [
        'createPerson',
        CREATE,
        { input: { familyName: 'Hồ', givenName: 'Một' } },
        { input: { familyName: 'Hồ', givenName: 'Hai' } },
      ],
      [
        'recordDecision',
        RECORD,
        { input: { ...head('LAP-1'), appoint: [{ personId: target.id, postId: 'so-y-te/chuyen-vien' }] } },
        { input: { ...head('LAP-1b'), appoint: [{ personId: target.id, postId: 'so-y-te/chuyen-vien' }] } },
      ],
      ['annulDecision', annul, { id: annulled.id, by: head('LAP-3') }, { id: first.id, by: head('LAP-3') }],
      ['definePositions', define, { input: [position] }, { input: [{ ...position, rank: 8 }] }],
      [
        'receiveTablets',
        receive,
        { input: { serials: ['LAP-001', 'LAP-002'], model: 'M', unitId: 'so-tttt' } },
        { input: { serials: ['LAP-003'], model: 'M', unitId: 'so-tttt' } },
      ],
      ['lockAccess', lock, { id: target.id, reason: 'mất máy' }, { id: target.id, reason: 'khác' }],
      [
        'issueActivationCode',
        'mutation($id: ID!) { issueActivationCode(personId: $id) { code person { id } } }',
        { id: other.id },
        { id: official.id },
      ],
    ];
    const faults: string[] = [];

    for (const [name, query, input, otherInput] of cases) {
      const headers = { 'idempotency-key': `key of ${name}`.replaceAll(' ', '-') };
      const [one, two] = await Promise.all([
        city.send(query, input, undefined, headers),
        city.send(query, input, undefined, headers),
      ]);
      await city.settle();
      const before = await lastingRows(city);
      const three = await city.send(query, input, undefined, headers);
      const reused = await city.send(query, otherInput, undefined, headers);
      await city.settle();
      const after = await lastingRows(city);
      if (one.errors.length > 0) faults.push(`${name}: ${JSON.stringify(one.errors)}`);
      for (const again of [two, three])
        if (JSON.stringify(again.data) !== JSON.stringify(one.data))
          faults.push(`${name}: ${JSON.stringify(again)} after ${JSON.stringify(one.data)}`);
      if (reused.errors[0]?.extensions.code !== 'IDEMPOTENCY_KEY_REUSED')
        faults.push(`${name}: other input gave ${JSON.stringify(reused)}`);
      for (const [table, count] of Object.entries(after))
        if (before[table] !== count) faults.push(`${name}: ${table} ${before[table]} → ${count}`);
    }

    expect(faults).toEqual([]);
  });

  test('is remembered for each caller by itself, and a key that is none is refused', async () => {
    const headers = { 'idempotency-key': 'shared' };
    const input = { input: { familyName: 'Hồ', givenName: 'Ba' } };
    const clerk = await city.holder(['Vũ', 'Hai', 'Khóa'], 'so-tttt/quan-tri-don-vi');
    const { accessToken } = await city.signIn(clerk.login);

    const mine = await city.send<{ createPerson: { id: string } }>(CREATE, input, undefined, headers);
    const theirs = await city.send<{ createPerson: { id: string } }>(CREATE, input, accessToken, headers);
    const long = await city.send(CREATE, { input: { familyName: 'Hồ', givenName: 'Bốn' } }, undefined, {
      'idempotency-key': 'k'.repeat(300),
    });

    expect(mine.errors).toEqual([]);
    expect(theirs.data?.createPerson.id).not.toBe(mine.data?.createPerson.id);
    expect(long.errors[0]?.extensions.code).toBe('INVALID_VALUE');
  });
});
