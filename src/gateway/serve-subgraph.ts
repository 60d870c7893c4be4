/**
 * Serves one subgraph alone, for any Federation v2 router to stand in front of. It verifies the caller itself, and
 * tells its refusals as the gateway would.
 */
import express, { type Request, type Response } from 'express';
import { Phrase } from '../errors/phrases';
import { Refusal } from '../errors/refusal';
import { silentLogger, type Logger } from '../shared/logger';
import type { Subgraph } from '../shared/subgraph';
import { callerOf } from './caller';
import { DocumentCache } from './documents';
import { presentErrors } from './errors';
import { jsonBody } from './graphql-http';
import { refuse } from './http-refusals';
import { listen } from './http-server';
import { inProcessSubgraph } from './in-process-subgraph';
import { OPERATION_LIMITS } from './limits';
import { contextOf, type ContextFor } from './request-context';
import { told } from './stale-marks';

export interface SubgraphServerOptions {
  readonly subgraph: Subgraph;
  readonly contextFor: ContextFor;
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly logger?: Logger;
}

export interface SubgraphServer {
  /** Where it answers GraphQL. */
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

/** Representations of a page of 500, each with a compound key, and no more. */
const BODY_BYTES_MAX = 4 * 1_048_576;
const DEADLINE_MS = 30_000;
const DRAIN_MS = 5_000;

export async function serveSubgraph(options: SubgraphServerOptions): Promise<SubgraphServer> {
  const { subgraph, contextFor, logger = silentLogger } = options;
  const documents = new DocumentCache(subgraph.schema, OPERATION_LIMITS);
  const local = inProcessSubgraph(subgraph);

  const app = express();
  app.disable('x-powered-by').disable('etag');
  app.get('/health', (_, res) => void res.json({ status: 'alive', subgraph: subgraph.name }));
  app.post('/graphql', jsonBody(BODY_BYTES_MAX), async (req: Request, res: Response) => {
    const { query, variables } = (req.body ?? {}) as { query?: unknown; variables?: Record<string, unknown> | null };
    if (typeof query !== 'string') throw new Refusal('BAD_REQUEST', { detail: new Phrase('NO_QUERY') });
    const context = await contextOf(contextFor, req, res, DEADLINE_MS);
    const document = documents.validated(query);
    const result =
      'kind' in document ? await local.call({ document, variables: variables ?? {} }, context) : { errors: document };
    const how = { language: context.language, traceId: callerOf(context).traceId, logger };
    res.json({
      ...result,
      errors: result.errors && presentErrors(result.errors, how),
      extensions: context.stale.length > 0 ? { stale: context.stale.map(told) } : undefined,
    });
  });
  app.use((req) => {
    throw new Refusal('NOT_FOUND', { kind: 'path', id: req.path });
  });
  app.use(refuse(logger, `${BODY_BYTES_MAX} B`));
  const http = await listen(app, options.host, options.port);
  return { url: `${http.url}/graphql`, port: http.port, close: () => http.close(DRAIN_MS) };
}
