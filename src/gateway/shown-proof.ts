/**
 * The proof of possession (DPoP) that a request carries, with what it must have been made for: the method, and the
 * address of the request as a caller may rightly name it. That is never taken from the Host header, which whoever
 * replays a proof may set as they like.
 */
import type { IncomingMessage } from 'node:http';
import { isIPv6 } from 'node:net';

export interface ShownProof {
  readonly jwt: string;
  readonly method: string;
  readonly urls: readonly string[];
}

/** `publicUrl` is where callers reach the gateway when something stands before it; null: its own address. */
export function shownProof(
  jwt: string | undefined,
  request: Pick<IncomingMessage, 'method' | 'socket'>,
  path: string,
  publicUrl: string | null,
): ShownProof | undefined {
  if (jwt === undefined) return undefined;
  const origins = publicUrl === null ? ownOrigins(request) : [publicUrl.replace(/\/+$/, '')];
  return { jwt, method: request.method ?? 'GET', urls: origins.map((origin) => `${origin}${path}`) };
}

function ownOrigins({ socket }: Pick<IncomingMessage, 'socket'>): string[] {
  const address = (socket.localAddress ?? '127.0.0.1').replace(/^::ffff:/, '');
  const names = [isIPv6(address) ? `[${address}]` : address];
  if (address === '127.0.0.1' || address === '::1') names.push('localhost');
  return names.map((name) => `http://${name}:${socket.localPort}`);
}
