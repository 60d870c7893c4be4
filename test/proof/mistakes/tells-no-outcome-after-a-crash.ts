import type { Mistake } from '../mistake';

export const tellsNoOutcomeAfterACrash: Mistake = {
  says: 'A call that a crash cut off stays without an outcome on record.',
  within: 40,
  feature: 'call.after',
  replaces: {
    'provisioning/effects/journal': ({ Journal }: { Journal: new (...parts: never[]) => object }) => {
      (Journal.prototype as { closeInterrupted(): Promise<void> }).closeInterrupted = () => Promise.resolve();
      return {};
    },
  },
};
