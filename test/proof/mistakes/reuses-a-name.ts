import type { AccountSpec, Call, Connector } from '../../../src/connectors/contract';
import type { Mistake } from '../mistake';

export const reusesAName: Mistake = {
  says: 'A login without its number is free again, because nobody seems to have it.',
  within: 40,
  feature: 'two persons of one name',
  parts: {
    connector: (_, right) =>
      right === null
        ? null
        : Object.assign(Object.create(right) as Connector, {
            create: (spec: AccountSpec, call: Call) =>
              right.create({ ...spec, name: spec.name.replace(/\d+$/, '') }, call),
          }),
  },
};
