/**
 * Runs dependency-cruiser and asserts that it really read the source: with a TypeScript it cannot parse it reads nothing,
 * finds nothing wrong and exits 0.
 */
const { execFileSync } = require('node:child_process');
const { readdirSync } = require('node:fs');
const { join } = require('node:path');

function sources(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sources(path);
    return path.endsWith('.ts') ? [path] : [];
  });
}

let output;
try {
  output = execFileSync('depcruise', ['src', '--config', '.dependency-cruiser.cjs', '--output-type', 'json'], {
    maxBuffer: 256 * 1024 * 1024,
  });
} catch (error) {
  output = error.stdout;
}
const { summary, modules } = JSON.parse(output.toString());
const expected = sources('src').length;
const read = modules.filter((module) => module.source.startsWith('src/')).length;
for (const violation of summary.violations) {
  console.error(`${violation.rule.severity} ${violation.rule.name}: ${violation.from} -> ${violation.to}`);
}
if (read < expected) {
  console.error(`only ${read} of ${expected} source files were read; the boundaries were not checked`);
  process.exit(1);
}
if (summary.error > 0) process.exit(1);
console.log(`${read} modules, ${summary.totalDependenciesCruised} dependencies, no boundary crossed`);
