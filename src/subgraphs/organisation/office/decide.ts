/**
 * Decides what a decision changes: input and office in, facts or problems out. Recording and previewing are the same
 * up to here; what differs is only whether the facts are then stored.
 *
 * Lines are taken in an order of their own – names of units and posts first, then who leaves, then who moves, then who
 * comes – so that one decision can reorganise, whatever order it was typed in.
 */
import { addDays, dayOf, type Day } from '../../../shared/day';
import type { Problem } from '../../../errors/refusal';
import { groundProblem, sameHolding, wentOver } from './checks/standing-ground';
import { childrenFrom, holdersFrom, holdersOfPostFrom } from './checks/left-behind';
import { crowdings } from './checks/seats';
import { contradicted } from './conflicts';
import { Draft, type Occasion, type Snapshot } from './draft';
import type { Fact, FactOf } from './facts';
import { fold } from './fold';
import {
  LINE_KINDS,
  LINES_MAX,
  lineCount,
  linesOf,
  type DecisionHead,
  type DecisionInput,
  type LineKind,
} from './input';
import { appoint } from './lines/appoint';
import { changeName } from './lines/change-name';
import { delegate } from './lines/delegate';
import { end } from './lines/end';
import { endDelegation } from './lines/end-delegation';
import { endUnit } from './lines/end-unit';
import { checkParent, establishUnit } from './lines/establish-unit';
import { mapPost } from './lines/map-post';
import { openPost } from './lines/open-post';
import { reappoint } from './lines/reappoint';
import { reinstate } from './lines/reinstate';
import { suspend } from './lines/suspend';
import { transfer } from './lines/transfer';
import type { Office } from './model';
import { nfc, textProblem } from './text-rules';

export const NUMBER_MAX = 64;
/** A decision that takes effect later than this is a slip of the pen; the past has no such bound. */
const YEARS_AHEAD_MAX = 10;

export type Outcome =
  | { readonly problems: readonly Problem[] }
  | { readonly problems: null; readonly facts: readonly Fact[]; readonly before: Office; readonly after: Office };

export function decide(input: DecisionInput, snapshot: Snapshot, occasion: Occasion, newId: () => string): Outcome {
  const count = lineCount(input);
  if (count === 0) return { problems: [{ code: 'NO_LINES', path: [] }] };
  if (count > LINES_MAX) return { problems: [{ code: 'TOO_MANY_LINES', path: [], values: { count, max: LINES_MAX } }] };

  const draft = new Draft(snapshot, occasion, newId);
  draft.problems.push(...headProblems(input, snapshot, occasion.now));
  takeLines(input, draft);
  const issuer = draft.unit(input.issuerId);
  if (!issuer) draft.problems.push({ code: 'UNKNOWN_UNIT', path: ['issuerId'], values: { id: input.issuerId } });
  else if (issuer.endsOn !== null && issuer.endsOn <= input.signedOn) {
    draft.problems.push({
      code: 'UNIT_NOT_IN_FORCE',
      path: ['issuerId'],
      values: { id: issuer.id, day: input.signedOn },
    });
  }

  const after = fold([...snapshot.facts, ...draft.facts]);
  noteContradictions(input, draft);
  noteCollisions(input, draft, after);
  if (draft.problems.length > 0) return { problems: inOrderOfInput(draft.problems) };
  return { problems: null, facts: draft.facts, before: snapshot.office, after };
}

/** What is wrong with the head alone: number, signing, what it comes after. */
export function headProblems(
  head: DecisionHead & { readonly afterDecisionId?: string | null },
  known: Pick<Snapshot, 'after' | 'sameNumber'>,
  now: Date,
): Problem[] {
  const problems: Problem[] = [];
  const detail = textProblem(nfc(head.number), NUMBER_MAX);
  if (detail) problems.push({ code: 'INVALID_NUMBER', path: ['number'], values: { detail } });
  if (head.signedOn > dayOf(now))
    problems.push({ code: 'SIGNED_IN_FUTURE', path: ['signedOn'], values: { signedOn: head.signedOn } });
  const latest = yearsAfter(dayOf(now), YEARS_AHEAD_MAX);
  if (head.effectiveOn > latest) {
    const values = { effectiveOn: head.effectiveOn, years: YEARS_AHEAD_MAX, latest };
    problems.push({ code: 'EFFECTIVE_TOO_LATE', path: ['effectiveOn'], values });
  }
  if (known.sameNumber) {
    problems.push({ code: 'DECISION_ALREADY_RECORDED', path: ['number'], values: { id: known.sameNumber.id } });
  }
  if (head.afterDecisionId) {
    const path = ['afterDecisionId'];
    const values = { id: head.afterDecisionId };
    if (!known.after) problems.push({ code: 'UNKNOWN_DECISION', path, values });
    else if (known.after.annulled) problems.push({ code: 'ALREADY_ANNULLED', path, values });
    else if (known.after.effectiveOn > head.effectiveOn) problems.push({ code: 'AFTER_IS_LATER', path, values });
  }
  return problems;
}

function yearsAfter(day: Day, years: number): Day {
  return addDays(`${Number(day.slice(0, 4)) + years}${day.slice(4, 7)}-01`, Number(day.slice(8)) - 1);
}

/** One more than the decision of the same day that it comes after. */
export function rankOf(head: { readonly effectiveOn: string }, after: Snapshot['after']): number {
  return after && after.effectiveOn === head.effectiveOn ? after.rank + 1 : 0;
}

