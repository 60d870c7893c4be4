/** What this room asks of others; `main` joins it. */

/** The hash of the plan that a decision would lead to: what its author saw in the preview. */
export interface PlanHashReader {
  hashOf(input: unknown, asker: { readonly personId: string | null }): Promise<string>;
}
