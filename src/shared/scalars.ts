/** The scalars of the API, always named explicitly: a reflected `Date` would become another one. */
import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';
import { isDay } from './day';

/** A calendar day in Asia/Ho_Chi_Minh, `YYYY-MM-DD`; a string on our side too. */
export const DayScalar = new GraphQLScalarType<string, string>({
  name: 'Date',
  description: 'A calendar day in Asia/Ho_Chi_Minh, `YYYY-MM-DD`.',
  serialize: (value) => asDay(value),
  parseValue: (value) => asDay(value),
  parseLiteral: (node) => asDay(node.kind === Kind.STRING ? node.value : undefined),
});

/** An instant, RFC 3339 in UTC with milliseconds. */
export const InstantScalar = new GraphQLScalarType<Date, string>({
  name: 'DateTime',
  description: 'An instant, RFC 3339 in UTC with milliseconds.',
  serialize: (value) => (value instanceof Date ? value : asInstant(value)).toISOString(),
  parseValue: (value) => asInstant(value),
  parseLiteral: (node) => asInstant(node.kind === Kind.STRING ? node.value : undefined),
});

export const JsonScalar = new GraphQLScalarType({
  name: 'JSON',
  description: 'Any JSON value.',
});

function asDay(value: unknown): string {
  if (typeof value === 'string' && isDay(value)) return value;
  throw new GraphQLError('A Date is a calendar day that exists, written YYYY-MM-DD.', {
    extensions: { code: 'INVALID_VALUE' },
  });
}

const RFC3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/;

function asInstant(value: unknown): Date {
  if (typeof value === 'string' && RFC3339.test(value)) {
    const instant = new Date(value);
    if (!Number.isNaN(instant.getTime())) return instant;
  }
  throw new GraphQLError('A DateTime is written as RFC 3339, for example 2026-01-31T17:00:00.000Z.', {
    extensions: { code: 'INVALID_VALUE' },
  });
}
