/**
 * Doors between the city and its three systems: a shut door is a system that is away. The tests' own clients go round
 * them, so that what a system holds can be read while the city cannot reach it.
 */
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { startSandbox, type Sandbox } from '../../src/main/sandbox';

export type System = 'directory' | 'mail' | 'qlvb';

export class Door {
  private readonly sockets = new Set<Socket>();
  private server: Server | null = null;
  private port = 0;

  constructor(private readonly to: { readonly host: string; readonly port: number }) {}

  get address(): string {
    return `${this.to.host}:${this.port}`;
  }

  get isOpen(): boolean {
    return this.server !== null;
  }

  async open(): Promise<void> {
    if (this.server !== null) return;
    const server = createServer((socket) => this.lead(socket));
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.port, this.to.host, resolve);
    });
    this.port = (server.address() as AddressInfo).port;
    this.server = server;
  }

  /** Cuts every connection; new ones are refused until it is opened again, on the same port. */
  async shut(): Promise<void> {
    const { server } = this;
    if (server === null) return;
    this.server = null;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  private lead(socket: Socket): void {
    const beyond = connect(this.to);
    for (const [one, other] of [
      [socket, beyond],
      [beyond, socket],
    ] as const) {
      this.sockets.add(one);
      one.setNoDelay(true);
      one.on('error', () => undefined);
      one.on('close', () => {
        this.sockets.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  }
}

export type Doors = Readonly<Record<System, Door>>;

/** The sandbox as `main` starts it, reached by the city through doors. */
export async function startBehindDoors(
  take: (doors: Doors) => void,
  ...parts: Parameters<typeof startSandbox>
): Promise<Sandbox> {
  const sandbox = await startSandbox(...parts);
  const doors = {
    directory: doorTo(sandbox.ldap.url),
    mail: doorTo(sandbox.mail.url),
    qlvb: doorTo(sandbox.qlvb.url),
  };
  const all = Object.values(doors);
  await Promise.all(all.map((door) => door.open()));
  take(doors);
  return {
    ...sandbox,
    ldap: { ...sandbox.ldap, url: through(sandbox.ldap.url, doors.directory) },
    mail: { ...sandbox.mail, url: through(sandbox.mail.url, doors.mail) },
    qlvb: { ...sandbox.qlvb, url: through(sandbox.qlvb.url, doors.qlvb) },
    async close() {
      await Promise.all(all.map((door) => door.shut()));
      await sandbox.close();
    },
  };
}

function doorTo(url: string): Door {
  const { hostname, port } = new URL(url);
  return new Door({ host: hostname, port: Number(port) });
}

function through(url: string, door: Door): string {
  const { host } = new URL(url);
  return url.replace(host, door.address);
}
