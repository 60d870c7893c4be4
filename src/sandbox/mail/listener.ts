/** A bounded TCP listener whose connections can all be cut at the end. */
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

export interface Listener {
  readonly port: number;
  close(): Promise<void>;
}

export async function listen(
  host: string,
  port: number,
  connectionsMax: number,
  serve: (socket: Socket) => void,
): Promise<Listener> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('close', () => sockets.delete(socket));
    // A broken peer is no reason to end the server; its reader learns of the close.
    socket.on('error', () => socket.destroy());
    serve(socket);
  });
  server.maxConnections = connectionsMax;
  await listening(server, host, port);
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

export function listening(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
