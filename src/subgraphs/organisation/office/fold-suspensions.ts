/**
 * Who is suspended from when to when. A suspension of an appointment goes with it to the post that a reorganisation
 * carries it over to, whenever it became known: until its own end, or the first reinstatement there.
 */
import { groupBy } from '../../../shared/lists';
import type { FactOf } from './facts';
import { basisOf, comesBefore, earliestDay, latest, scopeOf } from './fold-order';
import { isEmpty, type AppointmentState, type SuspensionState } from './model';

type Lifts = ReadonlyMap<string, FactOf<'suspensionEnd'>[]>;

/** Lists are in order of time. */
export function foldSuspensions(
  starts: readonly FactOf<'suspensionStart'>[],
  lifts: readonly FactOf<'suspensionEnd'>[],
  appointments: ReadonlyMap<string, AppointmentState>,
): SuspensionState[] {
  const liftsByScope = groupBy(lifts, scopeOf);
  const suspensions = starts
    .filter((start) => !comesWithThePost(start, appointments))
    .map((start) => suspension(start, liftsByScope));
  const carried = [...appointments.values()].filter((one) => one.carriedFromId !== null && !isEmpty(one));
  const onwards = groupBy(carried, (one) => one.carriedFromId ?? '');
  // What is carried over is looked at in its turn: it may be carried on.
  for (const one of suspensions) {
    for (const next of onwards.get(one.appointmentId ?? '') ?? []) {
      const lasts = one.endsOn === null || (one.endsOn > next.startsOn && !isEmpty(one));
      if (lasts) suspensions.push(carriedTo(next, one, liftsByScope));
    }
  }
  return suspensions;
}

/** Said by the line that carried the appointment over: nothing but a copy of what is carried over anyway. */
function comesWithThePost(
  start: FactOf<'suspensionStart'>,
  appointments: ReadonlyMap<string, AppointmentState>,
): boolean {
  const of = appointments.get(start.appointmentId ?? '');
  if (!of || of.carriedFromId === null || !appointments.has(of.carriedFromId)) return false;
  return of.basis.decisionId === start.decisionId && of.basis.line === start.line;
}

/** Lasts until its own end or the first reinstatement of the same scope that comes after it. */
function suspension(start: FactOf<'suspensionStart'>, lifts: Lifts): SuspensionState {
  const lift = (lifts.get(scopeOf(start)) ?? []).find((one) => comesBefore(start, one));
  const endsOn = earliestDay([start.body.endsOn, lift?.onDay ?? null]);
  return {
    id: start.subjectId,
    personId: start.personId ?? '',
    appointmentId: start.appointmentId,
    carriedFromId: null,
    startsOn: start.onDay,
    endsOn,
    basis: basisOf(start),
    endBasis: lift && lift.onDay === endsOn ? basisOf(lift) : null,
  };
}

function carriedTo(appointment: AppointmentState, from: SuspensionState, lifts: Lifts): SuspensionState {
  const startsOn = latest(from.startsOn, appointment.startsOn);
  // Whoever names the new appointment knew of the reorganisation: of one day, that comes after it.
  const lift = (lifts.get(appointment.id) ?? []).find((one) => one.onDay >= startsOn);
  const endsOn = earliestDay([from.endsOn, lift?.onDay ?? null]);
  const first = from.carriedFromId ?? from.id;
  return {
    ...from,
    id: `${first}>${appointment.id}`,
    appointmentId: appointment.id,
    carriedFromId: first,
    startsOn,
    endsOn,
    endBasis: lift && lift.onDay === endsOn ? basisOf(lift) : from.endBasis,
  };
}
