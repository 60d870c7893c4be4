import type { Mistake } from '../mistake';

interface Judging {
  judge: (this: Judging, step: unknown, error: { code: string }) => unknown;
}

export const skipsTheReadBack: Mistake = {
  says: 'A write that timed out is taken for done, and nobody reads back.',
  within: 40,
  feature: 'frozen',
  replaces: {
    'provisioning/effects/apply': ({ Applier }: { Applier: new (...parts: never[]) => object }) => {
      const judged = Applier.prototype as Judging;
      const right = judged.judge;
      judged.judge = function judge(step, error) {
        return error.code === 'timeout' ? { kind: 'done' } : right.call(this, step, error);
      };
      return {};
    },
    'provisioning/effects/survey': ({ Survey }: { Survey: new (...parts: never[]) => object }) => {
      (Survey.prototype as { again(...asked: readonly unknown[]): Promise<unknown> }).again = (...asked) =>
        Promise.resolve(asked.at(-2));
      return {};
    },
  },
};
