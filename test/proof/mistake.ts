/** Where a planted mistake takes the place of a right part; each part is given back as it is unless a mistake says otherwise. */
import type { Connector } from '../../src/connectors/contract';
import type { Policy } from '../../src/provisioning/core';
import type { Engine } from '../../src/provisioning/effects';
import type { OfficeReader } from '../../src/provisioning/office-reader';
import type { Clock } from '../../src/shared/clock';

export interface Parts {
  office(right: OfficeReader): OfficeReader;
  policy(right: Policy): Policy;
  clock(right: Clock): Clock;
  connector(targetId: string, right: Connector | null): Connector | null;
  /** After an engine was put together. */
  engine(right: Engine): void;
  /** Whom a recorded decision marks as due. */
  marked(personIds: readonly string[]): readonly string[];
}

export const NO_MISTAKE: Parts = {
  office: (right) => right,
  policy: (right) => right,
  clock: (right) => right,
  connector: (_, right) => right,
  engine: () => undefined,
  marked: (personIds) => personIds,
};
