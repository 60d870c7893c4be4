/**
 * What graphql-js says is wrong, without what was sent: it repeats the value, or the whole input around it, and that may
 * be a password or a citizen number. The variable, the place and what was expected say enough.
 */
const VARIABLE = /^(Variable "\$\w+") got invalid value ([\s\S]*)$/;
/** Where inside of the variable; stands before the reason. */
const PLACE = / at "([$\w.[\]]+)"; /g;
/** Reasons that repeat nothing, as they end the text. */
const PLAIN =
  /; ((?:Expected (?:non-nullable )?type "[^"]*"|Field "\w+") (?:not to be null|to be an object|of required type "[^"]*" was not provided|is not defined by type "\w+")\.)[^;]*$/;
/** What our own scalars say; it never repeats the value. */
const OURS = /; (A (?:Date|DateTime) is [^";]*)$/;
const KIND = /((?:Enum "\w+"|\b[A-Z]\w*) cannot represent [a-z -]*value)\b/;
const ENUM = /Value "[^]*?" does not exist in ("\w+" enum)/;
const EXPECTED = /Expected (?:value of )?type "[^"]*"/;

export function withoutValues(said: string): string {
  const variable = VARIABLE.exec(said);
  if (variable !== null) return ofVariable(variable[1]!, variable[2]!);
  return said
    .replace(/(cannot represent [a-z -]*value): [^]*$/, '$1.')
    .replace(/Value "[^]*" does not exist in/, 'The value does not exist in')
    .replace(/(Expected value of type "[^"]*"), found [^]*$/, '$1.')
    .replace(/has invalid value [^]*$/, 'has an invalid value.')
    .replace(/\b(Name|String|BlockString|Int|Float) "[^]*"/, '$1');
}

function ofVariable(name: string, rest: string): string {
  const place = [...rest.matchAll(PLACE)].at(-1)?.[1];
  const at = place === undefined ? '' : ` at "${place}"`;
  return `${name} got an invalid value${at}${reasonIn(rest)}`;
}

function reasonIn(rest: string): string {
  const plain = (PLAIN.exec(rest) ?? OURS.exec(rest))?.[1];
  if (plain !== undefined) return `; ${plain}`;
  const reason = KIND.exec(rest)?.[1] ?? EXPECTED.exec(rest)?.[0];
  if (reason !== undefined) return `; ${reason}.`;
  const enumeration = ENUM.exec(rest)?.[1];
  return enumeration === undefined ? '.' : `; it does not exist in ${enumeration}.`;
}
