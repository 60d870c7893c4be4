/**
 * Two kinds of work in one process, in short blocks that take turns and change places (A B, B A), so that what the
 * machine does meanwhile meets both alike. What one takes is the median of its blocks.
 */
import { performance } from 'node:perf_hooks';
import { median } from './measure';

export interface Turns {
  readonly blocks: number;
  /** Pieces of work in a block. */
  readonly each: number;
}

export interface Work {
  readonly name: string;
  /** One piece. */
  readonly once: () => Promise<unknown>;
  /** Before and after a block, outside of what is measured. */
  readonly before?: () => unknown;
  readonly after?: () => unknown;
}

/** Microseconds of one piece, by name. */
export async function inTurns(works: readonly Work[], { blocks, each }: Turns): Promise<ReadonlyMap<string, number>> {
  const taken = new Map<string, number[]>(works.map(({ name }) => [name, []]));
  for (let block = 0; block < blocks; block += 1)
    for (const work of block % 2 === 0 ? works : [...works].reverse())
      taken.get(work.name)?.push(await timed(work, each));
  return new Map([...taken].map(([name, micros]) => [name, median(micros)]));
}

async function timed({ once, before, after }: Work, count: number): Promise<number> {
  await before?.();
  const begun = performance.now();
  for (let index = 0; index < count; index += 1) await once();
  const micros = ((performance.now() - begun) * 1_000) / count;
  await after?.();
  return micros;
}
