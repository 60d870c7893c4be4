/**
 * One server in a process of its own: `federated` is our gateway, `merged` Apollo Server over one schema, `static` the
 * finished bytes from node:http. Tells its parent the address, and ends when the parent goes.
 */
import 'reflect-metadata';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import { expressMiddleware } from '@as-integrations/express5';
import DataLoader from 'dataloader';
import express from 'express';
import { startGateway } from '../../../src/gateway';
import { silentLogger } from '../../../src/shared/logger';
import type { Context, Principal } from '../../../src/subgraphs/identity/face';
import { federatedSubgraphs } from './federated';
import { mergedSchema } from './merged';
import { PERSON_ID } from './rows';

const HOST = '127.0.0.1';
const principal: Principal = {
  kind: 'person',
  id: PERSON_ID,
  sessionId: 'bench',
  roles: ['person'],
  administers: new Set(),
};

function context(signal: AbortSignal): Context {
  const loaders = new Map<string, unknown>();
  return {
    principal,
    language: 'vi',
    origin: HOST,
    idempotencyKey: null,
    signal,
    signedIn: () => principal,
    may: () => true,
    require: () => principal,
    loader<K, V>(name: string, batch: (keys: readonly K[]) => Promise<readonly (V | Error)[]>): DataLoader<K, V> {
      const known = (loaders.get(name) as DataLoader<K, V> | undefined) ?? new DataLoader<K, V>(batch);
      loaders.set(name, known);
      return known;
    },
    markStale: () => undefined,
    stale: [],
  };
}

async function federated(): Promise<string> {
  const gateway = await startGateway({
    subgraphs: federatedSubgraphs(),
    contextFor: async ({ signal }) => context(signal),
    stillValid: async () => true,
    host: HOST,
    port: 0,
    logger: silentLogger,
    ready: async () => ({ ready: true }),
  });
  return `${gateway.url}/graphql`;
}

async function merged(): Promise<string> {
  const server = new ApolloServer<Context>({
    schema: mergedSchema(),
    csrfPrevention: false,
    stopOnTerminationSignals: false,
    plugins: [ApolloServerPluginCacheControlDisabled(), ApolloServerPluginLandingPageDisabled()],
  });
  await server.start();
  const app = express();
  app.disable('x-powered-by').disable('etag');
  const never = new AbortController().signal;
  app.use('/graphql', express.json(), expressMiddleware(server, { context: async () => context(never) }));
  return `${await listen(createServer(app))}/graphql`;
}

/** Answers what the parent sent it, whatever is asked. */
async function fixedBytes(): Promise<string> {
  let bytes = Buffer.from('{"data":null}');
  process.on('message', (text: string) => {
    bytes = Buffer.from(text);
    process.send?.('ready');
  });
  return listen(
    createServer((request, response) => {
      request.resume();
      response.setHeader('content-type', 'application/json').setHeader('content-length', bytes.length).end(bytes);
    }),
  );
}

function listen(server: Server): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, HOST, () => resolve(`http://${HOST}:${(server.address() as AddressInfo).port}`));
  });
}

const KINDS: Readonly<Record<string, () => Promise<string>>> = { federated, merged, static: fixedBytes };

async function main(): Promise<void> {
  process.once('disconnect', () => process.exit(0));
  const serve = KINDS[process.argv[2] ?? ''];
  if (serve === undefined) throw new Error(`serve one of ${Object.keys(KINDS).join(', ')}`);
  process.send?.({ url: await serve() });
}

main().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exit(1);
});
