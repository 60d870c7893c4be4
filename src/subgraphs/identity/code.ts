/** The spelling of activation codes: XXXX-XXXX-XXXX in Crockford's base32, 60 bits, made to be read aloud and typed. */

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 12;

/** A code from at least 60 random bits. */
export function spellCode(bits: Buffer): string {
  let rest = bits.readBigUInt64BE() >> 4n;
  let code = '';
  for (let place = 0; place < LENGTH; place += 1) {
    code = ALPHABET[Number(rest & 31n)] + code;
    rest >>= 5n;
  }
  return code.replace(/(.{4})(?!$)/g, '$1-');
}

/** What was meant by what was typed: any case, dashes or spaces anywhere, O for 0, I and L for 1; null when it is no code. */
export function readCode(typed: string): string | null {
  const code = typed
    .slice(0, 100)
    .toUpperCase()
    .replace(/[\s\-–]/g, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1');
  return code.length === LENGTH && [...code].every((sign) => ALPHABET.includes(sign)) ? code : null;
}
