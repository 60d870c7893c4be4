/** Refusals before GraphQL begins, in the same JSON as GraphQL's own errors, and with an HTTP status that fits. */
import type { ErrorRequestHandler, Request, Response } from 'express';
import type { GraphQLError } from 'graphql';
import type { Code } from '../errors/catalogue';
import { Phrase } from '../errors/phrases';
import { Refusal } from '../errors/refusal';
import type { Logger } from '../shared/logger';
import { callerFrom } from './caller';
import { languageOf } from '../errors/language';
import { asGraphQLError, presentErrors } from './errors';
import { PROOF_ALGORITHMS } from '../subgraphs/identity/face-proof';
import { MEDIA_TYPES } from './request-context';

const STATUS: Partial<Record<Code, number>> = {
  UNAUTHENTICATED: 401,
  DPOP_PROOF_INVALID: 401,
  DPOP_NONCE_NEEDED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  BODY_TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  TOO_MANY_ATTEMPTS: 429,
  TOO_MANY_STREAMS: 429,
  INTERNAL: 500,
  UNAVAILABLE: 503,
  STORE_FULL: 503,
  STORE_READ_ONLY: 503,
  STORE_UNREACHABLE: 503,
};

/** Last handler of the application: whatever was thrown on the way becomes one coded JSON answer. */
export function refuse(logger: Logger, bodyLimit: string): ErrorRequestHandler {
  return (error: unknown, req, res, next) => {
    if (res.headersSent) return next(error);
    sendRefusal(fromExpress(error, bodyLimit), req, res, logger);
  };
}

export function sendRefusal(error: GraphQLError, req: Request, res: Response, logger: Logger): void {
  const presentation = {
    language: languageOf(req.headers['accept-language']),
    traceId: callerFrom(req.headers).traceId,
    logger,
  };
  const [told] = presentErrors([error], presentation);
  const code = told!.extensions.code as Code;
  const mediaType = req.accepts(MEDIA_TYPES) || MEDIA_TYPES[0]!;
  const readable = code === ('GRAPHQL_PARSE_FAILED' as string) && mediaType === MEDIA_TYPES[0];
  res.status(readable ? 200 : (STATUS[code] ?? 400));
  challenge(code, error, res);
  res.type(`${mediaType}; charset=utf-8`).send(JSON.stringify({ errors: [told] }));
}

/** The nonce that a proof must carry; empty when the refusal asks for none. */
export function nonceIn(error: GraphQLError): string {
  const nonce = error instanceof Refusal ? error.problems[0]?.values?.nonce : undefined;
  return typeof nonce === 'string' ? nonce : '';
}

/** What a caller may sign in with, and what was wrong with its proof (RFC 6750; RFC 9449, sections 7.1 and 9). */
function challenge(code: Code, error: GraphQLError, res: Response): void {
  const algorithms = `algs="${PROOF_ALGORITHMS.join(' ')}"`;
  const [problem] = error instanceof Refusal ? error.problems : [];
  const reason = problem?.values?.reason;
  if (code === 'UNAUTHENTICATED') res.setHeader('WWW-Authenticate', ['Bearer', `DPoP ${algorithms}`]);
  if (code === 'DPOP_PROOF_INVALID') {
    const wrong = reason === 'bearer' || reason === 'unbound' ? 'invalid_token' : 'invalid_dpop_proof';
    res.setHeader('WWW-Authenticate', `DPoP error="${wrong}", ${algorithms}`);
  }
  if (code === 'DPOP_NONCE_NEEDED') {
    res.setHeader('WWW-Authenticate', `DPoP error="use_dpop_nonce", ${algorithms}`);
    res.setHeader('DPoP-Nonce', nonceIn(error));
  }
}

function fromExpress(error: unknown, bodyLimit: string): GraphQLError {
  switch ((error as { readonly type?: unknown } | null)?.type) {
    case 'entity.too.large':
      return new Refusal('BODY_TOO_LARGE', { limit: bodyLimit });
    case 'entity.parse.failed':
      return new Refusal('BAD_REQUEST', { detail: new Phrase('NOT_JSON') });
    case 'encoding.unsupported':
    case 'charset.unsupported':
      return new Refusal('UNSUPPORTED_MEDIA_TYPE');
    case 'request.aborted':
    case 'request.size.invalid':
      return new Refusal('BAD_REQUEST', { detail: new Phrase('BODY_CUT') });
    default:
      return isUnreadableBody(error)
        ? new Refusal('BAD_REQUEST', { detail: new Phrase('BODY_ENCODING') })
        : asGraphQLError(error);
  }
}

/** A body that says it is compressed and is not: the reader passes on zlib's error with a status and without a type. */
function isUnreadableBody(error: unknown): boolean {
  const { status, code } = (error ?? {}) as { readonly status?: unknown; readonly code?: unknown };
  return status === 400 && typeof code === 'string' && /^(Z_|ERR_)/.test(code);
}
