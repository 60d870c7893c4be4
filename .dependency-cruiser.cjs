/** Who may import whom: ARCHITECTURE.md tells why. `test/check.sh` also asserts that modules were read at all. */
const rooms = '(identity|organisation|provisioning|directory|mail|documents|tablets)';

module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'shared-imports-nothing-of-ours',
      severity: 'error',
      from: { path: '^src/shared/' },
      to: { path: '^src/', pathNot: '^src/(shared|errors)/' },
    },
    {
      name: 'errors-are-leaves',
      severity: 'error',
      from: { path: '^src/errors/' },
      to: { path: '^src/', pathNot: '^src/errors/' },
    },
    {
      name: 'core-is-pure',
      severity: 'error',
      from: { path: '^src/provisioning/core/', pathNot: '\\.test\\.ts$' },
      to: { path: '^src/', pathNot: '^src/(provisioning/core|shared)/' },
    },
    {
      name: 'core-has-no-effects',
      severity: 'error',
      from: { path: '^src/provisioning/core/', pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['core', 'npm'], pathNot: '(^|/)(crypto|yaml|zod)(/|$)|node:crypto' },
    },
    {
      name: 'connectors-translate-only',
      severity: 'error',
      from: { path: '^src/connectors/([^/]+)/', pathNot: '\\.test\\.ts$' },
      to: { path: '^src/', pathNot: ['^src/connectors/(contract|$1)', '^src/shared/'] },
    },
    {
      name: 'effects-know-no-room',
      severity: 'error',
      from: { path: '^src/provisioning/effects/', pathNot: '\\.test\\.ts$' },
      to: { path: '^src/', pathNot: '^src/(provisioning|connectors/contract|store|events|audit|shared|errors)' },
    },
    {
      name: 'rooms-never-meet',
      severity: 'error',
      from: { path: `^src/subgraphs/${rooms}/`, pathNot: '\\.test\\.ts$' },
      to: {
        path: '^src/subgraphs/',
        pathNot: ['^src/subgraphs/$1/', '^src/subgraphs/identity/face', '^src/subgraphs/inputs/'],
      },
    },
    {
      name: 'rooms-reach-only-shared-ground',
      severity: 'error',
      from: { path: `^src/subgraphs/${rooms}/`, pathNot: '\\.test\\.ts$' },
      to: { path: '^src/(gateway|connectors|sandbox|cli|main|import|config)' },
    },
    {
      name: 'only-its-room-drives-the-engine',
      severity: 'error',
      from: { path: '^src/subgraphs/(identity|directory|mail|documents|tablets)/', pathNot: '\\.test\\.ts$' },
      to: { path: '^src/provisioning/' },
    },
    {
      name: 'organisation-knows-the-engines-questions-only',
      severity: 'error',
      from: { path: '^src/subgraphs/organisation/', pathNot: '\\.test\\.ts$' },
      to: { path: '^src/provisioning/', pathNot: '^src/provisioning/(office-reader|core/facts|core/keeper)' },
    },
    {
      name: 'sandbox-stands-alone',
      severity: 'error',
      from: { path: '^src/sandbox/', pathNot: '\\.test\\.ts$' },
      to: { path: '^src/', pathNot: '^src/(sandbox|shared)/' },
    },
    {
      name: 'only-main-starts-the-sandbox',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/(sandbox|main)/', '\\.test\\.ts$'] },
      to: { path: '^src/sandbox/' },
    },
    {
      name: 'outside-sees-a-room-by-its-index',
      severity: 'error',
      from: { path: '^src/(gateway|cli|main|import)/', pathNot: '\\.test\\.ts$' },
      to: { path: '^src/subgraphs/[^/]+/', pathNot: '^src/subgraphs/([^/]+/index|identity/face)' },
    },
    {
      name: 'only-config-reads-settings',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(config|main|cli)/' },
      to: { path: '^src/config/' },
    },
    {
      // What judges the engine must not share a mistake with it: `test/checks/boundaries.js` shows that this rule bites.
      name: 'oracle-stands-alone',
      severity: 'error',
      from: { path: '^test/proof/oracle/' },
      to: { pathNot: '^test/proof/oracle/' },
    },
    {
      name: 'no-test-in-production',
      severity: 'error',
      from: { path: '^src/', pathNot: '\\.test\\.ts$' },
      to: { path: '^test/|\\.test\\.ts$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    exclude: { path: '^dist/' },
  },
};
