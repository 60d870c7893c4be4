import { readBatch } from './batch';

const HEADER = 'serial,model,unit,record';

it('takes what can be entered and tells of each other row by its line', () => {
  const csv = [
    HEADER,
    'tb-1,MTB 10,so-tttt,BB-1',
    '"TB-2","MTB, 10 inch",so-tttt,',
    'TB-1,MTB 10,so-tttt,',
    '?,MTB,so-tttt,',
    'TB-3,,so-tttt,',
    'TB-4,MTB,So TTTT,',
    'TB-5,MTB,so-tttt,BB,more',
  ].join('\r\n');

  const { rows, problems } = readBatch(csv);

  expect(rows).toEqual([
    { line: 2, serial: 'TB-1', model: 'MTB 10', unitId: 'so-tttt', recordNumber: 'BB-1' },
    { line: 3, serial: 'TB-2', model: 'MTB, 10 inch', unitId: 'so-tttt', recordNumber: null },
  ]);
  expect(problems.map(({ line, code, values }) => [line, code, values.field ?? values.serial])).toEqual([
    [4, 'SERIAL_TAKEN', 'TB-1'],
    [5, 'INVALID_VALUE', 'serial'],
    [6, 'INVALID_VALUE', 'model'],
    [7, 'INVALID_VALUE', 'unit'],
    [8, 'INVALID_VALUE', 'row'],
  ]);
});

it.each([
  ['a broken quote', `${HEADER}\nTB-1,"MTB,so-tttt,`],
  ['no header', ''],
  ['a column that is missing', 'serial,model\nTB-1,MTB'],
])('refuses a table with %s by its code', (_, csv) => {
  expect(() => readBatch(csv)).toThrow(
    expect.objectContaining({ extensions: expect.objectContaining({ code: 'TABLE_UNREADABLE' }) }),
  );
});