function takeLines(input: DecisionInput, draft: Draft): void {
  const each = <K extends LineKind>(
    kind: K,
    take: (
      line: ReturnType<typeof linesOf<K>>[number]['line'],
      place: ReturnType<typeof linesOf<K>>[number]['place'],
      draft: Draft,
    ) => void,
  ): void => {
    for (const { line, place } of linesOf(input, kind)) take(line, place, draft);
  };
  draft.announceMaps(linesOf(input, 'mapPost').map(({ line }) => line.fromPostId));
  each('establishUnit', establishUnit);
  each('establishUnit', checkParent);
  each('openPost', openPost);
  each('end', end);
  each('transfer', transfer);
  each('mapPost', mapPost);
  each('endUnit', endUnit);
  each('reappoint', reappoint);
  each('reinstate', reinstate);
  each('suspend', suspend);
  each('appoint', appoint);
  each('endDelegation', endDelegation);
  each('delegate', delegate);
  each('changeName', changeName);
}

function noteContradictions(input: DecisionInput, draft: Draft): void {
  const sameDay = draft.snapshot.facts.filter((fact) => fact.onDay === draft.on);
  const told = new Set<number>();
  for (const fact of draft.facts) {
    if (fact.onDay !== draft.on || told.has(fact.line)) continue;
    const other = contradicted(fact, sameDay);
    if (!other) continue;
    told.add(fact.line);
    const path = pathOf(input, fact.line);
    // The line itself has already said so when it found the other decision's end in its way.
    if (draft.problems.some((one) => one.path[0] === path[0] && one.path[1] === path[1])) continue;
    draft.problems.push({ code: 'CONFLICTING_DECISION', path, values: { id: other.decisionId ?? '', day: draft.on } });
  }
}

/** What shows only in the office that results: seats, ground, and who would be left behind. */
function noteCollisions(input: DecisionInput, draft: Draft, after: Office): void {
  const starts = draft.facts.filter((fact): fact is FactOf<'appointmentStart'> => fact.kind === 'appointmentStart');
  const startById = new Map(starts.map((start) => [start.subjectId, start]));
  const note = (fact: Fact, code: Problem['code'], values: Problem['values']): void => {
    const path = pathOf(input, fact.line);
    const field = postField(path[0]);
    draft.problems.push({ code, path: field ? [...path, field] : path, values });
  };
  for (const start of starts) {
    const appointment = after.appointments.get(start.subjectId);
    if (!appointment) continue;
    const ground = groundProblem(after, appointment);
    const over = ground && wentOver(after, appointment);
    if (over) note(start, 'POST_WENT_OVER', over);
    else if (ground) note(start, ground.code, { id: ground.id, day: appointment.startsOn });
    else if (sameHolding(after, appointment)) note(start, 'ALREADY_HOLDS_POST', { id: appointment.postId });
  }
  for (const postId of new Set(starts.flatMap((start) => start.postId ?? []))) {
    const told = new Set<string>();
    for (const crowding of crowdings(after, postId)) {
      const intruder = crowding.appointments.filter((one) => startById.has(one.id)).at(-1);
      const start = intruder && startById.get(intruder.id);
      if (!start || told.has(start.subjectId)) continue;
      told.add(start.subjectId);
      note(start, crowding.code, { id: postId, day: crowding.day });
    }
  }
  noteLeftBehind(input, draft, after);
}

function noteLeftBehind(input: DecisionInput, draft: Draft, after: Office): void {
  for (const { line, place } of linesOf(input, 'endUnit')) {
    if (!after.units.has(line.unitId)) continue;
    const holders = holdersFrom(after, line.unitId, draft.on);
    if (holders.length > 0)
      draft.refuse(place, 'unitId', 'UNIT_HAS_HOLDERS', { id: line.unitId, count: holders.length });
    const children = childrenFrom(after, line.unitId, draft.on);
    const first = children[0];
    if (first) draft.refuse(place, 'unitId', 'UNIT_HAS_UNITS', { id: line.unitId, child: first.id });
  }
  const ending = new Set(linesOf(input, 'endUnit').map(({ line }) => line.unitId));
  for (const { line, place } of linesOf(input, 'mapPost')) {
    const post = after.posts.get(line.fromPostId);
    if (!post || ending.has(post.unitId)) continue;
    const left = holdersOfPostFrom(after, post.id, draft.on).length;
    if (left > 0) draft.refuse(place, 'fromPostId', 'POST_HAS_HOLDERS', { id: post.id, count: left });
  }
}

function pathOf(input: DecisionInput, index: number): (string | number)[] {
  let first = 0;
  for (const kind of LINE_KINDS) {
    const length = input[kind]?.length ?? 0;
    if (index < first + length) return [kind, index - first];
    first += length;
  }
  return [];
}

function postField(kind: string | number | undefined): string | null {
  if (kind === 'appoint') return 'postId';
  return kind === 'transfer' || kind === 'mapPost' ? 'toPostId' : null;
}

function inOrderOfInput(problems: readonly Problem[]): Problem[] {
  const order = (problem: Problem): number => LINE_KINDS.indexOf(problem.path[0] as LineKind);
  const place = (problem: Problem): number => (typeof problem.path[1] === 'number' ? problem.path[1] : -1);
  return [...problems].sort((a, b) => order(a) - order(b) || place(a) - place(b));
}
