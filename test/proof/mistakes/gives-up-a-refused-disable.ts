import type { Mistake } from '../mistake';

interface Judging {
  judge: (this: Judging, step: unknown, error: { code: string }) => unknown;
}

export const givesUpARefusedDisable: Mistake = {
  says: 'An operation that its target refuses is over, a disable too.',
  within: 40,
  feature: 'refusing',
  replaces: {
    'provisioning/effects/apply': ({ Applier }: { Applier: new (...parts: never[]) => object }) => {
      const judged = Applier.prototype as Judging;
      const right = judged.judge;
      judged.judge = function judge(step, error) {
        return error.code === 'rejected'
          ? { kind: 'failed', error, status: 'FAILED', retryAt: null }
          : right.call(this, step, error);
      };
      return {};
    },
  },
};
