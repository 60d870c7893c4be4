/** Transactions of the store and nothing else, set up as a replay sets it up. */
import 'reflect-metadata';
import { join } from 'node:path';
import { OutboxEvent } from '../../../src/events/outbox-event.entity';
import { ENTITIES } from '../../../src/main/city';
import { systemClock } from '../../../src/shared/clock';
import { openStore } from '../../../src/store/open';
import { changeOf } from '../city/role-change';
import { serve } from '../worker';

serve(
  {
    /** How many a second, one after another. */
    async write({ folder, count }: { folder: string; count: number }): Promise<number> {
      const store = await openStore({ kind: 'sqlite', file: join(folder, 'city.db') }, ENTITIES, systemClock);
      try {
        await store.read.query('PRAGMA synchronous = OFF');
        const begin = performance.now();
        for (let number = 1; number <= count; number += 1)
          await store.write(async (tx) => {
            const payload = JSON.stringify(changeOf(number, tx.now));
            const event = { id: `e-${number}`, at: tx.now, topic: 'role-change', once: null, payload, seq: null };
            await tx.manager.insert(OutboxEvent, event);
          });
        return (count / (performance.now() - begin)) * 1_000;
      } finally {
        await store.close();
      }
    },
  },
  async () => undefined,
);
