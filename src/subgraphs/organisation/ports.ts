/** What this room asks of others; `main` joins it. */
import type { AnnulmentInput, Asker } from '../../provisioning/office-reader';

/** The hash of the plan that a decision would lead to: what its author saw in the preview. */
export interface PlanHashReader {
  hashOf(input: unknown, asker: Asker): Promise<PlanHash>;
  hashOfAnnulment(annulment: AnnulmentInput, asker: Asker): Promise<PlanHash>;
}

export interface PlanHash {
  readonly hash: string;
  /** It takes away more than the brake allows, so that its author must have seen the preview (domain rule 10). */
  readonly exceedsBrake: boolean;
  /** How often it takes access away, and the limits that this exceeds: `mail 31 (20)`. */
  readonly netLoss: number;
  readonly exceeded: string;
}
