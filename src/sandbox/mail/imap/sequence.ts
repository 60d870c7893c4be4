/** Sets of message numbers or UIDs: `1:*,7`. */
import { SyntaxProblem } from './command';

export type NumberSet = (value: number) => boolean;

const RANGES_MAX = 1_000;

/** `largest` stands for `*`. `*:n` is the same as `n:*`. */
export function numberSet(text: string, largest: number): NumberSet {
  const parts = text.split(',');
  if (parts.length > RANGES_MAX) throw new SyntaxProblem('Too many ranges');
  const ranges = parts.map((part) => {
    const match = /^(\d{1,10}|\*)(?::(\d{1,10}|\*))?$/.exec(part);
    if (!match) throw new SyntaxProblem('Invalid messageset');
    const bound = (value: string): number => (value === '*' ? largest : Number(value));
    const from = bound(match[1]!);
    const to = match[2] === undefined ? from : bound(match[2]);
    if (from === 0 || (to === 0 && largest !== 0)) throw new SyntaxProblem('Invalid messageset');
    return from <= to ? [from, to] : [to, from];
  });
  return (value) => ranges.some(([from, to]) => from! <= value && value <= to!);
}
