/** What is wrong with the settings, told before anything starts. */
export class ConfigError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`settings are not valid:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
    this.name = 'ConfigError';
  }
}
