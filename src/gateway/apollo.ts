/** Apollo Server as the face of the API: it reads requests and shapes answers; planning and execution are ours. */
import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { GraphQLError, printSchema, type GraphQLFormattedError } from 'graphql';
import { withoutValues } from '../errors/graphql-wording';
import type { Logger } from '../shared/logger';
import type { Context } from '../subgraphs/identity/face';
import { callerOf } from './caller';
import type { DocumentCache } from './documents';
import type { Executor } from './executor';

/**
 * Apollo copies its context object, and a copy of identity's context would not be that context any more: what it is
 * given to copy is only this holder.
 */
export interface Asked {
  readonly context: Context;
}

export async function createApollo(
  executor: Executor,
  documents: DocumentCache,
  logger: Logger,
): Promise<ApolloServer<Asked>> {
  const server = new ApolloServer<Asked>({
    gateway: gatewayOver(executor),
    documentStore: storeOver(documents),
    introspection: true,
    csrfPrevention: false,
    includeStacktraceInErrorResponses: false,
    formatError: (formatted, error) => keepScalarCode(wordedWithoutValues(formatted), error),
    persistedQueries: false,
    stopOnTerminationSignals: false,
    logger: {
      debug: (message) => logger.debug(message),
      info: (message) => logger.debug(message),
      warn: (message) => logger.warn(message),
      error: (message) => logger.error(message),
    },
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      statusOfLegacyJson,
    ],
  });
  await server.start();
  return server;
}

type GatewayOption = NonNullable<ConstructorParameters<typeof ApolloServer<Asked>>[0]['gateway']>;

function gatewayOver(executor: Executor): GatewayOption {
  const apiSchema = executor.schema;
  return {
    onSchemaLoadOrUpdate(callback) {
      callback({ apiSchema, coreSupergraphSdl: printSchema(apiSchema) });
      return () => undefined;
    },
    load: async () => ({
      executor: async ({ document, request, operationName, context }) =>
        executor.execute(document, request.variables ?? {}, operationName, (context as Asked).context),
    }),
    stop: async () => undefined,
  };
}

/** Apollo asks for a document by a prefix of its own and the SHA-256 of the text. Keeping is the cache's own work. */
function storeOver(
  documents: DocumentCache,
): NonNullable<ConstructorParameters<typeof ApolloServer<Asked>>[0]['documentStore']> {
  return {
    get: async (key) => documents.byHash(key.slice(-64)),
    set: async () => undefined,
    delete: async () => undefined,
  };
}

const WORDED_BY_GRAPHQL: ReadonlySet<unknown> = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_USER_INPUT',
]);

/** What Apollo finds wrong itself does not pass by our own wording. */
function wordedWithoutValues(formatted: GraphQLFormattedError): GraphQLFormattedError {
  const { code, problems } = formatted.extensions ?? {};
  const ours = problems !== undefined || !WORDED_BY_GRAPHQL.has(code);
  return ours ? formatted : { ...formatted, message: withoutValues(formatted.message) };
}

/** A value that a scalar refuses keeps its own code; Apollo would call it a failed validation like any other. */
function keepScalarCode(formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError {
  const cause = error instanceof GraphQLError ? error.originalError : undefined;
  if (!(cause instanceof GraphQLError) || cause.extensions.code !== 'INVALID_VALUE') return formatted;
  return { ...formatted, extensions: { ...formatted.extensions, code: 'INVALID_VALUE' } };
}

const FOR_THE_CALLER: ReadonlySet<unknown> = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_USER_INPUT',
  'INVALID_VALUE',
]);

/**
 * GraphQL over HTTP: a reader of `application/json` gets 200 for a request that parsed as JSON, whatever became of the
 * document in it; only a reader of `application/graphql-response+json` is told by the status.
 */
const statusOfLegacyJson: ApolloServerPlugin<Asked> = {
  async requestDidStart() {
    return {
      async willSendResponse({ response, contextValue }) {
        if (callerOf(contextValue.context).mediaType !== 'application/json' || response.http.status !== 400) return;
        const errors = response.body.kind === 'single' ? (response.body.singleResult.errors ?? []) : [];
        if (errors.every((error) => FOR_THE_CALLER.has(error.extensions?.code))) response.http.status = 200;
      },
    };
  },
};
