/** One worker on a store of MariaDB in a process of its own: claims of due people, or bare commits of one row each. */
import 'reflect-metadata';
import { createConnection } from 'mysql2/promise';
import { ENTITIES } from '../../../src/main';
import { DueList } from '../../../src/provisioning/effects/due';
import { systemClock } from '../../../src/shared/clock';
import { newId } from '../../../src/shared/ids';
import { openStore } from '../../../src/store/open';
import type { Store } from '../../../src/store/store';
import { serve } from '../worker';

const LEASE_MS = 600_000;
const RETRY_MAX_MS = 300_000;

const open = (url: string): Promise<Store> => openStore({ kind: 'mysql', url }, ENTITIES, systemClock);

async function withStore<T>(url: string, work: (store: Store, due: DueList) => Promise<T>): Promise<T> {
  const store = await open(url);
  try {
    return await work(store, new DueList(store, LEASE_MS, RETRY_MAX_MS));
  } finally {
    await store.close();
  }
}

serve(
  {
    /** Marks new people as due, nobody else. */
    mark: ({ url, people }: { url: string; people: number }) =>
      withStore(url, async (store, due) => {
        const ids = Array.from({ length: people }, () => newId());
        await store.write(async (tx) => {
          await tx.manager.query('DELETE FROM due_person');
          await due.mark(tx.manager, ids, { kind: 'link', id: null }, tx.now);
        });
      }),
    /** Claims until nobody is left, one at a time; how many, and in which time. */
    claim: ({ url }: { url: string }) =>
      withStore(url, async (_, due) => {
        const now = new Date();
        const begin = performance.now();
        let claims = 0;
        while ((await due.claim(1, now)).length > 0) claims += 1;
        return { claims, ms: performance.now() - begin };
      }),
    /** Commits one after another, on a connection of its own; in which time. */
    async commit({ url, commits }: { url: string; commits: number }): Promise<number> {
      const connection = await createConnection(url);
      const holder = newId();
      const begin = performance.now();
      for (let count = 0; count < commits; count += 1)
        await connection.query("INSERT INTO lease (name, holder, until, fence) VALUES (?, 'b', UTC_TIMESTAMP(3), 1)", [
          `${holder}-${count}`,
        ]);
      const ms = performance.now() - begin;
      await connection.query("DELETE FROM lease WHERE holder = 'b'");
      await connection.end();
      return ms;
    },
  },
  async () => undefined,
);
