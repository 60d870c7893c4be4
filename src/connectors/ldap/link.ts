/**
 * The connection to the directory. Three habits of the client library make it necessary: operations on a client that is
 * not connected yet hang for ever, so connect and bind happen once, ahead of them; a client that lost its connection
 * connects again without binding, so that its next write would run anonymous – here a lost client is never used again;
 * and a request that timed out may still be applied, so a timeout drops the connection and is told as `timeout`.
 */
import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';
import { Client } from 'ldapts';
import { untilAborted } from '../../shared/timing';
import { ConnectorError, type Call } from '../contract';
import type { LdapSettings } from './config';
import { toConnectorError } from './faults';
import { Gate } from './gate';

export type Kind = 'read' | 'write';

export interface Credentials {
  readonly dn: string;
  readonly password: string;
}

/** One connection, bound once and used until it breaks. */
export interface BoundClient {
  readonly client: Client;
  readonly socket: Socket;
  /** Where the messages go: the socket, or its encryption over it. */
  readonly stream: Socket;
}

/** Connects, encrypts where it is told to, and binds as somebody. Fails with the client library's errors, or with `timeout`. */
export async function openBound(
  settings: LdapSettings,
  credentials: Credentials,
  signal: AbortSignal,
): Promise<BoundClient> {
  let socket: Socket | undefined;
  let upgraded: Socket | undefined;
  const once = (make: () => Socket): Socket => {
    if (socket !== undefined) throw new ConnectorError('unreachable', 'the connection is gone');
    socket = make();
    socket.setNoDelay(true);
    return socket;
  };
  const secure = settings.url.startsWith('ldaps:');
  const client = new Client({
    url: settings.url,
    connectTimeout: settings.timeoutMs,
    createConnection: ((port: number, host: string) => once(() => connect(port, host))) as typeof connect,
    createSecureConnection: (secure
      ? (port: number, host: string) => once(() => connectTls({ ...secured(settings, host), port, host }))
      : (over: ConnectionOptions) => (upgraded = connectTls(over))) as typeof connectTls,
  });
  const { hostname } = new URL(settings.url);
  const open = async (): Promise<void> => {
    if (settings.startTls && !secure) await client.startTLS(secured(settings, hostname));
    await client.bind(credentials.dn, credentials.password);
  };
  try {
    await withinDeadline(open(), signal, 'connect and bind');
    return { client, socket: socket!, stream: upgraded ?? socket! };
  } catch (error) {
    socket?.destroy();
    throw error;
  }
}

/** The certificate is always looked at: there is no setting that lets a wrong one pass. */
function secured({ tls }: LdapSettings, host: string): ConnectionOptions {
  const name = tls.serverName ?? host;
  return {
    ca: tls.ca,
    // An address is no name to ask for; the certificate is compared with it all the same.
    ...(isIP(name) === 0 && { servername: name }),
    host: name,
    minVersion: 'TLSv1.2',
  };
}

/** Settles with the work, or as `timeout` when the signal comes first. */
export function withinDeadline<T>(work: Promise<T>, signal: AbortSignal, operation: string): Promise<T> {
  return untilAborted(
    work,
    signal,
    () => new ConnectorError('timeout', `${operation}: no answer in time, the outcome of a write is unknown`),
  );
}

/** The signal that ends with the caller's, or when the call's time is over. */
export function deadlineOf(call: Call, settings: LdapSettings): AbortSignal {
  return AbortSignal.any([call.signal, AbortSignal.timeout(Math.min(call.timeoutMs, settings.timeoutMs))]);
}

export class LdapLink {
  private current: Promise<BoundClient> | null = null;
  private readonly gate: Gate;
  private closed = false;

  constructor(private readonly settings: LdapSettings) {
    this.gate = new Gate(settings.concurrency);
  }

  /** Runs one operation, which may be several requests, on the bound connection. */
  run<T>(operation: string, kind: Kind, call: Call, work: (client: Client) => Promise<T>): Promise<T> {
    const signal = deadlineOf(call, this.settings);
    return this.gate.run(signal, async () => {
      const bound = await this.bound(operation, signal);
      try {
        return await withinDeadline(work(bound.client), signal, operation);
      } catch (error) {
        const fault = this.fault(error, operation, kind === 'write');
        if (fault.code === 'timeout' || fault.code === 'protocol') bound.socket.destroy();
        throw fault;
      }
    });
  }

  async close(): Promise<void> {
    this.closed = true;
    const current = await this.current?.catch(() => null);
    current?.socket.end();
    current?.socket.destroy();
  }

  private async bound(operation: string, signal: AbortSignal): Promise<BoundClient> {
    try {
      if (signal.aborted) throw new ConnectorError('unreachable', 'the deadline passed before anything was sent');
      if (this.closed) throw new ConnectorError('unreachable', 'the connector is closed');
      const opening = (this.current ??= this.open());
      const bound = await withinDeadline(opening, signal, operation);
      if (!bound.socket.destroyed) return bound;
      // Dropped a moment ago, and nobody has said so yet.
      if (this.current === opening) this.current = this.open();
      return await withinDeadline(this.current ?? opening, signal, operation);
    } catch (error) {
      throw this.fault(error, operation, false);
    }
  }

  private fault(error: unknown, operation: string, sent: boolean): ConnectorError {
    return toConnectorError(error, { url: this.settings.url, operation, sent });
  }

  private open(): Promise<BoundClient> {
    const { bindDn, password, timeoutMs } = this.settings;
    const opening = openBound(this.settings, { dn: bindDn, password }, AbortSignal.timeout(timeoutMs));
    const forget = (): void => {
      if (this.current === opening) this.current = null;
    };
    opening.then(({ socket }) => (socket.destroyed ? forget() : socket.once('close', forget)), forget);
    return opening;
  }
}
