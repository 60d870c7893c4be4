/** What of an entry is seen from outside: user attributes on request, operational ones by name or `+`, the password never. */
import { keyOf } from './dn';
import { valuesOf, type Entry } from './entry';
import type { Judged } from './filter';
import type { AttributeValues } from './protocol';
import type { Scene } from './scene';
import { attributeType, canonicalName } from './schema';

const COMPUTED: Readonly<Record<string, (scene: Scene, entry: Entry) => readonly string[]>> = {
  entryUUID: (_, entry) => [entry.uuid],
  createTimestamp: (_, entry) => [entry.createdAt],
  modifyTimestamp: (_, entry) => [entry.modifiedAt],
  entryCSN: (_, entry) => [entry.csn],
  contextCSN: (scene, entry) => (entry.key === keyOf(scene.suffix) ? [scene.stamps.last()] : []),
  pwdChangedTime: (_, entry) => (entry.passwordChangedAt === null ? [] : [entry.passwordChangedAt]),
  pwdAccountLockedTime: (_, entry) => valuesOf(entry, 'pwdAccountLockedTime'),
  memberOf: (scene, entry) => scene.tree.groupsOf(entry.key).map((group) => group.dnText),
  entryDN: (_, entry) => [entry.dnText],
  subschemaSubentry: () => ['cn=Subschema'],
  hasSubordinates: (scene, entry) => [scene.tree.hasChildren(entry.key) ? 'TRUE' : 'FALSE'],
};

function read(scene: Scene, entry: Entry, name: string): readonly string[] {
  const computed = COMPUTED[name];
  return computed === undefined ? valuesOf(entry, name) : computed(scene, entry);
}

/** The entry as a filter sees it; a class stands for its superiors too, and a password for nothing. */
export function judgedEntry(scene: Scene, entry: Entry, classes: (entry: Entry) => ReadonlySet<string>): Judged {
  return {
    dn: entry.dn,
    values(name) {
      const canonical = canonicalName(name.split(';')[0]!);
      if (canonical === 'userPassword') return undefined;
      return canonical === 'objectClass' ? [...classes(entry)] : read(scene, entry, canonical);
    },
  };
}

/** The attributes that a search asked for, in the order of the entry. */
export function selectAttributes(
  scene: Scene,
  entry: Entry,
  asked: readonly string[],
  typesOnly: boolean,
): AttributeValues[] {
  const wanted = new Set(asked.map((name) => (attributeType(name)?.name ?? name).toLowerCase()));
  const all = wanted.size === 0 || wanted.has('*');
  const user = [...entry.attributes.keys()].filter(
    (key) => !attributeType(key)?.operational && (all || wanted.has(key)),
  );
  const operational = Object.keys(COMPUTED).filter((name) => wanted.has('+') || wanted.has(name.toLowerCase()));
  return [...user.map((key) => entry.attributes.get(key)!.name), ...operational]
    .map((name) => ({ name, values: read(scene, entry, name) }))
    .filter((one) => one.values.length > 0)
    .map((one) => (typesOnly ? { ...one, values: [] } : one));
}
