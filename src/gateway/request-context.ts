/** From an HTTP request to the context it runs under: identity says who asks, the gateway adds how long it may take. */
import type { Request, Response } from 'express';
import type { Context } from '../subgraphs/identity/face';
import { boundedSignal } from './bounded-signal';
import { callerFrom, setCaller } from './caller';
import { shownProof, type ShownProof } from './shown-proof';

/** What identity needs to know of a request to say who is asking. */
export interface ContextRequest {
  readonly authorization: string | undefined;
  /** That the caller holds a key (DPoP), and what the proof must have been made for. */
  readonly proof?: ShownProof;
  readonly acceptLanguage: string | undefined;
  /** Address of the caller. */
  readonly origin: string;
  readonly idempotencyKey: string | undefined;
  readonly signal: AbortSignal;
}

/** Identity's factory. Answers with a context without principal when nobody signed in; may throw a Refusal. */
export type ContextFor = (request: ContextRequest) => Promise<Context>;

export const MEDIA_TYPES = ['application/json', 'application/graphql-response+json'];

/** The context of an HTTP request; it ends when the caller goes away, or after `deadlineMs` when one is given. */
export async function contextOf(
  contextFor: ContextFor,
  req: Request,
  res: Response,
  deadlineMs: number | null,
): Promise<Context> {
  const bound = boundedSignal(null, deadlineMs);
  res.once('close', () => (res.writableFinished ? bound.release() : bound.abort()));
  const path = `${req.baseUrl}${req.path === '/' ? '' : req.path}` || '/';
  const proof = shownProof(headerOf(req, 'dpop'), req, path, publicUrlOf(req));
  const context = await contextFor({
    authorization: req.headers.authorization,
    ...(proof && { proof }),
    acceptLanguage: req.headers['accept-language'],
    origin: req.socket.remoteAddress ?? 'unknown',
    idempotencyKey: headerOf(req, 'idempotency-key'),
    signal: bound.signal,
  });
  return setCaller(context, callerFrom(req.headers, req.accepts(MEDIA_TYPES) || MEDIA_TYPES[0]));
}

/** Where callers reach this server, as its application was told. */
export const PUBLIC_URL = 'public url';

function publicUrlOf(req: Request): string | null {
  return (req.app.get(PUBLIC_URL) as string | null | undefined) ?? null;
}

function headerOf(req: Request, name: string): string | undefined {
  const value = req.headers[name];
  return typeof value === 'string' ? value : undefined;
}
