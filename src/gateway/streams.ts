/** Opens subscriptions for every transport, and ends all of them when the gateway closes. */
import { getOperationAST, type ExecutionResult, type GraphQLError } from 'graphql';
import { Phrase } from '../errors/phrases';
import { Refusal } from '../errors/refusal';
import { chunks } from '../shared/lists';
import type { Logger } from '../shared/logger';
import type { Context } from '../subgraphs/identity/face';
import { boundedSignal } from './bounded-signal';
import { callerOf } from './caller';
import type { DocumentCache } from './documents';
import { asGraphQLError, presentErrors } from './errors';
import { isResult, type Executor, type Variables } from './executor';
import { freshContext } from './fresh-context';
import { LiveStream } from './live-stream';
import type { GatewayMetrics } from './metrics';
import { SessionWatch, type StillValid } from './session-watch';
import { StreamPlaces, type StreamBounds } from './stream-places';

/** Ids of persons and service clients whose standing may just have changed, or all of them. */
export type Doubtful = ReadonlySet<string> | 'all';

/** Sessions that are asked after together when all of them are in doubt: as many as one read takes. */
const LOOKS_AT_A_TIME = 200;

export interface StreamLimits extends StreamBounds {
  /** Longest that a reader may take over one event before its stream is cut. */
  readonly stallMs: number;
  /** How long a reader that was cut may still come and read why, before its connection is broken. */
  readonly lingerMs: number;
  /** A session is asked after at most once in this time… */
  readonly sessionRestMs: number;
  /** …and at least once in this time. */
  readonly sessionRecheckMs: number;
}

export const STREAM_LIMITS: StreamLimits = {
  // less than the WebSocket ping interval, whose unanswered ping would end the connection without saying why
  stallMs: 10_000,
  lingerMs: 5_000,
  sessionRestMs: 1_000,
  sessionRecheckMs: 10_000,
  streamsMax: 10_000,
  streamsPerCallerMax: 200,
};

export interface StreamRequest {
  readonly source: string;
  readonly variables: Variables;
  readonly operationName: string | null;
  /** Of the connection; the stream and its events get contexts of their own. */
  readonly context: Context;
  readonly watch: SessionWatch;
  readonly transport: 'websocket' | 'sse';
  /** A GET must change nothing. */
  readonly readOnly?: boolean;
  readonly onCut: (refusal: Refusal) => void;
}

export interface StreamsOptions {
  readonly executor: Executor;
  readonly documents: DocumentCache;
  readonly stillValid: StillValid;
  readonly logger: Logger;
  readonly metrics: GatewayMetrics;
  /** `deadlineMs` is the longest that a query or mutation may run. */
  readonly limits: StreamLimits & { readonly deadlineMs: number };
}

export class Streams {
  private readonly live = new Set<LiveStream>();
  private readonly watches = new Set<SessionWatch>();
  private readonly places: StreamPlaces;

  constructor(private readonly options: StreamsOptions) {
    this.places = new StreamPlaces(options.limits);
  }

  watch(context: Context, onEnded: (refusal: Refusal) => void): SessionWatch {
    const { stillValid, logger, limits } = this.options;
    const { sessionRestMs: restMs, sessionRecheckMs: recheckMs } = limits;
    const made: { watch?: SessionWatch } = {};
    const onClosed = (): void => void (made.watch && this.watches.delete(made.watch));
    const watch = new SessionWatch({
      context,
      stillValid,
      restMs,
      recheckMs,
      logger,
      onEnded,
      onClosed,
    });
    made.watch = watch;
    if (!context.signal.aborted) this.watches.add(watch);
    return watch;
  }

  /** Looks at once at the open sessions of those who are in doubt. */
  async doubt(doubtful: Doubtful): Promise<void> {
    const suspects = [...this.watches].filter(
      ({ principalId }) => principalId !== null && (doubtful === 'all' || doubtful.has(principalId)),
    );
    for (const some of chunks(suspects, LOOKS_AT_A_TIME)) await Promise.all(some.map((watch) => watch.look()));
  }

  /** The results of an operation: a stream for a subscription, one result for anything else or for a refusal. */
  async open(request: StreamRequest): Promise<ExecutionResult | LiveStream> {
    const { executor, documents, limits, metrics } = this.options;
    const present = (errors: readonly GraphQLError[]): ExecutionResult => this.presented(errors, request.context);
    let leave = (): void => undefined;
    try {
      const document = documents.validated(request.source);
      if (!('kind' in document)) return present(document);
      const ended = await request.watch.check();
      if (ended) return present([ended]);

      const kind = getOperationAST(document, request.operationName)?.operation;
      if (kind === 'mutation' && request.readOnly)
        return present([new Refusal('BAD_REQUEST', { detail: new Phrase('MUTATION_BY_GET') })]);
      if (kind === 'subscription') {
        const place = this.places.take(request.context.principal);
        if (place instanceof Refusal) return present([place]);
        leave = place;
      }
      const bound = boundedSignal(request.context.signal, kind === 'subscription' ? null : limits.deadlineMs);
      const context = freshContext(request.context, { signal: bound.signal });
      const results = await executor.subscribe(document, request.variables, request.operationName, context);
      if (isResult(results)) {
        bound.release();
        leave();
        return results;
      }

      const closed = metrics.streamOpened(request.transport);
      const stream: LiveStream = new LiveStream({
        source: results,
        check: () => request.watch.check(),
        present: (refusal) => present([refusal]),
        stallMs: limits.stallMs,
        slow: () => new Refusal('SLOW_READER'),
        onCut: request.onCut,
        onEnd: () => {
          this.live.delete(stream);
          leave();
          bound.abort();
          closed();
        },
      });
      this.live.add(stream);
      bound.signal.addEventListener('abort', () => stream.end(), { once: true });
      if (bound.signal.aborted) stream.end();
      return stream;
    } catch (error) {
      leave();
      return present([asGraphQLError(error)]);
    }
  }

  /** Errors as the caller of a context may see them. */
  presented(errors: readonly GraphQLError[], context: Context): ExecutionResult {
    const { logger, metrics } = this.options;
    const told = presentErrors(errors, { language: context.language, traceId: callerOf(context).traceId, logger });
    for (const error of told) metrics.countError(String(error.extensions.code));
    return { errors: told };
  }

  close(): void {
    for (const stream of this.live) stream.end();
  }
}
