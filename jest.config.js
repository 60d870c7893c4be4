/** One configuration for the whole suite; swc strips the types, `npm run check` judges them. */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/src', '<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  transform: {
    '^.+\\.(ts|js|mjs|cjs)$': ['@swc/jest'],
  },
  transformIgnorePatterns: ['/node_modules/(?!(jose|@graphql-hive/router-runtime)/)'],
  // A machine that lacks the real servers gets them, or is told so.
  globalSetup: '<rootDir>/test/servers/global-setup.ts',
  setupFiles: ['reflect-metadata'],
  maxWorkers: 2,
  // A worker keeps what its suites loaded; beyond this collecting its garbage costs more than a new one.
  workerIdleMemoryLimit: '700MB',
  // No test is judged by its speed: this only ends one that hangs.
  testTimeout: 240_000,
};
