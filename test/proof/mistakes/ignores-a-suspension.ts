import { instead } from '../instead';
import type { Mistake } from '../mistake';

export const ignoresASuspension: Mistake = {
  says: 'Suspensions of a single appointment are not looked at.',
  within: 40,
  feature: 'suspend',
  parts: {
    office: (right) =>
      instead(right, {
        facts: async (personIds) =>
          (await right.facts(personIds)).map((one) => ({
            ...one,
            suspensions: one.suspensions.filter((suspension) => suspension.appointmentId === null),
          })),
      }),
  },
};
