/** Search and compare. An indexed equality narrows the search; otherwise entries are walked in order of creation. */
import { maySee, requireReader, type Identity } from './access';
import { keyOf, parseDn, type Dn } from './dn';
import { classKeys, valueKey, type Entry } from './entry';
import { judge, type Filter, type Judged } from './filter';
import type { AttributeValues, Scope, SearchRequest } from './protocol';
import { LdapFault, ResultCode } from './result';
import { rootEntry, subschemaEntry } from './root-entry';
import { entryAt, entryNamed, type Asked, type Scene } from './scene';
import { attributeType } from './schema';
import { judgedEntry, selectAttributes } from './view';

export interface FoundEntry {
  readonly dn: string;
  readonly attributes: readonly AttributeValues[];
}

export interface Found {
  readonly entries: readonly FoundEntry[];
  /** More fits than the size limit lets through. */
  readonly truncated: boolean;
  /** Where the next page begins; null when there is none. */
  readonly next: Pick<PageWanted, 'after' | 'served'> | null;
}

export interface PageWanted {
  readonly size: number;
  /** Id of the last entry that was sent; 0 at the start. */
  readonly after: number;
  /** Entries that the pages before held: the limits of the server are for all pages together. */
  readonly served: number;
}

/** Most entries that somebody other than a service gets from one search. */
const PERSON_SIZE_LIMIT = 500;

export function search(scene: Scene, identity: Identity, request: SearchRequest, page: PageWanted | null): Found {
  const base = parseDn(request.base);
  const fixed = fixedEntry(scene, base, request.scope);
  if (fixed !== null) return { entries: selectFixed(fixed, request), truncated: false, next: null };
  requireReader(identity);
  const top = entryAt(scene, base.length === 0 ? scene.suffix : base);
  if (!maySee(identity, top.key)) throw new LdapFault(ResultCode.noSuchObject, '');
  const { after, served } = page ?? { after: 0, served: 0 };
  const size = page?.size || Infinity;
  const left = (identity.kind === 'service' ? scene.sizeLimit : PERSON_SIZE_LIMIT) - served;
  const wanted = Math.max(0, Math.min(request.sizeLimit || Infinity, left, size));
  const hits = matching(scene, identity, top, request, after, wanted + 1);
  const shown = hits.slice(0, wanted);
  const more = hits.length > shown.length;
  return {
    entries: shown.map((entry) => ({
      dn: entry.dnText,
      attributes: selectAttributes(scene, entry, request.attributes, request.typesOnly),
    })),
    truncated: more && wanted < size,
    next: more && wanted === size ? { after: shown.at(-1)!.id, served: served + wanted } : null,
  };
}

function matching(
  scene: Scene,
  identity: Identity,
  top: Entry,
  request: SearchRequest,
  after: number,
  countMax: number,
): Entry[] {
  const hits: Entry[] = [];
  for (const entry of candidates(scene, top, request)) {
    if (entry.id <= after || !within(entry, top, request.scope) || !maySee(identity, entry.key)) continue;
    if (judge(request.filter, judgedEntry(scene, entry, classKeys)) !== true) continue;
    hits.push(entry);
    if (hits.length >= countMax) break;
  }
  return hits;
}

function candidates(scene: Scene, top: Entry, request: SearchRequest): Iterable<Entry> {
  if (request.scope === 'base') return [top];
  const indexed = narrowed(scene, request.filter);
  return indexed ?? (request.scope === 'one' ? scene.tree.childrenOf(top.key) : scene.tree.all());
}

/** The entries that an index offers for a filter, in order; null when no index helps. */
function narrowed(scene: Scene, filter: Filter): Entry[] | null {
  switch (filter.kind) {
    case 'equal':
      return equalEntries(scene, filter.name, filter.value);
    case 'and': {
      const parts = filter.of.map((part) => narrowed(scene, part)).filter((part) => part !== null);
      return parts.sort((a, b) => a.length - b.length)[0] ?? null;
    }
    case 'or': {
      const parts = filter.of.map((part) => narrowed(scene, part));
      if (parts.length === 0 || parts.includes(null)) return null;
      const union = new Map(parts.flatMap((part) => part ?? []).map((entry) => [entry.id, entry]));
      return [...union.values()].sort((a, b) => a.id - b.id);
    }
    default:
      return null;
  }
}

function equalEntries(scene: Scene, name: string, value: string): Entry[] | null {
  const type = attributeType(name)?.name;
  if (type === undefined) return [];
  if (type !== 'memberOf') return scene.tree.having(type, value);
  const group = scene.tree.find(valueKey(type, value));
  const members = (group?.attributes.get('member')?.values ?? []).map((member) =>
    scene.tree.find(valueKey(type, member)),
  );
  return members.filter((member) => member !== undefined).sort((a, b) => a.id - b.id);
}

function within(entry: Entry, top: Entry, scope: Scope): boolean {
  if (scope === 'base') return entry.id === top.id;
  if (scope === 'one') return entry.parentKey === top.key;
  return (scope === 'sub' && entry.id === top.id) || entry.key.endsWith(`,${top.key}`);
}

/** Root entry and subschema, which everybody may read. */
function fixedEntry(
  scene: Scene,
  base: Dn,
  scope: Scope,
): (FoundEntry & { readonly operational: ReadonlySet<string> }) | null {
  if (base.length === 0 && scope === 'base') return rootEntry(scene);
  return keyOf(base) === 'cn=subschema' && scope === 'base' ? subschemaEntry() : null;
}

function selectFixed(
  entry: FoundEntry & { readonly operational: ReadonlySet<string> },
  request: SearchRequest,
): FoundEntry[] {
  const judged: Judged = {
    dn: [],
    values: (name) => entry.attributes.find((one) => one.name.toLowerCase() === name.toLowerCase())?.values ?? [],
  };
  if (judge(request.filter, judged) !== true) return [];
  const wanted = new Set(request.attributes.map((name) => name.toLowerCase()));
  const selected = entry.attributes.filter(({ name }) => {
    if (wanted.has(name.toLowerCase())) return true;
    return entry.operational.has(name) ? wanted.has('+') : wanted.size === 0 || wanted.has('*');
  });
  return [{ dn: entry.dn, attributes: request.typesOnly ? selected.map((one) => ({ ...one, values: [] })) : selected }];
}

export function compare(
  scene: Scene,
  asked: Asked,
  request: { readonly dn: string; readonly name: string; readonly value: string },
): boolean {
  requireReader(asked.identity);
  const entry = entryNamed(scene, request.dn);
  if (attributeType(request.name)?.name === 'userPassword')
    throw new LdapFault(ResultCode.insufficientAccessRights, 'a password is checked by a bind');
  const judged = judgedEntry(scene, entry, classKeys);
  if (asked.assertion !== null && judge(asked.assertion, judged) !== true)
    throw new LdapFault(ResultCode.assertionFailed, '');
  const values = attributeType(request.name) === undefined ? undefined : judged.values(request.name);
  if (values === undefined) throw new LdapFault(ResultCode.undefinedAttributeType, request.name);
  if (values.length === 0) throw new LdapFault(ResultCode.noSuchAttribute, request.name);
  return judge({ kind: 'equal', name: request.name, value: request.value }, judged) === true;
}
