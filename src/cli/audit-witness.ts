/** Places of the chain that were kept elsewhere: one, typed in as `seq:hash`, or a file of roots. */
import { readFile } from 'node:fs/promises';
import { say } from './texts';

export type Witnesses = ReadonlyMap<number, string>;

const PLACE = /^(\d{1,15}):([0-9a-f]{64})$/;

export async function readWitnesses(given: string | undefined): Promise<Witnesses> {
  if (given === undefined) return new Map();
  const match = PLACE.exec(given);
  if (match !== null) return new Map([[Number(match[1]), match[2] ?? '']]);
  // Nothing that looks like a place is taken for the name of a file.
  if (!/[./\\]/.test(given)) throw new Error(say('badWitness'));
  const kept = placesIn(await readFile(given, 'utf8'));
  if (kept.size === 0) throw new Error(say('badWitness'));
  return kept;
}

/** As `audit roots` prints them, with `--json` or without. */
function placesIn(text: string): Witnesses {
  const roots: unknown[] = text.trimStart().startsWith('[')
    ? (JSON.parse(text) as unknown[])
    : text.split('\n').map((line) => {
        const match = PLACE.exec(line.trim().split(/\s/)[0] ?? '');
        return match === null ? null : { seq: Number(match[1]), hash: match[2] };
      });
  return new Map(
    roots.flatMap((root) => {
      const { seq, hash } = (root ?? {}) as { readonly seq?: unknown; readonly hash?: unknown };
      return typeof seq === 'number' && typeof hash === 'string' ? [[seq, hash] as const] : [];
    }),
  );
}
