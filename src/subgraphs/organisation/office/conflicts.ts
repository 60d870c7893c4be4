/**
 * Two decisions of one day that say opposite things about the same subject: which one holds cannot be told from the
 * day, so the later one must say that it comes after the other (`afterDecisionId`). Naming what the other has created –
 * an appointment, a delegation – says so by itself; and who leaves all posts may take another on the same day.
 */
import type { Fact } from './facts';
import { scopeOf } from './fold-order';

/** The earlier facts of the same day that a new fact contradicts and is not declared to come after. */
export function contradicted(fact: Fact, sameDay: readonly Fact[]): Fact | null {
  return (
    sameDay.find((other) => other.rank >= fact.rank && (contradicts(fact, other) || contradicts(other, fact))) ?? null
  );
}

function contradicts(a: Fact, b: Fact): boolean {
  switch (a.kind) {
    case 'appointmentEnd':
      return b.kind === 'appointmentEnd' && b.subjectId === a.subjectId;
    case 'personEnd':
      return b.kind === 'personEnd' && b.subjectId === a.subjectId;
    case 'suspensionStart':
      return (b.kind === 'suspensionEnd' || b.kind === 'suspensionStart') && scopeOf(a) === scopeOf(b);
    case 'termSet':
    case 'nameSet':
      return b.kind === a.kind && b.subjectId === a.subjectId;
    case 'suspensionEnd':
    case 'appointmentStart':
    case 'delegationStart':
    case 'delegationEnd':
    case 'unitStart':
    case 'unitEnd':
    case 'postOpen':
    case 'postClose':
      return false;
  }
}
