/**
 * The one interface behind which operations are planned and executed, so that another planner or executor can take
 * over without a change in HTTP, WebSocket or SSE.
 */
import type { DocumentNode, ExecutionResult, GraphQLSchema } from 'graphql';
import type { Context } from '../subgraphs/identity/face';

export type Variables = Readonly<Record<string, unknown>>;

export interface Executor {
  /** What clients see: the supergraph without its joins. Documents are validated against it before they come here. */
  readonly schema: GraphQLSchema;
  execute(
    document: DocumentNode,
    variables: Variables,
    operationName: string | null,
    context: Context,
  ): Promise<ExecutionResult>;
  /** The results of a subscription, one for each event, or the one result that says why it could not begin. */
  subscribe(
    document: DocumentNode,
    variables: Variables,
    operationName: string | null,
    context: Context,
  ): Promise<ExecutionResult | AsyncIterableIterator<ExecutionResult>>;
}

/** One fetch of a plan, as a subgraph is asked it. */
export interface SubgraphRequest {
  readonly document: DocumentNode;
  readonly variables: Variables;
}

/** Completes one event under a context of its own. */
export interface EventCompletion {
  readonly complete: (context: Context) => Promise<ExecutionResult>;
  /** The event, where it reads the same for everybody who hears it. */
  readonly sameForAll: object | null;
}

/** How one subgraph is reached: in this process or by address. */
export interface SubgraphCaller {
  readonly name: string;
  call(request: SubgraphRequest, context: Context): Promise<ExecutionResult>;
  subscribe(
    request: SubgraphRequest,
    context: Context,
  ): Promise<ExecutionResult | AsyncIterableIterator<EventCompletion>>;
}

export function isResult<T>(outcome: ExecutionResult | AsyncIterableIterator<T>): outcome is ExecutionResult {
  return !(Symbol.asyncIterator in outcome);
}
