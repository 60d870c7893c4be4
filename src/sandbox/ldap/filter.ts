/** Search filters (RFC 4511, section 4.5.1.7): read from BER, judged with three truth values. */
import { BerFault, booleanOf, elementsOf, textOf, type Element } from './ber';
import type { Dn } from './dn';
import { valueKey } from './entry';
import { attributeType, canonicalName } from './schema';

export type Filter =
  | { readonly kind: 'and' | 'or'; readonly of: readonly Filter[] }
  | { readonly kind: 'not'; readonly of: Filter }
  | { readonly kind: 'equal' | 'greaterOrEqual' | 'lessOrEqual'; readonly name: string; readonly value: string }
  | {
      readonly kind: 'substrings';
      readonly name: string;
      readonly initial: string | null;
      readonly any: readonly string[];
      readonly final: string | null;
    }
  | { readonly kind: 'present'; readonly name: string }
  | {
      readonly kind: 'extensible';
      readonly name: string | null;
      readonly rule: string | null;
      readonly value: string;
      readonly inDn: boolean;
    };

/** What a filter looks at. `values` answers undefined for an attribute that may not be compared at all. */
export interface Judged {
  readonly dn: Dn;
  values(name: string): readonly string[] | undefined;
}

const DEPTH_MAX = 50;

export function readFilter(element: Element, depth = 0): Filter {
  if (depth > DEPTH_MAX) throw new BerFault('the filter is nested too deeply');
  switch (element.tag) {
    case 0xa0:
    case 0xa1:
      return {
        kind: element.tag === 0xa0 ? 'and' : 'or',
        of: elementsOf(element.value).map((part) => readFilter(part, depth + 1)),
      };
    case 0xa2:
      return { kind: 'not', of: readFilter(only(elementsOf(element.value)), depth + 1) };
    case 0xa3:
    case 0xa8:
      return { kind: 'equal', ...assertion(element) };
    case 0xa4:
      return substrings(element);
    case 0xa5:
      return { kind: 'greaterOrEqual', ...assertion(element) };
    case 0xa6:
      return { kind: 'lessOrEqual', ...assertion(element) };
    case 0x87:
      return { kind: 'present', name: textOf(element) };
    case 0xa9:
      return extensible(element);
    default:
      throw new BerFault('there is no such filter');
  }
}

function only(elements: readonly Element[]): Element {
  if (elements.length !== 1) throw new BerFault('a NOT takes one filter');
  return elements[0]!;
}

function assertion(element: Element): { name: string; value: string } {
  const [name, value] = elementsOf(element.value);
  return { name: textOf(name), value: textOf(value) };
}

function substrings(element: Element): Filter {
  const [name, sequence] = elementsOf(element.value);
  if (sequence === undefined) throw new BerFault('a substring filter without substrings');
  const parts = elementsOf(sequence.value);
  const first = parts.find((part) => part.tag === 0x80);
  const last = parts.find((part) => part.tag === 0x82);
  return {
    kind: 'substrings',
    name: textOf(name),
    initial: first ? textOf(first) : null,
    any: parts.filter((part) => part.tag === 0x81).map(textOf),
    final: last ? textOf(last) : null,
  };
}

function extensible(element: Element): Filter {
  const parts = elementsOf(element.value);
  const text = (tag: number): string | null => {
    const found = parts.find((part) => part.tag === tag);
    return found ? textOf(found) : null;
  };
  const inDn = parts.find((part) => part.tag === 0x84);
  return {
    kind: 'extensible',
    rule: text(0x81),
    name: text(0x82),
    value: text(0x83) ?? '',
    inDn: inDn ? booleanOf(inDn) : false,
  };
}

/** True, false, or undefined where an attribute is unknown to the schema or hidden; only true selects an entry. */
export function judge(filter: Filter, judged: Judged): boolean | undefined {
  switch (filter.kind) {
    case 'and':
      return combine(filter.of, judged, false);
    case 'or':
      return combine(filter.of, judged, true);
    case 'not': {
      const inner = judge(filter.of, judged);
      return inner === undefined ? undefined : !inner;
    }
    case 'present':
      return known(filter.name, judged, (values) => values.length > 0);
    case 'equal':
      return known(filter.name, judged, (values) => holds(filter.name, values, filter.value));
    case 'greaterOrEqual':
    case 'lessOrEqual': {
      const bound = valueKey(filter.name, filter.value);
      const above = filter.kind === 'greaterOrEqual';
      return known(filter.name, judged, (values) =>
        values.some((value) => (above ? valueKey(filter.name, value) >= bound : valueKey(filter.name, value) <= bound)),
      );
    }
    case 'substrings':
      return known(filter.name, judged, (values) =>
        values.some((value) => contains(valueKey(filter.name, value), filter)),
      );
    case 'extensible':
      return judgeExtensible(filter, judged);
  }
}

function combine(filters: readonly Filter[], judged: Judged, decisive: boolean): boolean | undefined {
  let result: boolean | undefined = !decisive;
  for (const filter of filters) {
    const one = judge(filter, judged);
    if (one === decisive) return decisive;
    if (one === undefined) result = undefined;
  }
  return result;
}

function known(name: string, judged: Judged, test: (values: readonly string[]) => boolean): boolean | undefined {
  const values = attributeType(name) === undefined ? undefined : judged.values(name);
  return values === undefined ? undefined : test(values);
}

function holds(name: string, values: readonly string[], wanted: string): boolean {
  const key = valueKey(name, wanted);
  return values.some((value) => valueKey(name, value) === key);
}

/** Each part is folded like a value, but keeps its outer spaces: they stand inside the value. */
function fold(part: string): string {
  return part.normalize('NFKC').toLowerCase().replace(/\s+/gu, ' ');
}

function contains(value: string, filter: Extract<Filter, { kind: 'substrings' }>): boolean {
  const initial = filter.initial === null ? '' : fold(filter.initial).trimStart();
  const final = filter.final === null ? '' : fold(filter.final).trimEnd();
  if (!value.startsWith(initial) || value.length < initial.length + final.length || !value.endsWith(final))
    return false;
  let at = initial.length;
  for (const part of filter.any) {
    const found = value.indexOf(fold(part), at);
    if (found < 0) return false;
    at = found + fold(part).length;
  }
  return at <= value.length - final.length;
}

const IGNORE_CASE = [
  'caseignorematch',
  '2.5.13.2',
  'caseignoreia5match',
  '1.3.6.1.4.1.1466.109.114.2',
  'distinguishednamematch',
  '2.5.13.1',
];
const EXACT = ['caseexactmatch', '2.5.13.5', 'caseexactia5match', '1.3.6.1.4.1.1466.109.114.1'];

function judgeExtensible(filter: Extract<Filter, { kind: 'extensible' }>, judged: Judged): boolean | undefined {
  const { name, rule } = filter;
  if (name === null) return undefined;
  const exact = rule !== null && EXACT.includes(rule.toLowerCase());
  if (rule !== null && !exact && !IGNORE_CASE.includes(rule.toLowerCase())) return undefined;
  const test = (values: readonly string[]): boolean =>
    exact ? values.includes(filter.value) : holds(name, values, filter.value);
  if (filter.inDn) {
    const wanted = canonicalName(name).toLowerCase();
    const inDn = judged.dn.flat().filter((part) => canonicalName(part.type).toLowerCase() === wanted);
    if (test(inDn.map((part) => part.value))) return true;
  }
  return known(name, judged, test);
}
