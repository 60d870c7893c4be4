/** GraphQL over SSE on /graphql/stream, one operation for each connection; the caller signs in by header. */
import { Router, type Request, type Response } from 'express';
import { createHandler } from 'graphql-sse/lib/use/express';
import { Phrase } from '../errors/phrases';
import { Refusal } from '../errors/refusal';
import type { Logger } from '../shared/logger';
import { jsonBody } from './graphql-http';
import { sendRefusal } from './http-refusals';
import { contextOf, type ContextFor } from './request-context';
import type { Streams } from './streams';
import { LiveStream } from './live-stream';
import type { ExecutionResult } from 'graphql';

export interface GraphqlSseOptions {
  readonly streams: Streams;
  readonly contextFor: ContextFor;
  readonly bodyBytesMax: number;
  readonly logger: Logger;
  readonly lingerMs: number;
}

export function graphqlSse({ streams, contextFor, bodyBytesMax, logger, lingerMs }: GraphqlSseOptions): Router {
  const handle = async (req: Request, res: Response): Promise<void> => {
    const context = await contextOf(contextFor, req, res, null);
    context.signedIn();
    if (!req.headers.accept?.includes('text/event-stream')) {
      return sendRefusal(new Refusal('BAD_REQUEST', { detail: new Phrase('WANTS_STREAM') }), req, res, logger);
    }
    req.headers.accept = 'text/event-stream';
    let ended: Refusal | null = null;
    let end = (refusal: Refusal): void => void (ended = refusal);
    const watch = streams.watch(context, (refusal) => end(refusal));
    res.once('close', () => watch.close());
    const handler = createHandler({
      // a token would reserve a stream that many operations share; each has its own connection here
      authenticate: () => null,
      onNext: () => taken(res),
      onSubscribe: async (_, { query, variables, operationName }) => {
        const outcome = await streams.open({
          source: query,
          variables: variables ?? {},
          operationName: operationName ?? null,
          context,
          watch,
          transport: 'sse',
          readOnly: req.method === 'GET',
          onCut: () => void setTimeout(() => res.destroy(), lingerMs).unref(),
        });
        if (!(outcome instanceof LiveStream)) return only(outcome);
        end = (refusal) => outcome.cut(refusal);
        if (ended !== null) outcome.cut(ended);
        return outcome;
      },
    });
    // graphql-sse asks for the connection to be kept, whatever the client said; a stream that has ended needs it no more.
    res.once('finish', () => req.socket.end());
    await handler(req as never, res as never);
  };
  return Router().all('/', jsonBody(bodyBytesMax), handle);
}

/**
 * Waits until the reader has taken what was written. graphql-sse queues whatever it is given without a bound and asks
 * for the next result only when this has resolved.
 */
async function taken(res: Response): Promise<void> {
  await new Promise<void>((resolve) => setImmediate(resolve));
  if (!res.writableNeedDrain || res.destroyed) return;
  await new Promise<void>((resolve) => {
    const done = (): void => {
      res.off('drain', done).off('close', done);
      resolve();
    };
    res.once('drain', done).once('close', done);
  });
}

/** graphql-sse takes a result without data for something else; a stream of one it takes as it is. */
async function* only(result: ExecutionResult): AsyncGenerator<ExecutionResult, void> {
  yield result;
}
