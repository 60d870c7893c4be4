/** A slice of the ministers in both orders, and small histories that hold one hard thing each. */
import { readHistory } from './history';
import { ministers } from './ministers.fixture';
import { replay, type Outcome, type ReplayInput } from './replay';
import { differingEnds } from './report';

const HEAD = 'person_id,person_name,unit_id,unit_name,post_id,post_title,seats,mode,starts_on,ends_on';

function small(lines: readonly string[]): Omit<ReplayInput, 'order'> {
  const csv = [HEAD, ...lines].join('\n');
  const { rows } = readHistory(csv);
  return {
    csv,
    systems: 'embedded',
    rows,
    ground: rows,
    refusedLines: [],
    acts: [],
    until: '9999-12-31',
    sample: 50,
    officeDays: [...new Set(rows.flatMap((row) => [row.startsOn, row.endsOn ?? row.startsOn]))].sort(),
    namedDays: [],
    seed: 7,
    progress: () => undefined,
  };
}

async function both(input: Omit<ReplayInput, 'order'>): Promise<{ ordered: Outcome; shuffled: Outcome }> {
  return {
    ordered: await replay({ ...input, order: 'ordered' }),
    shuffled: await replay({ ...input, order: 'shuffled' }),
  };
}

describe('a replay', () => {
  it('of a reorganisation ends with the same accounts in whatever order it is learnt', async () => {
    const { ordered, shuffled } = await both(ministers('2023-02-01', '2023-07-31'));

    expect([...ordered.mismatches, ...shuffled.mismatches]).toEqual([]);
    expect(differingEnds(ordered.details, shuffled.details)).toEqual([]);
    expect(ordered.comparisons.length).toBeGreaterThan(3);
    expect(ordered.comparisons.some(({ onLeave }) => onLeave > 0)).toBe(true);
    expect(ordered.problems).toEqual([]);
  }, 180_000);

  it('moves the holders of a post that a reorganisation maps, and ends the unit behind them', async () => {
    const outcomes = await both({
      ...small([
        'p1,Nguyễn Văn Mẫu,so-a,Sở A,so-a/giam-doc,Giám đốc,1,OFFICIAL,2001-03-01,2004-01-01',
        'p1,Nguyễn Văn Mẫu,so-c,Sở C,so-c/giam-doc,Giám đốc,1,OFFICIAL,2004-01-01,2005-01-01',
        'p2,Trần Thị Hai,so-a,Sở A,so-a/pho-giam-doc,Phó Giám đốc,,OFFICIAL,2002-01-01,2004-01-01',
        'p3,Lê Văn Khác,so-c,Sở C,so-c/pho-giam-doc,Phó Giám đốc,,OFFICIAL,2004-01-01,',
      ]),
      acts: [
        { on: '2004-01-01', act: 'establish', id: 'so-c', to: [] },
        { on: '2004-01-01', act: 'map', id: 'so-a/giam-doc', to: ['so-c/giam-doc'] },
        { on: '2004-01-01', act: 'end', id: 'so-a', to: ['so-c'] },
      ],
    });

    expect([...outcomes.ordered.mismatches, ...outcomes.shuffled.mismatches, ...outcomes.ordered.problems]).toEqual([]);
    expect(differingEnds(outcomes.ordered.details, outcomes.shuffled.details)).toEqual([]);
  }, 120_000);

  it('closes who is on leave, opens them again, and gives an account back after it was deleted', async () => {
    const outcomes = await both(
      small([
        'p1,Nguyễn Văn Mẫu,so-a,Sở A,so-a/giam-doc,Giám đốc,1,OFFICIAL,2001-03-01,2003-01-01',
        'p1,Nguyễn Văn Mẫu,so-a,Sở A,so-a/giam-doc,Giám đốc,1,ON_LEAVE,2001-06-01,2001-09-01',
        'p2,Trần Thị Thay,so-a,Sở A,so-a/giam-doc,Giám đốc,1,ACTING,2001-06-01,2001-09-01',
        'p3,Lê Văn Khác,so-b,Sở B,so-b/pho-giam-doc,Phó Giám đốc,,OFFICIAL,2002-01-01,2008-06-01',
        'p1,Nguyễn Văn Mẫu,so-b,Sở B,so-b/giam-doc,Giám đốc,1,OFFICIAL,2010-01-01,',
        'p2,Trần Thị Thay,so-b,Sở B,so-b/pho-giam-doc,Phó Giám đốc,,IN_CHARGE,2009-01-01,',
      ]),
    );

    expect([...outcomes.ordered.mismatches, ...outcomes.shuffled.mismatches]).toEqual([]);
    expect(differingEnds(outcomes.ordered.details, outcomes.shuffled.details)).toEqual([]);
    expect(outcomes.ordered.comparisons.map(({ day, onLeave }) => [day, onLeave])).toContainEqual(['2001-06-01', 1]);
    expect(outcomes.ordered.deletionsApproved).toBeGreaterThan(0);
  }, 120_000);

  it('leaves out what the gateway refuses, by line and code, and records the rest of that day', async () => {
    const input = small([
      'p1,Nguyễn Văn Mẫu,so-a,Sở A,so-a/giam-doc,Giám đốc,1,OFFICIAL,2020-01-01,',
      'p2,Trần Thị Thay,so-a,Sở A,so-a/giam-doc,Giám đốc,1,ACTING,2020-02-01,2020-03-01',
      'p3,Lê Văn Khác,so-b,Sở B,so-b/giam-doc,Giám đốc,1,OFFICIAL,2020-02-01,',
    ]);

    const { problems, mismatches } = await replay({ ...input, order: 'ordered' });

    expect(problems.map(({ line, code }) => `${line} ${code}`)).toEqual(['3 SEAT_NOT_VACANT']);
    expect(mismatches).toEqual([]);
  }, 120_000);
});
