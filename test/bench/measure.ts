/** What a figure is: a median over rounds, with its unit and, where it says something, its ratio to another of the same run. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** One value per round, in the order in which they were taken. */
  readonly rounds: readonly number[];
  readonly ratio?: { readonly value: number; readonly to: string };
}

export function figure(name: string, unit: string, rounds: readonly number[], ratio?: Figure['ratio']): Figure {
  return { name, value: median(rounds), unit, rounds: rounds.map(rounded), ...(ratio ? { ratio } : {}) };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = Math.floor(sorted.length / 2);
  const lower = Math.max(0, Math.ceil(sorted.length / 2) - 1);
  return ((sorted[lower] ?? Number.NaN) + (sorted[upper] ?? Number.NaN)) / 2;
}

/** The smallest value that at least this share of all values does not exceed; NaN of nothing. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

export function rounded(value: number): number {
  if (value >= 100) return Math.round(value);
  return value >= 1 ? Math.round(value * 100) / 100 : Number(value.toPrecision(2));
}
