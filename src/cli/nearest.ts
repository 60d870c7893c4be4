/** Which of several words was most likely meant. */

/** The one that takes the fewest changes of a letter; the first of several. */
export function nearest(typed: string, words: readonly string[]): string {
  const ranked = words.map((word) => ({ word, changes: changesBetween(typed.slice(0, 64), word) }));
  return ranked.reduce((best, one) => (one.changes < best.changes ? one : best), ranked[0]!).word;
}

/** Levenshtein's distance, row by row. */
function changesBetween(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, at) => at);
  for (const [at, letter] of [...from].entries()) {
    const next = [at + 1];
    for (let column = 1; column <= to.length; column += 1) {
      const swap = (row[column - 1] ?? 0) + (letter === to[column - 1] ? 0 : 1);
      next.push(Math.min(swap, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? to.length;
}
