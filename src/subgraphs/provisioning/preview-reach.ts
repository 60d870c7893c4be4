/** Who may see what would be: asked before anything is computed, and of the persons whom it turns out to concern. */
import { Refusal } from '../../errors/refusal';
import type { Preview } from '../../provisioning/effects';
import type { Asker } from '../../provisioning/office-reader';
import type { Context } from '../identity/face';
import type { Reach } from './reach';

/** Refuses whoever may see no plan at all; the answer keeps the others to the units within their reach. */
export function previewAsker(ctx: Context, reach: Reach): Asker {
  const { id, kind } = ctx.signedIn();
  if (!reach.maySomewhere(ctx, 'plan:read')) ctx.require('plan:read');
  return {
    personId: kind === 'person' ? id : null,
    mayTouch: (unitIds) => ctx.may('plan:read') || ctx.may('plan:read', { units: [...unitIds] }),
  };
}

export function requireConcerned(ctx: Context, reach: Reach, preview: Preview): void {
  const outside =
    !ctx.may('plan:read') && preview.concerned.some((facts) => !reach.mayReachFacts(ctx, 'plan:read', facts));
  if (outside) throw new Refusal('FORBIDDEN', { permission: 'plan:read' });
}
