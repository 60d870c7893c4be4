/**
 * Who holds which post from when to when. An appointment that a reorganisation carried over to another post hangs on the
 * one that it continues: where that one had ended otherwise by then it never began, and what was to end that one ends it.
 * So a leaver recorded after the reorganisation leaves the new post as if recorded before it.
 */
import { groupBy } from '../../../shared/lists';
import type { FactOf } from './facts';
import { basisOf, byTime, comesBefore, earlier, latest } from './fold-order';
import type { AppointmentState } from './model';

type Start = FactOf<'appointmentStart'>;
type Passage = FactOf<'appointmentEnd'>;
type End = Passage | FactOf<'personEnd'>;

interface AppointmentFacts {
  readonly starts: readonly Start[];
  readonly ends: readonly Passage[];
  readonly leavings: readonly FactOf<'personEnd'>[];
  readonly terms: readonly FactOf<'termSet'>[];
}

/** Lists are in order of time. */
export function foldAppointments(facts: AppointmentFacts): Map<string, AppointmentState> {
  const holdings = new Holdings(facts);
  return new Map(facts.starts.map((start) => [start.subjectId, holdings.state(start)]));
}

class Holdings {
  private readonly starts: ReadonlyMap<string, Start>;
  private readonly ends: ReadonlyMap<string, Passage[]>;
  private readonly leavings: ReadonlyMap<string, FactOf<'personEnd'>[]>;
  private readonly terms: ReadonlyMap<string, string>;
  /** By what was carried over: the end, by the same line, of what it continues. */
  private readonly passages = new Map<string, Passage>();
  /** What was carried over, by what it continues. */
  private readonly onwards: ReadonlyMap<string, Start[]>;
  private readonly others = new Map<string, End | undefined>();

  constructor({ starts, ends, leavings, terms }: AppointmentFacts) {
    this.starts = new Map(starts.map((start) => [start.subjectId, start]));
    this.ends = groupBy(ends, (end) => end.subjectId);
    this.leavings = groupBy(leavings, (end) => end.subjectId);
    this.terms = new Map(terms.map((term) => [term.subjectId, term.body.termEndsOn]));
    for (const start of starts) {
      const passage = (this.ends.get(start.body.movedFromId ?? '') ?? []).find(
        (end) => end.body.reason === 'reorganised' && ofOneLine(start, end),
      );
      if (passage) this.passages.set(start.subjectId, passage);
    }
    const carried = starts.filter((start) => this.passages.has(start.subjectId));
    this.onwards = groupBy(carried, (start) => start.body.movedFromId ?? '');
  }

  state(start: Start): AppointmentState {
    const end = this.endOf(start);
    return {
      id: start.subjectId,
      personId: start.personId ?? '',
      postId: start.postId ?? '',
      ...start.body,
      carriedFromId: this.originOf(start)?.subjectId ?? null,
      termEndsOn: this.termOf(start),
      startsOn: start.onDay,
      endsOn: end ? latest(start.onDay, end.onDay) : null,
      endReason: end?.body.reason ?? null,
      successorId: end?.body.successorId ?? null,
      basis: basisOf(start),
      endBasis: end ? basisOf(end) : null,
    };
  }

  private endOf(start: Start): End | undefined {
    const other = this.otherEnd(start);
    const passage = this.passageFrom(start);
    return other && passage && other.onDay <= passage.onDay ? other : earlier(other, passage);
  }

  /** The first end that is no passage to another post: said of the appointment, of the person, or of what it continues. */
  private otherEnd(start: Start): End | undefined {
    const id = start.subjectId;
    if (!this.others.has(id)) this.others.set(id, earlier(this.said(start), this.inherited(start)));
    return this.others.get(id);
  }

  private said(start: Start): End | undefined {
    const carried = this.passages.has(start.subjectId);
    const own = (this.ends.get(start.subjectId) ?? []).find(
      // A line that carries somebody over says nothing of how long: that is asked of what it continues.
      (end) => !this.isPassage(end) && !(carried && ofOneLine(start, end)),
    );
    const leaving = (this.leavings.get(start.personId ?? '') ?? []).find((one) => comesBefore(start, one));
    return earlier(own, leaving);
  }

  private inherited(start: Start): End | undefined {
    const origin = this.originOf(start);
    if (!origin) return undefined;
    const first = this.passageFrom(origin);
    const elsewhere = first && first !== this.passages.get(start.subjectId) ? first : undefined;
    return earlier(earlier(this.otherEnd(origin), elsewhere), this.homeGone(start));
  }

  /** By the first line that carries it over. */
  private passageFrom(start: Start): Passage | undefined {
    return (this.onwards.get(start.subjectId) ?? [])
      .filter((next) => this.homeGone(next) === undefined)
      .flatMap((next) => this.passages.get(next.subjectId) ?? [])
      .sort(byTime)[0];
  }

  /** A secondment is renewed because its home was carried over; where that never happened it simply goes on. */
  private homeGone(start: Start): End | undefined {
    const home = this.starts.get(start.body.homeAppointmentId ?? '');
    if (!home || !this.passages.has(home.subjectId) || this.originOf(start)?.postId !== start.postId) return undefined;
    const end = this.inherited(home);
    return end && end.onDay <= home.onDay ? end : undefined;
  }

  private termOf(start: Start): string | null {
    const origin = this.originOf(start);
    return this.terms.get(start.subjectId) ?? (origin ? this.termOf(origin) : start.body.termEndsOn);
  }

  private originOf(start: Start): Start | undefined {
    return this.passages.has(start.subjectId) ? this.starts.get(start.body.movedFromId ?? '') : undefined;
  }

  private isPassage(end: Passage): boolean {
    return (this.onwards.get(end.subjectId) ?? []).some((next) => this.passages.get(next.subjectId) === end);
  }
}

function ofOneLine(a: Start, b: Passage): boolean {
  return a.decisionId === b.decisionId && a.line === b.line;
}
