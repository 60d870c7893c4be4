/** What this room must be given: it does not know who has an account where, nor which units there are. */
import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import type { Tx } from '../../store/store';
import type { AccountStatus } from './eligibility';

export interface AccountStatusReader {
  /** The accounts of these persons as last known; nobody's are left out without meaning "none". At most 1,000 ids. */
  statuses(personIds: readonly string[]): Promise<readonly AccountStatus[]>;
}

/** Those of the ids that are units. */
export type UnitsExist = (unitIds: readonly string[]) => Promise<ReadonlySet<string>>;

/** Somebody at a unit. */
export interface PersonPlace {
  readonly personId: string;
  readonly unitId: string;
}

/** What handovers must be told of devices, and what they know of who comes next (clauses 30 to 33). */
export interface TabletHandovers {
  /** A device left its holder: joins the transaction in which it did. */
  tabletLeft(
    tx: Tx,
    tablet: { readonly id: string; readonly holderId: string; readonly unitId: string },
  ): Promise<void>;
  /** Who came after each person in a post of that unit, in order; null where that is not known or nobody is there. */
  successorsOf(places: readonly PersonPlace[]): Promise<readonly (string | null)[]>;
  /** Leaves those of a list of devices that a leaver should give back and has not; `tabletId` is its column of ids. */
  onlyAwaited<T extends ObjectLiteral>(query: SelectQueryBuilder<T>, tabletId: string): void;
}

/** Where handovers are not joined: nobody waits, and nobody is proposed. */
export const NO_HANDOVERS: TabletHandovers = {
  tabletLeft: () => Promise.resolve(),
  successorsOf: (places) => Promise.resolve(places.map(() => null)),
  onlyAwaited: (query) => void query.andWhere('1 = 0'),
};
