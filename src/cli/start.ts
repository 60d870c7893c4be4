/** `dieuhanh start`: the whole city in one process. What it prints is what a newcomer needs next. */
import type { Command } from 'commander';
import { settingsHelp } from '../config/config';
import { say, spokenLanguage } from './texts';

export type StartCity = (
  report: (line: string) => void,
  options: { readonly observeOnly?: string },
) => Promise<{ readonly banner: string; readonly facts: Readonly<Record<string, unknown>>; stop(): Promise<void> }>;

export function startVerb(program: Command, startCity: StartCity): void {
  program
    .command('start')
    .description(say('startAbout'))
    .option('--json', say('startJson'))
    .option('--observe-only [reason]', say('startObserve'))
    .addHelpText('after', `\n${say('settings')}\n${settingsHelp(spokenLanguage())}`)
    .action(async (options: { json?: boolean; observeOnly?: string | true }) => {
      // Read by libraries when they are loaded, which is later: without it graphql-js checks every type twice.
      process.env.NODE_ENV ??= 'production';
      const observeOnly = options.observeOnly === true ? 'start --observe-only' : options.observeOnly;
      const city = await startCity(
        (line) => {
          if (options.json !== true) process.stdout.write(`${line}\n`);
        },
        observeOnly === undefined ? {} : { observeOnly },
      );
      if (options.json) process.stdout.write(`${JSON.stringify(city.facts)}\n`);
      else process.stdout.write(`${city.banner}\n${observeOnly === undefined ? '' : `\n${say('startObserving')}\n`}`);
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
