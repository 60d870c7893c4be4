/** The ceiling: a server that does nothing but write the same bytes to everybody who is connected. */
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import { renumbered } from '../city/role-change';
import { machineMs, memoryAtRest, serve } from '../worker';

const streams = new Set<ServerResponse>();
const sockets = new Set<WebSocket>();
let server: Server | null = null;
let last = 0;

serve(
  {
    async start(): Promise<string> {
      const made = createServer((_, response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' }).write('retry: 3000\n\n');
        streams.add(response);
        response.once('close', () => streams.delete(response));
      });
      server = made;
      new WebSocketServer({ server: made }).on('connection', (socket: WebSocket) => {
        socket.on('message', (bytes: Buffer) => {
          if (bytes.includes('connection_init')) socket.send('{"type":"connection_ack"}');
          else sockets.add(socket);
        });
        socket.once('close', () => sockets.delete(socket));
      });
      await new Promise<void>((resolve) => made.listen(0, '127.0.0.1', resolve));
      return `http://127.0.0.1:${(made.address() as AddressInfo).port}`;
    },
    /** The frame so many times, each with a number of its own, in turn to everybody. */
    async push({ frame, count }: { frame: string; count: number }): Promise<{ last: number; committedMs: number }> {
      const committedMs = machineMs();
      for (let pushed = 0; pushed < count; pushed += 1) {
        last += 1;
        const text = renumbered(frame, last);
        for (const stream of streams) stream.write(`${text}\n\n`);
        for (const socket of sockets) socket.send(text);
      }
      return { last, committedMs };
    },
    memory: memoryAtRest,
  },
  async () => {
    for (const socket of sockets) socket.terminate();
    for (const stream of streams) stream.destroy();
    server?.close();
  },
);
