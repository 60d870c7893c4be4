/**
 * Reconcile with nothing to do: every person is looked at again by the real engine and found right, beside bare reads of
 * the same accounts in the same directory, as many at once. The directory is a process of its own.
 */
import 'reflect-metadata';
import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { AuditHead } from '../../src/audit/audit-head.entity';
import { AuditRecord } from '../../src/audit/audit-record.entity';
import type { Connector } from '../../src/connectors/contract';
import { createLdapConnector } from '../../src/connectors/ldap';
import { Lease } from '../../src/events/lease.entity';
import { OutboxEvent } from '../../src/events/outbox-event.entity';
import {
  createEngine,
  OperationRow,
  PROVISIONING_ENTITIES,
  ShadowRow,
  type Engine,
} from '../../src/provisioning/effects';
import { systemClock } from '../../src/shared/clock';
import { silentLogger } from '../../src/shared/logger';
import { openStore } from '../../src/store/open';
import type { Store } from '../../src/store/store';
import { figure, median, type Figure } from './measure';
import { OFFICE, POLICY, SERVICE, SUFFIX } from './scan/people';

const AT_ONCE = 8;
const TIMEOUT_MS = 60_000;

export async function measureReconcile(rounds: number, people: number): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'dieuhanh-bench-reconcile-'));
  const directory = fork(join(__dirname, 'scan', 'directory.js'), [folder, String(people)], { stdio: 'inherit' });
  const kill = (): void => void directory.kill('SIGKILL');
  process.once('exit', kill);
  try {
    const url = await new Promise<string>((resolve, reject) => {
      directory.once('message', (message) => resolve((message as { readonly url: string }).url));
      directory.once('exit', (code) => reject(new Error(`the directory ended with ${code}`)));
    });
    return await measured(folder, url, rounds);
  } finally {
    process.removeListener('exit', kill);
    directory.kill('SIGTERM');
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measured(folder: string, url: string, rounds: number): Promise<Figure[]> {
  const connector = createLdapConnector({
    url,
    bindDn: SERVICE.dn,
    password: SERVICE.password,
    peopleDn: `ou=people,${SUFFIX}`,
    groupsDn: `ou=groups,${SUFFIX}`,
    timeoutMs: TIMEOUT_MS,
  });
  const entities = [...PROVISIONING_ENTITIES, AuditRecord, AuditHead, OutboxEvent, Lease];
  const store = await openStore({ kind: 'sqlite', file: join(folder, 'city.db') }, entities, systemClock);
  const engine = createEngine({
    store,
    clock: systemClock,
    office: OFFICE,
    connectors: { get: () => connector },
    policy: { current: () => POLICY, text: () => '' },
    logger: silentLogger,
    random: Math.random,
    settings: { concurrency: AT_ONCE, scanTimeoutMs: TIMEOUT_MS, readTimeoutMs: TIMEOUT_MS / 2 },
  });
  try {
    await engine.scans.run('directory');
    const accounts = await store.read.find(ShadowRow, { where: { linked: true } });
    const bare: number[] = [];
    const ours: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      bare.push((accounts.length / (await bareReads(connector, accounts))) * 1_000);
      ours.push((accounts.length / (await reconciled(engine, store, accounts))) * 1_000);
    }
    const name = `reconcile ${accounts.length} people, nothing to do`;
    return [
      figure(`${name}: bare reads of their accounts`, 'people/s', bare),
      figure(name, 'people/s', ours, { value: median(ours) / median(bare), to: 'bare reads' }),
    ];
  } finally {
    await engine.loop.stop();
    await store.close();
    await connector.close();
  }
}

async function bareReads(connector: Connector, accounts: readonly ShadowRow[]): Promise<number> {
  const begin = performance.now();
  let next = 0;
  const reader = async (): Promise<void> => {
    for (let row = accounts[next++]; row !== undefined; row = accounts[next++])
      await connector.read(row.nativeId, { signal: AbortSignal.timeout(TIMEOUT_MS), timeoutMs: TIMEOUT_MS });
  };
  await Promise.all(Array.from({ length: AT_ONCE }, reader));
  return performance.now() - begin;
}

async function reconciled(engine: Engine, store: Store, accounts: readonly ShadowRow[]): Promise<number> {
  const begin = performance.now();
  const ids = accounts.flatMap((row) => row.personId ?? []);
  await store.write((tx) => engine.due.mark(tx.manager, ids, { kind: 'scan', id: null }, tx.now));
  await engine.loop.settle();
  const ms = performance.now() - begin;
  const written = await store.read.count(OperationRow);
  if (ids.length === 0 || written > 0)
    throw new Error(`${ids.length} people, ${written} operations: not nothing to do`);
  return ms;
}
