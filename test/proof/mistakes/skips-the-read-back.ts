import type { Mistake } from '../mistake';

interface Judging {
  judge: (this: Judging, step: unknown, error: { code: string }) => unknown;
}

interface Resting {
  finish: (this: Resting, claim: unknown, facts: unknown, round: { readonly remaining: object }) => Promise<void>;
}

export const skipsTheReadBack: Mistake = {
  says: 'A write that timed out is taken for done, and nobody reads back.',
  within: 40,
  feature: 'swallowing',
  replaces: {
    'provisioning/effects/apply': ({ Applier }: { Applier: new (...parts: never[]) => object }) => {
      const judged = Applier.prototype as Judging;
      const right = judged.judge;
      judged.judge = function judge(step, error) {
        return error.code === 'timeout' ? { kind: 'done' } : right.call(this, step, error);
      };
      return {};
    },
    'provisioning/effects/person-work-rest': ({ PersonRest }: { PersonRest: new (...parts: never[]) => object }) => {
      const resting = PersonRest.prototype as Resting;
      const right = resting.finish;
      resting.finish = function finish(claim, facts, round) {
        const remaining = { ...round.remaining, operations: [] };
        return right.call(this, claim, facts, { ...round, remaining, again: false });
      };
      return {};
    },
  },
};
