/**
 * doveadm's HTTP API: one POST carries an array of `[command, parameters, tag]`. A command that fails does so inside
 * an answer of status 200; only a bad key (401), a bad path (404) and a malformed body (400) show in the status.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from '../../../shared/logger';
import { listening } from '../listener';
import { Commands, type DoveadmDependencies, type Parameters } from './commands';
import { ExitCode, InvalidRequest } from './failures';

const BODY_MAX = 4 * 1024 * 1024;
const COMMANDS_MAX = 10_000;
const REQUEST_TIMEOUT_MS = 30_000;

export interface DoveadmServer {
  readonly url: string;
  close(): Promise<void>;
}

export async function startDoveadm(
  settings: { readonly host: string; readonly port: number; readonly apiKey: string },
  parts: DoveadmDependencies,
  logger: Logger,
): Promise<DoveadmServer> {
  const commands = new Commands(parts);
  const authorised = keyCheck(settings.apiKey);
  const server = createServer((request, response) => {
    serve(request, response, commands, authorised).catch((error: unknown) => {
      logger.warn({ err: error }, 'doveadm request failed');
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  await listening(server, settings.host, settings.port);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${settings.host.includes(':') ? `[${settings.host}]` : settings.host}:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  commands: Commands,
  authorised: (header: string) => boolean,
): Promise<void> {
  if (!authorised(request.headers.authorization ?? '')) {
    response
      .writeHead(401, 'Authentication required', { 'www-authenticate': ['X-Dovecot-API', 'Basic Realm="doveadm"'] })
      .end();
    return;
  }
  if (request.url !== '/doveadm/v1') return plain(response, 404, 'Path Not Found');
  if (request.method === 'GET')
    return json(
      response,
      commands.names().map((command) => ({ command })),
    );
  if (request.method !== 'POST') return plain(response, 405, 'Method Not Allowed');
  const body = await readBody(request);
  if (body === null) return plain(response, 413, 'Request Entity Too Large');
  const calls = parse(body);
  if (typeof calls === 'string') return plain(response, 400, calls);
  json(
    response,
    calls.map((call) => answer(commands, call)),
  );
}

type CommandCall = readonly [name: string, parameters: Parameters, tag: string];

/** The calls, or what Dovecot says is wrong with the body. */
function parse(body: string): CommandCall[] | string {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return 'JSON parse error: Invalid data as value\n';
  }
  if (!Array.isArray(parsed)) return 'Request must be a JSON array\n';
  if (parsed.length > COMMANDS_MAX) return 'Too many commands\n';
  const calls: CommandCall[] = [];
  for (const call of parsed as unknown[]) {
    if (!Array.isArray(call)) return 'Command must be a JSON array\n';
    const [name, parameters, tag] = call as unknown[];
    if (typeof name !== 'string') return 'Command name must be a string\n';
    if (typeof parameters !== 'object' || parameters === null || Array.isArray(parameters))
      return 'Parameters must be contained in a JSON object\n';
    if (typeof tag !== 'string') return 'Tag must be a string\n';
    calls.push([name, parameters as Parameters, tag]);
  }
  return calls;
}

function answer(commands: Commands, [name, parameters, tag]: CommandCall): unknown {
  if (!commands.knows(name)) return ['error', { type: 'unknownMethod', exitCode: 0 }, tag];
  try {
    return ['doveadmResponse', commands.run(name, parameters), tag];
  } catch (error) {
    if (error instanceof ExitCode) return ['error', { type: 'exitCode', exitCode: error.exitCode }, tag];
    if (error instanceof InvalidRequest) return ['error', { type: 'invalidRequest', exitCode: 0 }, tag];
    throw error;
  }
}

function keyCheck(apiKey: string): (header: string) => boolean {
  const digest = (value: string): Buffer => createHash('sha256').update(value).digest();
  const expected = digest(`X-Dovecot-API ${Buffer.from(apiKey, 'utf8').toString('base64')}`);
  return (header) => timingSafeEqual(digest(header), expected);
}

/** Null when it is larger than allowed. */
async function readBody(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > BODY_MAX) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function plain(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' }).end(text);
}

function json(response: ServerResponse, body: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body));
}
