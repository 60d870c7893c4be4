/**
 * Add, modify, delete, rename. Each computes the entries as they will be, checks them, and hands one commit to the tree;
 * what refers to a person by DN (the groups) follows in the same commit.
 */
import { mayWrite, requireWriter } from './access';
import { checkEntry, checkNaming, checkValues, withNamingValues } from './checks';
import { keyOf, keyOfText, parseDn, parseRdn, type Dn } from './dn';
import { classKeys, placeOf, valueKey, type Attributes, type Entry, type StoredAttribute } from './entry';
import { judge } from './filter';
import { hashPassword } from './passwords';
import type { AttributeValues, Change } from './protocol';
import { LdapFault, ResultCode } from './result';
import { entryAt, entryNamed, type Asked, type Scene } from './scene';
import { canonicalName } from './schema';
import { judgedEntry } from './view';

type MutableAttributes = Map<string, StoredAttribute>;

export async function add(
  scene: Scene,
  asked: Asked,
  request: { readonly dn: string; readonly attributes: readonly AttributeValues[] },
): Promise<void> {
  requireWriter(asked.identity);
  const dn = parseDn(request.dn);
  const { password, attributes } = collect(request.attributes);
  const passwordHash = password === null ? null : await hashNew(scene, password);
  const place = placeOf(dn);
  if (scene.tree.find(place.key)) throw new LdapFault(ResultCode.entryAlreadyExists, '');
  entryAt(scene, dn.slice(1));
  const { time, csn } = scene.stamps.next();
  const entry: Entry = {
    id: scene.tree.nextId(),
    ...place,
    uuid: scene.stamps.newUuid(),
    createdAt: time,
    modifiedAt: time,
    csn,
    attributes: withNamingValues(attributes, dn),
    passwordHash,
    passwordChangedAt: passwordHash === null ? null : time,
  };
  requireFit(scene, asked, entry);
  checkEntry(entry);
  checkNaming(entry);
  scene.tree.commit({ put: [entry] });
}

function collect(given: readonly AttributeValues[]): { password: string | null; attributes: Attributes } {
  const attributes: MutableAttributes = new Map();
  let password: string | null = null;
  for (const { name: written, values } of given) {
    checkValues(written, values);
    const name = canonicalName(written.split(';')[0]!);
    if (values.length === 0) throw new LdapFault(ResultCode.invalidAttributeSyntax, `${name}: no values`);
    if (name === 'userPassword') password = onlyPassword(values);
    else if (attributes.has(name.toLowerCase()))
      throw new LdapFault(ResultCode.attributeOrValueExists, `${name}: attribute provided more than once`);
    else attributes.set(name.toLowerCase(), { name, values });
  }
  return { password, attributes };
}

export async function modify(
  scene: Scene,
  asked: Asked,
  request: { readonly dn: string; readonly changes: readonly Change[] },
): Promise<void> {
  const before = entryNamed(scene, request.dn);
  requireRightToModify(asked, before, request.changes);
  requireFit(scene, asked, before);
  const attributes: MutableAttributes = new Map(before.attributes);
  let password: { readonly hash: string | null } | null = null;
  for (const change of request.changes) {
    if (canonicalName(change.name).toLowerCase() === 'userpassword')
      password = (await changePassword(scene, change)) ?? password;
    else applyChange(attributes, change);
  }
  const { time, csn } = scene.stamps.next();
  const passwordParts =
    password === null ? {} : { passwordHash: password.hash, passwordChangedAt: password.hash === null ? null : time };
  const after: Entry = { ...before, attributes, ...passwordParts, modifiedAt: time, csn };
  checkNamingKept(after);
  checkEntry(after);
  scene.tree.commit({ put: [after] });
}

/** A person changes the own password and nothing else. */
function requireRightToModify(asked: Asked, entry: Entry, changes: readonly Change[]): void {
  if (mayWrite(asked.identity)) return;
  const own = asked.identity.kind === 'person' && asked.identity.uuid === entry.uuid;
  if (!own || changes.some((change) => canonicalName(change.name).toLowerCase() !== 'userpassword'))
    requireWriter(asked.identity);
}

function requireFit(scene: Scene, asked: Asked, entry: Entry): void {
  if (asked.assertion !== null && judge(asked.assertion, judgedEntry(scene, entry, classKeys)) !== true) {
    throw new LdapFault(ResultCode.assertionFailed, 'the entry does not fit the assertion');
  }
}

/** The hash to keep; null when the change only takes the old value away, to make room for what follows. */
async function changePassword(scene: Scene, change: Change): Promise<{ readonly hash: string | null } | null> {
  checkValues(change.name, change.values);
  if (change.values.length === 0) return { hash: null };
  if (change.kind === 'delete') return null;
  return { hash: await hashNew(scene, onlyPassword(change.values)) };
}

function onlyPassword(values: readonly string[]): string {
  if (values.length !== 1) throw new LdapFault(ResultCode.constraintViolation, 'userPassword: one password per entry');
  if (/^\{[A-Z0-9-]+\}/i.test(values[0]!))
    throw new LdapFault(ResultCode.constraintViolation, 'userPassword: send it in clear, it is hashed here');
  return values[0]!;
}

/** Also used by the password modify operation. */
export async function hashNew(scene: Scene, password: string): Promise<string> {
  if ([...password].length < scene.passwordLengthMin) {
    throw new LdapFault(
      ResultCode.constraintViolation,
      `the password is shorter than ${scene.passwordLengthMin} characters`,
    );
  }
  return hashPassword(password);
}

