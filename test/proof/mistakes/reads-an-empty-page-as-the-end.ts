import type { AccountQuery, Call, Connector } from '../../../src/connectors/contract';
import type { Mistake } from '../mistake';

export const readsAnEmptyPageAsTheEnd: Mistake = {
  says: 'A page without records is taken for a complete answer, and an account that cannot be read for none, whoever else is not shown.',
  within: 40,
  feature: 'partial',
  replaces: {
    'provisioning/effects/shadows': ({ ShadowStore }: { ShadowStore: new (...parts: never[]) => object }) => {
      (ShadowStore.prototype as { othersAt: () => Promise<readonly string[]> }).othersAt = () => Promise.resolve([]);
      return {};
    },
  },
  parts: {
    connector: (_, right) => {
      if (right === null) return null;
      return Object.assign(Object.create(right) as Connector, {
        read: (nativeId: string, call: Call) => right.read(nativeId, call).catch(() => null),
        search: async (query: AccountQuery, page: { after: string | null; size: number }, call: Call) => ({
          ...(await right.search(query, page, call)),
          next: null,
        }),
      });
    },
  },
};
