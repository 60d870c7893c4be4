/**
 * Stands before a server. Frozen, it goes on accepting connections and reading what comes, and nothing is answered; those
 * connections end when it thaws, since what was read is lost.
 */
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

export class Gate {
  private isFrozen = false;
  private readonly sockets = new Set<Socket>();

  private constructor(private readonly server: Server) {}

  static async before(url: string): Promise<{ readonly gate: Gate; readonly url: string }> {
    const { hostname: host, port } = new URL(url);
    const server = createServer();
    const gate = new Gate(server);
    server.on('connection', (caller) => gate.lead(caller, connect({ host, port: Number(port) })));
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, host, resolve);
    });
    return { gate, url: url.replace(new URL(url).host, `${host}:${(server.address() as AddressInfo).port}`) };
  }

  set frozen(frozen: boolean) {
    if (this.isFrozen && !frozen) for (const socket of this.sockets) socket.destroy();
    this.isFrozen = frozen;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  private lead(caller: Socket, server: Socket): void {
    for (const [one, other] of [
      [caller, server],
      [server, caller],
    ] as const) {
      this.sockets.add(one);
      one.setNoDelay(true);
      one.on('error', () => undefined);
      one.on('data', (bytes) => void (this.isFrozen || other.write(bytes)));
      one.on('close', () => {
        this.sockets.delete(one);
        other.destroy();
      });
    }
  }
}
