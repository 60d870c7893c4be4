/** One spelling for equal content, and its hash: keys sorted, lists of words sorted because they are sets. */
import { createHash } from 'node:crypto';

/** JSON with sorted keys; a list of plain strings is a set and is sorted, a list of anything else keeps its order. */
export function canonical(value: unknown): string {
  return JSON.stringify(ordered(value)) ?? 'null';
}

export function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.every((item) => typeof item === 'string') ? [...value].sort() : value.map(ordered);
  }
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, ordered(item)]),
  );
}

/** Orders by code unit, the same on every machine. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
