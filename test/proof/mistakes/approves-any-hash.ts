import type { Store } from '../../../src/store/store';

interface Service {
  readonly store: Store;
  approvePlan: (this: Service, ctx: unknown, planId: string, hash: string) => Promise<string>;
}
import type { Mistake } from '../mistake';

export const approvesAnyHash: Mistake = {
  says: 'A plan is approved whatever hash was seen.',
  within: 40,
  feature: 'another policy, another hash',
  replaces: {
    'subgraphs/provisioning/service': ({
      ProvisioningService,
    }: {
      ProvisioningService: new (...parts: never[]) => object;
    }) => {
      const service = ProvisioningService.prototype as Service;
      const right = service.approvePlan;
      service.approvePlan = async function approvePlan(ctx, planId) {
        const [row] = (await this.store.read.query('SELECT hash FROM plan WHERE id = ?', [planId])) as {
          hash: string;
        }[];
        return right.call(this, ctx, planId, row?.hash ?? '');
      };
      return {};
    },
  },
};
