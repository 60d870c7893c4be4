import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCode, spellCode } from './code';
import { loadKeys } from './keys';

describe('the keys file', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'keys-'));
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  it('is made once, whole, and read the same ever after', () => {
    const file = join(folder, 'deep', 'keys.json');

    const [one, other] = [loadKeys(file), loadKeys(file)];

    expect(other.signing.kid).toBe(one.signing.kid);
    expect(other.derive('client', 'x')).toEqual(one.derive('client', 'x'));
    expect(one.derive('client', 'x')).not.toEqual(one.derive('refresh', 'x'));
    expect(readdirSync(join(folder, 'deep'))).toEqual(['keys.json']);
  });

  it('is not used when others may read it', () => {
    const file = join(folder, 'keys.json');
    loadKeys(file);

    chmodSync(file, 0o640);

    expect(() => loadKeys(file)).toThrow('chmod 600');
  });

  it('is never replaced when it cannot be understood', () => {
    const file = join(folder, 'keys.json');
    writeFileSync(file, '{}', { mode: 0o600 });

    expect(() => loadKeys(file)).toThrow();
    expect(readdirSync(folder)).toEqual(['keys.json']);
  });
});

describe('the spelling of a code', () => {
  it('carries 60 bits', () => {
    expect(spellCode(Buffer.alloc(8, 0xff))).toBe('ZZZZ-ZZZZ-ZZZZ');
    expect(spellCode(Buffer.alloc(8, 0))).toBe('0000-0000-0000');
    expect(spellCode(Buffer.from('8000000000000010', 'hex'))).toBe('G000-0000-0001');
  });

  it('is read in any case, with dashes and spaces anywhere, and O, I, L for what they look like', () => {
    expect(readCode(' abcd ef-gh  jkmn ')).toBe('ABCDEFGHJKMN');
    expect(readCode('oOiI-lL00-1111')).toBe('001111001111');
    expect(readCode('ABCD-EFGH-JKM')).toBeNull();
    expect(readCode('ABCD-EFGH-JKMU')).toBeNull();
    expect(readCode('')).toBeNull();
  });
});
