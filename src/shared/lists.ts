/** Lists cut into pieces and sorted into groups. */

/** Ids in one `IN (…)`: below the limits of both databases. */
const IDS_MAX = 500;

export function chunks<T>(list: readonly T[], size = IDS_MAX): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, index) =>
    list.slice(index * size, (index + 1) * size),
  );
}

export function groupBy<T>(list: readonly T[], keyOf: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of list) {
    const group = groups.get(keyOf(one));
    if (group) group.push(one);
    else groups.set(keyOf(one), [one]);
  }
  return groups;
}
