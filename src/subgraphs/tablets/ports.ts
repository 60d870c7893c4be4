/** What this room must be given: it does not know who has an account where, nor which units there are. */
import type { AccountStatus } from './eligibility';

export interface AccountStatusReader {
  /** The accounts of these persons as last known; nobody's are left out without meaning "none". At most 1,000 ids. */
  statuses(personIds: readonly string[]): Promise<readonly AccountStatus[]>;
}

/** Says whether there is such a unit. */
export type UnitExists = (unitId: string) => Promise<boolean>;
