/** Who may see what would be: asked before anything is computed, and of the persons whom it would concern. */
import type { Asker, OfficeFacts } from '../../provisioning/office-reader';
import type { Context } from '../identity/face';
import { partiesTo } from '../identity/face-delegation';
import type { Reach } from './reach';

/** Refuses whoever may see no plan at all; the answer keeps the others to the units within their reach. */
export function previewAsker(ctx: Context, reach: Reach): Asker {
  const { id, kind } = ctx.signedIn();
  if (!reach.maySomewhere(ctx, 'plan:read')) ctx.require('plan:read');
  return {
    personId: kind === 'person' ? id : null,
    parties: partiesTo(ctx),
    mayTouch: (unitIds) => ctx.may('plan:read') || ctx.may('plan:read', { units: [...unitIds] }),
    mayConcern: ({ before, after }) =>
      ctx.may('plan:read') ||
      reachesAll([...before, ...after], (facts) => reach.mayReachFacts(ctx, 'plan:read', facts)),
  };
}

/** A person is within reach by what they hold now or by what they would hold: annulling their only post takes them out. */
function reachesAll(all: readonly OfficeFacts[], reaches: (facts: OfficeFacts) => boolean): boolean {
  const reached = new Set(all.filter(reaches).map(({ personId }) => personId));
  return all.every(({ personId }) => reached.has(personId));
}
