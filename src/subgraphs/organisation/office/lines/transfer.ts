/** transfer: leave one post and take another at one instant, as one change. */
import type { Draft } from '../draft';
import type { Mode } from '../facts';
import { wordOf, type LineOf, type Place } from '../input';
import { cleanFields } from './fields';
import { subjectOf } from './reappoint';

export function transfer(line: LineOf<'transfer'>, place: Place, draft: Draft): void {
  const from = draft.appointmentInForce(line.appointmentId, place, 'appointmentId');
  const post = draft.knownPost(line.toPostId, place, 'toPostId');
  const fields = cleanFields(line.fields, place, draft);
  if (line.termEndsOn && line.termEndsOn <= draft.on) {
    draft.refuse(place, 'termEndsOn', 'END_BEFORE_START', { startsOn: draft.on, endsOn: line.termEndsOn });
  }
  const mode = wordOf(line.mode ?? 'OFFICIAL') as Mode;
  if (mode === 'seconded') draft.refuse(place, 'mode', 'SECONDMENT_IS_NO_TRANSFER');
  if (!from || !post) return;
  if (from.postId === post.id) return draft.refuse(place, 'toPostId', 'SAME_POST', { id: post.id });
  if (!draft.touch(`appointment:${from.id}`, place, 'appointmentId')) return;

  const id = draft.newId();
  draft.add(place, 'appointmentEnd', subjectOf(from, draft), { reason: 'transferred', successorId: null });
  draft.add(place, 'appointmentStart', subjectOf({ id, personId: from.personId, postId: post.id }, draft), {
    mode,
    primary: line.primary ?? from.primary,
    fields,
    termEndsOn: line.termEndsOn ?? null,
    homeAppointmentId: null,
    movedFromId: from.id,
  });
}