function applyChange(attributes: MutableAttributes, change: Change): void {
  checkValues(change.name, change.values);
  const name = canonicalName(change.name.split(';')[0]!);
  const key = name.toLowerCase();
  const present = attributes.get(key)?.values ?? [];
  const keep = (values: readonly string[]): void => {
    if (values.length === 0) attributes.delete(key);
    else attributes.set(key, { name, values });
  };
  if (change.kind === 'replace') keep(change.values);
  else if (change.kind === 'add') keep(added(name, present, change.values));
  else keep(removed(name, present, change.values));
  checkValues(name, attributes.get(key)?.values ?? []);
}

function added(name: string, present: readonly string[], values: readonly string[]): readonly string[] {
  if (values.length === 0) throw new LdapFault(ResultCode.protocolError, `modify/add: ${name}: no values`);
  const keys = new Set(present.map((value) => valueKey(name, value)));
  values.forEach((value, index) => {
    if (keys.has(valueKey(name, value)))
      throw new LdapFault(ResultCode.attributeOrValueExists, `modify/add: ${name}: value #${index} already exists`);
  });
  return [...present, ...values];
}

function removed(name: string, present: readonly string[], values: readonly string[]): readonly string[] {
  if (present.length === 0)
    throw new LdapFault(ResultCode.noSuchAttribute, `modify/delete: ${name}: no such attribute`);
  if (values.length === 0) return [];
  const gone = new Set(values.map((value) => valueKey(name, value)));
  const kept = present.filter((value) => !gone.has(valueKey(name, value)));
  if (kept.length !== present.length - gone.size)
    throw new LdapFault(ResultCode.noSuchAttribute, `modify/delete: ${name}: no such value`);
  return kept;
}

function checkNamingKept(entry: Entry): void {
  try {
    checkNaming(entry);
  } catch (error) {
    throw error instanceof LdapFault ? new LdapFault(ResultCode.notAllowedOnRdn, error.message) : error;
  }
}

export async function remove(scene: Scene, asked: Asked, request: { readonly dn: string }): Promise<void> {
  requireWriter(asked.identity);
  const entry = entryNamed(scene, request.dn);
  requireFit(scene, asked, entry);
  if (scene.tree.hasChildren(entry.key))
    throw new LdapFault(ResultCode.notAllowedOnNonLeaf, 'subordinate objects must be deleted first');
  // No entry keeps this number; that there was a change is seen by it all the same.
  scene.stamps.next();
  scene.tree.commit({ remove: [entry.id], put: regrouped(scene, new Map([[entry.key, null]])) });
}

export async function rename(
  scene: Scene,
  asked: Asked,
  request: {
    readonly dn: string;
    readonly newRdn: string;
    readonly deleteOldRdn: boolean;
    readonly newSuperior: string | null;
  },
): Promise<void> {
  requireWriter(asked.identity);
  const before = entryNamed(scene, request.dn);
  requireFit(scene, asked, before);
  const superior = request.newSuperior === null ? before.dn.slice(1) : entryNamed(scene, request.newSuperior).dn;
  if (`,${keyOf(superior)}`.endsWith(`,${before.key}`))
    throw new LdapFault(ResultCode.unwillingToPerform, 'an entry cannot move below itself');
  const dn: Dn = [parseRdn(request.newRdn), ...superior];
  const occupant = scene.tree.find(keyOf(dn));
  if (occupant !== undefined && occupant.id !== before.id) throw new LdapFault(ResultCode.entryAlreadyExists, '');
  const { time, csn } = scene.stamps.next();
  const attributes = renamedAttributes(before, dn, request.deleteOldRdn);
  const after: Entry = { ...before, ...placeOf(dn), attributes, modifiedAt: time, csn };
  checkEntry(after);
  const below = scene.tree
    .below(before.key)
    .map((entry) => ({ ...entry, ...placeOf([...entry.dn.slice(0, entry.dn.length - before.dn.length), ...dn]) }));
  const moved = [after, ...below];
  const old = [before, ...scene.tree.below(before.key)];
  const groups = regrouped(scene, new Map(old.map((entry, index) => [entry.key, moved[index]!.dnText])));
  const untouched = groups.filter((group) => !moved.some((entry) => entry.id === group.id));
  scene.tree.commit({ put: [...moved, ...untouched] });
}

function renamedAttributes(before: Entry, dn: Dn, deleteOldRdn: boolean): Attributes {
  const attributes: MutableAttributes = new Map(before.attributes);
  const edit = (type: string, change: (values: readonly string[]) => readonly string[]): void => {
    const name = canonicalName(type);
    const values = change(attributes.get(name.toLowerCase())?.values ?? []);
    checkValues(name, values);
    if (values.length === 0) attributes.delete(name.toLowerCase());
    else attributes.set(name.toLowerCase(), { name, values });
  };
  const without = (type: string, value: string) => (values: readonly string[]) =>
    values.filter((one) => valueKey(type, one) !== valueKey(type, value));
  if (deleteOldRdn) for (const part of before.dn[0] ?? []) edit(part.type, without(part.type, part.value));
  for (const part of dn[0] ?? []) edit(part.type, (values) => [...without(part.type, part.value)(values), part.value]);
  return attributes;
}

/** The groups as they are once members are renamed (new DN) or gone (null). */
function regrouped(scene: Scene, renamed: ReadonlyMap<string, string | null>): Entry[] {
  const groups = new Map(
    [...renamed.keys()].flatMap((key) => scene.tree.groupsOf(key)).map((group) => [group.id, group]),
  );
  return [...groups.values()].map((group) => {
    const members = group.attributes.get('member')!.values.flatMap((member) => {
      const to = renamed.get(keyOfText(member));
      return to === undefined ? [member] : to === null ? [] : [to];
    });
    const { time, csn } = scene.stamps.next();
    const member = { name: 'member', values: members.length > 0 ? members : [scene.nobodyDn] };
    return { ...group, attributes: new Map([...group.attributes, ['member', member]]), modifiedAt: time, csn };
  });
}
