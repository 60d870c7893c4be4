#!/usr/bin/env node
/** The command line: one file a verb. `start` runs a city, most others talk to a running one. */
import 'reflect-metadata';
import type * as CityParts from '../main';
import { Command } from 'commander';
import { ConfigError, readConfig } from '../config/config';
import { auditVerb } from './audit';
import { checkStreamVerb } from './check-stream';
import { decisionVerb } from './decision';
import { generateVerb } from './generate';
import { importVerb } from './import';
import { loginVerbs } from './login';
import { planVerb, reconcileVerb } from './plan';
import { observeOnlyVerb, scanVerb } from './scan';
import { startVerb } from './start';

const NOT_WRITABLE = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'ENOSPC']);

const TOLD_IN_ONE_LINE = new Set(['FirstStartCutOff', 'NothingToObserve']);

const program = new Command('dieuhanh')
  .description('Who holds office, and therefore who may open which door.')
  .showHelpAfterError()
  .addHelpText(
    'after',
    '\nStart with "dieuhanh start"; sign in with "dieuhanh login <username>". Every verb has --help.',
  );

startVerb(program, async (report, options) => {
  const { openCity } = await cityParts();
  const { city, banner, facts } = await openCity(readConfig(), report, options);
  return { banner, facts, stop: () => city.close() };
});
loginVerbs(program);
importVerb(program, () => readConfig().policyFile);
decisionVerb(program);
planVerb(program);
reconcileVerb(program);
scanVerb(program);
observeOnlyVerb(program);
auditVerb(program, async (witness, onProgress) => {
  const { verifyOffline } = await cityParts();
  return verifyOffline(readConfig(), witness, onProgress);
});
checkStreamVerb(program);
generateVerb(program, async (keysFile) => (await cityParts()).subgraphSources(keysFile));

program.parseAsync().catch((error: unknown) => {
  process.stderr.write(`${hint(error)}\n`);
  process.exit(1);
});

/** The city itself, for the few verbs that need it: the others answer without loading it. */
function cityParts(): Promise<typeof CityParts> {
  return import('../main/index.js');
}

/** What a start that failed should be told as: what to do, on one line where one line says it. */
function hint(error: unknown): string {
  if (error instanceof ConfigError || (error instanceof Error && TOLD_IN_ONE_LINE.has(error.name)))
    return error.message;
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE')
    return `${message}: another program, perhaps another city, listens there. Stop it, or choose other ports ("dieuhanh start --help" lists the settings).`;
  if (code !== undefined && NOT_WRITABLE.has(code))
    return `${message}: the folder of the city cannot be written. Choose another with DIEUHANH_HOME.`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
