/**
 * Under which post comes to lie what belongs to no post of a body: its head's, or its records clerks' (domain rule 7).
 * The key of a post that somebody has held is always carried – by its holder, or by whoever keeps what the last one left
 * – so it comes before one that was never held, where things wait for the first to come.
 */
import { covers } from '../../shared/day';
import type { Day } from '../../shared/day';
import { compareText } from './canonical';
import type { AnsweringPost } from './facts';

/** Null where the body has no such post. */
export function answeringKey(posts: readonly AnsweringPost[], on: Day): string | null {
  const [first] = posts
    .filter((post) => isOpen(post, on) || wasHeld(post, on))
    .sort((a, b) => order(a, on) - order(b, on) || a.rank - b.rank || compareText(a.id, b.id));
  return first?.id ?? null;
}

function order(post: AnsweringPost, on: Day): number {
  const stage = !wasHeld(post, on) ? 2 : isOpen(post, on) ? 0 : 1;
  return stage * 2 + (post.answersFor === 'unit' ? 0 : 1);
}

function isOpen({ startsOn, endsOn }: AnsweringPost, on: Day): boolean {
  return covers(startsOn, endsOn, on);
}

function wasHeld({ heldSince }: AnsweringPost, on: Day): boolean {
  return heldSince !== null && heldSince <= on;
}
