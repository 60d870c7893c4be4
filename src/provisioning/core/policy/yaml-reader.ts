/** Walks YAML nodes and collects what is wrong with the line of each, so that an author sees every problem at once. */
import { isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import type { PolicyProblem } from './policy.types';
import { faultText, type PolicyFault, type SaidFault } from './problem-texts';

/** A larger file is not a policy. */
const LENGTH_MAX = 1_000_000;

/** A value and where it stands; `node` is null where nothing is written. */
export interface Place {
  readonly node: unknown;
  readonly line: number;
  /** How a message names it: `roles[2].grants`. */
  readonly name: string;
}

export class YamlReader {
  readonly problems: PolicyProblem[] = [];
  /** Targets of which it cannot be told what they are: what is said of them elsewhere is not judged as well. */
  readonly doubtful = new Set<string>();
  private readonly lines = new LineCounter();

  constructor(private readonly file: string) {}

  open(text: string): Place {
    if (text.length > LENGTH_MAX) {
      this.problem({ node: null, line: 1, name: 'policy' }, 'tooLong', { max: LENGTH_MAX });
      return { node: null, line: 1, name: 'policy' };
    }
    const document = parseDocument(text, { lineCounter: this.lines, uniqueKeys: true });
    for (const error of [...document.errors, ...document.warnings]) {
      const said = error.message.split('\n')[0] ?? error.code;
      const { line } = this.lines.linePos(error.pos[0]);
      this.problems.push({ file: this.file, line, ...faultText('yaml', { said }) });
    }
    return { node: document.contents, line: 1, name: 'policy' };
  }

  problem({ name, line }: Place, fault: PolicyFault, values: SaidFault['values'] = {}): void {
    const { vi, en } = faultText(fault, values);
    this.problems.push({ file: this.file, line, vi: `${name} ${vi}`, en: `${name} ${en}` });
  }

  /** The entries of a mapping; keys other than `allowed` are problems, and so is a missing one of `required`. */
  mapping(
    place: Place,
    allowed: readonly string[] | null,
    required: readonly string[] = [],
  ): ReadonlyMap<string, Place> {
    const entries = new Map<string, Place>();
    if (!isMap(place.node)) {
      this.problem(place, 'mustBeMapping');
      return entries;
    }
    for (const pair of place.node.items) {
      const key = isScalar(pair.key) ? String(pair.key.value) : '?';
      const entry: Place = {
        node: pair.value,
        line: this.lineOf(pair.key, place.line),
        name: place.name === 'policy' ? key : `${place.name}.${key}`,
      };
      if (allowed && !allowed.includes(key)) this.problem(entry, 'unknownKey', { known: allowed.join(', ') });
      else entries.set(key, entry);
    }
    for (const key of required) if (!entries.has(key)) this.problem(place, 'lacks', { key });
    return entries;
  }

  list(place: Place): readonly Place[] {
    if (!isSeq(place.node)) {
      this.problem(place, 'mustBeList');
      return [];
    }
    return place.node.items.map((node, index) => ({
      node,
      line: this.lineOf(node, place.line),
      name: `${place.name}[${index}]`,
    }));
  }

  /** A list, or one value that stands for a list of one. */
  listOrOne(place: Place): readonly Place[] {
    return isSeq(place.node) ? this.list(place) : [place];
  }

  text(place: Place): string | null {
    const value = isScalar(place.node) ? place.node.value : undefined;
    if (typeof value === 'string' && value !== '') return value;
    this.problem(place, 'mustBeText');
    return null;
  }

  word<T extends string>(place: Place, allowed: readonly T[]): T | null {
    const value = this.text(place);
    if (value === null) return null;
    const found = allowed.find((candidate) => candidate === value);
    if (found === undefined) this.problem(place, 'unknownWord', { value, known: allowed.join(', ') });
    return found ?? null;
  }

  words<T extends string>(places: readonly Place[], allowed: readonly T[]): readonly T[] {
    return places.flatMap((place) => this.word(place, allowed) ?? []);
  }

  /** A whole number from `least` up. */
  count(place: Place, least: number): number | null {
    const value = isScalar(place.node) ? place.node.value : undefined;
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least) return value;
    this.problem(place, 'mustBeCount', { least });
    return null;
  }

  private lineOf(node: unknown, otherwise: number): number {
    const range = node !== null && typeof node === 'object' && 'range' in node ? node.range : null;
    return Array.isArray(range) && typeof range[0] === 'number' ? this.lines.linePos(range[0]).line : otherwise;
  }
}
