/** What this room asks of others; `main` joins it. */

/** The hash of the plan that a decision would lead to: what its author saw in the preview. */
export interface PlanHashReader {
  hashOf(input: unknown, asker: { readonly personId: string | null }): Promise<PlanHash>;
}

export interface PlanHash {
  readonly hash: string;
  /** It takes away more than the brake allows, so that its author must have seen the preview (domain rule 10). */
  readonly exceedsBrake: boolean;
}
