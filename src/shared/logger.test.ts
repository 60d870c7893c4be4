/** What a log never says, wherever in a line it turns up. */
import { createLogger } from './logger';

const SECRET = 'bi-mat-khong-duoc-ghi';

function logged(fields: object): string {
  const lines: string[] = [];
  createLogger('trace', { write: (line) => void lines.push(line) }).error(fields, 'failed');
  return lines.join('');
}

it('says of a database error what failed, and not which values were to be stored', () => {
  const driverError = Object.assign(new Error('no room'), { sql: `INSERT '${SECRET}'`, sqlMessage: SECRET });
  const error = Object.assign(new Error('no room'), { query: 'INSERT INTO person', parameters: [SECRET], driverError });

  const line = logged({ err: error, traceId: 't-1' });

  expect(line).not.toContain(SECRET);
  expect(JSON.parse(line)).toMatchObject({
    traceId: 't-1',
    err: { type: 'Error', message: 'no room', query: 'INSERT INTO person', stack: expect.stringContaining('no room') },
  });
});

it('says nothing of several errors either', () => {
  const one = Object.assign(new Error('first'), { parameters: [SECRET] });

  const line = logged({ err: new AggregateError([one], 'all of them') });

  expect(line).toContain('all of them');
  expect(line).not.toContain(SECRET);
});

it.each(['password', 'code', 'token', 'citizenNumber', 'clientSecret', 'subject'])('blanks a field %s', (field) => {
  const line = logged({ [field]: SECRET, input: { [field]: SECRET, inner: { [field]: SECRET } } });

  expect(line).not.toContain(SECRET);
  expect(line).toContain('[redacted]');
});
