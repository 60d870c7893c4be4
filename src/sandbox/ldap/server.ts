/**
 * The directory of the city in a box: an LDAP version 3 server over a SQLite file, made to refuse what a real one
 * refuses. Reads are answered at once, writes one after another; every connection has its own identity.
 */
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createSecureServer } from 'node:tls';
import { systemClock, type Clock } from '../../shared/clock';
import { silentLogger, type Logger } from '../../shared/logger';
import { Mutex } from '../../shared/mutex';
import { ConfiguredAccounts, type ServiceAccount } from './access';
import { seedBaseTree } from './base-tree';
import { Connection } from './connection';
import { formatDn, parseDn } from './dn';
import { EntryFile } from './file';
import { Stamps, type Scene } from './scene';
import { readCertificate, type CertificateFiles } from './secure';
import { Tree } from './tree';

export interface LdapServerOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** SQLite file; made when it is not there. */
  readonly file: string;
  readonly suffix: string;
  readonly admin: { readonly dn: string; readonly password: string };
  readonly services: readonly ServiceAccount[];
  /** In characters; 8 when left out. */
  readonly minPasswordLength?: number;
  /** Entries that one search gives at most, also to a service; none when left out. */
  readonly sizeLimit?: number;
  /** Takes no writes, as a copy does. */
  readonly readOnly?: boolean;
  /** With it a client may encrypt: by StartTLS, or by LDAPS on a port of its own (0 takes a free one). */
  readonly tls?: CertificateFiles & { readonly port: number };
  readonly logger?: Logger;
  readonly clock?: Clock;
}

export interface LdapServer {
  readonly url: string;
  readonly port: number;
  /** Null without a certificate. */
  readonly secureUrl: string | null;
  readonly securePort: number | null;
  /** Hangs up on every client and closes the file. */
  close(): Promise<void>;
}

const CONNECTIONS_MAX = 1_000;

export async function startLdapServer(options: LdapServerOptions): Promise<LdapServer> {
  const certificate = options.tls === undefined ? null : readCertificate(options.tls);
  const file = new EntryFile(options.file);
  const suffix = parseDn(options.suffix);
  const tree = new Tree(file);
  const scene: Scene = {
    tree,
    suffix,
    stamps: new Stamps(options.clock ?? systemClock, tree.latestCsn()),
    passwordLengthMin: options.minPasswordLength ?? 8,
    nobodyDn: formatDn([[{ type: 'ou', value: 'groups' }], ...suffix]),
    encrypts: certificate !== null,
    sizeLimit: options.sizeLimit ?? Infinity,
    readOnly: options.readOnly ?? false,
  };
  seedBaseTree(scene, options.services);
  const accounts = new ConfiguredAccounts([{ ...options.admin, role: 'writer' }, ...options.services]);
  const services = { scene, accounts, writes: new Mutex(), logger: options.logger ?? silentLogger, certificate };
  const sockets = new Set<Socket>();
  const serve = (socket: Socket, encrypted: boolean): void => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    new Connection(socket, services, encrypted).start();
  };
  const server = createServer((socket) => serve(socket, false));
  const secure =
    certificate === null
      ? null
      : createSecureServer(certificate, (socket) => serve(socket, true)).on('tlsClientError', () => {
          // The client does not take our certificate; it knows, and we have nobody to tell.
        });
  const close = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    for (const one of [server, secure]) if (one?.listening === true) await new Promise((resolve) => one.close(resolve));
    await services.writes.run(async () => file.close());
  };
  try {
    const port = await listen(server, options.port, options.host);
    const securePort = secure === null ? null : await listen(secure, options.tls!.port, options.host);
    const host = options.host.includes(':') ? `[${options.host}]` : options.host;
    const secureUrl = securePort === null ? null : `ldaps://${host}:${securePort}`;
    return { url: `ldap://${host}:${port}`, port, secureUrl, securePort, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.maxConnections = CONNECTIONS_MAX;
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}
