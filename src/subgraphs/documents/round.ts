/**
 * The desks that one request asks, a few at a time, so that it takes no more turns at an instance than a few tablets do.
 * A desk whose turn does not come in time is not asked, and neither is another desk of an instance that has just not
 * answered: it would not answer either, and the request must end.
 */
export interface RoundSettings {
  /** Desks that are asked at a time. */
  readonly atOnce: number;
  /** How long after the request a desk may still have its turn. */
  readonly turnWithinMs: number;
}

/** In their order: the answer, or null for a desk that was not asked or did not answer. */
export async function askInTurn<D extends { readonly unitId: string }, A>(
  desks: readonly D[],
  { atOnce, turnWithinMs }: RoundSettings,
  read: (desk: D) => Promise<A>,
): Promise<readonly (A | null)[]> {
  const answers = new Array<A | null>(desks.length).fill(null);
  const silent = new Set<string>();
  let over = false;
  const timer = setTimeout(() => (over = true), turnWithinMs);
  const waiting = desks.entries();
  const askOneAfterAnother = async (): Promise<void> => {
    for (const [index, desk] of waiting) {
      if (over || silent.has(desk.unitId)) continue;
      try {
        answers[index] = await read(desk);
      } catch {
        silent.add(desk.unitId);
      }
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(atOnce, desks.length) }, askOneAfterAnother));
  } finally {
    clearTimeout(timer);
  }
  return answers;
}
