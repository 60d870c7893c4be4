import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCode, spellCode } from './code';
import { retireKeys, rotateKeys, toldKeys } from './key-file';
import { loadKeys } from './keys';
import { IdentityTown } from './room.fixture';

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

  it('ASVS 13.3.1 is not used when others may read it', () => {
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

describe('keys that are rotated while the room runs', () => {
  const TOKEN_MS = 5 * 60_000;
  let town: IdentityTown;
  const life = (): { tokenMs: number; now: Date } => ({ tokenMs: TOKEN_MS, now: town.clock.now() });
  const kidOf = (token: string): string =>
    (JSON.parse(Buffer.from(token.split('.')[0]!, 'base64url').toString()) as { kid: string }).kid;

  beforeEach(async () => {
    town = await IdentityTown.open();
  });

  afterEach(() => town.close());

  it('sign with the new one at the next start or look, and go on verifying what the old one signed', async () => {
    const before = await town.tokens('nvmau');

    const told = await rotateKeys(town.keysFile, life());
    await town.restart();
    const after = await town.tokens('nvmau');

    expect(told.map(({ signs }) => signs)).toEqual([true, false]);
    expect(kidOf(after.accessToken)).toBe(told[0]!.kid);
    expect([await town.isSignedIn({ token: before.accessToken }), kidOf(before.accessToken)]).toEqual([
      true,
      told[1]!.kid,
    ]);
    expect(statSync(town.keysFile).mode & 0o777).toBe(0o600);
  });

  it('are known to a running room as soon as a token names a key that it has not seen', async () => {
    await town.tokens('nvmau');
    await rotateKeys(town.keysFile, life());
    const elsewhere = loadKeys(town.keysFile);
    const ours = loadKeys(town.keysFile);

    await rotateKeys(town.keysFile, life());
    const { kid } = loadKeys(town.keysFile).signing;

    expect(elsewhere.signing.kid).not.toBe(kid);
    expect(ours.verifying(kid)).toBeDefined();
    expect(ours.signing.kid).toBe(kid);
  });

  it('drop the old one when its tokens have ended, and not before', async () => {
    await rotateKeys(town.keysFile, life());

    const early = await retireKeys(town.keysFile, life());
    town.clock.advance(TOKEN_MS + 60_000);
    const due = await retireKeys(town.keysFile, life());

    expect(early.map(({ droppableAt }) => droppableAt)).toEqual([null, '2026-03-02T02:06:00.000Z']);
    expect(due.map(({ signs }) => signs)).toEqual([true]);
    expect(toldKeys(town.keysFile, life())).toEqual(due);
  });

  it('end what a stolen one signed at once', async () => {
    const before = await town.tokens('nvmau');

    await rotateKeys(town.keysFile, life(), true);
    await town.restart();

    expect(await town.isSignedIn({ token: before.accessToken })).toBe(false);
    expect((await town.refresh(before.refreshToken)).code).toBeUndefined();
  });

  it('are at most ten, and the file stays when there is no room', async () => {
    for (let count = 1; count < 10; count += 1) await rotateKeys(town.keysFile, life());

    await expect(rotateKeys(town.keysFile, life())).rejects.toThrow('--retire');
    expect(toldKeys(town.keysFile, life())).toHaveLength(10);
    expect(readdirSync(town.folder).filter((name) => name.startsWith('keys'))).toEqual(['keys.json']);
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
