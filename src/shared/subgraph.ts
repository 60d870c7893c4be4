/**
 * A Federation v2 subgraph from type-graphql classes, without Apollo's Elastic-licensed packages: the SDL with its
 * `@link`, and `_service` and `_entities` as the subgraph specification asks for them.
 */
import {
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLScalarType,
  GraphQLSchema,
  GraphQLString,
  GraphQLUnionType,
  isObjectType,
  type GraphQLFieldConfigMap,
  type GraphQLResolveInfo,
} from 'graphql';
import { printSchemaWithDirectives } from '@graphql-tools/utils';
import { buildSchemaSync, type BuildSchemaOptions } from 'type-graphql';

/** Finds entities by their keys, all of one type in one call, in the order of the keys; null for one that is not there. */
export type ReferenceResolver<C> = (
  keys: readonly Readonly<Record<string, unknown>>[],
  context: C,
) => Promise<readonly (object | null)[]>;

export interface SubgraphDefinition<C> {
  readonly name: string;
  readonly schema: BuildSchemaOptions;
  /** By type name. Every type with a resolvable @key is named here. */
  readonly references: Readonly<Record<string, ReferenceResolver<C>>>;
}

export interface Subgraph {
  readonly name: string;
  /** What is checked in under `schema/` and composed into the supergraph. */
  readonly sdl: string;
  /** Executable, with `_service` and `_entities`. */
  readonly schema: GraphQLSchema;
}

const FEDERATION_LINK =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@shareable", "@external", "@requires", "@provides", "@override", "@inaccessible", "@tag"])';

const Any = new GraphQLScalarType({ name: '_Any', description: 'The key of an entity, with its __typename.' });

export function buildSubgraph<C>(definition: SubgraphDefinition<C>): Subgraph {
  const plain = buildSchemaSync({ validate: false, ...definition.schema });
  const sdl = `${FEDERATION_LINK}\n\n${printSchemaWithDirectives(plain)}\n`;
  return { name: definition.name, sdl, schema: withFederationFields(plain, sdl, definition) };
}

function withFederationFields<C>(plain: GraphQLSchema, sdl: string, definition: SubgraphDefinition<C>): GraphQLSchema {
  const config = plain.toConfig();
  const query = plain.getQueryType();
  const entities = Object.keys(definition.references).map((name) => {
    const type = plain.getType(name);
    if (!isObjectType(type))
      throw new Error(`${definition.name}: reference resolver for ${name}, which is no object type`);
    return type;
  });
  const fields: GraphQLFieldConfigMap<unknown, C> = {
    ...query?.toConfig().fields,
    _service: {
      type: new GraphQLNonNull(
        new GraphQLObjectType({ name: '_Service', fields: { sdl: { type: new GraphQLNonNull(GraphQLString) } } }),
      ),
      resolve: () => ({ sdl }),
    },
  };
  if (entities.length > 0) {
    const union = new GraphQLUnionType({
      name: '_Entity',
      types: entities,
      resolveType: (value: { __typename: string }) => value.__typename,
    });
    fields._entities = {
      type: new GraphQLNonNull(new GraphQLList(union)),
      args: { representations: { type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(Any))) } },
      resolve: (_, args: { representations: Representation[] }, context: C, info: GraphQLResolveInfo) =>
        resolveEntities(args.representations, definition.references, context, info),
    };
  }
  const extended = new GraphQLObjectType({ ...(query?.toConfig() ?? { name: 'Query' }), fields });
  return new GraphQLSchema({
    ...config,
    query: extended,
    types: config.types.filter((type) => type.name !== extended.name),
  });
}

interface Representation {
  readonly __typename: string;
  readonly [key: string]: unknown;
}

async function resolveEntities<C>(
  representations: readonly Representation[],
  references: SubgraphDefinition<C>['references'],
  context: C,
  info: GraphQLResolveInfo,
): Promise<(object | null)[]> {
  const found = new Array<object | null>(representations.length).fill(null);
  for (const typeName of new Set(representations.map((one) => one.__typename))) {
    const resolver = references[typeName];
    if (!resolver || !info.schema.getType(typeName)) throw new Error(`no entity type ${typeName} here`);
    const places = representations.flatMap((one, index) => (one.__typename === typeName ? [index] : []));
    const entities = await resolver(
      places.map((index) => representations[index]!),
      context,
    );
    places.forEach((place, index) => {
      const entity = entities[index];
      found[place] = entity
        ? Object.assign(Object.create(Object.getPrototypeOf(entity) as object) as object, entity, {
            __typename: typeName,
          })
        : null;
    });
  }
  return found;
}
