import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HomeNotWritable, prepareHome } from './home-folder';

const folder = mkdtempSync(join(tmpdir(), 'home-folder-'));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('makes the folder with all above it, and leaves nothing in it', () => {
  const home = join(folder, 'a', 'b', 'city');

  prepareHome(home);
  prepareHome(home);

  expect(readdirSync(home)).toEqual([]);
});

it.each([
  ['below a file', () => join(folder, 'file', 'city'), /^(ENOTDIR|ENOENT)$/],
  ['below /proc, where no folder can be', () => '/proc/dieuhanh/city', /^E[A-Z]+$/],
])('refuses at once a folder %s, with what was tried', (_where, home, reason) => {
  if (!existsSync(join(folder, 'file'))) writeFileSync(join(folder, 'file'), '');

  const refused = (): void => prepareHome(home());

  expect(refused).toThrow(HomeNotWritable);
  expect(refused).toThrow(expect.objectContaining({ operation: 'mkdir', reason: expect.stringMatching(reason) }));
});
