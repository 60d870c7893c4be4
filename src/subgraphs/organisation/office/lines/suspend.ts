/** suspend: access stops for a person or one appointment; what is held stays. */
import type { Draft } from '../draft';
import type { LineOf, Place } from '../input';
import { inForce, type SuspensionState } from '../model';
import { exactlyOne } from './exactly-one';
import { subjectOf } from './reappoint';

export function suspend(line: LineOf<'suspend'>, place: Place, draft: Draft): void {
  const endsOn = line.endsOn ?? null;
  if (endsOn !== null && endsOn <= draft.on) {
    draft.refuse(place, 'endsOn', 'END_BEFORE_START', { startsOn: draft.on, endsOn });
  }
  const scope = suspensionScope(line, place, draft);
  if (!scope || !draft.touch(scope.key, place, scope.field)) return;
  if (scope.inForce.length > 0) return draft.refuse(place, scope.field, 'ALREADY_SUSPENDED', { day: draft.on });

  draft.add(place, 'suspensionStart', { ...scope.columns, subjectId: draft.newId() }, { endsOn });
}

interface Scope {
  readonly key: string;
  readonly field: 'personId' | 'appointmentId';
  readonly columns: { personId: string; appointmentId?: string; postId?: string; unitId?: string | null };
  /** Suspensions of exactly this scope on the day. */
  readonly inForce: readonly SuspensionState[];
}

/** Whom or what a suspension or a reinstatement is of; null with a problem when it cannot be told. */
export function suspensionScope(
  line: { readonly personId?: string | null; readonly appointmentId?: string | null },
  place: Place,
  draft: Draft,
): Scope | null {
  const which = exactlyOne(line, place, draft);
  if (which?.personId) {
    const { personId } = which;
    if (!draft.knownPerson(personId, place, 'personId')) return null;
    return {
      key: `suspension:${personId}`,
      field: 'personId',
      columns: { personId },
      inForce: onTheDay(personId, null, draft),
    };
  }
  const appointment = which?.appointmentId
    ? draft.appointmentInForce(which.appointmentId, place, 'appointmentId')
    : null;
  if (!appointment) return null;
  return {
    key: `suspension:${appointment.id}`,
    field: 'appointmentId',
    columns: subjectOf(appointment, draft),
    inForce: onTheDay(appointment.personId, appointment.id, draft),
  };
}

function onTheDay(personId: string, appointmentId: string | null, draft: Draft): SuspensionState[] {
  return (draft.before.suspensionsByPerson.get(personId) ?? []).filter(
    (one) => one.appointmentId === appointmentId && inForce(one, draft.on),
  );
}
