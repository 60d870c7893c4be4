/** An HTTP server that opens where it is told and closes within a bound. */
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface HttpServer {
  readonly server: Server;
  readonly url: string;
  readonly port: number;
  /** Takes no new connection, lets open requests finish for `drainMs`, then cuts what is left. */
  close(drainMs: number): Promise<void>;
}

const HEADERS_BYTES_MAX = 16_384;
/** Longer than balancers and clients keep an idle connection: whoever closes first loses the request that was on its way. */
const KEEP_ALIVE_MS = 65_000;

export async function listen(listener: RequestListener, host: string, port: number): Promise<HttpServer> {
  const server = createServer({ maxHeaderSize: HEADERS_BYTES_MAX }, listener);
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address() as AddressInfo;
  const name = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return {
    server,
    url: `http://${name}:${address.port}`,
    port: address.port,
    close: (drainMs) => close(server, drainMs),
  };
}

async function close(server: Server, drainMs: number): Promise<void> {
  const cut = setTimeout(() => server.closeAllConnections(), drainMs);
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
  clearTimeout(cut);
}
