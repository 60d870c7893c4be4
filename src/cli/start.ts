/** `dieuhanh start`: the whole city in one process. What it prints is what a newcomer needs next. */
import type { Command } from 'commander';
import { settingsHelp } from '../config/config';

export type StartCity = (
  report: (line: string) => void,
) => Promise<{ readonly banner: string; readonly facts: Readonly<Record<string, unknown>>; stop(): Promise<void> }>;

export function startVerb(program: Command, startCity: StartCity): void {
  program
    .command('start')
    .description('start the gateway with its embedded city (directory, mail, QLVB) on this machine')
    .option('--json', 'print addresses as one line of JSON instead of text')
    .addHelpText('after', `\nSettings come from the environment:\n${settingsHelp()}`)
    .action(async (options: { json?: boolean }) => {
      // Read by libraries when they are loaded, which is later: without it graphql-js checks every type twice.
      process.env.NODE_ENV ??= 'production';
      const city = await startCity((line) => {
        if (options.json !== true) process.stdout.write(`${line}\n`);
      });
      if (options.json) process.stdout.write(`${JSON.stringify(city.facts)}\n`);
      else process.stdout.write(`${city.banner}\n`);
      const stop = (): void => {
        city.stop().then(
          () => process.exit(0),
          () => process.exit(1),
        );
      };
      process.once('SIGINT', stop);
      process.once('SIGTERM', stop);
    });
}
