/**
 * Plans and executes with the Hive router's planner and runtime. A plan is cached for as long as its parsed document
 * lives, so callers keep documents in a DocumentCache and hand in the same object again.
 *
 * What the runtime does not do, and this does:
 * - null propagation through the client's schema (non-null.ts);
 * - subscriptions with a fresh context for each event: the plan's first fetch is taken out and opened at the subgraph
 *   that owns the field, and each event runs through the rest of the plan as if that fetch had just answered. The
 *   runtime's own way shares one context and one list of errors among all events.
 */
import { unifiedGraphHandler } from '@graphql-hive/router-runtime';
import {
  buildASTSchema,
  execute as executeLocally,
  getOperationAST,
  GraphQLError,
  Kind,
  OperationTypeNode,
  parse,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import type { Logger } from '../shared/logger';
import { untilAborted } from '../shared/timing';
import type { Context } from '../subgraphs/identity/face';
import { callerOf } from './caller';
import { lendScalars } from './checked-scalars';
import { asGraphQLError, presentErrors } from './errors';
import { isResult, type Executor, type SubgraphCaller, type SubgraphRequest, type Variables } from './executor';
import { freshContext } from './fresh-context';
import { mapEvents } from './map-events';
import type { GatewayMetrics } from './metrics';
import { NonNull } from './non-null';
import { refusedRequest, type RefusedRequest } from './refused';
import { askedBelow, SharedAnswers } from './shared-answers';
import { carryingMarks, told, withoutMarks } from './stale-marks';
import { Refusal } from '../errors/refusal';

export interface FederatedExecutorOptions {
  readonly supergraph: string;
  readonly subgraphs: readonly SubgraphCaller[];
  /** Executable schemas whose scalars check values for the gateway. */
  readonly schemas: readonly GraphQLSchema[];
  readonly logger: Logger;
  readonly metrics: GatewayMetrics;
  /** Told of every request that was refused. */
  readonly refused?: (request: RefusedRequest) => void;
}

type Handler = Awaited<ReturnType<typeof unifiedGraphHandler>>;
type RuntimeRequest = Parameters<NonNullable<Handler['executor']>>[0];

/** What travels through the runtime as its context: the request's own, and how a subscription's first fetch is met. */
interface Envelope {
  readonly request: Context;
  readonly rootFetch?: (subgraph: string, request: SubgraphRequest) => ExecutionResult;
  /** Counts the fetches that the plan makes beside the first. */
  readonly fetched?: { beside: number };
}

export async function createFederatedExecutor(options: FederatedExecutorOptions): Promise<Executor> {
  const callers = new Map(options.subgraphs.map((subgraph) => [subgraph.name, subgraph]));
  const callerNamed = (name: string): SubgraphCaller => {
    const caller = callers.get(name);
    if (!caller) throw new Error(`the plan asks subgraph ${name}, which is not here`);
    return caller;
  };

  const handler = await unifiedGraphHandler({
    unifiedGraph: buildASTSchema(parse(options.supergraph, { noLocation: true }), { assumeValid: true }),
    getUnifiedGraphSDL: () => options.supergraph,
    onSubgraphExecute: async (name, request) => {
      const envelope = request.context as Envelope;
      const fetch = { document: request.document, variables: (request.variables ?? {}) as Variables };
      if (request.operationType === 'subscription' && envelope.rootFetch) return envelope.rootFetch(name, fetch);
      if (envelope.fetched) envelope.fetched.beside += 1;
      return options.metrics.timeSubgraph(name, () =>
        carryingMarks(envelope.request, (context) => callerNamed(name).call(fetch, context)),
      );
    },
  });
  const run = handler.executor;
  if (!run) throw new Error('the planner gave no executor');
  const schema = handler.unifiedGraph;
  lendScalars(schema, options.schemas);
  return new FederatedExecutor(schema, run, callerNamed, options);
}

class FederatedExecutor implements Executor {
  private readonly nonNull: NonNull;
  private readonly answers = new SharedAnswers();

  constructor(
    readonly schema: GraphQLSchema,
    private readonly run: NonNullable<Handler['executor']>,
    private readonly callerNamed: (name: string) => SubgraphCaller,
    private readonly options: Pick<FederatedExecutorOptions, 'logger' | 'metrics' | 'refused'>,
  ) {
    this.nonNull = new NonNull(schema);
  }

  async execute(
    document: DocumentNode,
    variables: Variables,
    operationName: string | null,
    context: Context,
  ): Promise<ExecutionResult> {
    const operation = getOperationAST(document, operationName);
    if (!operation) return { errors: [badInput('Name the operation to run: the document has none, or several.')] };
    if (operation.operation === OperationTypeNode.SUBSCRIPTION) {
      return { errors: [badInput('Subscriptions are served on WebSocket /graphql and on /graphql/stream.')] };
    }
    const introspection = introspective(operation);
    if (introspection === 'mixed')
      return { errors: [badInput('Ask for __schema and __type in a query of their own.')] };
    if (introspection === 'only') {
      return executeLocally({ schema: this.schema, document, variableValues: variables, operationName });
    }
    const result = await this.guarded(context, () => this.joined(document, operation, variables, { request: context }));
    return this.noted(operation, result, context);
  }

  async subscribe(
    document: DocumentNode,
    variables: Variables,
    operationName: string | null,
    context: Context,
  ): Promise<ExecutionResult | AsyncIterableIterator<ExecutionResult>> {
    const operation = getOperationAST(document, operationName);
    if (operation?.operation !== OperationTypeNode.SUBSCRIPTION) {
      return this.execute(document, variables, operationName, context);
    }
    const root = new RootFetch();
    const refused = await this.guarded(context, () =>
      this.joined(document, operation, variables, { request: context, rootFetch: root.take }),
    );
    if (!root.found)
      return this.noted(
        operation,
        { errors: refused.errors ?? [badInput('Nothing can be subscribed here.')] },
        context,
      );

    const { subgraph, request } = root.found;
    const events = await this.opened(this.callerNamed(subgraph), request, context);
    if (isResult(events)) return this.noted(operation, this.presented(events, context), context);
    const asked = askedBelow(document, operation, variables);
    return mapEvents(events, ({ complete, sameForAll }) =>
      this.answers.of(sameForAll, asked, async () => {
        const fresh = freshContext(context);
        const fetched = { beside: 0 };
        const result = await this.guarded(fresh, async () => {
          const event = await carryingMarks(fresh, complete);
          return this.joined(document, operation, variables, { request: fresh, rootFetch: () => event, fetched });
        });
        return { result, shared: fetched.beside === 0 && !result.errors && !result.extensions };
      }),
    );
  }

  private async opened(
    caller: SubgraphCaller,
    request: SubgraphRequest,
    context: Context,
  ): ReturnType<SubgraphCaller['subscribe']> {
    try {
      return await caller.subscribe(request, context);
    } catch (error) {
      return { errors: [asGraphQLError(error)] };
    }
  }

  private noted(operation: OperationDefinitionNode, result: ExecutionResult, context: Context): ExecutionResult {
    const refused = result.errors && refusedRequest(operation, result.errors, context);
    if (refused) this.options.refused?.(refused);
    return result;
  }

  /** Runs the plan; the result is as the subgraphs gave it, nulls lifted where the client's schema demands it. */
  private async joined(
    document: DocumentNode,
    operation: OperationDefinitionNode,
    variables: Variables,
    envelope: Envelope,
  ): Promise<ExecutionResult> {
    const request = {
      document,
      variables,
      operationName: operation.name?.value,
      operationType: operation.operation,
      context: envelope,
    } as RuntimeRequest;
    const { result, stale } = withoutMarks((await this.run(request)) as ExecutionResult);
    const completed = this.nonNull.enforce(document, operation, { ...result, data: result.data ?? null });
    for (const { source } of stale) this.options.metrics.countStale(source);
    return stale.length > 0 ? { ...completed, extensions: { stale: stale.map(told) } } : completed;
  }

  /** Bounds the work by the context's signal and turns whatever goes wrong into what callers may see. */
  private async guarded(context: Context, work: () => Promise<ExecutionResult>): Promise<ExecutionResult> {
    try {
      const passed = (): Refusal => new Refusal('DEADLINE_PASSED');
      return this.presented(await untilAborted(work(), context.signal, passed), context);
    } catch (error) {
      const errors = error instanceof AggregateError ? error.errors.map(asGraphQLError) : [asGraphQLError(error)];
      return this.presented({ errors }, context);
    }
  }

  private presented(result: ExecutionResult, context: Context): ExecutionResult {
    if (!result.errors?.length) return result;
    const errors = presentErrors(result.errors, {
      language: context.language,
      traceId: callerOf(context).traceId,
      logger: this.options.logger,
    });
    for (const error of errors) this.options.metrics.countError(String(error.extensions.code));
    return { ...result, errors };
  }
}

/** Takes a subscription's first fetch out of its plan without running it. */
class RootFetch {
  found: { readonly subgraph: string; readonly request: SubgraphRequest } | undefined;

  readonly take = (subgraph: string, request: SubgraphRequest): ExecutionResult => {
    this.found = { subgraph, request };
    return { data: null };
  };
}

function introspective(operation: OperationDefinitionNode): 'none' | 'only' | 'mixed' {
  const names = operation.selectionSet.selections.map((one) => (one.kind === Kind.FIELD ? one.name.value : ''));
  const asking = names.filter((name) => name === '__schema' || name === '__type').length;
  if (asking === 0) return names.every((name) => name === '__typename') ? 'only' : 'none';
  return names.every((name) => name.startsWith('__')) ? 'only' : 'mixed';
}

function badInput(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_REQUEST' } });
}
