/**
 * Those who follow: so many connections to one server, and when each of them heard what. The same client, with the same
 * work per event, whether the server is the city or the bare one beside it.
 */
import { request } from 'node:http';
import { WebSocket } from 'ws';
import { machineMs } from '../worker';
import { numberIn } from '../city/role-change';

export type Transport = 'sse' | 'websocket';

export interface Source {
  /** Of the server. */
  readonly url: string;
  readonly token: string;
}

const CHANGE =
  'id cursor kind effectiveAt recordedAt mode inForce appointmentId previousAppointmentId person { id fullName login } post { id title } unit { id name } decision { id number issuerName signedOn effectiveOn }';
const SUBSCRIBE = `subscription { roleChanges { ${CHANGE} } }`;
/** Connections that are being opened at a time. */
const OPENING = 32;
const PATIENCE_MS = 60_000;
const LOOK_EVERY_MS = 5;

interface Line {
  close(): void;
}

export class Listeners {
  /** One event as it came over the wire. */
  frame = '';
  /** Of every delivery: which change, and when it was heard. */
  private heard: { readonly number: number; readonly atMs: number }[] = [];
  private readonly lines: Line[] = [];
  private broken: Error | null = null;

  private constructor(
    private readonly transport: Transport,
    private readonly source: Source,
  ) {}

  static async open(transport: Transport, source: Source, count: number): Promise<Listeners> {
    const all = new Listeners(transport, source);
    for (let from = 0; from < count; from += OPENING)
      await Promise.all(Array.from({ length: Math.min(OPENING, count - from) }, () => all.add()));
    return all;
  }

  forget(): void {
    this.heard = [];
  }

  /** When the last of them had heard everything up to this change. */
  async everybodyHeard(last: number): Promise<readonly { readonly number: number; readonly atMs: number }[]> {
    const begin = machineMs();
    for (;;) {
      if (this.broken !== null) throw this.broken;
      const { heard } = this;
      if (heard.reduce((sum, { number }) => sum + (number === last ? 1 : 0), 0) >= this.lines.length) return heard;
      if (machineMs() - begin > PATIENCE_MS)
        throw new Error(`not everybody heard change ${last} over ${this.transport}`);
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  }

  close(): void {
    for (const line of this.lines.splice(0)) line.close();
  }

  private async add(): Promise<void> {
    this.lines.push(await (this.transport === 'sse' ? this.overEvents() : this.overWebsocket()));
  }

  private take(text: string): void {
    const number = numberIn(text);
    if (number === null) return;
    this.heard.push({ number, atMs: machineMs() });
    if (this.frame === '') this.frame = text;
  }

  private fail(what: string): void {
    this.broken ??= new Error(`${this.transport}: ${what}`);
  }

  private overEvents(): Promise<Line> {
    const { url, token } = this.source;
    return new Promise((resolve, reject) => {
      const headers = { authorization: `Bearer ${token}`, accept: 'text/event-stream' };
      const outgoing = request(new URL('/events/role-changes', url), { headers, agent: false }, (response) => {
        if (response.statusCode !== 200) return reject(new Error(`status ${response.statusCode}`));
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => {
          const events = (text + chunk).split('\n\n');
          text = events.pop() ?? '';
          for (const event of events) this.take(event);
        });
        response.once('end', () => this.fail('the stream ended'));
        response.once('error', () => undefined);
        resolve({
          close: () => {
            response.removeAllListeners('end');
            outgoing.destroy();
          },
        });
      });
      outgoing.once('error', reject).end();
    });
  }

  private overWebsocket(): Promise<Line> {
    const { url, token } = this.source;
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(new URL('/graphql', url.replace(/^http/, 'ws')), 'graphql-transport-ws');
      const send = (message: unknown): void => socket.send(JSON.stringify(message));
      const ended = (): void => this.fail('the connection was closed');
      socket.on('open', () => send({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } }));
      socket.on('message', (bytes: Buffer) => {
        const text = bytes.toString('utf8');
        if (text.includes('"type":"next"')) return this.take(text);
        if (text.includes('"type":"error"')) return this.fail(text.slice(0, 300));
        if (!text.includes('"connection_ack"')) return;
        send({ id: '1', type: 'subscribe', payload: { query: SUBSCRIBE } });
        resolve({
          close: () => {
            socket.off('close', ended);
            socket.terminate();
          },
        });
      });
      socket.on('close', ended);
      socket.once('error', reject);
    });
  }
}
