import { GraphQLError } from 'graphql';
import { silentLogger } from '../shared/logger';
import { languageOf } from '../errors/language';
import { Phrase } from '../errors/phrases';
import { Refusal } from '../errors/refusal';
import { presentErrors } from './errors';

describe('languageOf', () => {
  it.each([
    [undefined, 'vi'],
    ['', 'vi'],
    ['*', 'vi'],
    ['fr', 'vi'],
    ['en', 'en'],
    ['en-GB,vi;q=0.9', 'en'],
    ['en;q=0.5, vi-VN;q=0.8', 'vi'],
    ['en;q=0', 'vi'],
  ])('reads %j as %s', (header, language) => {
    expect(languageOf(header)).toBe(language);
  });
});

describe('presentErrors', () => {
  const how = { language: 'en', traceId: 't', logger: silentLogger } as const;

  it('shows a code that is not ours as INTERNAL', () => {
    const [told] = presentErrors([new GraphQLError('driver: SELECT …', { extensions: { code: 'ER_DUP_ENTRY' } })], how);

    expect(told!.extensions.code).toBe('INTERNAL');
    expect(told!.message).not.toContain('SELECT');
  });

  it('presents what it has presented already as it is', () => {
    const once = presentErrors([new GraphQLError('x', { originalError: new Error('bug') })], how);

    expect(presentErrors(once, how).map((error) => error.toJSON())).toEqual(once.map((error) => error.toJSON()));
  });

  it.each(['GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED', 'BAD_USER_INPUT', 'INVALID_VALUE'])(
    'says in Vietnamese what to do about %s, and what graphql-js said once, however often it is presented',
    (code) => {
      const error = new GraphQLError('Unexpected <EOF>.', { extensions: { code } });

      const [vi] = presentErrors(presentErrors([error], { ...how, language: 'vi' }), { ...how, language: 'vi' });
      const [en] = presentErrors([error], how);

      expect(vi!.message).toMatch(/^[^(]*Hãy [^(]*\(Unexpected <EOF>\.\)$/);
      expect(vi!.extensions).toEqual({ code, problems: [{ code, path: [], message: vi!.message }] });
      expect(en!.message).toBe('Unexpected <EOF>.');
    },
  );

  it('says the detail of a refusal in the language of the caller, in the text and in the values', () => {
    const refusal = new Refusal('INVALID_VALUE', { field: 'phone', detail: new Phrase('EMPTY') }, ['phone']);
    const missing = new Refusal('NOT_FOUND', { kind: 'Person', id: 'x' });

    const [vi, viMissing] = presentErrors([refusal, missing], { ...how, language: 'vi' });
    const [en] = presentErrors([refusal], how);

    expect([vi!.message, en!.message]).toEqual([
      'Giá trị của «phone» không hợp lệ: để trống',
      'The value of "phone" is not valid: empty',
    ]);
    expect(vi!.extensions.problems).toMatchObject([{ values: { field: 'phone', detail: 'để trống' } }]);
    expect(viMissing!.message).toBe('Không tìm thấy người «x».');
    expect(viMissing!.extensions.problems).toMatchObject([{ values: { kind: 'Person' } }]);
  });
});
