/** What the schema demands of an entry before it is kept. */
import { valueKey, type Attributes, type Entry } from './entry';
import { keyOfText, type Dn } from './dn';
import { LdapFault, ResultCode } from './result';
import { attributeType, OBJECT_CLASSES, withSuperiors } from './schema';

/** Refuses an attribute that is unknown or kept by the server, and values that cannot be: empty, not a DN, twice the same. */
export function checkValues(name: string, values: readonly string[]): void {
  const type = attributeType(name);
  if (type === undefined) throw new LdapFault(ResultCode.undefinedAttributeType, `${name}: attribute type undefined`);
  if (type.operational && !type.managed)
    throw new LdapFault(ResultCode.constraintViolation, `${name}: no user modification allowed`);
  if (type.single && values.length > 1)
    throw new LdapFault(ResultCode.constraintViolation, `${name}: multiple values provided`);
  for (const value of values) {
    if (value === '' || value.includes('\0'))
      throw new LdapFault(ResultCode.invalidAttributeSyntax, `${name}: value invalid per syntax`);
    if (type.syntax === 'time' && !/^\d{12,14}(\.\d+)?Z$/.test(value))
      throw new LdapFault(ResultCode.invalidAttributeSyntax, `${name}: value invalid per syntax`);
    if (type.syntax === 'dn') checkDn(name, value);
  }
  if (new Set(values.map((value) => valueKey(name, value))).size < values.length) {
    throw new LdapFault(ResultCode.attributeOrValueExists, `${name}: value provided more than once`);
  }
}

function checkDn(name: string, value: string): void {
  try {
    keyOfText(value);
  } catch (error) {
    throw error instanceof LdapFault
      ? new LdapFault(ResultCode.invalidAttributeSyntax, `${name}: value invalid per syntax`)
      : error;
  }
}

/** Refuses an entry that lacks what its classes must have, or has what none of them may. */
export function checkEntry(entry: Pick<Entry, 'attributes' | 'passwordHash'>): void {
  const named = entry.attributes.get('objectclass')?.values ?? [];
  if (named.length === 0) throw violation('no objectClass attribute');
  const unknown = named.find((name) => !OBJECT_CLASSES.has(name.toLowerCase()));
  if (unknown !== undefined)
    throw new LdapFault(ResultCode.invalidAttributeSyntax, `objectClass: value "${unknown}" is not known`);
  const classes = named.flatMap(withSuperiors);
  if (!classes.some((one) => one.kind === 'structural')) throw violation('no structural object class provided');
  for (const one of classes) {
    const missing = one.must.find((name) => !has(entry, name));
    if (missing !== undefined) throw violation(`object class '${one.name}' requires attribute '${missing}'`);
  }
  const allowed = new Set(classes.flatMap((one) => [...one.must, ...one.may]).map((name) => name.toLowerCase()));
  for (const { name } of entry.attributes.values()) {
    const type = attributeType(name)!;
    if (!type.operational && !allowed.has(type.name.toLowerCase())) throw violation(`attribute '${name}' not allowed`);
  }
}

function has(entry: { readonly attributes: Attributes; readonly passwordHash: string | null }, name: string): boolean {
  return name === 'userPassword' ? entry.passwordHash !== null : entry.attributes.has(name.toLowerCase());
}

/** A new entry has the values of its RDN, whether they were given or not; a second one where there may be one is refused. */
export function withNamingValues(attributes: Attributes, dn: Dn): Attributes {
  const named = new Map(attributes);
  for (const { type, value } of dn[0] ?? []) {
    const known = attributeType(type);
    if (known === undefined) continue;
    const values = named.get(known.name.toLowerCase())?.values ?? [];
    if (values.some((one) => valueKey(type, one) === valueKey(type, value))) continue;
    if (known.single && values.length > 0)
      throw new LdapFault(
        ResultCode.namingViolation,
        `value of single-valued naming attribute '${known.name}' conflicts with value present in entry`,
      );
    checkValues(known.name, [value]);
    named.set(known.name.toLowerCase(), { name: known.name, values: [...values, value] });
  }
  return named;
}

/** The values of the RDN stand in the entry too. */
export function checkNaming(entry: Pick<Entry, 'attributes' | 'dn'>): void {
  for (const part of entry.dn[0] ?? []) {
    const type = attributeType(part.type);
    const values = type === undefined ? [] : (entry.attributes.get(type.name.toLowerCase())?.values ?? []);
    const present = values.some((value) => valueKey(part.type, value) === valueKey(part.type, part.value));
    if (!present)
      throw new LdapFault(
        ResultCode.namingViolation,
        `value of naming attribute '${part.type}' is not present in entry`,
      );
  }
}

function violation(text: string): LdapFault {
  return new LdapFault(ResultCode.objectClassViolation, text);
}
