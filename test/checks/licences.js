/** Every package that a city runs carries an OSI-approved licence. What a manifest does not say is named here, with its source. */
const { readFileSync } = require('node:fs');

const APPROVED = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  'MIT',
  'MIT-0',
  'MPL-2.0',
  'Python-2.0',
  'Unlicense',
  'Zlib',
  'CC0-1.0',
]);
/** Declared elsewhere than in the manifest. */
const KNOWN = { precond: 'MIT (LICENSE file of the package)' };

function approved(expression) {
  if (typeof expression !== 'string') return false;
  const bare = expression.replace(/[()]/g, '').trim();
  if (bare.includes(' OR ')) return bare.split(' OR ').some(approved);
  if (bare.includes(' AND ')) return bare.split(' AND ').every(approved);
  return APPROVED.has(bare);
}

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'));
const counts = new Map();
const refused = [];
for (const [path, entry] of Object.entries(lock.packages)) {
  if (path === '' || entry.dev || entry.devOptional) continue;
  const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
  let licence = entry.license;
  if (licence === undefined && !entry.optional) {
    const manifest = JSON.parse(readFileSync(`${path}/package.json`, 'utf8'));
    licence = manifest.license?.type ?? manifest.license ?? manifest.licenses?.[0]?.type;
  }
  if (licence === undefined && KNOWN[name] !== undefined) licence = 'MIT';
  if (!approved(licence)) refused.push(`${name} ${entry.version}: ${licence ?? 'none declared'}`);
  counts.set(licence, (counts.get(licence) ?? 0) + 1);
}
console.log(
  [...counts]
    .sort((a, b) => b[1] - a[1])
    .map(([licence, count]) => `${licence} ${count}`)
    .join(', '),
);
if (refused.length > 0) {
  console.error(`not OSI-approved or not declared:\n  ${refused.join('\n  ')}`);
  process.exit(1);
}
