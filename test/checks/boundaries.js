/**
 * Runs dependency-cruiser and asserts that it really read the source: with a TypeScript it cannot parse it reads nothing,
 * finds nothing wrong and exits 0.
 */
const { execFileSync } = require('node:child_process');
const { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { dirname, join, resolve } = require('node:path');

const CONFIG = resolve('.dependency-cruiser.cjs');
const ORACLE = 'test/proof/oracle';
const DEPCRUISE = resolve('node_modules/.bin/depcruise');

function sources(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sources(path);
    return path.endsWith('.ts') ? [path] : [];
  });
}

function cruise(folders, cwd) {
  const asked = [...folders, '--config', CONFIG, '--output-type', 'json'];
  try {
    return JSON.parse(execFileSync(DEPCRUISE, asked, { cwd, maxBuffer: 256 * 1024 * 1024 }).toString());
  } catch (error) {
    return JSON.parse(error.stdout.toString());
  }
}

/** True when an oracle that imports production code is caught. */
function oracleRuleBites() {
  const folder = mkdtempSync(join(tmpdir(), 'boundaries-'));
  const files = {
    'tsconfig.json': '{}',
    'src/day.ts': 'export const day = 1;',
    [`${ORACLE}/probe.ts`]: "import { day } from '../../../src/day';\nexport const probe = day;",
  };
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    return cruise([ORACLE], folder).summary.violations.some(({ rule }) => rule.name === 'oracle-stands-alone');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const { summary, modules } = cruise(['src', ORACLE], '.');
const expected = sources('src').length + sources(ORACLE).length;
const read = modules.filter(({ source }) => source.startsWith('src/') || source.startsWith(`${ORACLE}/`)).length;
for (const violation of summary.violations) {
  console.error(`${violation.rule.severity} ${violation.rule.name}: ${violation.from} -> ${violation.to}`);
}
if (read < expected) {
  console.error(`only ${read} of ${expected} source files were read; the boundaries were not checked`);
  process.exit(1);
}
if (!oracleRuleBites()) {
  console.error('an oracle that imports the code it judges was not caught');
  process.exit(1);
}
if (summary.error > 0) process.exit(1);
console.log(`${read} modules, ${summary.totalDependenciesCruised} dependencies, no boundary crossed`);
