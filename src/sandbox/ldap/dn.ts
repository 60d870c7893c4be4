/**
 * Distinguished names as RFC 4514 writes them. A name is kept as data; text is parsed on the way in and written on the
 * way out, so that no character of a name can be taken for syntax. `keyOf` is what two spellings of one name share.
 */
import { canonicalName, matchKey } from './schema';
import { LdapFault, ResultCode } from './result';

export interface NamePart {
  readonly type: string;
  readonly value: string;
}

export type Rdn = readonly NamePart[];
/** From the entry up to the root. */
export type Dn = readonly Rdn[];

const ATTRIBUTE_TYPE = /^(?:oid\.)?([a-z][a-z0-9-]*|\d+(?:\.\d+)+)$/i;
const HEX = /^[0-9a-f]{2}$/i;
const KEYS_MAX = 20_000;

/** What `keyOfText` has found; a name is never anything else. */
const keys = new Map<string, string>();

export function parseDn(text: string): Dn {
  if (text.trim() === '') return [];
  const reader = new NameReader(text);
  const rdns: NamePart[][] = [[]];
  for (;;) {
    rdns.at(-1)!.push(reader.part());
    const separator = reader.separator();
    if (separator === null) return rdns;
    if (separator !== '+') rdns.push([]);
  }
}

/** One RDN, as the new name in a rename. */
export function parseRdn(text: string): Rdn {
  const dn = parseDn(text);
  if (dn.length !== 1) throw invalid();
  return dn[0]!;
}

export function formatDn(dn: Dn): string {
  return dn.map((rdn) => rdn.map((part) => `${part.type}=${escapeValue(part.value)}`).join('+')).join(',');
}

/** Equal for names that are equal under the matching rules of their attributes. */
export function keyOf(dn: Dn): string {
  return dn.map(rdnKey).join(',');
}

/** A group of a thousand is written with each of its members' names anew at every change. */
export function keyOfText(text: string): string {
  const known = keys.get(text);
  if (known !== undefined) return known;
  const key = keyOf(parseDn(text));
  if (keys.size >= KEYS_MAX) keys.clear();
  keys.set(text, key);
  return key;
}

function rdnKey(rdn: Rdn): string {
  const parts = rdn.map((part) => {
    const type = canonicalName(part.type).toLowerCase();
    return `${type}=${escapeValue(matchKey(type, part.value))}`;
  });
  return parts.sort().join('+');
}

/** Hex pairs for what RFC 4514, section 2.4 wants escaped, as OpenLDAP writes them. */
function escapeValue(value: string): string {
  return value.replace(
    /["+,;<>\\=\0]|^[ #]|[ ]$/g,
    (character) => `\\${character.charCodeAt(0).toString(16).padStart(2, '0').toUpperCase()}`,
  );
}

function invalid(): LdapFault {
  return new LdapFault(ResultCode.invalidDnSyntax, 'the DN is not written as RFC 4514 says');
}

class NameReader {
  private at = 0;

  constructor(private readonly text: string) {}

  part(): NamePart {
    const equals = this.text.indexOf('=', this.at);
    const type = equals < 0 ? null : ATTRIBUTE_TYPE.exec(this.text.slice(this.at, equals).trim());
    if (!type) throw invalid();
    this.at = equals + 1;
    while (this.text[this.at] === ' ') this.at += 1;
    const first = this.text[this.at];
    if (first === '#') return { type: type[1]!, value: this.hexString() };
    return { type: type[1]!, value: first === '"' ? this.quoted() : this.plain() };
  }

  /** The separator that follows, or null at the end. */
  separator(): string | null {
    while (this.text[this.at] === ' ') this.at += 1;
    const found = this.text[this.at];
    if (found === undefined) return null;
    if (found !== ',' && found !== ';' && found !== '+') throw invalid();
    this.at += 1;
    return found;
  }

  private plain(): string {
    const bytes: Buffer[] = [];
    let kept = 0;
    while (this.at < this.text.length && !',;+'.includes(this.text[this.at]!)) {
      const character = this.text[this.at]!;
      if (character === '"' || character === '<' || character === '>' || character === '\0') throw invalid();
      bytes.push(character === '\\' ? this.escape() : this.character());
      if (character !== ' ') kept = bytes.length;
    }
    return decode(bytes.slice(0, kept));
  }

  /** The quoted form of RFC 2253, which some clients still send. */
  private quoted(): string {
    const bytes: Buffer[] = [];
    this.at += 1;
    while (this.text[this.at] !== '"') {
      if (this.at >= this.text.length) throw invalid();
      bytes.push(this.text[this.at] === '\\' ? this.escape() : this.character());
    }
    this.at += 1;
    return decode(bytes);
  }

  /** `#` and the BER of the value in hex: its octets are what remains behind tag and length. */
  private hexString(): string {
    const match = /^#((?:[0-9a-f]{2})+) *(?=$|[,;+])/i.exec(this.text.slice(this.at));
    if (!match) throw invalid();
    this.at += 1 + match[1]!.length;
    const ber = Buffer.from(match[1]!, 'hex');
    if (ber.length < 2 || ber[1] !== ber.length - 2) throw invalid();
    return decode([ber.subarray(2)]);
  }

  private escape(): Buffer {
    const pair = this.text.slice(this.at + 1, this.at + 3);
    if (HEX.test(pair)) {
      this.at += 3;
      return Buffer.from(pair, 'hex');
    }
    const special = this.text[this.at + 1];
    if (special === undefined || !' "#+,;<=>\\'.includes(special)) throw invalid();
    this.at += 2;
    return Buffer.from(special);
  }

  private character(): Buffer {
    const character = String.fromCodePoint(this.text.codePointAt(this.at)!);
    this.at += character.length;
    return Buffer.from(character, 'utf8');
  }
}

function decode(bytes: readonly Buffer[]): string {
  const value = Buffer.concat(bytes).toString('utf8');
  if (value === '' || value.includes('\uFFFD')) throw invalid();
  return value;
}
