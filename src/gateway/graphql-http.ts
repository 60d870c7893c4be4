/** POST and GET /graphql. */
import type { ApolloServer } from '@apollo/server';
import { expressMiddleware } from '@as-integrations/express5';
import express, { Router, type Request, type RequestHandler } from 'express';
import { Refusal } from '../errors/refusal';
import type { Asked } from './apollo';
import type { DocumentCache } from './documents';
import type { GatewayMetrics } from './metrics';
import { contextOf, type ContextFor } from './request-context';

export interface GraphqlHttpOptions {
  readonly apollo: ApolloServer<Asked>;
  readonly documents: DocumentCache;
  readonly contextFor: ContextFor;
  readonly metrics: GatewayMetrics;
  readonly deadlineMs: number;
  readonly bodyBytesMax: number;
}

export function graphqlHttp(options: GraphqlHttpOptions): Router {
  const contexts = new WeakMap<Request, Asked>();
  const timed: RequestHandler = (_, res, next) => {
    const done = options.metrics.timeRequest();
    res.once('close', () => done(res.statusCode));
    next();
  };
  const admitted: RequestHandler = (req, _, next) => {
    const source: unknown = req.method === 'GET' ? req.query.query : (req.body as { query?: unknown } | null)?.query;
    if (typeof source === 'string' && source !== '') options.documents.admit(source);
    next();
  };
  const known: RequestHandler = async (req, res, next) => {
    contexts.set(req, { context: await contextOf(options.contextFor, req, res, options.deadlineMs) });
    next();
  };
  const apollo = expressMiddleware(options.apollo, { context: async ({ req }) => contexts.get(req)! });
  return Router().all('/', timed, jsonBody(options.bodyBytesMax), admitted, known, apollo);
}

/** Reads the body of a POST, which must be JSON: a form or plain text from another site's page is no request. */
export function jsonBody(bytesMax: number): RequestHandler[] {
  const onlyJson: RequestHandler = (req, _, next) => {
    if (req.method === 'POST' && !req.is('application/json')) throw new Refusal('UNSUPPORTED_MEDIA_TYPE');
    req.body = {};
    next();
  };
  return [onlyJson, express.json({ limit: bytesMax, type: 'application/json', strict: false })];
}
