/** What a listener heard against what the log holds, event by event. */
export interface Mismatch {
  /** In the log and not heard. */
  readonly lost: number;
  /** Heard again, or twice in the log. */
  readonly doubled: number;
  /** Heard after one that stands later in the log. */
  readonly outOfOrder: number;
  /** Heard, and not in the log. */
  readonly unknown: number;
}

export const NO_MISMATCH: Mismatch = { lost: 0, doubled: 0, outOfOrder: 0, unknown: 0 };

export function compare(log: readonly string[], heard: readonly string[]): Mismatch {
  const place = new Map(log.map((event, index) => [event, index]));
  const seen = new Set<string>();
  let doubled = log.length - place.size;
  let outOfOrder = 0;
  let unknown = 0;
  let last = -1;
  for (const event of heard) {
    const at = place.get(event);
    if (at === undefined) unknown += 1;
    else if (seen.has(event)) doubled += 1;
    else if (at < last) outOfOrder += 1;
    if (at !== undefined) {
      seen.add(event);
      last = Math.max(last, at);
    }
  }
  return { lost: place.size - seen.size, doubled, outOfOrder, unknown };
}

export function sum(one: Mismatch, other: Mismatch): Mismatch {
  return {
    lost: one.lost + other.lost,
    doubled: one.doubled + other.doubled,
    outOfOrder: one.outOfOrder + other.outOfOrder,
    unknown: one.unknown + other.unknown,
  };
}

export function isClean({ lost, doubled, outOfOrder, unknown }: Mismatch): boolean {
  return lost + doubled + outOfOrder + unknown === 0;
}
