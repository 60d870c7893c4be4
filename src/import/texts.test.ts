import { checkSheet } from './roster-checks';
import { fromCsv } from './sheet';
import { importSays } from './texts';

const COLUMNS = 'person_ref,family_name,given_name,post_id,mode,decision_number,issuer_id,signed_on,effective_on';
const ROWS = [
  'a,Lê,,so-y-te/van-thu,KING,1/QĐ,ubnd-tp,2026-01-05,2026-02-30',
  'a,Lê,Ba,x/y,,1/QĐ,ubnd-tp,2026-01-05,2026-01-06,too',
];

it.each(['vi', 'en'] as const)('tells each flaw of a row by its line, whole in one language (%s)', (language) => {
  const says = importSays(language);

  const problems = checkSheet(fromCsv([COLUMNS, ...ROWS].join('\n'), says), says);

  expect(problems.map(({ line, code }) => `${line} ${code}`)).toEqual([
    '2 VALUE_MISSING',
    '2 INVALID_DAY',
    '2 INVALID_MODE',
    '3 TOO_MANY_VALUES',
    '3 PERSON_DIFFERS',
    '3 DECISION_DIFFERS',
  ]);
  expect(problems[0]?.message).toBe(
    { vi: 'given_name để trống (tên)', en: 'given_name is empty (given name)' }[language],
  );
  expect(problems.filter(({ message }) => /\{|undefined/.test(message))).toEqual([]);
});

it('says of a table that is none on which line it breaks', () => {
  expect(() => fromCsv('', importSays('vi'))).toThrow('dòng 1: tệp rỗng; dòng đầu phải nêu tên các cột');
  expect(() => fromCsv(`${COLUMNS}\n"a,b`, importSays('en'))).toThrow(/^line \d+: this is no CSV \(/);
});
