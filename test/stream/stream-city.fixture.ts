/** The organisation room behind a real gateway, without the systems around it: what streams need and nothing more. */
import { emitAll } from '../../src/events/outbox';
import { startGateway, type Gateway, type GatewayOptions } from '../../src/gateway';
import { silentLogger } from '../../src/shared/logger';
import { ADMINISTRATOR, City, contextOf } from '../../src/subgraphs/organisation/room.fixture';
import { Refusal } from '../../src/errors/refusal';
import { channel, type ChannelListener } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';

export class StreamCity {
  private told = 0;

  private constructor(
    readonly city: City,
    private gateway: Gateway,
    private readonly limits: GatewayOptions['limits'],
  ) {}

  get url(): string {
    return this.gateway.url;
  }

  /** Anyone with `Bearer ok` may follow, and with `Bearer other` as somebody else; `Bearer person` is signed in without the right. */
  static async open(limits: GatewayOptions['limits'] = {}): Promise<StreamCity> {
    const city = await City.open();
    await city.relay();
    return new StreamCity(city, await gatewayOf(city, limits, 0), limits);
  }

  /** Closes the gateway and opens it again at the same address. */
  async restartGateway(): Promise<void> {
    const { port } = this.gateway;
    await this.gateway.close();
    this.gateway = await gatewayOf(this.city, this.limits, port);
  }

  /** Tells changes that no decision made: as many, and as large, as a test of streams needs. */
  async tell(count: number, bytesEach = 0): Promise<void> {
    const padding = 'đ'.repeat(bytesEach / 2);
    await this.city.store.write((tx) =>
      emitAll(
        tx,
        Array.from({ length: count }, () => {
          this.told += 1;
          return { topic: 'role-change', once: null, payload: change(this.told, padding, tx.now) };
        }),
      ),
    );
    await this.city.relay();
  }

  async query<T>(source: string, variables: Record<string, unknown> = {}): Promise<T> {
    const response = await fetch(`${this.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'Bearer ok' },
      body: JSON.stringify({ query: source, variables }),
    });
    const body = (await response.json()) as { data: T; errors?: unknown };
    if (body.errors) throw new Error(JSON.stringify(body.errors));
    return body.data;
  }

  /** The place from which everything that is told later follows. */
  async cursor(): Promise<string> {
    const { officeSnapshot } = await this.query<{ officeSnapshot: { cursor: string } }>(
      '{ officeSnapshot { cursor } }',
    );
    return officeSnapshot.cursor;
  }

  async close(): Promise<void> {
    await this.gateway.close();
    await this.city.close();
  }
}

function gatewayOf(city: City, limits: GatewayOptions['limits'], port: number): Promise<Gateway> {
  return startGateway({
    subgraphs: [city.room.subgraph],
    contextFor: async ({ authorization, signal }) => {
      if (authorization === 'Bearer person') {
        const person = contextOf({ ...ADMINISTRATOR, kind: 'person', roles: ['person'] });
        const forbid = (permission: string): never => {
          throw new Refusal('FORBIDDEN', { permission });
        };
        return { ...person, signal, require: forbid };
      }
      if (authorization === 'Bearer other') return { ...contextOf({ ...ADMINISTRATOR, id: 'other' }), signal };
      if (authorization !== 'Bearer ok') throw new Refusal('UNAUTHENTICATED');
      return { ...contextOf(ADMINISTRATOR), signal };
    },
    stillValid: () => Promise.resolve(true),
    host: '127.0.0.1',
    port,
    logger: silentLogger,
    ready: () => Promise.resolve({ ready: true }),
    limits: { drainMs: 200, ...limits },
  });
}

function change(number: number, padding: string, now: Date): Record<string, unknown> {
  return {
    id: `change-${number}`,
    kind: 'APPOINTED',
    scheduledKind: null,
    effectiveAt: now.toISOString(),
    recordedAt: now.toISOString(),
    person: { id: `p-${number}`, login: 'x', familyName: '', middleName: '', givenName: padding, fullName: 'x' },
    post: null,
    unit: null,
    unitPath: [],
    mode: null,
    appointmentId: null,
    previousAppointmentId: null,
    inForce: null,
    decision: {
      id: 'd',
      number: '1',
      issuerId: 'tp',
      issuerName: 'x',
      signedOn: '2026-05-04',
      effectiveOn: '2026-05-04',
    },
  };
}

/** The server's ends of all connections made while it listens: how much each of them holds back in memory. */
export class ServerSockets {
  private readonly sockets: Socket[] = [];
  private readonly onSocket: ChannelListener = (message) => {
    this.sockets.push((message as { socket: Socket }).socket);
  };
  private readonly timer = setInterval(() => this.look(), 2);
  private heldMax = 0;

  constructor() {
    channel('net.server.socket').subscribe(this.onSocket);
  }

  /** The most bytes that one connection held at any look. */
  get bytesHeldMax(): number {
    this.look();
    return this.heldMax;
  }

  get open(): number {
    return this.sockets.filter((socket) => !socket.destroyed).length;
  }

  stop(): void {
    clearInterval(this.timer);
    channel('net.server.socket').unsubscribe(this.onSocket);
  }

  private look(): void {
    for (const socket of this.sockets) this.heldMax = Math.max(this.heldMax, socket.writableLength);
  }
}
