import { GraphQLError } from 'graphql';
import { silentLogger } from '../shared/logger';
import { languageOf } from '../errors/language';
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
});
