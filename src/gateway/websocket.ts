/**
 * GraphQL over WebSocket (`graphql-transport-ws`) on /graphql. The token comes in `connection_init`
 * ({ authorization, dpop }), since browsers cannot set headers here; a proof is made for GET and the http address of
 * the handshake. Closes with 4401 without a token, 4403 with one that is
 * wrong or whose session ended, 1013 for a reader that stalls, 1001 when the gateway closes.
 */
import type { IncomingMessage, Server } from 'node:http';
import { Kind, type ExecutionArgs, type GraphQLError, type GraphQLSchema } from 'graphql';
import type { Context as Connection, SubscribePayload } from 'graphql-ws';
import { useServer, type Extra } from 'graphql-ws/use/ws';
import { WebSocketServer, type WebSocket } from 'ws';
import { Phrase } from '../errors/phrases';
import { Refusal } from '../errors/refusal';
import type { Context } from '../subgraphs/identity/face';
import { callerFrom, setCaller } from './caller';
import { freshContext } from './fresh-context';
import { nonceIn } from './http-refusals';
import { LiveStream } from './live-stream';
import type { ContextFor } from './request-context';
import { shownProof } from './shown-proof';
import type { SessionWatch } from './session-watch';
import type { Streams } from './streams';

export interface WebsocketOptions {
  readonly server: Server;
  readonly schema: GraphQLSchema;
  readonly streams: Streams;
  readonly contextFor: ContextFor;
  readonly messageBytesMax: number;
  readonly subscriptionsMax: number;
  readonly lingerMs: number;
  /** Where callers reach the gateway when something stands before it. */
  readonly publicUrl: string | null;
}

export interface WebsocketEndpoint {
  /** Sends 1001 to everyone and waits until they left, cutting whoever stays after `drainMs`. */
  close(drainMs: number): Promise<void>;
}

const PATH = '/graphql';
const CLOSE = { unauthorized: 4401, forbidden: 4403, tryAgain: 1013, failed: 1011, goingAway: 1001 } as const;

/** Who is at the other end of a connection, once it has introduced itself. */
interface Peer {
  readonly context: Context;
  readonly watch: SessionWatch;
}

type Parameters = Record<string, unknown>;
type Socketed = Connection<Parameters, Extra & Record<PropertyKey, unknown>>;

export function serveWebsocket(options: WebsocketOptions): WebsocketEndpoint {
  const sockets = new WebSocketServer({
    server: options.server,
    path: PATH,
    maxPayload: options.messageBytesMax,
  });
  const peers = new WeakMap<WebSocket, Peer>();

  useServer<Parameters>(
    {
      async onConnect(connection) {
        const { socket, request } = connection.extra;
        const peer = await introduced(options, connection.connectionParams ?? {}, socket, request);
        if (!peer) return false;
        peers.set(socket, peer);
        return true;
      },
      onSubscribe: (connection, _, payload) =>
        operationOf(options, peers.get(connection.extra.socket)!, connection, payload),
      subscribe: (args) => (args as Opened).run() as never,
      execute: (args) => (args as Opened).run() as never,
      onClose: (connection) => peers.get(connection.extra.socket)?.watch.close(),
    },
    sockets,
  );
  return { close: (drainMs) => close(sockets, drainMs) };
}

async function introduced(
  options: WebsocketOptions,
  parameters: Readonly<Record<string, unknown>>,
  socket: WebSocket,
  request: IncomingMessage,
): Promise<Peer | null> {
  const text = (name: string): string | undefined => {
    const value = Object.entries(parameters).find(([key]) => key.toLowerCase() === name)?.[1];
    return typeof value === 'string' ? value : undefined;
  };
  const authorization = text('authorization');
  if (authorization === undefined) {
    socket.close(CLOSE.unauthorized, 'Unauthorized');
    return null;
  }
  const gone = new AbortController();
  socket.once('close', () => gone.abort());
  const acceptLanguage = text('accept-language') ?? request.headers['accept-language'];
  try {
    const proof = shownProof(text('dpop'), request, PATH, options.publicUrl);
    const context = await options.contextFor({
      authorization,
      ...(proof && { proof }),
      acceptLanguage,
      origin: request.socket.remoteAddress ?? 'unknown',
      idempotencyKey: undefined,
      signal: gone.signal,
    });
    if (!context.principal) return null;
    setCaller(context, callerFrom({ ...request.headers, authorization, 'accept-language': acceptLanguage }));
    const watch = options.streams.watch(context, (refusal) => socket.close(...closing(refusal)));
    socket.once('close', () => watch.close());
    return { context, watch };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (error.code === 'DPOP_NONCE_NEEDED') socket.close(CLOSE.forbidden, `use_dpop_nonce ${nonceIn(error)}`);
    return null;
  }
}

interface Opened extends ExecutionArgs {
  readonly run: () => Promise<unknown>;
}

/** What graphql-ws is to run. It is opened here, since only here can a refusal still be told as one. */
async function operationOf(
  options: WebsocketOptions,
  peer: Peer,
  connection: Socketed,
  payload: SubscribePayload,
): Promise<Opened | readonly GraphQLError[]> {
  if (Object.keys(connection.subscriptions).length > options.subscriptionsMax) {
    const refusal = new Refusal('QUERY_TOO_COMPLEX', {
      detail: new Phrase('SUBSCRIPTIONS', { max: options.subscriptionsMax }),
    });
    return options.streams.presented([refusal], peer.context).errors!;
  }
  const { socket } = connection.extra;
  const key = payload.extensions?.idempotencyKey;
  const outcome = await options.streams.open({
    source: payload.query,
    variables: payload.variables ?? {},
    operationName: payload.operationName ?? null,
    context: freshContext(peer.context, { idempotencyKey: typeof key === 'string' ? key : null }),
    watch: peer.watch,
    transport: 'websocket',
    onCut: (refusal) => {
      const [code, reason] = closing(refusal);
      // a close frame waits behind what the reader has not read
      setTimeout(() => socket.terminate(), options.lingerMs).unref();
      setImmediate(() => socket.close(code, reason));
    },
  });
  if (!(outcome instanceof LiveStream) && outcome.data === undefined && outcome.errors) return outcome.errors;
  return {
    schema: options.schema,
    document: outcome instanceof LiveStream ? SUBSCRIPTION : QUERY,
    run: async () => outcome,
  };
}

/** graphql-ws only asks a document which kind of operation it holds. */
const SUBSCRIPTION = documentOf('subscription');
const QUERY = documentOf('query');

function documentOf(operation: 'query' | 'subscription'): ExecutionArgs['document'] {
  const selectionSet = { kind: Kind.SELECTION_SET, selections: [] } as const;
  const definition = { kind: Kind.OPERATION_DEFINITION, operation, selectionSet } as const;
  return { kind: Kind.DOCUMENT, definitions: [definition as never] };
}

function closing(refusal: Refusal): [number, string] {
  if (refusal.code === 'UNAUTHENTICATED') return [CLOSE.forbidden, 'Forbidden'];
  if (refusal.code === 'SLOW_READER') return [CLOSE.tryAgain, refusal.code];
  return [CLOSE.failed, refusal.code];
}

async function close(sockets: WebSocketServer, drainMs: number): Promise<void> {
  for (const socket of sockets.clients) socket.close(CLOSE.goingAway, 'Going away');
  const cut = setTimeout(() => sockets.clients.forEach((socket) => socket.terminate()), drainMs);
  await new Promise<void>((resolve) => sockets.close(() => resolve()));
  clearTimeout(cut);
}
