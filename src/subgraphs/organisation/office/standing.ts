/**
 * Whether a person stands in office on a day, and what they may administer: asked with every request. Office is an
 * appointment of one's own. A delegation adds rights to it and pauses or ends with either side (invariant 14), so it
 * never keeps anybody in office by itself.
 */
import type { Day } from '../../../shared/day';
import { inForce, isAway, isSuspended, type Office, type PositionRule } from './model';

export const ADMINISTERING_ROLE = 'unit-administrator';

export interface Standing {
  readonly inOffice: boolean;
  readonly suspended: boolean;
  readonly unitIds: readonly string[];
  /** Units in which a post that administers is held, and not paused by a secondment; their subtrees are the caller's to spell out. */
  readonly administersFrom: readonly string[];
}

export function standingOn(
  office: Office,
  personId: string,
  on: Day,
  positions: ReadonlyMap<string, PositionRule>,
): Standing {
  const held = (office.appointmentsByPerson.get(personId) ?? []).filter((one) => inForce(one, on));
  const active = held.filter((one) => !isSuspended(office, one, on));
  const unitOf = (postId: string): string | undefined => office.posts.get(postId)?.unitId;
  const inPerson = (office.suspensionsByPerson.get(personId) ?? []).some(
    (one) => one.appointmentId === null && inForce(one, on),
  );
  return {
    inOffice: held.length > 0,
    suspended: inPerson || (held.length > 0 && active.length === 0),
    unitIds: [...new Set(held.flatMap((one) => unitOf(one.postId) ?? []))],
    administersFrom: [
      ...new Set(
        active.flatMap((one) => {
          if (isAway(office, one, on)) return [];
          const position = positions.get(office.posts.get(one.postId)?.positionId ?? '');
          return position?.managementRole === ADMINISTERING_ROLE ? (unitOf(one.postId) ?? []) : [];
        }),
      ),
    ],
  };
}
