/**
 * The three ways to follow role changes, each written out by hand: a client library would reconnect, buffer or retry by
 * itself, and what a checker wants to see is exactly what came over one connection before it broke.
 */
import { WebSocket } from 'ws';

export interface Heard {
  readonly id: string;
  readonly cursor: string;
}

/** Why a connection is over: we cut it, it broke, or the gateway refused with a code. */
export type Ending =
  | { readonly kind: 'cut' }
  | { readonly kind: 'broken'; readonly detail: string }
  | { readonly kind: 'refused'; readonly code: string; readonly message: string };

export interface Connection {
  readonly ended: Promise<Ending>;
  /** Breaks the connection at once, without a goodbye; nothing is heard after it. */
  cut(): void;
}

export interface ConnectionRequest {
  readonly url: string;
  readonly token: string;
  readonly after: string;
  readonly language: string;
  /** The gateway has answered and lets us follow. */
  readonly onOpen: () => void;
  readonly onHeard: (event: Heard) => void;
}

export type Transport = (request: ConnectionRequest) => Connection;

const SUBSCRIBE = 'subscription Check($after: String) { roleChanges(after: $after) { id cursor } }';
/** A gateway that accepts and then says nothing at all, not even that it is still there. */
const SILENCE_MS = 60_000;

export const TRANSPORTS = {
  websocket: overWebsocket,
  'graphql-sse': (request) =>
    overEvents(request, new URL('/graphql/stream', request.url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: SUBSCRIBE, variables: { after: request.after } }),
    }),
  sse: (request) =>
    overEvents(request, new URL('/events/role-changes', request.url), { headers: { 'last-event-id': request.after } }),
} as const satisfies Record<string, Transport>;

export type TransportName = keyof typeof TRANSPORTS;

interface Result {
  readonly data?: { readonly roleChanges?: Heard | null } | null;
  readonly errors?: readonly GraphQLProblem[];
}

interface GraphQLProblem {
  readonly message: string;
  readonly extensions?: { readonly code?: string };
}

/** Ends once; whatever comes later is not heard. */
class Line implements Connection {
  readonly ended: Promise<Ending>;
  private over = false;
  private settle: (ending: Ending) => void = () => undefined;

  constructor(
    private readonly request: ConnectionRequest,
    private readonly hangUp: () => void,
  ) {
    this.ended = new Promise((resolve) => (this.settle = resolve));
  }

  cut(): void {
    this.end({ kind: 'cut' });
  }

  broken(detail: string): void {
    this.end({ kind: 'broken', detail });
  }

  refused(problems: readonly GraphQLProblem[] | undefined, otherwise: string): void {
    const [first] = problems ?? [];
    const code = first?.extensions?.code ?? otherwise;
    this.end({ kind: 'refused', code, message: first?.message ?? otherwise });
  }

  take(result: Result): void {
    if (this.over) return;
    const change = result.data?.roleChanges;
    if (change) this.request.onHeard(change);
    else this.refused(result.errors, 'INTERNAL');
  }

  private end(ending: Ending): void {
    if (this.over) return;
    this.over = true;
    this.settle(ending);
    this.hangUp();
  }
}

function overWebsocket(request: ConnectionRequest): Connection {
  const socket = new WebSocket(new URL('/graphql', request.url.replace(/^http/, 'ws')), 'graphql-transport-ws');
  const line = new Line(request, () => socket.terminate());
  const send = (message: unknown): void => socket.send(JSON.stringify(message));
  socket.on('open', () =>
    send({
      type: 'connection_init',
      payload: { authorization: `Bearer ${request.token}`, 'accept-language': request.language },
    }),
  );
  socket.on('message', (data: Buffer) => {
    const message = JSON.parse(data.toString('utf8')) as { type: string; payload?: unknown };
    if (message.type === 'connection_ack') {
      request.onOpen();
      send({ id: '1', type: 'subscribe', payload: { query: SUBSCRIBE, variables: { after: request.after } } });
    } else if (message.type === 'next') line.take(message.payload as Result);
    else if (message.type === 'error') line.refused(message.payload as GraphQLProblem[], 'INTERNAL');
    else if (message.type === 'complete') line.broken('the gateway completed the subscription');
  });
  socket.on('close', (code, reason) => {
    if (code === 4401 || code === 4403) line.refused(undefined, 'UNAUTHENTICATED');
    else if (code === 1013) line.refused(undefined, 'SLOW_READER');
    else line.broken(`closed with ${code} ${reason.toString()}`.trim());
  });
  socket.on('error', (error) => line.broken(error.message));
  return line;
}

function overEvents(request: ConnectionRequest, address: URL, init: RequestInit): Connection {
  const controller = new AbortController();
  const line = new Line(request, () => controller.abort());
  void readEvents(request, address, { ...init, signal: controller.signal }, line).then(
    () => line.broken('the gateway ended the stream'),
    (error: unknown) => line.broken(error instanceof Error ? error.message : String(error)),
  );
  return line;
}

async function readEvents(request: ConnectionRequest, address: URL, init: RequestInit, line: Line): Promise<void> {
  const response = await fetch(address, {
    ...init,
    headers: {
      accept: 'text/event-stream',
      authorization: `Bearer ${request.token}`,
      'accept-language': request.language,
      ...(init.headers as Record<string, string>),
    },
  });
  if (!response.ok || !response.body) {
    const body = (await response.json()) as { errors?: GraphQLProblem[] };
    return line.refused(body.errors, `HTTP_${response.status}`);
  }
  request.onOpen();
  let text = '';
  const silence = setTimeout(() => line.broken('nothing came, not even a sign of life'), SILENCE_MS);
  try {
    for await (const chunk of response.body.pipeThrough(new TextDecoderStream()) as unknown as AsyncIterable<string>) {
      silence.refresh();
      const events = (text + chunk).split('\n\n');
      text = events.pop() ?? '';
      for (const event of events) takeEvent(event, line);
    }
  } finally {
    clearTimeout(silence);
  }
}

/** Plain events carry the change itself, those of GraphQL a result. */
function takeEvent(event: string, line: Line): void {
  const fields = new Map(
    event.split('\n').map((field) => {
      const [name = '', ...value] = field.split(': ');
      return [name, value.join(': ')] as const;
    }),
  );
  const data = fields.get('data');
  if (data === undefined || data === '' || fields.get('event') === 'complete') return;
  const value = JSON.parse(data) as Result & Heard;
  const id = fields.get('id');
  if (id === undefined) return line.take(value);
  if (id !== value.cursor) return line.refused(undefined, 'ID_IS_NOT_THE_CURSOR');
  line.take({ data: { roleChanges: value } });
}
