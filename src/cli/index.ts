#!/usr/bin/env node
/** The command line: one file a verb. `start` runs a city, most others talk to a running one. */
import 'reflect-metadata';
import { Command } from 'commander';
import { ConfigError, readConfig } from '../config/config';
import { openCity, subgraphSources, verifyOffline } from '../main';
import { auditVerb } from './audit';
import { decisionVerb } from './decision';
import { generateVerb } from './generate';
import { importVerb } from './import';
import { loginVerbs } from './login';
import { planVerb, reconcileVerb } from './plan';
import { startVerb } from './start';

const program = new Command('dieuhanh')
  .description('Who holds office, and therefore who may open which door.')
  .showHelpAfterError()
  .addHelpText(
    'after',
    '\nStart with "dieuhanh start"; sign in with "dieuhanh login <username>". Every verb has --help.',
  );

startVerb(program, async (report) => {
  const { city, banner, facts } = await openCity(readConfig(), report);
  return { banner, facts, stop: () => city.close() };
});
loginVerbs(program);
importVerb(program);
decisionVerb(program);
planVerb(program);
reconcileVerb(program);
auditVerb(program, (witness, onProgress) => verifyOffline(readConfig(), witness, onProgress));
generateVerb(program, subgraphSources);

program.parseAsync().catch((error: unknown) => {
  const known = error instanceof ConfigError || (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
  process.stderr.write(
    `${known && error instanceof Error ? hint(error) : error instanceof Error ? error.stack : String(error)}\n`,
  );
  process.exit(1);
});

function hint(error: Error): string {
  if (error instanceof ConfigError) return error.message;
  return `${error.message}\nAnother program, perhaps another city, listens there. Stop it, or choose other ports: "dieuhanh start --help" lists the settings.`;
}
