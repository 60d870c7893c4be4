/**
 * Stands before a server and spoils its connections as told: what a network, a hung process or a broken one does to a
 * caller, with a real server behind. It knows bytes and no protocol.
 */
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

export type Fault =
  /** Nothing is spoilt. */
  | 'none'
  /** Stopped: connections are refused, open ones cut. */
  | 'stopped'
  /** Accepts connections and reads what comes; never answers. */
  | 'frozen'
  /** Answers every request with bytes that mean nothing. */
  | 'rubbish'
  /** Gives the beginning of an answer and then nothing more, the connection open. */
  | 'half'
  /** Gives the beginning of an answer and cuts the connection. */
  | 'cut'
  /** Every answer comes `slowMs` late. */
  | 'slow';

export interface Spoiling {
  readonly fault: Fault;
  readonly slowMs?: number;
  /** Only connections on which something like this is asked; left out: all. */
  readonly asked?: RegExp;
}

/** Less than any whole answer: several may come in one piece, and half of that could hold one. */
const BEGINNING_BYTES = 20;
const RUBBISH = Buffer.from('\x00\xff\x30\x84\x7f\xff\xff\xff{"unread":"<<<\r\n\r\n', 'latin1');

export class FaultyProxy {
  /** How often something was asked while the fault was on. */
  asks = 0;
  private spoiling: Spoiling = { fault: 'none' };
  private readonly sockets = new Set<Socket>();
  private readonly spoilt = new Set<Socket>();
  private readonly begun = new WeakSet<Socket>();
  private server: Server | null = null;
  private port = 0;

  constructor(private readonly to: { readonly host: string; readonly port: number }) {}

  get address(): string {
    return `${this.to.host}:${this.port}`;
  }

  /** Connections still open on which something was asked that was not answered as it should be. */
  get stuck(): number {
    return this.spoilt.size;
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

  async spoil(fault: Fault, more: Omit<Spoiling, 'fault'> = {}): Promise<void> {
    this.spoiling = { fault, ...more };
    this.asks = 0;
    if (fault === 'stopped' && more.asked === undefined) await this.close();
    else await this.open();
  }

  async close(): Promise<void> {
    const { server } = this;
    this.server = null;
    for (const socket of this.sockets) socket.destroy();
    if (server !== null) await new Promise<void>((resolve) => server.close(() => resolve()));
  }

  private lead(caller: Socket): void {
    const beyond = connect(this.to);
    for (const [one, other] of [
      [caller, beyond],
      [beyond, caller],
    ] as const) {
      this.sockets.add(one);
      one.setNoDelay(true);
      one.on('error', () => undefined);
      one.on('close', () => {
        this.sockets.delete(one);
        other.destroy();
      });
    }
    caller.on('close', () => this.spoilt.delete(caller));
    let fault: Fault = 'none';
    caller.on('data', (bytes) => {
      const { asked } = this.spoiling;
      fault = asked === undefined || asked.test(bytes.toString('latin1')) ? this.spoiling.fault : 'none';
      if (fault !== 'none') {
        this.asks += 1;
        this.spoilt.add(caller);
      }
      if (fault === 'stopped') caller.destroy();
      else if (fault === 'rubbish') caller.write(RUBBISH);
      else if (fault !== 'frozen') beyond.write(bytes);
    });
    beyond.on('data', (bytes) => this.answer(caller, bytes, fault));
  }

  private answer(caller: Socket, bytes: Buffer, fault: Fault): void {
    if (fault === 'none') caller.write(bytes);
    if (fault === 'slow') setTimeout(() => caller.write(bytes), this.spoiling.slowMs ?? 0);
    if (fault !== 'half' && fault !== 'cut') return;
    if (!this.begun.has(caller)) caller.write(bytes.subarray(0, BEGINNING_BYTES));
    this.begun.add(caller);
    if (fault === 'cut') caller.end();
  }
}
