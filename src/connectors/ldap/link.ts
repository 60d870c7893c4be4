/**
 * The connection to the directory. Three habits of the client library make it necessary: operations on a client that is
 * not connected yet hang for ever, so connect and bind happen once, ahead of them; a client that lost its connection
 * connects again without binding, so that its next write would run anonymous – here a lost client is never used again;
 * and a request that timed out may still be applied, so a timeout drops the connection and is told as `timeout`.
 */
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { Client } from 'ldapts';
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
}

/** Connects and binds as somebody. Fails with the client library's errors, or with `timeout` when the deadline passes. */
export async function openBound(
  settings: LdapSettings,
  credentials: Credentials,
  signal: AbortSignal,
): Promise<BoundClient> {
  let socket: Socket | undefined;
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
    ...(secure && {
      createSecureConnection: ((port: number, host: string) =>
        once(() =>
          connectTls({
            port,
            host,
            ca: settings.tls.ca,
            servername: settings.tls.serverName ?? host,
            minVersion: 'TLSv1.2',
          }),
        )) as typeof connectTls,
    }),
  });
  try {
    await withinDeadline(client.bind(credentials.dn, credentials.password), signal, 'bind');
    return { client, socket: socket! };
  } catch (error) {
    socket?.destroy();
    throw error;
  }
}

/** Settles with the work, or as `timeout` when the signal comes first; the work's own end is then of no interest. */
export async function withinDeadline<T>(work: Promise<T>, signal: AbortSignal, operation: string): Promise<T> {
  let onAbort: (() => void) | undefined;
  const deadline = new Promise<never>((_, reject) => {
    onAbort = () => reject(new ConnectorError('timeout', `${operation}: no answer in time, the outcome is unknown`));
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
  work.catch(() => undefined);
  try {
    return await Promise.race([work, deadline]);
  } finally {
    signal.removeEventListener('abort', onAbort!);
  }
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
        const fault = toConnectorError(error, operation, kind === 'write');
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
    if (signal.aborted)
      throw new ConnectorError('unreachable', `${operation}: the deadline passed before anything was sent`);
    if (this.closed) throw new ConnectorError('unreachable', `${operation}: the connector is closed`);
    this.current ??= this.open();
    try {
      return await withinDeadline(this.current, signal, operation);
    } catch (error) {
      throw toConnectorError(error, operation, false);
    }
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
