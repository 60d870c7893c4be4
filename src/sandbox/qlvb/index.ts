/**
 * A document-management server (quản lý văn bản) as the city's units run it: one process, one instance per unit under
 * `/don-vi/<unitId>/api/v1`, so that the two accounts of a person in two units are two accounts.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { silentLogger, type Logger } from '../../shared/logger';
import { readJson } from './body';
import { openDatabase } from './database';
import { Documents } from './documents';
import { Keys, type ApiKey } from './keys';
import { Problem } from './problem';
import { Routes, type Response } from './routes';
import { Users } from './users';

export interface QlvbServerOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** SQLite file; made if it is not there. */
  readonly file: string;
  readonly apiKeys: readonly ApiKey[];
  readonly logger?: Logger;
}

export interface QlvbServer {
  /** Without a path: an instance is at `${url}/don-vi/<unitId>/api/v1`. */
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

const ADDRESS = /^\/don-vi\/([a-z0-9][a-z0-9._-]{0,62})\/api\/v1(?:\/(.*))?$/;

export async function startQlvbServer(options: QlvbServerOptions): Promise<QlvbServer> {
  const db = openDatabase(options.file);
  const keys = new Keys(options.apiKeys);
  const routes = new Routes(new Users(db), new Documents(db));
  const logger = options.logger ?? silentLogger;

  const server = createServer((request, response) => {
    handle(request, keys, routes)
      .catch((fault: unknown) => answerTo(fault, logger))
      .then((answer) => send(request, response, answer))
      .catch((fault: unknown) => logger.warn({ fault: String(fault) }, 'qlvb: an answer could not be sent'));
  });
  server.requestTimeout = 30_000;
  server.headersTimeout = 10_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, () => resolve());
  });

  const { port } = server.address() as AddressInfo;
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> =>
    (closing ??= new Promise((resolve) => {
      server.close(() => {
        db.close();
        resolve();
      });
      server.closeAllConnections();
    }));
  const host = options.host.includes(':') ? `[${options.host}]` : options.host;
  return { url: `http://${host}:${port}`, port, close };
}

async function handle(request: IncomingMessage, keys: Keys, routes: Routes): Promise<Response> {
  const role = keys.roleOf(request.headers.authorization);
  const target = request.url ?? '/';
  if (!URL.canParse(target, 'http://instance')) throw new Problem('BAD_REQUEST', 'The address is malformed.');
  const url = new URL(target, 'http://instance');
  const [, instance, path] = ADDRESS.exec(url.pathname) ?? [];
  if (instance === undefined) throw new Problem('NO_SUCH_ADDRESS', 'There is nothing at this address.');
  return routes.answer({
    method: request.method ?? 'GET',
    instance,
    path: (path ?? '').split('/').filter((segment) => segment !== ''),
    query: url.searchParams,
    ifMatch: request.headers['if-match'] ?? null,
    role,
    body: () => readJson(request),
  });
}

/** Only method, code and status reach the log: an address or a body may name a person or a paper. */
function answerTo(fault: unknown, logger: Logger): Response {
  if (fault instanceof Problem) {
    logger.debug({ problem: fault.code }, 'qlvb: refused');
    return { status: fault.status, body: fault };
  }
  logger.error({ fault: fault instanceof Error ? fault.name : typeof fault }, 'qlvb: a request failed');
  const problem = new Problem('INTERNAL', 'The server failed.');
  return { status: problem.status, body: problem };
}

function send(request: IncomingMessage, response: ServerResponse, answer: Response): void {
  const text = answer.status === 204 ? '' : JSON.stringify(answer.body);
  const type = answer.body instanceof Problem ? 'application/problem+json' : 'application/json';
  response.writeHead(answer.status, {
    ...(text === '' ? {} : { 'content-type': `${type}; charset=utf-8`, 'content-length': Buffer.byteLength(text) }),
    ...(answer.etag === undefined ? {} : { etag: answer.etag }),
    ...(answer.status === 401 ? { 'www-authenticate': 'Bearer' } : {}),
    // What is left of a body that was not read to its end must not be taken for the next request.
    ...(request.complete || !hasBody(request) ? {} : { connection: 'close' }),
  });
  response.end(text);
}

function hasBody(request: IncomingMessage): boolean {
  return request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;
}
