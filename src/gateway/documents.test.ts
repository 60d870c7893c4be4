import { buildSchema } from 'graphql';
import { DocumentCache } from './documents';
import { OPERATION_LIMITS } from './limits';

const schema = buildSchema('type Query { a: Int }');

describe('DocumentCache', () => {
  it('gives the same document for the same text, so that its plan is found again', () => {
    const cache = new DocumentCache(schema, OPERATION_LIMITS);

    expect(cache.validated('{ a }')).toBe(cache.admit('{ a }'));
  });

  it('keeps no more texts than its bound, and forgets the one used longest ago', () => {
    const cache = new DocumentCache(schema, OPERATION_LIMITS, { entries: 2, characters: 1_000 });
    const first = cache.admit('{ a }');
    const second = cache.admit('{ b: a }');

    cache.admit('{ a }');
    cache.admit('{ c: a }');

    expect(cache.admit('{ a }')).toBe(first);
    expect(cache.admit('{ b: a }')).not.toBe(second);
  });

  it('keeps no more characters than its bound', () => {
    const cache = new DocumentCache(schema, OPERATION_LIMITS, { entries: 100, characters: 50 });
    const first = cache.admit('{ a }');

    cache.admit(`{ a } # ${'x'.repeat(60)}`);

    expect(cache.admit('{ a }')).not.toBe(first);
  });

  it('refuses fragments that multiply, and one that spreads itself does not hang it', () => {
    const cache = new DocumentCache(schema, OPERATION_LIMITS);
    const level = (index: number): string => `fragment f${index} on Query { ${`...f${index + 1} `.repeat(10)} }`;
    const bomb = `{ ...f0 } ${[0, 1, 2, 3].map(level).join(' ')} fragment f4 on Query { a }`;

    expect(() => cache.admit(bomb)).toThrow(expect.objectContaining({ extensions: { code: 'QUERY_TOO_COMPLEX' } }));
    expect(cache.validated('{ ...f } fragment f on Query { a ...f }')).toEqual([
      expect.objectContaining({ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }),
    ]);
  });
});
