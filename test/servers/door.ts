/**
 * A door before a server: shut, the server is away; holding, it is frozen – in one direction or both – and what was held
 * arrives when it lets go, even from a client that has gone. Counts what passes, so that a test can say how much was sent.
 */
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** `requests`: nothing reaches the server; `answers`: the server does what it is asked, and nobody hears of it. */
export type Held = 'requests' | 'answers';

export class Door {
  /** Bytes that went through since the last `count()`. */
  private passed = { requests: 0, answers: 0 };
  private readonly sockets = new Set<Socket>();
  private readonly held = new Set<Held>();
  /** What waits, in order, to go on when the door lets go. */
  private readonly waiting: { readonly way: Held; readonly go: () => void }[] = [];
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
    this.cut();
    await closed;
  }

  /** Cuts every connection and takes new ones. */
  cut(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  hold(...ways: readonly Held[]): void {
    for (const way of ways) this.held.add(way);
  }

  /** What was held goes on, in the order in which it came. */
  release(): void {
    this.held.clear();
    for (const { go } of this.waiting.splice(0)) go();
  }

  /** Bytes that went through since this was asked last. */
  count(): { readonly requests: number; readonly answers: number } {
    const { passed } = this;
    this.passed = { requests: 0, answers: 0 };
    return passed;
  }

  private lead(client: Socket): void {
    const beyond = connect(this.to);
    for (const socket of [client, beyond]) {
      this.sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => undefined);
      socket.on('close', () => this.sockets.delete(socket));
    }
    this.pass('requests', client, beyond);
    this.pass('answers', beyond, client);
  }

  private pass(way: Held, from: Socket, to: Socket): void {
    from.on('data', (chunk) =>
      this.through(way, () => {
        this.passed[way] += chunk.length;
        if (!to.destroyed && !to.write(chunk)) {
          from.pause();
          to.once('drain', () => from.resume());
        }
      }),
    );
    from.on('end', () => this.through(way, () => to.end()));
    from.on('close', () => this.through(way, () => to.destroy()));
  }

  private through(way: Held, go: () => void): void {
    if (this.held.has(way)) this.waiting.push({ way, go });
    else go();
  }
}
