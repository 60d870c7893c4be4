/** What the store keeps, whatever database it is on. Run by the suites of SQLite and MariaDB. */
import { EVENT_ENTITIES } from '../../src/events';
import { Lease } from '../../src/events/lease.entity';
import { systemClock } from '../../src/shared/clock';
import { openStore, type StoreSettings } from '../../src/store/open';
import type { Store, Tx } from '../../src/store/store';

export interface StoreSubject {
  /** Of an empty database. */
  readonly settings: StoreSettings;
  remove(): Promise<void>;
}

export function describeStoreContract(name: string, open: () => Promise<StoreSubject>): void {
  describe(`the store on ${name}`, () => {
    let subject: StoreSubject;
    let store: Store;

    beforeAll(async () => {
      subject = await open();
    });

    beforeEach(async () => {
      store = await openStore(subject.settings, EVENT_ENTITIES, systemClock);
      await store.write((tx) => tx.manager.createQueryBuilder().delete().from(Lease).execute());
    });

    afterEach(() => store.close());

    afterAll(() => subject.remove());

    const put = async (tx: Tx, name: string): Promise<void> => {
      await tx.manager.insert(Lease, { name, holder: 'h', until: tx.now, fence: 1 });
    };
    const names = async (): Promise<string[]> =>
      (await store.read.find(Lease, { order: { name: 'ASC' } })).map((lease) => lease.name);

    it('keeps what a transaction did, or nothing of it', async () => {
      await store.write((tx) => put(tx, 'kept'));
      const failed = store.write(async (tx) => {
        await put(tx, 'lost');
        throw new Error('half way');
      });

      await expect(failed).rejects.toThrow('half way');
      expect(await names()).toEqual(['kept']);
    });

    it('lets no write fall into another transaction that is rolled back', async () => {
      const writes = await Promise.allSettled([
        store.write(async (tx) => {
          await put(tx, 'a');
          await new Promise((resolve) => setTimeout(resolve, 20));
          throw new Error('rolled back');
        }),
        store.write((tx) => put(tx, 'b')),
        store.write((tx) => put(tx, 'c')),
      ]);

      expect(writes.map((write) => write.status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
      expect(await names()).toEqual(['b', 'c']);
    });

    it('keeps what succeeds of a group that is committed together, and tells nobody before the commit', async () => {
      const committedWhenTold: string[][] = [];
      const write = (name: string, fails = false): Promise<void> =>
        store.write(async (tx) => {
          await put(tx, name);
          if (fails) throw new Error(name);
        });
      const told = async (name: string): Promise<void> => {
        await write(name);
        committedWhenTold.push(await names());
      };

      const writes = await Promise.allSettled([
        told('a'),
        told('b'),
        write('c', true),
        told('d'),
        write('b'),
        told('e'),
      ]);

      expect(writes.map((one) => one.status)).toEqual([
        'fulfilled',
        'fulfilled',
        'rejected',
        'fulfilled',
        'rejected',
        'fulfilled',
      ]);
      expect(await names()).toEqual(['a', 'b', 'd', 'e']);
      expect(committedWhenTold).toEqual(Array.from({ length: 4 }, () => ['a', 'b', 'd', 'e']));
    });

    it('fails a whole group when its commit fails, and goes on with the next', async () => {
      await store.write((tx) => put(tx, 'alone'));

      const group = Promise.allSettled([
        store.write((tx) => put(tx, 'a')),
        store.write(async (tx) => {
          await put(tx, 'b');
          // As SQLite does by itself when the disk is full: everything since BEGIN is gone, the savepoints too.
          await tx.manager.query('ROLLBACK');
          throw new Error('disk full');
        }),
        store.write((tx) => put(tx, 'c')),
      ]);

      const reasons = (await group).map((one) => (one.status === 'rejected' ? (one.reason as Error).message : 'kept'));
      await store.write((tx) => put(tx, 'later'));

      // Why it failed, and not what was found broken afterwards.
      expect(reasons).toEqual(['disk full', 'disk full', 'disk full']);
      expect(await names()).toEqual(['alone', 'later']);
    });

    it('shows a reader the last commit, never a transaction under way', async () => {
      let seenDuring: string[] = [];

      await store.write(async (tx) => {
        await put(tx, 'a');
        seenDuring = await names();
      });

      expect(seenDuring).toEqual([]);
      expect(await names()).toEqual(['a']);
    });

    it('refuses to write through the reader', async () => {
      const written = store.read.insert(Lease, { name: 'x', holder: 'h', until: new Date(), fence: 1 });

      await expect(written).rejects.toThrow(/read.?only/i);
    });

    it('refuses a transaction inside a transaction instead of waiting for itself for ever', async () => {
      await expect(store.write(() => store.write((tx) => put(tx, 'inner')))).rejects.toThrow('pass the open one on');
    });

    it('runs what waits for the commit after it, and not when it fails', async () => {
      const ran: string[] = [];
      await store.write((tx) => {
        tx.afterCommit(() => ran.push('committed'));
        return put(tx, 'a');
      });
      await store
        .write((tx) => {
          tx.afterCommit(() => ran.push('failed'));
          return Promise.reject(new Error('no'));
        })
        .catch(() => undefined);

      expect(ran).toEqual(['committed']);
    });

    it('tells texts apart that a person might take for the same', async () => {
      const alike = ['nguyen anh', 'nguyễn ánh', 'Nguyen Anh', 'nguyen anh '];
      for (const name of alike) await store.write((tx) => put(tx, name));

      const found = await Promise.all(alike.map((name) => store.read.countBy(Lease, { name })));

      expect(found).toEqual([1, 1, 1, 1]);
    });

    it('sorts texts by their code points', async () => {
      for (const name of ['b', 'Đ', 'a', 'Z', 'ă', '_']) await store.write((tx) => put(tx, name));

      expect(await names()).toEqual(['Z', '_', 'a', 'b', 'ă', 'Đ']);
    });

    it('keeps an instant to the millisecond, in UTC', async () => {
      const until = new Date('2026-03-29T17:00:00.123Z');
      await store.write((tx) => tx.manager.insert(Lease, { name: 'a', holder: 'h', until, fence: 1 }));

      const lease = await store.read.findOneByOrFail(Lease, { name: 'a' });

      expect(lease.until.toISOString()).toBe('2026-03-29T17:00:00.123Z');
    });
  });
}
