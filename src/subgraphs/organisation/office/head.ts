/** Who leads a unit on a day: the official holder who is there, else who acts or is in charge, else the one who is not. */
import type { Day } from '../../../shared/day';
import {
  inForce,
  isAway,
  isSuspended,
  type AppointmentState,
  type Office,
  type PositionRule,
  type PostState,
} from './model';

/** Management roles whose holders lead a unit; of several posts the highest rank leads. */
export const LEADING: ReadonlySet<string> = new Set(['city-leader', 'unit-head', 'office-chief', 'division-head']);

export function headOn(
  office: Office,
  unitId: string,
  on: Day,
  positions: ReadonlyMap<string, PositionRule>,
): AppointmentState | null {
  const post = leadingPost(office, unitId, on, positions);
  if (!post) return null;
  const holders = (office.appointmentsByPost.get(post.id) ?? []).filter((one) => inForce(one, on));
  const present = holders.filter((one) => !isSuspended(office, one, on) && !isAway(office, one, on));
  return (
    present.find((one) => one.mode === 'official') ??
    present.find((one) => one.mode === 'acting') ??
    present.find((one) => one.mode === 'in-charge') ??
    present[0] ??
    holders[0] ??
    null
  );
}

function leadingPost(
  office: Office,
  unitId: string,
  on: Day,
  positions: ReadonlyMap<string, PositionRule>,
): PostState | null {
  const leading = [...office.posts.values()].filter(
    (post) =>
      post.unitId === unitId && inForce(post, on) && LEADING.has(positions.get(post.positionId)?.managementRole ?? ''),
  );
  const rank = (post: PostState): number => positions.get(post.positionId)?.rank ?? Number.MAX_SAFE_INTEGER;
  return leading.sort((a, b) => rank(a) - rank(b) || (a.id < b.id ? -1 : 1))[0] ?? null;
}
