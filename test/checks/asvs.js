/** Every item of the verification standard that SECURITY.md names has a test of that name. */
'use strict';
const { readdirSync, readFileSync } = require('node:fs');
const { join } = require('node:path');

const root = join(__dirname, '..', '..');
const ITEM = /\bASVS (\d+\.\d+\.\d+)\b/g;
/** `it('…`, `test('…`, `describe('…` and their `.each` forms: the text that `jest -t` looks at. */
const NAMED = /\b(?:it|test|describe\w*)(?:\.\w+)*(?:\([^)]*\))?\s*\(\s*(['"`])((?:(?!\1).)*)\1/gs;

function filesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return filesBelow(path);
    return entry.name.endsWith('.test.ts') ? [path] : [];
  });
}

const promised = new Set(
  [...readFileSync(join(root, 'SECURITY.md'), 'utf8').matchAll(/^\| (\d+\.\d+\.\d+) \|/gm)].map(([, item]) => item),
);
const named = new Map();
for (const file of ['src', 'test'].flatMap((folder) => filesBelow(join(root, folder)))) {
  for (const [, , name] of readFileSync(file, 'utf8').matchAll(NAMED))
    for (const [, item] of name.matchAll(ITEM)) named.set(item, (named.get(item) ?? 0) + 1);
}
const untested = [...promised].filter((item) => !named.has(item));
const untold = [...named.keys()].filter((item) => !promised.has(item));
if (promised.size < 20) throw new Error(`SECURITY.md names ${promised.size} items: its table was not understood`);
if (untested.length > 0) console.error(`items of SECURITY.md without a test: ${untested.join(', ')}`);
if (untold.length > 0) console.error(`tests name items that SECURITY.md does not: ${untold.join(', ')}`);
if (untested.length + untold.length > 0) process.exit(1);
console.log(`${promised.size} items, ${[...named.values()].reduce((sum, count) => sum + count, 0)} tests`);
