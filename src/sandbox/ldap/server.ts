/**
 * The directory of the city in a box: an LDAP version 3 server over a SQLite file, made to refuse what a real one
 * refuses. Reads are answered at once, writes one after another; every connection has its own identity.
 */
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { systemClock, type Clock } from '../../shared/clock';
import { silentLogger, type Logger } from '../../shared/logger';
import { Mutex } from '../../shared/mutex';
import { ConfiguredAccounts, type ServiceAccount } from './access';
import { seedBaseTree } from './base-tree';
import { Connection } from './connection';
import { formatDn, parseDn } from './dn';
import { EntryFile } from './file';
import { Stamps, type Scene } from './scene';
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
  readonly logger?: Logger;
  readonly clock?: Clock;
}

export interface LdapServer {
  readonly url: string;
  readonly port: number;
  /** Hangs up on every client and closes the file. */
  close(): Promise<void>;
}

const CONNECTIONS_MAX = 1_000;

export async function startLdapServer(options: LdapServerOptions): Promise<LdapServer> {
  const file = new EntryFile(options.file);
  const suffix = parseDn(options.suffix);
  const scene: Scene = {
    tree: new Tree(file),
    suffix,
    stamps: new Stamps(options.clock ?? systemClock),
    passwordLengthMin: options.minPasswordLength ?? 8,
    nobodyDn: formatDn([[{ type: 'ou', value: 'groups' }], ...suffix]),
  };
  seedBaseTree(scene, options.services);
  const accounts = new ConfiguredAccounts([{ ...options.admin, role: 'writer' }, ...options.services]);
  const writes = new Mutex();
  const logger = options.logger ?? silentLogger;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    new Connection(socket, { scene, accounts, writes, logger }).start();
  });
  server.maxConnections = CONNECTIONS_MAX;
  const port = await listen(server, options).catch((error: unknown) => {
    file.close();
    throw error;
  });
  return {
    url: `ldap://${options.host.includes(':') ? `[${options.host}]` : options.host}:${port}`,
    port,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      await writes.run(async () => file.close());
    },
  };
}

function listen(server: Server, options: LdapServerOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}
