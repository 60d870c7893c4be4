import fc from 'fast-check';
import { addDays, covers, dayOf, isDay, startOf } from './day';
import { newId } from './ids';
import { compareNames, fullName, loginStem, searchKey } from './text';

describe('days in Hanoi', () => {
  it('begin at 17:00 UTC of the day before', () => {
    expect(startOf('2026-12-01').toISOString()).toBe('2026-11-30T17:00:00.000Z');
    expect(dayOf(new Date('2026-11-30T16:59:59.999Z'))).toBe('2026-11-30');
    expect(dayOf(new Date('2026-11-30T17:00:00.000Z'))).toBe('2026-12-01');
  });

  it('are only days that exist', () => {
    expect(['2024-02-29', '2026-02-29', '2026-13-01', '2026-1-1', '0000-00-00'].map(isDay)).toEqual([
      true,
      false,
      false,
      false,
      false,
    ]);
  });

  it('come back from their first instant, whatever day it is', () => {
    fc.assert(
      fc.property(fc.integer({ min: -20_000, max: 40_000 }), (offset) => {
        const day = addDays('1990-01-01', offset);
        expect(dayOf(startOf(day))).toBe(day);
        expect(dayOf(new Date(startOf(day).getTime() - 1))).toBe(addDays(day, -1));
      }),
    );
  });

  it('lie in half-open intervals: the end is the first day out', () => {
    expect(
      ['2025-12-31', '2026-01-01', '2026-01-31', '2026-02-01'].map((on) => covers('2026-01-01', '2026-02-01', on)),
    ).toEqual([false, true, true, false]);
    expect(covers('2026-01-01', null, '2999-01-01')).toBe(true);
  });
});

describe('Vietnamese names', () => {
  const name = (familyName: string, middleName: string, givenName: string) => ({ familyName, middleName, givenName });

  it('match whichever way the marks are placed or composed', () => {
    expect(searchKey('Hòa')).toBe(searchKey('Hoà'));
    expect(searchKey('Đỗ  Đức Đạt'.normalize('NFD'))).toBe('do duc dat');
  });

  it('make a login of initials and given name', () => {
    expect(loginStem(name('Nguyễn', 'Văn', 'Mẫu'))).toBe('nvmau');
    expect(loginStem(name('Tôn Thất', 'Đức', 'Bảo Ngọc'))).toBe('ttdbaongoc');
    expect(loginStem(name('Lê', '', 'Ví'))).toBe('lvi');
  });

  it('are sorted by given name first', () => {
    const sorted = [
      name('Trần', 'Thị', 'Thử'),
      name('Phạm', '', 'Ân'),
      name('Lê', 'Đình', 'An'),
      name('Bùi', '', 'Đạt'),
    ]
      .sort(compareNames)
      .map(fullName);

    expect(sorted).toEqual(['Lê Đình An', 'Phạm Ân', 'Bùi Đạt', 'Trần Thị Thử']);
  });
});

describe('identifiers', () => {
  it('sort in the order in which they were made, within a millisecond and over a clock that steps back', () => {
    const now = new Date('2026-03-02T02:00:00.000Z');
    const instants = [...Array.from({ length: 5_000 }, () => now), new Date(now.getTime() - 60_000), now];

    const ids = instants.map((instant) => newId(instant));

    expect([...ids].sort()).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('are UUIDs of version 7', () => {
    expect(newId()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});
