/**
 * How large an operation may be. Judged on the parsed document before validation, whose cost grows with the square of
 * the fields that one selection repeats. Fragments count as often as they are spread.
 */
import { Kind, type DocumentNode, type FragmentDefinitionNode, type SelectionSetNode } from 'graphql';
import { Phrase, type PhraseKey } from '../errors/phrases';
import { Refusal } from '../errors/refusal';

export interface OperationLimits {
  readonly tokens: number;
  readonly depth: number;
  readonly aliases: number;
  readonly rootFields: number;
  readonly fields: number;
  readonly directives: number;
}

export const OPERATION_LIMITS: OperationLimits = {
  tokens: 4_000,
  depth: 20,
  aliases: 100,
  rootFields: 50,
  fields: 1_000,
  directives: 100,
};

type Counts = { -readonly [K in 'depth' | 'aliases' | 'rootFields' | 'fields' | 'directives']: number };

const TOO_LARGE: Readonly<Record<keyof Counts, PhraseKey>> = {
  depth: 'DEPTH',
  aliases: 'ALIASES',
  rootFields: 'ROOT_FIELDS',
  fields: 'FIELDS',
  directives: 'DIRECTIVES',
};

/** Refuses with QUERY_TOO_COMPLEX. */
export function refuseOversized(document: DocumentNode, limits: OperationLimits): void {
  const counter = new Counter(document);
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION && definition.kind !== Kind.FRAGMENT_DEFINITION) continue;
    const counts = counter.selection(definition.selectionSet);
    counts.directives += definition.directives?.length ?? 0;
    if (definition.kind === Kind.FRAGMENT_DEFINITION) counts.rootFields = 0;
    for (const kind of ['fields', 'depth', 'rootFields', 'aliases', 'directives'] as const) {
      if (counts[kind] > limits[kind]) {
        throw new Refusal('QUERY_TOO_COMPLEX', { detail: new Phrase(TOO_LARGE[kind], { max: limits[kind] }) });
      }
    }
  }
}

class Counter {
  private readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  private readonly counted = new Map<string, Counts>();

  constructor(document: DocumentNode) {
    this.fragments = new Map(
      document.definitions.flatMap((one) => (one.kind === Kind.FRAGMENT_DEFINITION ? [[one.name.value, one]] : [])),
    );
  }

  selection(set: SelectionSetNode): Counts {
    const sum: Counts = { depth: 0, aliases: 0, rootFields: 0, fields: 0, directives: 0 };
    for (const one of set.selections) {
      sum.directives += one.directives?.length ?? 0;
      if (one.kind === Kind.FIELD) {
        sum.aliases += one.alias ? 1 : 0;
        sum.fields += 1;
        const inner = one.selectionSet ? this.selection(one.selectionSet) : null;
        add(sum, inner, 1);
        sum.rootFields += 1;
      } else {
        const inner =
          one.kind === Kind.INLINE_FRAGMENT ? this.selection(one.selectionSet) : this.spread(one.name.value);
        add(sum, inner, 0);
        sum.rootFields += inner?.rootFields ?? 0;
      }
    }
    return sum;
  }

  /** A fragment is counted once; one that spreads itself counts nothing more, and validation refuses it later. */
  private spread(name: string): Counts | null {
    const known = this.counted.get(name);
    if (known) return known;
    const fragment = this.fragments.get(name);
    if (!fragment) return null;
    this.counted.set(name, { depth: 0, aliases: 0, rootFields: 0, fields: 0, directives: 0 });
    const counts = this.selection(fragment.selectionSet);
    this.counted.set(name, counts);
    return counts;
  }
}

function add(sum: Counts, inner: Counts | null, below: number): void {
  sum.depth = Math.max(sum.depth, below + (inner?.depth ?? 0));
  sum.aliases += inner?.aliases ?? 0;
  sum.fields += inner?.fields ?? 0;
  sum.directives += inner?.directives ?? 0;
}
