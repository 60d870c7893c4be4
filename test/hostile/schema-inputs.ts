/**
 * Every place of the schema where a client writes text, taken from the supergraph itself, so that a new input is attacked
 * without anybody thinking of it. For each place an operation that fills every other place with something harmless.
 */
import {
  buildSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLSchema,
} from 'graphql';

/** What is written as text by a client; numbers and booleans cannot carry it. */
const TEXTS = new Set(['String', 'ID', 'Date', 'DateTime', 'JSON']);
const DEPTH_MAX = 5;

export interface Place {
  /** `Mutation.recordDecision(input.appoint.0.personId)` */
  readonly name: string;
  readonly query: string;
  variables(value: string): Record<string, unknown>;
}

/** Something harmless for a place, by its name; undefined: any text will do. */
export type Harmless = (fieldName: string, typeName: string) => unknown;

export function textPlaces(sdl: string, harmless: Harmless): Place[] {
  const schema = buildSchema(sdl, { assumeValidSDL: true });
  return [schema.getQueryType(), schema.getMutationType()].flatMap((type) =>
    type === null || type === undefined
      ? []
      : Object.values(type.getFields()).flatMap((field) => placesOf(schema, type.name, field, harmless)),
  );
}

function placesOf(
  schema: GraphQLSchema,
  typeName: string,
  field: GraphQLField<unknown, unknown>,
  harmless: Harmless,
): Place[] {
  const query = operationOf(typeName, field);
  return field.args.flatMap((argument) =>
    pathsIn(argument, 0).map((path) => ({
      name: `${typeName}.${field.name}(${path.join('.')})`,
      query,
      variables(value: string) {
        const filled: Record<string, unknown> = {};
        for (const one of field.args)
          if (one === argument || isNonNullType(one.type))
            filled[one.name] = filledIn(one, one === argument ? path.slice(1) : null, value, harmless, 0);
        return filled;
      },
    })),
  );
}

function operationOf(typeName: string, field: GraphQLField<unknown, unknown>): string {
  const declared = field.args.map(({ name, type }) => `$${name}: ${String(type)}`).join(', ');
  const given = field.args.map(({ name }) => `${name}: $${name}`).join(', ');
  const returned = getNamedType(field.type);
  const selected = isScalarType(returned) || isEnumType(returned) ? '' : ' { __typename }';
  return `${typeName.toLowerCase()}(${declared}) { ${field.name}(${given})${isObjectType(returned) || selected !== '' ? selected : ''} }`;
}

/** Paths to the texts below an argument or an input's field, its own name first; lists by their first element. */
function pathsIn({ name, type }: GraphQLArgument | GraphQLInputField, depth: number): string[][] {
  const named = getNamedType(type);
  const list = isListType(isNonNullType(type) ? type.ofType : type) ? ['0'] : [];
  if (isScalarType(named)) return TEXTS.has(named.name) ? [[name, ...list]] : [];
  if (!isInputObjectType(named) || depth >= DEPTH_MAX) return [];
  return Object.values(named.getFields()).flatMap((field) =>
    pathsIn(field, depth + 1).map((path) => [name, ...list, ...path]),
  );
}

/** `path` leads to the place that gets the value; null: what is required only. */
function filledIn(
  { name, type }: GraphQLArgument | GraphQLInputField,
  path: readonly string[] | null,
  value: string,
  harmless: Harmless,
  depth: number,
): unknown {
  const open: GraphQLInputType = isNonNullType(type) ? type.ofType : type;
  if (isListType(open)) {
    const inner = { name, type: open.ofType } as GraphQLInputField;
    return [filledIn(inner, path === null ? null : path.slice(1), value, harmless, depth)];
  }
  const named = getNamedType(open);
  if (isInputObjectType(named)) {
    const filled: Record<string, unknown> = {};
    for (const field of Object.values(named.getFields())) {
      const leads = path !== null && path[0] === field.name;
      if (leads || (isNonNullType(field.type) && depth < DEPTH_MAX))
        filled[field.name] = filledIn(field, leads ? path.slice(1) : null, value, harmless, depth + 1);
    }
    return filled;
  }
  if (path !== null) return value;
  if (isEnumType(named)) return named.getValues()[0]?.name;
  return harmless(name, named.name) ?? 'x';
}
