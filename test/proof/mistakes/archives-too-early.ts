import type { Mistake } from '../mistake';

export const archivesTooEarly: Mistake = {
  says: 'A closed account is archived after nine days.',
  within: 40,
  feature: 'month',
  parts: {
    policy: (right) => ({
      ...right,
      leave: { ...right.leave, accounts: { ...right.leave.accounts, archiveAfterDays: 9 } },
    }),
  },
};
