/**
 * A process of its own: reads the directory twice with a bare client and twice with the engine, in turns, and says how
 * long each took and what was held in memory on the way. Heap is read after a collection, so that it shows what is kept.
 */
import 'reflect-metadata';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { Client } from 'ldapts';
import { AuditHead } from '../../../src/audit/audit-head.entity';
import { AuditRecord } from '../../../src/audit/audit-record.entity';
import { createLdapConnector } from '../../../src/connectors/ldap';
import type { Connector } from '../../../src/connectors/contract';
import { Lease } from '../../../src/events/lease.entity';
import { OutboxEvent } from '../../../src/events/outbox-event.entity';
import { createEngine, PROVISIONING_ENTITIES } from '../../../src/provisioning/effects';
import { systemClock } from '../../../src/shared/clock';
import { silentLogger } from '../../../src/shared/logger';
import { openStore } from '../../../src/store/open';
import { OFFICE, POLICY, SERVICE, SUFFIX } from './people';

const PAGE = 500;
const PEOPLE = `ou=people,${SUFFIX}`;
const ATTRIBUTES =
  'uid displayName sn givenName mail labeledURI title departmentNumber ou employeeNumber entryUUID entryCSN modifyTimestamp pwdChangedTime memberOf pwdAccountLockedTime'.split(
    ' ',
  );

export interface Memory {
  readonly accounts: number;
  readonly heapMiB: number;
  readonly rssMiB: number;
}

export interface ScanRun {
  readonly bareMs: readonly number[];
  readonly firstMs: number;
  readonly againMs: number;
  readonly seen: number;
  readonly memory: readonly Memory[];
}

async function main(folder: string, url: string, marks: readonly number[]): Promise<ScanRun> {
  const connector = createLdapConnector({
    url,
    bindDn: SERVICE.dn,
    password: SERVICE.password,
    peopleDn: PEOPLE,
    groupsDn: `ou=groups,${SUFFIX}`,
    timeoutMs: 60_000,
  });
  const memory: Memory[] = [];
  const watched = watch(connector, (seen) => {
    if (memory.length < marks.length && seen >= marks[memory.length]!) memory.push(remember(seen));
  });
  const store = await openStore(
    { kind: 'sqlite', file: join(folder, 'city.db') },
    [...PROVISIONING_ENTITIES, AuditRecord, AuditHead, OutboxEvent, Lease],
    systemClock,
  );
  const engine = createEngine({
    store,
    clock: systemClock,
    office: OFFICE,
    connectors: { get: () => watched },
    policy: { current: () => POLICY, text: () => '' },
    logger: silentLogger,
    random: Math.random,
    settings: { scanPageSize: PAGE, scanTimeoutMs: 60_000 },
  });
  const scan = async (): Promise<{ readonly ms: number; readonly seen: number }> => {
    const begin = performance.now();
    const row = await engine.scans.run('directory');
    if (row.status !== 'complete' || row.drifted > 0)
      throw new Error(`the scan is ${row.status}, ${row.drifted} differ: ${row.errorMessage ?? ''}`);
    return { ms: performance.now() - begin, seen: row.seen };
  };
  const bareMs = [await bare(url)];
  const first = await scan();
  bareMs.push(await bare(url));
  const again = await scan();
  await store.close();
  await connector.close();
  return { bareMs, firstMs: first.ms, againMs: again.ms, seen: first.seen, memory };
}

/** The same search with nothing done about it. */
async function bare(url: string): Promise<number> {
  const client = new Client({ url });
  await client.bind(SERVICE.dn, SERVICE.password);
  const begin = performance.now();
  const options = { filter: '(objectClass=inetOrgPerson)', attributes: ATTRIBUTES, paged: { pageSize: PAGE } };
  for await (const { searchEntries } of client.searchPaginated(PEOPLE, options)) void searchEntries.length;
  const ms = performance.now() - begin;
  await client.unbind();
  return ms;
}

/** The connector, and how many accounts it has given out in the search under way. */
function watch(connector: Connector, seen: (count: number) => void): Connector {
  let count = 0;
  const search: Connector['search'] = async (query, page, call) => {
    if (page.after === null) count = 0;
    seen(count);
    const answer = await connector.search(query, page, call);
    count += answer.records.length;
    if (answer.next === null) seen(count);
    return answer;
  };
  return new Proxy(connector, {
    get: (target, key) => {
      if (key === 'search') return search;
      const value: unknown = Reflect.get(target, key);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}

function remember(accounts: number): Memory {
  global.gc!();
  const { heapUsed, rss } = process.memoryUsage();
  return { accounts, heapMiB: heapUsed / 2 ** 20, rssMiB: rss / 2 ** 20 };
}

const [folder, url, marks] = process.argv.slice(2);
main(folder!, url!, marks!.split(',').map(Number)).then(
  (run) => {
    process.send!(run);
    process.disconnect();
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(1);
  },
);
