/** Every verb of `dieuhanh`, run as a user runs it, against a city that runs as a user's does. */
import { cpSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import {
  buildOnce,
  CityProcess,
  countRows,
  eventually,
  newFolder,
  PASSWORD,
  removeFolder,
  rowsOf,
  runCli,
  type Ended,
} from '../process/city-process';
import { workbook } from './workbook';

jest.setTimeout(300_000);

const folder = newFolder('cli');
const home = join(folder, 'home');
const cityFolder = join(folder, 'city');
let city: CityProcess;

beforeAll(async () => {
  buildOnce();
  mkdirSync(home);
  city = await CityProcess.start(cityFolder);
});

afterAll(async () => {
  await city.kill();
  removeFolder(folder);
});

/** A verb of the user whose home is the test's folder. */
function dieuhanh(
  args: readonly string[],
  input = '',
  settings: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  return runCli(args, { HOME: home, DIEUHANH_URL: city.facts.gateway, DIEUHANH_HOME: cityFolder, ...settings }, input);
}

async function json<T>(args: readonly string[], input = ''): Promise<T> {
  const ended = await dieuhanh([...args, '--json'], input);
  if (ended.stdout === '') throw new Error(ended.stderr);
  return JSON.parse(ended.stdout) as T;
}

function file(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

describe('help', () => {
  const verbs = [
    [],
    ['start'],
    ['login'],
    ['activate'],
    ['logout'],
    ['import'],
    ['decision'],
    ['decision', 'record'],
    ['decision', 'preview'],
    ['plan'],
    ['why'],
    ['reconcile'],
    ['audit'],
    ['audit', 'verify'],
    ['generate'],
  ];

  test('is there for every verb, and says what the verb does', async () => {
    const told = await Promise.all(verbs.map((verb) => dieuhanh([...verb, '--help'])));

    expect(
      told.filter((one) => one.code !== 0 || !one.stdout.startsWith('Usage: dieuhanh') || one.stderr !== ''),
    ).toEqual([]);
    const leaves = verbs.filter((verb) => verb.length > 0 && !['decision', 'audit'].includes(verb.join(' ')));
    expect(leaves.filter((verb) => !told[verbs.indexOf(verb)]?.stdout.includes('--json'))).toEqual([]);
  });

  test('is what a line that was typed wrong points to, in two lines on standard error', async () => {
    const wrong = await Promise.all(
      [['plann', 'x'], ['plan'], ['plan', 'x', '--colour'], ['import'], ['reconcile', '--scope', 'MOON']].map((args) =>
        dieuhanh(args),
      ),
    );

    expect(wrong.map((one) => [one.code, one.stdout, one.stderr.trim().split('\n')[1]])).toEqual(
      wrong.map(() => [1, '', 'How it is used: dieuhanh --help']),
    );
    expect(wrong.map((one) => one.stderr.trim().split('\n').length)).toEqual(wrong.map(() => 2));
    expect(wrong[0]?.stderr).toMatch(/^UNKNOWN_VERB: There is no verb "plann"\. The nearest is "plan"\.\n/);
    expect(wrong[2]?.stderr).toMatch(/^BAD_USAGE: There is no option "--colour"\.\n/);
  });

  test('and messages speak Vietnamese unless the environment or --lang asks for English', async () => {
    const calls = [
      dieuhanh(['login', '--help'], '', { LANG: 'C' }),
      dieuhanh(['login', '--help', '--lang', 'vi']),
      dieuhanh(['login', '--help', '--lang', 'en'], '', { LANG: 'vi_VN.UTF-8' }),
      dieuhanh(['bay'], '', { LANG: '' }),
      dieuhanh(['import', join(folder, 'khong-co.csv')], '', { LANG: 'vi_VN.UTF-8' }),
      dieuhanh(['import', join(folder, 'khong-co.csv')]),
      dieuhanh(['activate', '--help']),
    ];

    const [inC, asked, english, verb, missing, missingInEnglish, activate] = await Promise.all(calls);

    expect(inC?.stdout).toMatch(/^Cách dùng: dieuhanh login/);
    expect(asked?.stdout).toBe(inC?.stdout);
    expect(english?.stdout).toMatch(/^Usage: dieuhanh login/);
    expect(verb?.stderr).toMatch(/^UNKNOWN_VERB: Không có lệnh «bay»\. Gần nhất là «/);
    expect(missing?.stderr).toMatch(/^FILE_NOT_FOUND: không có tệp «.*khong-co\.csv»\. Hãy kiểm tra đường dẫn\.\n$/);
    expect(missingInEnglish?.stderr).toMatch(/^FILE_NOT_FOUND: there is no file ".*khong-co\.csv"\./);
    expect(activate?.stdout.replace(/\s+/g, ' ')).toMatch(
      /asked for without echo, or read from the first line of standard input/,
    );
  });
});

describe('signing in', () => {
  test('is asked for first', async () => {
    const ended = await dieuhanh(['plan', 'x']);

    expect(ended.code).toBe(1);
    expect(ended.stderr).toMatch(/^UNAUTHENTICATED: .*\nSign in first: dieuhanh login <username>\n$/);
  });

  test('refuses a wrong code and a password that the directory does not want', async () => {
    const wrongCode = await dieuhanh(['activate', 'AAAA-BBBB-CCCC'], `${PASSWORD}\n`);
    const weak = await dieuhanh(['activate', city.facts.administrator.code], 'abc\n');
    const empty = await dieuhanh(['activate', city.facts.administrator.code]);

    expect([wrongCode, weak, empty].map((one) => one.code)).toEqual([1, 1, 1]);
    expect(wrongCode.stderr).toMatch(/^ACTIVATION_CODE_INVALID/);
    expect(weak.stderr).toMatch(/^[A-Z_]+( \(password\))?: /);
    expect(weak.stderr).not.toContain('abc');
  });

  test('with a one-time code sets the password, once, and keeps the session where only the user can read it', async () => {
    const first = await dieuhanh(['activate', city.facts.administrator.code], `${PASSWORD}\n`);
    const again = await dieuhanh(['activate', city.facts.administrator.code], `${PASSWORD}\n`);

    expect([first.code, first.stderr, again.code]).toEqual([0, '', 1]);
    expect(statSync(join(home, '.dieuhanh/sessions.json')).mode & 0o777).toBe(0o600);
    expect(first.stdout).not.toContain(PASSWORD);
  });

  test('with a password works from a pipe, and a wrong one is refused', async () => {
    const right = await dieuhanh(['login', city.facts.administrator.login, '--json'], PASSWORD);
    const wrong = await dieuhanh(['login', city.facts.administrator.login], 'Sai-Mat-Khau-1\n');
    const inVietnamese = await dieuhanh(['login', city.facts.administrator.login, '--lang', 'vi'], 'Sai-Mat-Khau-1\n');

    expect(JSON.parse(right.stdout)).toMatchObject({ username: city.facts.administrator.login });
    expect(right.stdout).not.toContain('Token');
    expect([right.code, wrong.code, inVietnamese.code]).toEqual([0, 1, 1]);
    expect(wrong.stderr).toMatch(/^SIGN_IN_FAILED: The login/);
    expect(inVietnamese.stderr).toMatch(/^SIGN_IN_FAILED: Tên đăng nhập/);
  });

  test('does not help with a token that is none', async () => {
    const ended = await dieuhanh(['reconcile', '--token', 'eyJhbGciOiJub25lIn0.e30.']);
    const inJson = await dieuhanh(['reconcile', '--token', 'nonsense', '--json']);

    expect(ended.code).toBe(1);
    expect(ended.stderr).toMatch(/^UNAUTHENTICATED/);
    expect(JSON.parse(inJson.stdout)).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
  });
});

describe('a gateway that is away', () => {
  test('is told with what to do', async () => {
    const url = ['--url', 'http://127.0.0.1:1'];
    const calls = [
      ['reconcile', ...url],
      ['plan', 'x', ...url],
      ['audit', 'verify', ...url],
      ['login', 'a', ...url],
      ['reconcile', '--url', 'no address'],
    ];

    const ended = await Promise.all(calls.map((args) => dieuhanh(args, 'x\n', { DIEUHANH_TOKEN: 'x' })));

    expect(ended.map((one) => one.code)).toEqual(calls.map(() => 1));
    expect(ended.filter((one) => !/^no gateway answers at .*npm start.*--url\.\n$/.test(one.stderr))).toEqual([]);
  });
});

const ORG = `
as_of: "2026-01-01"
position_profiles:
  xa: [ { id: chu-tich-thu, vi: Chủ tịch thử, en: Test chair, rank: 1, max: 1, covered: true } ]
  duty_roles: [ { id: van-thu-thu, vi: Văn thư thử, en: Test clerk } ]
units:
  - { id: tinh-thu, name_vi: Tỉnh thử, name_en: Test province, kind: city_government, parent: null, positions: xa }
  - { id: xa-thu, name_vi: Xã thử, name_en: Test commune, kind: commune, parent: tinh-thu, positions: null }
`;
const POLICY = `
roles:
  - { role: unit-head, position: chu-tich-thu }
  - { role: records-clerk, position: van-thu-thu }
`;

describe('import of bodies and posts', () => {
  test('is a dry run that writes nothing until it is applied, and changes nothing the second time', async () => {
    const args = ['import', file('org.yaml', ORG), '--policy', file('policy.yaml', POLICY)];
    const empty = countRows(cityFolder);
    const dry = await json(args);
    const afterDry = countRows(cityFolder);
    const applied = await json([...args, '--apply']);
    const once = countRows(cityFolder);
    const again = await json([...args, '--apply']);
    const dryAgain = await dieuhanh(args);

    expect(dry).toEqual({ dryRun: true, positions: 2, units: 2, posts: 2, withoutPosts: ['xa-thu'], known: false });
    expect(afterDry).toEqual(empty);
    expect(applied).toMatchObject({ recorded: true, units: 2, posts: 2 });
    expect(once).toMatchObject({ unit: (empty['unit'] ?? 0) + 2, post: (empty['post'] ?? 0) + 2 });
    expect(again).toMatchObject({ recorded: false });
    expect(dryAgain.stdout).toMatch(/recorded already/);
    expect(countRows(cityFolder)).toEqual(once);
  });

  test('tells where a file is wrong, in words', async () => {
    const broken = [
      file('broken-1.yaml', 'units: ['),
      file('broken-2.yaml', 'units: {}'),
      file('broken-3.yaml', ORG.replace('positions: xa }', 'positions: nirgends }')),
      file('broken-4.yaml', ORG.replace('id: chu-tich-thu', 'id: chua-co-ai')),
      join(folder, 'nowhere.yaml'),
    ];

    const ended = await Promise.all(
      broken.map((path) => dieuhanh(['import', path, '--policy', file('policy.yaml', POLICY)])),
    );

    expect(ended.map((one) => one.code)).toEqual(broken.map(() => 1));
    expect(ended.filter((one) => one.stderr === '' || / at .*\.js/.test(one.stderr))).toEqual([]);
    expect(ended[1]?.stderr).toMatch(/position_profiles/);
    expect(ended[2]?.stderr).toMatch(/nirgends/);
    expect(ended[3]?.stderr).toMatch(/chua-co-ai/);
  });
});

const COLUMNS =
  'person_ref,family_name,middle_name,given_name,birth_date,post_id,mode,primary,term_ends_on,decision_number,issuer_id,signed_on,effective_on';
const GOOD = [
  'a1,Nguyễn,Văn,Mẫu,1980-02-03,so-du-lich/giam-doc-so,,true,2031-01-01,11/QĐ-UBND,ubnd-tp,2026-01-05,2026-01-10',
  'a2,Trần,Thị,"O\'Hara, Lê",1985-06-07,so-du-lich/pho-giam-doc-so,,,,11/QĐ-UBND,ubnd-tp,2026-01-05,2026-01-10',
  'a1,Nguyễn,Văn,Mẫu,1980-02-03,so-y-te/giam-doc-so,ACTING,,,12/QĐ-UBND,ubnd-tp,2026-01-06,2026-01-11',
  'a3,Phạm,,An,,so-du-lich/van-thu,,,,12/QĐ-UBND,ubnd-tp,2026-01-06,2026-01-11',
];

describe('import of people', () => {
  interface Outcome {
    readonly rows: number;
    readonly decisionsRecorded: number;
    readonly decisionsKnown: number;
    readonly peopleCreated: number;
    readonly peopleKnown: number;
    readonly problems: readonly { readonly line: number; readonly code: string; readonly message: string }[];
  }

  test('is a dry run until it is applied, and changes nothing the second time', async () => {
    const path = file('roster.csv', `\uFEFF${COLUMNS}\r\n${GOOD.join('\r\n')}\r\n`);
    const empty = countRows(cityFolder);
    const dry = await json<Outcome>(['import', path]);
    const afterDry = countRows(cityFolder);
    const applied = await json<Outcome>(['import', path, '--apply']);
    const once = countRows(cityFolder);
    const again = await json<Outcome>(['import', path, '--apply']);

    expect(dry).toMatchObject({ dryRun: true, rows: 4, decisionsRecorded: 2, peopleCreated: 3, problems: [] });
    expect(afterDry).toEqual(empty);
    expect(applied).toMatchObject({ rows: 4, decisionsRecorded: 2, decisionsKnown: 0, peopleCreated: 3, problems: [] });
    expect(once).toMatchObject({ person: (empty['person'] ?? 0) + 3, appointment: (empty['appointment'] ?? 0) + 4 });
    expect(again).toMatchObject({ decisionsRecorded: 0, decisionsKnown: 2, peopleCreated: 0, problems: [] });
    expect(countRows(cityFolder)).toEqual(once);
    expect(
      rowsOf(cityFolder, 'SELECT "familyName", "givenName" FROM person WHERE "birthDate" = \'1985-06-07\''),
    ).toEqual([{ familyName: 'Trần', givenName: "O'Hara, Lê" }]);
  });

  test('tells of each row that was added to a decision which is recorded already', async () => {
    const added = [
      'a4,Phạm,Văn,Thêm,,so-du-lich/chuyen-vien,,,,11/QĐ-UBND,ubnd-tp,2026-01-05,2026-01-10',
      'a3,Phạm,,An,,so-du-lich/chuyen-vien,,,,12/QĐ-UBND,ubnd-tp,2026-01-06,2026-01-11',
    ];
    const path = file('roster-later.csv', `${COLUMNS}\n${[...GOOD, ...added].join('\n')}\n`);
    const before = countRows(cityFolder);

    const [dry, applied] = [await json<Outcome>(['import', path]), await json<Outcome>(['import', path, '--apply'])];

    for (const outcome of [dry, applied]) {
      expect(outcome).toMatchObject({ decisionsRecorded: 0, decisionsKnown: 2, peopleCreated: 0 });
      expect(outcome.problems.map(({ line, code }) => `${line} ${code}`)).toEqual([
        '6 DECISION_CLOSED',
        '7 DECISION_CLOSED',
      ]);
    }
    expect(countRows(cityFolder)).toEqual(before);
  });

  test('reads a workbook as it reads CSV', async () => {
    const rows = [
      COLUMNS,
      'x1,Lê,Hữu,Tước,1979-09-09,so-gtvt/giam-doc-so,OFFICIAL,true,,21/QĐ-UBND,ubnd-tp,2026-01-05,2026-01-10',
    ];
    const path = file('roster.xlsx', workbook(rows.map((row) => row.split(','))));

    const dry = await json<Outcome>(['import', path]);
    const applied = await json<Outcome>(['import', path, '--apply']);
    const again = await json<Outcome>(['import', path, '--apply']);

    expect(dry).toMatchObject({ dryRun: true, decisionsRecorded: 1, problems: [] });
    expect(applied).toMatchObject({ decisionsRecorded: 1, peopleCreated: 1, problems: [] });
    expect(again).toMatchObject({ decisionsRecorded: 0, decisionsKnown: 1, problems: [] });
  });

  test('tells each bad row by its line and a code, and records the decisions that have none', async () => {
    const bad = [
      'b1,Lê,Thị,Một,1990-02-30,so-tnmt/van-thu,,,,31/QĐ,ubnd-tp,2026-01-05,2026-01-10', // 2: no such day
      'b2,Lê,Thị,,1990-02-03,so-tnmt/van-thu,,,,31/QĐ,ubnd-tp,2026-01-05,2026-01-10', // 3: no given name
      'b3,Lê,Thị,Ba,,so-tnmt/khong-co,,,,32/QĐ,ubnd-tp,2026-01-05,2026-01-10', // 4: unknown post
      'b4,Lê,Thị,Bốn,,so-tnmt/van-thu,KING,perhaps,,33/QĐ,ubnd-tp,2026-01-05,2026-01-10', // 5: two faults
      'b5,"Lê\n",Thị,Năm,,so-tnmt/van-thu,,,,34/QĐ,ubnd-tp,2026-01-05,2026-01-10', // 6–7: a line break within quotes is trimmed
      'b6,Lê,Thị,Sáu🙂,,so-tnmt/van-thu,,,,35/QĐ,ubnd-tp,2026-01-05,2026-01-10', // 8: an emoji
      'b1,Lê,Thị,Khác,,so-tnmt/van-thu,,,,36/QĐ,ubnd-tp,2026-01-05,2026-01-10', // 9: another person under one mark
      'b7,Lê,Thị,Bảy,,so-du-lich/giam-doc-so,,,,37/QĐ,ubnd-tp,2026-01-05,2026-01-10', // 10: the seat is taken
      'b8,Lê,Thị,Tám,,so-tnmt/van-thu,,,,38/QĐ,nowhere,2026-01-05,2026-01-10', // 11: unknown issuer
      'b9,Lê,Thị,Chín,,so-tnmt/van-thu,,,,39/QĐ,ubnd-tp,2026-01-05,2026-01-10,too,many', // 12
      'b10,Lê,Thị,Mười,,so-tnmt/van-thu,,,,40/QĐ,ubnd-tp,2026-01-05,2026-01-10', // 13: good
      'b11,Lê,Thị,Mốt,,so-tnmt/van-thu,,,,40/QĐ,ubnd-tp,2026-01-05,2026-01-12', // 14: the same paper on another day
      'b12,Lê,Thị,Hai,,so-tnmt/van-thu,,,,41/QĐ,ubnd-tp,2026-01-05,2026-01-10', // 15: good
      '', // a blank line is no row
    ];
    const path = file('bad.csv', `${COLUMNS}\n${bad.join('\n')}`);
    const before = countRows(cityFolder);
    const dry = await json<Outcome>(['import', path]);
    const afterDry = countRows(cityFolder);
    const applied = await json<Outcome>(['import', path, '--apply']);
    const once = countRows(cityFolder);
    const again = await json<Outcome>(['import', path, '--apply']);
    const table = await dieuhanh(['import', path]);

    const codes = (outcome: Outcome): string[] => outcome.problems.map((problem) => `${problem.line} ${problem.code}`);
    const structural = [
      '2 INVALID_DAY',
      '3 VALUE_MISSING',
      '4 UNKNOWN_POST',
      '5 INVALID_MODE',
      '5 INVALID_PRIMARY',
      '9 PERSON_DIFFERS',
      '12 TOO_MANY_VALUES',
      '14 DECISION_DIFFERS',
    ];
    expect(codes(dry)).toEqual(structural);
    expect(afterDry).toEqual(before);
    expect(codes(applied)).toEqual(
      [...structural, '8 INVALID_NAME', '10 SEAT_OCCUPIED', '11 UNKNOWN_UNIT'].sort(
        (a, b) => parseInt(a, 10) - parseInt(b, 10),
      ),
    );
    expect(applied).toMatchObject({ decisionsRecorded: 2 });
    expect(codes(again)).toEqual(codes(applied));
    expect(countRows(cityFolder)).toEqual(once);
    expect(table.code).toBe(1);
    expect(table.stdout).toMatch(/│ 10? .*SEAT_OCCUPIED|│ 4 .*UNKNOWN_POST/);
  });

  test('refuses a table that is none', async () => {
    const tables = [
      file('empty.csv', ''),
      file('columns.csv', 'person_ref,family_name\n1,2\n'),
      file('unknown.csv', `${COLUMNS},favourite_colour\n`),
      file('twice.csv', `${COLUMNS},mode\n`),
      file('quote.csv', `${COLUMNS}\n"a,b\n`),
      file('no.xlsx', 'this is no workbook'),
    ];

    const ended = await Promise.all(tables.map((path) => dieuhanh(['import', path, '--apply'])));

    expect(ended.map((one) => one.code)).toEqual(tables.map(() => 1));
    expect(
      ended.map((one) => one.stdout + one.stderr).filter((text) => text.trim() === '' || / at .*\.js/.test(text)),
    ).toEqual([]);
    expect(ended[1]?.stdout).toMatch(/COLUMN_MISSING/);
    expect(ended[2]?.stdout).toMatch(/COLUMN_UNKNOWN/);
    expect(ended[3]?.stdout).toMatch(/COLUMN_TWICE/);
  });
});

describe('decision record, plan and reconcile', () => {
  const appointment = (number: string, personId: string, postId: string): string =>
    `number: "${number}"\nissuerId: ubnd-tp\nsignedOn: "2026-01-05"\neffectiveOn: "2026-01-12"\nappoint:\n  - { personId: "${personId}", postId: ${postId} }\n`;

  function personId(): string {
    return rowsOf<{ id: string }>(cityFolder, 'SELECT id FROM person WHERE "givenName" = \'Tước\'')[0]?.id ?? '';
  }

  test('shows the preview and takes anything but yes for no', async () => {
    const path = file('decision.yaml', appointment('51/QĐ', personId(), 'so-gtvt/quan-tri-don-vi'));
    const before = countRows(cityFolder);

    const answers = await Promise.all(
      ['n\n', '\n', '', 'maybe\n'].map((answer) => dieuhanh(['decision', 'record', path], answer)),
    );
    const dry = await dieuhanh(['decision', 'record', path, '--dry-run']);

    expect(answers.map((one) => [one.code, /Nothing was recorded\./.test(one.stdout)])).toEqual(
      answers.map(() => [1, true]),
    );
    expect(answers.filter((one) => !one.stdout.includes('so-gtvt') || !one.stderr.includes('[y/N]'))).toEqual([]);
    expect([dry.code, dry.stderr]).toEqual([0, '']);
    expect(countRows(cityFolder)).toEqual(before);
  });

  test('records on yes what it showed, and the plan says how far it has come', async () => {
    const path = file('decision.yaml', appointment('52/QĐ', personId(), 'so-gtvt/quan-tri-don-vi'));

    const said = await dieuhanh(['decision', 'record', path], 'y\n');
    const repeated = await dieuhanh(['decision', 'record', path, '--yes']);
    const id = /\(id ([0-9a-f-]+)\)/.exec(said.stdout)?.[1] ?? '';

    expect([said.code, repeated.code]).toEqual([0, 1]);
    expect(said.stdout).toMatch(/Recorded decision 52\/QĐ, effective 2026-01-12/);
    expect(repeated.stderr).toMatch(/^DECISION_ALREADY_RECORDED/);
    await eventually(
      'the plan is not done',
      async () => {
        const plan = await json<{ operations: { edges: { node: { status: string } }[] } }>(['plan', id]);
        const states = plan.operations.edges.map(({ node }) => node.status);
        return states.length > 0 && states.every((state) => state === 'DONE') ? null : states.join(', ');
      },
      20,
    );
    const shown = await dieuhanh(['plan', id]);
    expect(shown.stdout).toMatch(/so-gtvt/);
  });

  test('previews in Vietnamese and English, in a table or in the columns that there are, and records nothing', async () => {
    const path = file('decision.yaml', appointment('54/QĐ', personId(), 'so-tttt/pho-giam-doc-so'));
    const before = countRows(cityFolder);

    const wide = await dieuhanh(['decision', 'preview', path, '--lang', 'vi']);
    const narrow = await dieuhanh(['decision', 'preview', path, '--width', '60', '--lang', 'en']);
    const shown = await json<{ hash: string; operations: { edges: { node: { effect: string } }[] } }>([
      'decision',
      'preview',
      path,
    ]);

    expect([wide.stderr, narrow.stderr]).toEqual(['', '']);
    expect([wide.code, narrow.code]).toEqual([0, 0]);
    expect(wide.stdout).toMatch(/│ người +│ hệ thống +│ thao tác +│ thay đổi +│ lý do và căn cứ +│ tình trạng/);
    expect(wide.stdout).toMatch(/quyết định này, dòng 1/);
    expect(narrow.stdout).toMatch(/this decision, line 1 · data\/policy\.yaml:\d+/);
    expect(narrow.stdout.split('\n').filter((line) => line.length > 60)).toEqual([]);
    expect(shown.operations.edges.every(({ node }) => node.effect !== 'LOSS')).toBe(true);
    expect(countRows(cityFolder)).toEqual(before);
  });

  test('says why somebody has what they have, and tells who and what does not exist', async () => {
    const login = rowsOf<{ login: string }>(cityFolder, 'SELECT login FROM person WHERE "givenName" = \'Tước\'')[0]!
      .login;

    const all = await dieuhanh(['why', login, '--lang', 'en']);
    const one = await dieuhanh([
      'why',
      login,
      '--target',
      'directory',
      '--grant',
      'group=unit-administrators',
      '--lang',
      'vi',
    ]);
    const answer = await json<{ person: { id: string }; explanations: { answer: string }[] }>(['why', personId()]);
    const wrong = await Promise.all(
      [
        ['why', 'nobody'],
        ['why', login, '--target', 'nowhere'],
        ['why', login, '--grant', 'group=leaders'],
        ['why', login, '--grant', 'leaders'],
        ['why', login, '--on', '2026-02-30'],
      ].map((args) => dieuhanh([...args, '--lang', 'en'])),
    );

    expect([all.code, one.code]).toEqual([0, 0]);
    expect(all.stdout).toMatch(/directory · account: GRANTED since \d{4}-\d\d-\d\d\n {2}= decision .+, line \d+: /);
    expect(one.stdout).toMatch(/→ CÓ: Bắt đầu có hiệu lực – QĐ .+, dòng \d+: /);
    expect(one.stdout).toMatch(/data\/policy\.yaml:\d+[\s(]+unit-administrator/);
    expect(answer.person.id).toBe(personId());
    expect(answer.explanations.length).toBeGreaterThan(0);
    expect(wrong.map(({ code }) => code)).toEqual([1, 1, 1, 1, 1]);
    expect(wrong.filter(({ stdout, stderr }) => stdout + stderr === '' || / at .*\.js/.test(stderr))).toEqual([]);
    expect(wrong[1]?.stderr).toMatch(/^NOT_FOUND \(targetId\)/);
  });

  test('records without asking on --yes, and answers in JSON', async () => {
    const path = file('decision-2.yaml', appointment('53/QĐ', personId(), 'so-tttt/chuyen-vien'));

    const recorded = await json<{ preview: { hash: string }; decision: { number: string } }>([
      'decision',
      'record',
      path,
      '--yes',
    ]);

    expect(recorded).toMatchObject({
      decision: { number: '53/QĐ', effectiveOn: '2026-01-12' },
      preview: { hash: expect.any(String) },
    });
  });

  test('is refused with every problem by its place, and nothing is recorded', async () => {
    const before = countRows(cityFolder);
    const files = [
      file('d1.yaml', appointment('61/QĐ', 'nobody', 'nowhere/none')),
      file('d2.yaml', 'number: "62/QĐ"\nissuerId: ubnd-tp\nsignedOn: "2026-01-05"\neffectiveOn: "2026-01-12"\n'),
      file('d3.yaml', 'number: 63\nwrong: [1'),
      file('d4.yaml', ''),
      file('d5.yaml', `${appointment('65/QĐ', personId(), 'so-tttt/chuyen-vien')}colour: red\n`),
      join(folder, 'nowhere.yaml'),
    ];

    const ended = await Promise.all(files.map((path) => dieuhanh(['decision', 'record', path, '--yes'])));

    expect(ended.map((one) => one.code)).toEqual(files.map(() => 1));
    expect(ended.filter((one) => one.stderr === '' || / at .*\.js/.test(one.stderr))).toEqual([]);
    expect(ended[0]?.stderr).toMatch(/UNKNOWN_PERSON \(appoint\.0\.personId\)/);
    expect(ended[0]?.stderr).toMatch(/UNKNOWN_POST \(appoint\.0\.postId\)/);
    expect(ended[1]?.stderr).toMatch(/^NO_LINES/);
    expect(countRows(cityFolder)).toEqual(before);
  });

  test('reconciles a person, a unit, a target and all', async () => {
    const calls = [
      ['--scope', 'PERSON', '--id', personId()],
      ['--scope', 'UNIT', '--id', 'so-gtvt'],
      ['--scope', 'TARGET', '--id', 'directory'],
      [],
    ];
    for (const args of calls) {
      const plan = await json<{ summary?: unknown; errors?: unknown }>(['reconcile', ...args]);
      expect([args, plan]).toEqual([args, expect.objectContaining({ summary: expect.any(Object), complete: true })]);
    }
    const nobody = await dieuhanh(['reconcile', '--scope', 'PERSON', '--id', 'nobody']);
    const unknown = await dieuhanh(['plan', 'no-such-plan']);
    expect([nobody.code, unknown.code]).toEqual([1, 1]);
    expect(nobody.stderr).toMatch(/^[A-Z_]+/);
    expect(unknown.stdout).toMatch(/no plan/);
  });
});

describe('audit verify', () => {
  interface Verdict {
    readonly ok: boolean;
    readonly records: number;
    readonly head: { readonly seq: number; readonly hash: string };
    readonly finding: { readonly kind: string; readonly seq: number } | null;
  }

  async function quiet(): Promise<void> {
    await eventually('records wait to be chained', () => {
      const waiting = rowsOf<{ n: number }>(cityFolder, 'SELECT count(*) AS n FROM audit_record WHERE seq IS NULL')[0]
        ?.n;
      return Promise.resolve(waiting === 0 ? null : `${waiting} wait`);
    });
  }

  test('says the same online and offline, and its witness holds', async () => {
    await quiet();
    const online = await json<Verdict>(['audit', 'verify']);
    const offline = await json<Verdict>(['audit', 'verify', '--offline']);
    const { seq, hash } = online.head;
    const witnessed = await dieuhanh(['audit', 'verify', '--witness', `${seq}:${hash}`]);
    const otherWitness = await dieuhanh(['audit', 'verify', '--witness', `${seq}:${'0'.repeat(64)}`]);
    const noWitness = await dieuhanh(['audit', 'verify', '--witness', 'x']);
    const noStore = await dieuhanh(['audit', 'verify', '--offline'], '', { DIEUHANH_HOME: join(folder, 'nowhere') });

    expect(online).toMatchObject({ ok: true, finding: null });
    expect(offline.head.seq).toBeGreaterThanOrEqual(seq);
    expect(offline.ok).toBe(true);
    expect([witnessed.code, otherWitness.code, noWitness.code, noStore.code]).toEqual([0, 1, 1, 1]);
    expect(otherWitness.stdout).toMatch(/BROKEN/);
    expect(noStore.stderr).toMatch(/DIEUHANH_HOME/);
  });

  test('finds a row that was altered, removed or cut off, in a copy of the store', async () => {
    await quiet();
    const harms: readonly [string, string][] = [
      ['altered', "UPDATE audit_record SET detail = replace(detail, '{', '{ ') WHERE seq = 5"],
      ['missing', 'DELETE FROM audit_record WHERE seq = 5'],
      ['cut', 'DELETE FROM audit_record WHERE seq > (SELECT max(seq) - 3 FROM audit_record)'],
    ];
    for (const [kind, sql] of harms) {
      const copy = join(folder, `copy-${kind}`);
      mkdirSync(copy);
      for (const name of ['city.db', 'city.db-wal', 'city.db-shm'])
        cpSync(join(cityFolder, name), join(copy, name), { force: true });
      harm(copy, sql);

      const ended = await dieuhanh(['audit', 'verify', '--offline', '--json'], '', { DIEUHANH_HOME: copy });

      expect([ended.code, JSON.parse(ended.stdout)]).toEqual([
        1,
        expect.objectContaining({ ok: false, finding: expect.objectContaining({ kind }) }),
      ]);
    }
  });

  test('finds it in the running city too', async () => {
    harm(cityFolder, 'UPDATE audit_record SET "subjectId" = \'x\' WHERE seq = 7');

    const online = await dieuhanh(['audit', 'verify']);

    expect(online.code).toBe(1);
    expect(online.stdout).toMatch(/BROKEN: record 7 .* was altered/);
  });

  function harm(home: string, sql: string): void {
    const database = new Database(join(home, 'city.db'));
    database.pragma('busy_timeout = 5000');
    database.exec(sql);
    database.close();
  }
});

test('logout ends the session', async () => {
  const ended = await dieuhanh(['logout']);
  const after = await dieuhanh(['plan', 'x']);

  expect([ended.code, after.code]).toEqual([0, 1]);
  expect(after.stderr).toMatch(/^UNAUTHENTICATED/);
});
