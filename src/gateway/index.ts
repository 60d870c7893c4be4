/** The gateway: composes the subgraphs, plans and executes operations, and serves them over HTTP, WebSocket and SSE. */
import express from 'express';
import { GraphQLError, type ExecutionResult } from 'graphql';
import type { Registry } from 'prom-client';
import { Refusal } from '../errors/refusal';
import type { Logger } from '../shared/logger';
import type { Subgraph } from '../shared/subgraph';
import type { Context } from '../subgraphs/identity/face';
import { createApollo } from './apollo';
import { compose } from './compose';
import { consolePage } from './console-page';
import { DocumentCache } from './documents';
import type { Executor, Variables } from './executor';
import { createFederatedExecutor } from './federated-executor';
import { graphqlHttp } from './graphql-http';
import { graphqlSse } from './graphql-sse';
import { refuse } from './http-refusals';
import { listen } from './http-server';
import { inProcessSubgraph } from './in-process-subgraph';
import { OPERATION_LIMITS, type OperationLimits } from './limits';
import { GatewayMetrics } from './metrics';
import type { RefusedRequest } from './refused';
import { remoteSubgraph, sdlOf, type RemoteSubgraph } from './remote-subgraph';
import { PUBLIC_URL, type ContextFor } from './request-context';
import { roleChangesStream } from './role-changes-stream';
import type { StillValid } from './session-watch';
import { STREAM_LIMITS, Streams, type Doubtful, type StreamLimits } from './streams';
import { serveWebsocket } from './websocket';

export { serveSubgraph } from './serve-subgraph';
export { schemaDifferences, writeSchemas } from './schema-files';
export { toApiErrors } from './errors';
export { compose, CompositionError } from './compose';
export type { ContextFor } from './request-context';
export type { RefusedRequest } from './refused';
export type { RemoteSubgraph } from './remote-subgraph';

export interface GatewayLimits extends OperationLimits, StreamLimits {
  readonly bodyBytesMax: number;
  /** Longest that a query or mutation may run. */
  readonly deadlineMs: number;
  /** Longest that open requests may take to finish at the end. */
  readonly drainMs: number;
  /** Subscriptions that one WebSocket may hold open. */
  readonly subscriptionsMax: number;
  /** A comment keeps a silent event stream alive this often. */
  readonly heartbeatMs: number;
}

export const GATEWAY_LIMITS: GatewayLimits = {
  ...OPERATION_LIMITS,
  ...STREAM_LIMITS,
  bodyBytesMax: 1_048_576,
  deadlineMs: 30_000,
  drainMs: 5_000,
  subscriptionsMax: 100,
  heartbeatMs: 15_000,
};

/** Whether requests can be served now, and part by part why not. */
export interface Readiness {
  readonly ready: boolean;
  readonly parts?: Readonly<Record<string, string>>;
  /** By part: what happened, and what mends it. */
  readonly problems?: Readonly<Record<string, string>>;
}

export interface GatewayOptions {
  /** Subgraphs of this process. */
  readonly subgraphs: readonly Subgraph[];
  /** Subgraphs of other processes, by address. */
  readonly remotes?: readonly RemoteSubgraph[];
  readonly contextFor: ContextFor;
  /** Asked while a subscription runs. */
  readonly stillValid: StillValid;
  /** Hints whose session may just have ended; without it, open subscriptions are looked at now and then only. */
  readonly onDoubt?: (listener: (doubtful: Doubtful) => void) => () => void;
  /** Where callers reach the gateway when something stands before it; it is what their proofs name. */
  readonly publicUrl?: string | null;
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly logger: Logger;
  readonly ready: () => Promise<Readiness>;
  readonly limits?: Partial<GatewayLimits>;
  readonly registry?: Registry;
  /** Told of every request that was refused, for the audit record. */
  readonly refused?: (request: RefusedRequest) => void;
}

export interface Gateway {
  readonly url: string;
  readonly port: number;
  readonly supergraph: string;
  /** Runs an operation in process under a context of the caller's. */
  execute(source: string, variables: Variables, context: Context, operationName?: string): Promise<ExecutionResult>;
  close(): Promise<void>;
}

export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const limits = { ...GATEWAY_LIMITS, ...options.limits };
  const metrics = new GatewayMetrics(options.registry);
  const remotes = await Promise.all((options.remotes ?? []).map(async (one) => ({ ...one, sdl: await sdlOf(one) })));
  const supergraph = compose([...options.subgraphs.map(({ name, sdl }) => ({ name, sdl })), ...remotes]);
  const executor = await createFederatedExecutor({
    supergraph,
    subgraphs: [...options.subgraphs.map(inProcessSubgraph), ...remotes.map(remoteSubgraph)],
    schemas: options.subgraphs.map(({ schema }) => schema),
    logger: options.logger,
    metrics,
    ...(options.refused && { refused: options.refused }),
  });
  const documents = new DocumentCache(executor.schema, limits);
  const apollo = await createApollo(executor, documents, options.logger);

  const { contextFor, stillValid, logger } = options;
  const streams = new Streams({ executor, documents, stillValid, logger, metrics, limits });
  const stopDoubting = options.onDoubt?.((doubtful) => void streams.doubt(doubtful));
  const roleChanges = roleChangesStream({ schema: executor.schema, streams, contextFor, logger, ...limits });

  const app = express();
  const publicUrl = options.publicUrl ?? null;
  app.disable('x-powered-by').disable('etag').set(PUBLIC_URL, publicUrl);
  app.use('/graphql/stream', graphqlSse({ streams, contextFor, logger, ...limits }));
  if (roleChanges) app.get('/events/role-changes', roleChanges);
  app.use('/graphql', graphqlHttp({ apollo, documents, metrics, contextFor, ...limits }));
  app.get('/health', (_, res) => void res.json({ status: 'alive' }));
  app.get('/ready', async (_, res) => {
    const readiness = await options.ready();
    res.status(readiness.ready ? 200 : 503).json(readiness);
  });
  app.get('/metrics', async (_, res) => {
    res.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });
  app.get('/', consolePage());
  app.use((req) => {
    throw new Refusal('NOT_FOUND', { kind: 'path', id: req.path });
  });
  app.use(refuse(options.logger, `${limits.bodyBytesMax} B`));
  const http = await listen(app, options.host, options.port);
  const websocket = serveWebsocket({
    server: http.server,
    schema: executor.schema,
    streams,
    contextFor,
    messageBytesMax: limits.bodyBytesMax,
    publicUrl,
    ...limits,
  });

  return {
    url: http.url,
    port: http.port,
    supergraph,
    execute: (source, variables, context, operationName) =>
      executeSource(executor, documents, { source, variables, context, operationName: operationName ?? null }),
    async close() {
      stopDoubting?.();
      const left = websocket.close(limits.drainMs);
      streams.close();
      await Promise.all([left, http.close(limits.drainMs)]);
      await apollo.stop();
    },
  };
}

async function executeSource(
  executor: Executor,
  documents: DocumentCache,
  request: { source: string; variables: Variables; context: Context; operationName: string | null },
): Promise<ExecutionResult> {
  try {
    const document = documents.validated(request.source);
    if (!('kind' in document)) return { errors: document };
    return await executor.execute(document, request.variables, request.operationName, request.context);
  } catch (error) {
    if (error instanceof GraphQLError) return { errors: [error] };
    throw error;
  }
}
