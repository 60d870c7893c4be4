import type { Store } from '../../../src/store/store';

interface Lists {
  readonly store: Store;
  readonly holder: string;
  anyDue: (this: Lists, now: Date, who?: string) => Promise<boolean>;
  claim: (this: Lists, limit: number, now: Date) => Promise<unknown>;
  hold(): Promise<void>;
}
import type { Mistake } from '../mistake';

export const ignoresTheLease: Mistake = {
  says: 'Whoever is due is taken although another worker has them in hand, and nobody asks whether the lease is still held.',
  within: 40,
  feature: 'two-workers',
  replaces: {
    'provisioning/effects/due': ({ DueList }: { DueList: new (...parts: never[]) => object }) => {
      const list = DueList.prototype as Lists;
      const { anyDue, claim } = list;
      list.hold = () => Promise.resolve();
      list.anyDue = async function anyAtAll(now, who) {
        await takeAway(this);
        return anyDue.call(this, now, who);
      };
      list.claim = async function claimAll(limit, now) {
        await takeAway(this);
        return claim.call(this, limit, now);
      };
      return {};
    },
  },
};

/** Out of the hands of every other worker. */
async function takeAway({ store, holder }: Lists): Promise<void> {
  await store.write((tx) =>
    tx.manager.query('UPDATE due_person SET leaseHolder = NULL, leaseUntil = NULL WHERE leaseHolder <> ?', [holder]),
  );
}
