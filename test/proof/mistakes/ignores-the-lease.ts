import type { Store } from '../../../src/store/store';

interface Lists {
  readonly store: Store;
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
      const claim = list.claim;
      list.hold = () => Promise.resolve();
      list.claim = async function claimAll(limit, now) {
        await this.store.write((tx) => tx.manager.query('UPDATE due_person SET leaseHolder = NULL, leaseUntil = NULL'));
        return claim.call(this, limit, now);
      };
      return {};
    },
  },
};
