/** The texts of graphql-js itself, so that a new wording of it is noticed. */
import { buildSchema, coerceInputValue, graphqlSync } from 'graphql';
import { DayScalar, InstantScalar } from '../../src/shared/scalars';
import { withoutValues } from '../../src/errors/graphql-wording';

const schema = buildSchema(`
  enum Tone { LOUD QUIET }
  input Entry { name: String!, number: String, count: Int, tone: Tone, inner: Entry }
  type Query { say(name: String, tone: Tone, count: Int, entry: Entry): String }
`);
const SECRET = 'bi-mat; at "x"; Field';

function said(source: string, variableValues: Record<string, unknown> = {}): string[] {
  return (graphqlSync({ schema, source, variableValues }).errors ?? []).map(({ message }) => withoutValues(message));
}

const entry = 'query($entry: Entry) { say(entry: $entry) }';

it.each([
  [{ entry: { number: SECRET } }, 'Field "name" of required type "String!" was not provided.'],
  [{ entry: { name: null, number: SECRET } }, 'Expected non-nullable type "String!" not to be null.'],
  [{ entry: { name: 'x', number: { text: SECRET } } }, 'String cannot represent a non string value.'],
  [{ entry: { name: 'x', count: SECRET } }, 'Int cannot represent non-integer value.'],
  [{ entry: { name: 'x', tone: SECRET } }, 'it does not exist in "Tone" enum.'],
  [{ entry: { name: 'x', tone: 17_171_717 } }, 'Enum "Tone" cannot represent non-string value.'],
  [{ entry: { name: 'x', number: SECRET, other: 1 } }, 'Field "other" is not defined by type "Entry".'],
  [{ entry: SECRET }, 'Expected type "Entry" to be an object.'],
])('says of a variable what was expected, and not what was sent: %j', (variables, reason) => {
  const [message = ''] = said(entry, variables);

  expect(message).toMatch(/^Variable "\$entry" got an invalid value/);
  expect(message).toContain(reason);
  expect(message).not.toMatch(/bi-mat|17171717/);
});

it('keeps the place inside of the variable', () => {
  const [message] = said(entry, { entry: { name: 'x', inner: { name: 'y', count: 'bi-mat' } } });

  expect(message).toBe(
    'Variable "$entry" got an invalid value at "entry.inner.count"; Int cannot represent non-integer value.',
  );
});

it.each([
  ['{ say(name: 17171717) }'],
  ['{ say(count: "bi-mat") }'],
  ['{ say(tone: "bi-mat") }'],
  ['{ say(tone: BI_MAT) }'],
  ['{ say(entry: "bi-mat") }'],
  ['{ say(name: "x" "bi-mat") }'],
  ['{ say(name: "x") 17171717 }'],
  ['{ say(name: """bi-mat"" ) }'],
])('repeats nothing of %s', (source) => {
  const messages = said(source);

  expect(messages).not.toEqual([]);
  expect(messages.join('\n')).not.toMatch(/bi-mat|BI_MAT|17171717/);
});

it.each([DayScalar, InstantScalar])('keeps what our own scalar %s says', (scalar) => {
  const reasons: string[] = [];
  coerceInputValue('bi-mat', scalar, (_, __, { message }) => void reasons.push(message));

  const told = withoutValues(`Variable "$day" got invalid value "bi-mat"; ${reasons[0]}`);

  expect(told).toBe(`Variable "$day" got an invalid value; ${reasons[0]}`);
});

it('keeps what names the schema alone', () => {
  expect(said('{ sai }')).toEqual(['Cannot query field "sai" on type "Query". Did you mean "say"?']);
});
