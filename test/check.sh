#!/usr/bin/env bash
# What must hold of the source besides the tests: types, lint, format, boundaries, unused code, generated files, licences.
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH="$PWD/node_modules/.bin:$PATH"

step() { printf '\n== %s\n' "$1"; }

step 'types'
tsc -p .
step 'lint'
oxlint --type-aware --deny-warnings
step 'format'
prettier --check --log-level warn .
step 'boundaries'
node test/checks/boundaries.js
step 'unused code'
knip
step 'generated files'
npm run --silent build
node dist/src/cli/index.js generate --check
step 'licences'
node test/checks/licences.js
step 'security items'
node test/checks/asvs.js
printf '\nall checks passed\n'
