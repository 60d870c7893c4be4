/**
 * Stands before a directory and lets everything through but requests for synchronisation: those it answers itself, or it
 * lets the directory begin to answer and cuts it off.
 */
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

const SYNC_REQUEST = '1.3.6.1.4.1.4203.1.9.1.1';

/** Bytes to answer with and then close, `let` it through, or `cut`: through, until this many bytes of the answer have come. */
export type Trick =
  { readonly answer: Buffer; readonly close?: boolean } | 'let' | { readonly cutAfter: number; atEnd(): Promise<void> };

export class SyncImpostor {
  trick: (request: { readonly messageId: number; readonly hasCookie: boolean }) => Trick = () => 'let';
  private readonly sockets = new Set<Socket>();
  private server: Server | null = null;

  constructor(private readonly port: number) {}

  async open(): Promise<string> {
    const server = createServer((socket) => this.lead(socket));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    this.server = server;
    return `ldap://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server?.close(resolve));
  }

  private lead(client: Socket): void {
    const beyond = connect(this.port, '127.0.0.1');
    for (const socket of [client, beyond]) {
      this.sockets.add(socket);
      socket.on('error', () => undefined);
    }
    let left = Infinity;
    let atEnd = (): Promise<void> => Promise.resolve();
    client.on('data', (chunk) => {
      const trick = chunk.includes(SYNC_REQUEST) ? this.trick(told(chunk)) : 'let';
      if (trick !== 'let' && 'answer' in trick) {
        client.write(trick.answer);
        if (trick.close === true) client.end();
        return;
      }
      if (trick !== 'let') [left, atEnd] = [trick.cutAfter, () => trick.atEnd()];
      beyond.write(chunk);
    });
    beyond.on('data', (chunk) => {
      client.write(chunk.subarray(0, Math.min(left, chunk.length)));
      left -= chunk.length;
      if (left <= 0) void atEnd().then(() => client.destroy());
    });
    client.on('close', () => beyond.destroy());
    beyond.on('close', () => left > 0 && client.destroy());
  }
}

/** A request is one chunk: it is short, and the one before has been answered. */
function told(request: Buffer): { readonly messageId: number; readonly hasCookie: boolean } {
  const head = request[1]! < 0x80 ? 2 : 2 + (request[1]! & 0x7f);
  return { messageId: request.readIntBE(head + 2, request[head + 1]!), hasCookie: request.includes('csn=') };
}
