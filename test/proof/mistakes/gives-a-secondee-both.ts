import { instead } from '../instead';
import type { Mistake } from '../mistake';

export const givesASecondeeBoth: Mistake = {
  says: 'The post at home goes on while its holder is seconded away.',
  within: 300,
  parts: {
    office: (right) =>
      instead(right, {
        facts: async (personIds) =>
          (await right.facts(personIds)).map((one) => ({
            ...one,
            appointments: one.appointments.map((held) => ({ ...held, homeAppointmentId: null })),
          })),
      }),
  },
};
