/** What a history may say, and how what it may not say is refused: each with its line and code, nothing half-done. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { convert } from './convert';
import { HistoryError, readHistory } from './history';
import { readOracle } from './oracle';
import { MINISTERS } from './places';

const HEAD = 'person_id,person_name,unit_id,unit_name,post_id,post_title,seats,mode,starts_on,ends_on';
const GOOD = 'p1,Nguyễn Văn Mẫu,so-a,"Sở A, mới",so-a/giam-doc,Giám đốc,1,OFFICIAL,2020-01-01,2021-01-01';

function fileProblems(csv: string): readonly string[] {
  try {
    readHistory(csv);
    return [];
  } catch (error) {
    if (!(error instanceof HistoryError)) throw error;
    return error.problems.map(({ line, code }) => `${line} ${code}`);
  }
}

function rowProblems(...rows: readonly string[]): { readonly kept: number; readonly problems: readonly string[] } {
  const history = readHistory([HEAD, ...rows].join('\n'));
  return { kept: history.rows.length, problems: history.problems.map(({ line, code }) => `${line} ${code}`) };
}

const change = (column: number, value: string): string => {
  const cells = [
    'p1',
    'Nguyễn Văn Mẫu',
    'so-a',
    'Sở A',
    'so-a/giam-doc',
    'Giám đốc',
    '1',
    'OFFICIAL',
    '2020-01-01',
    '2021-01-01',
  ];
  cells[column] = value;
  return cells.join(',');
};

describe('a history that cannot be read', () => {
  it('is refused whole at the line where a quote is opened and never closed', () => {
    expect(fileProblems([HEAD, GOOD, 'p2,"Trần Thị,so-a', change(0, 'p3')].join('\n'))).toEqual(['3 CSV_UNREADABLE']);
  });

  it('is refused whole when a quote is closed in the middle of a cell', () => {
    expect(fileProblems([HEAD, GOOD, 'p2,"Trần" Thị,so-a,A,so-a/x,X,1,OFFICIAL,2020-01-01,'].join('\n'))).toEqual([
      '3 CSV_UNREADABLE',
    ]);
  });

  it('is refused whole when columns are missing, each by its name', () => {
    expect(fileProblems('person_id,person_name\np1,A B\n')).toHaveLength(8);
    expect(fileProblems(`${HEAD.replace(',mode', '')}\n`)).toEqual(['1 COLUMN_MISSING']);
    expect(fileProblems('')).toHaveLength(10);
  });
});

describe('a row that cannot be accepted', () => {
  it.each([
    ['a day that does not exist', change(8, '2020-02-30'), 'INVALID_DAY'],
    ['a day of another form', change(9, '01/02/2021'), 'INVALID_DAY'],
    ['an end before the start', change(9, '2019-12-31'), 'END_BEFORE_START'],
    ['an end on the first day', change(9, '2020-01-01'), 'END_BEFORE_START'],
    ['an unknown mode', change(7, 'SOMETIMES'), 'INVALID_MODE'],
    ['a secondment, of which the file cannot tell the home', change(7, 'SECONDED'), 'INVALID_MODE'],
    ['seats that are no number', change(6, 'many'), 'INVALID_VALUE'],
    ['an id that is no slug', change(2, 'Sở A'), 'INVALID_ID'],
    ['no person', change(0, ''), 'VALUE_MISSING'],
    ['a name of one word', change(1, 'Mẫu'), 'INVALID_NAME'],
    ['a cell too few', GOOD.slice(0, GOOD.lastIndexOf(',')), 'CELL_COUNT'],
    ['a cell too many', `${GOOD},x`, 'CELL_COUNT'],
  ])('is left out alone: %s', (_, row, code) => {
    const fine = GOOD.replaceAll('p1', 'p9').replaceAll('so-a', 'so-b');

    expect(rowProblems(fine, row)).toEqual({ kept: 1, problems: [`3 ${code}`] });
  });

  it('tells every problem of a row at once', () => {
    expect(rowProblems(GOOD.replace('OFFICIAL,2020-01-01,2021-01-01', 'NEVER,2020-13-01,soon')).problems).toEqual([
      '2 INVALID_DAY',
      '2 INVALID_DAY',
      '2 INVALID_MODE',
    ]);
  });

  it('is the later of two that take one seat, or that one person holds twice', () => {
    const overlapping = 'p2,Trần Thị Hai,so-a,"Sở A, mới",so-a/giam-doc,Giám đốc,1,OFFICIAL,2020-12-31,';

    expect(rowProblems(overlapping, GOOD)).toEqual({ kept: 1, problems: ['2 SEAT_OCCUPIED'] });
    expect(rowProblems(GOOD, GOOD.replace('2020-01-01', '2020-06-01'))).toEqual({
      kept: 1,
      problems: ['3 ALREADY_HOLDS_POST'],
    });
  });

  it('is a leave of a post that the person does not hold all the while', () => {
    const leave = GOOD.replace('OFFICIAL,2020-01-01,2021-01-01', 'on-leave,2020-06-01,2021-02-01');

    expect(rowProblems(GOOD, leave)).toEqual({ kept: 1, problems: ['3 APPOINTMENT_NOT_IN_FORCE'] });
    expect(rowProblems(GOOD, leave.replace('2021-02-01', '2021-01-01'))).toEqual({ kept: 2, problems: [] });
  });

  it('gives an id another meaning than an earlier row', () => {
    expect(
      rowProblems(GOOD, GOOD.replace('Nguyễn Văn Mẫu', 'Lê Văn Ba').replace('2020-01-01,2021-01-01', '2022-01-01,')),
    ).toEqual({ kept: 1, problems: ['3 PERSON_DIFFERS'] });
  });
});

describe('the oracle', () => {
  it('closes the account of who is on leave from all posts, and counts them apart', () => {
    const leave = GOOD.replace('OFFICIAL,2020-01-01,2021-01-01', 'ON_LEAVE,2020-06-01,2020-07-01');
    const oracle = readOracle([HEAD, GOOD, leave].join('\r\n'));

    const counts = ['2019-12-31', '2020-01-01', '2020-06-01', '2020-07-01', '2021-01-01'].map((day) => {
      const { office, enabled, onLeave } = oracle.on(day);
      return [office.size, enabled.size, onLeave.size];
    });

    expect(counts).toEqual([
      [0, 0, 0],
      [1, 1, 0],
      [1, 0, 1],
      [1, 1, 0],
      [0, 0, 0],
    ]);
  });
});

describe('the ministers', () => {
  const { appointments, reorganisations, facts } = convert(join(MINISTERS, 'source'));

  it('are what the conversion makes of the source', () => {
    expect(appointments).toBe(readFileSync(join(MINISTERS, 'appointments.csv'), 'utf8'));
    expect(reorganisations).toBe(readFileSync(join(MINISTERS, 'reorganisations.csv'), 'utf8'));
  });

  it('have the facts that the README states', () => {
    expect(facts).toMatchObject({
      appointments: 3_667,
      'days on which something changed': 652,
      'posts with simultaneous holders': 106,
      'rows without an end': 147,
      'rows that outlive their organisation': 16,
      'rows that end before they start': 2,
      'people who return after more than the deletion time': 66,
    });
  });

  it('have two rows that are refused, each with line and code', () => {
    const { rows, problems } = readHistory(appointments);

    expect(problems.map(({ line, code }) => `${line} ${code}`)).toEqual([
      '3562 END_BEFORE_START',
      '3600 END_BEFORE_START',
    ]);
    expect(rows).toHaveLength(3_667 + 12 - 2);
  });
});
