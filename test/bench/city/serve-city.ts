/** A city whose systems are in another process: what the bench tells it to do, and what can be read of it. */
import 'reflect-metadata';
import { readConfig } from '../../../src/config/config';
import { emitAll } from '../../../src/events/outbox';
import { startCity, type City } from '../../../src/main';
import { fillCity } from '../../../src/main/first-start';
import { InProcessApi } from '../../../src/main/in-process-api';
import { settlePatiently } from '../../../src/main/patience';
import type { Systems } from '../../../src/main/sandbox';
import { silentLogger } from '../../../src/shared/logger';
import { machineMs, memoryAtRest, serve } from '../worker';
import { variablesOf, type OperationCount, type Started } from './own-city';
import { changeOf } from './role-change';

let city: City | null = null;
let api: InProcessApi | null = null;
let told = 0;
/** The city's clock runs as the machine's does, so much ahead of it. */
let aheadMs = 0;
const now = (): Date => new Date(Date.now() + aheadMs);

function running(): City {
  if (city === null) throw new Error('the city was not started');
  return city;
}

serve(
  {
    async start(asked: {
      folder: string;
      systems: Systems;
      variables: Readonly<Record<string, string>>;
    }): Promise<Started> {
      const config = readConfig(variablesOf(asked.folder, asked.variables));
      city = await startCity(config, {
        clock: { now },
        logger: silentLogger,
        startSandbox: async () => ({ ...asked.systems, close: async () => undefined }),
      });
      const { gateway, identity } = city;
      api = new InProcessApi(gateway, () => identity.systemContext('bench'));
      const { administrator } = await fillCity({
        api,
        config,
        settle: () => running().settle(),
        bootstrapAdministrator: (personId) => identity.bootstrapAdministrator(personId),
        report: () => undefined,
      });
      return { gateway: gateway.url, administratorCode: administrator.code };
    },
    request: (asked: { query: string; variables: Readonly<Record<string, unknown>> }) =>
      api!.request(asked.query, asked.variables),
    async settle(): Promise<void> {
      if (!(await settlePatiently(running(), now))) throw new Error('somebody waits although every system answers');
    },
    /** From now on it is that instant, and time goes on from there. */
    async turnTo(instant: string): Promise<void> {
      aheadMs = Date.parse(instant) - Date.now();
    },
    /** So many role changes in one transaction: the number of the last, and when it was committed. */
    async tell(count: number): Promise<{ last: number; committedMs: number }> {
      const { store } = running();
      await store.write((tx) => {
        const events = Array.from({ length: count }, () => {
          told += 1;
          return { topic: 'role-change', once: null, payload: changeOf(told, tx.now) };
        });
        return emitAll(tx, events);
      });
      return { last: told, committedMs: machineMs() };
    },
    memory: memoryAtRest,
    /** Operations that began at an instant or later, and when the last disable of each kind of system was done. */
    async operations(since: string): Promise<readonly OperationCount[]> {
      const rows: { kind: string; status: string; count: number | string; lastAt: string | Date | null }[] =
        await running().store.read.query(
          'SELECT kind, status, COUNT(*) AS count, MAX(finishedAt) AS lastAt FROM operation WHERE startedAt >= ? GROUP BY kind, status',
          [since.replace('T', ' ').replace('Z', '')],
        );
      return rows.map(({ kind, status, count, lastAt }) => ({
        kind,
        status,
        count: Number(count),
        lastMs: lastAt === null ? null : instantOf(lastAt),
      }));
    },
  },
  async () => city?.close(),
);

/** As each kind of store tells of an instant. */
function instantOf(stored: string | Date): number {
  return stored instanceof Date ? stored.getTime() : Date.parse(`${stored.replace(' ', 'T')}Z`);
}
