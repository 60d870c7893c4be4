#!/usr/bin/env node
/** The command line: one file a verb. `start` runs a city, most others talk to a running one. */
import 'reflect-metadata';
import type * as CityParts from '../main';
import { Command } from 'commander';
import { ConfigError, readConfig } from '../config/config';
import { PolicyError } from '../provisioning/core';
import { auditVerb } from './audit';
import { breakGlassVerb } from './break-glass';
import { backupVerbs } from './backup';
import { checkStreamVerb } from './check-stream';
import { decisionVerb } from './decision';
import { doctorVerb } from './doctor';
import { generateVerb } from './generate';
import { importVerb } from './import';
import { keysVerb } from './keys';
import { loginVerbs } from './login';
import { planVerb, reconcileVerb } from './plan';
import { observeOnlyVerb, scanVerb } from './scan';
import { personVerb } from './person';
import { policyVerb } from './policy';
import { startVerb } from './start';
import { languageFrom, say, speak, spokenLanguage, type TextKey } from './texts';
import { explain } from './usage';
import { whyVerb } from './why';

const NOT_WRITABLE = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'SQLITE_READONLY', 'SQLITE_CANTOPEN']);
const DISK_FULL = new Set(['ENOSPC', 'EDQUOT', 'SQLITE_FULL']);

const TOLD_IN_ONE_LINE = new Set(['StoreFault']);
/** What a start refuses because of what its folder holds. */
const FIRST_START: Readonly<Record<string, TextKey>> = {
  FirstStartCutOff: 'firstStartCutOff',
  NothingToObserve: 'nothingToObserve',
};

speak(languageFrom(process.argv, process.env));
const program = explain(new Command('dieuhanh'))
  .description(say('about'))
  .addHelpText('after', `\n${say('begin')}`);

startVerb(program, async (report, options) => {
  const { openCity } = await cityParts();
  const { city, banner, facts } = await openCity(readConfig(), report, { ...options, language: spokenLanguage() });
  return { banner, facts, stop: () => city.close() };
});
loginVerbs(program);
importVerb(program, () => readConfig().policyFile);
decisionVerb(program);
planVerb(program);
whyVerb(program);
reconcileVerb(program);
policyVerb(program, () => readConfig());
scanVerb(program);
observeOnlyVerb(program);
auditVerb(program, {
  verifyStore: async (witnesses, onProgress) => (await cityParts()).verifyOffline(readConfig(), witnesses, onProgress),
  verifyFile: async (file, options) => (await cityParts()).verifyExportFile(file, options),
  exportStore: async (range, write) => (await cityParts()).exportOffline(readConfig(), range, write),
});
personVerb(program);
doctorVerb(program, async () => (await cityParts()).diagnose(readConfig()));
backupVerbs(program, {
  backup: async (file) => (await cityParts()).backup(readConfig(), file),
  restore: async (file) => (await cityParts()).restore(readConfig(), file),
});
keysVerb(program, async (change) => (await cityParts()).signingKeys(readConfig().homeFolder, change));
breakGlassVerb(program);
checkStreamVerb(program);
generateVerb(program, {
  schemas: async (keysFile) => (await cityParts()).subgraphSources(keysFile),
  pages: async () => {
    const { PERMISSION_PAGE, withPermissionTable } = await cityParts();
    return [{ path: PERMISSION_PAGE, written: withPermissionTable }];
  },
});

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
  if (error instanceof PolicyError)
    return error.problems.map((one) => `${one.file}:${one.line}: ${one[spokenLanguage()]}`).join('\n');
  const first = error instanceof Error ? FIRST_START[error.name] : undefined;
  if (first !== undefined) return say(first, { path: (error as { homeFolder?: string }).homeFolder ?? '' });
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') return `PORT_TAKEN: ${say('portTaken', { said: message })}`;
  const home = homeFault(error);
  if (home !== null) return home;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** The folder of the city takes nothing: which folder, at what, and what to do. */
function homeFault(error: unknown): string | null {
  const {
    code,
    reason = code,
    folder,
    operation,
    path,
    syscall,
  } = error as NodeJS.ErrnoException & {
    readonly reason?: string;
    readonly folder?: string;
    readonly operation?: string;
  };
  if (reason === undefined) return null;
  const isHome = (error as Error).name === 'HomeNotWritable';
  const values = {
    path: folder ?? path ?? readConfig().homeFolder,
    operation: operation ?? syscall ?? 'write',
    reason,
  };
  if (DISK_FULL.has(reason)) return `DISK_FULL: ${say('diskFull', values)}`;
  return isHome || NOT_WRITABLE.has(reason) ? `HOME_NOT_WRITABLE: ${say('homeNotWritable', values)}` : null;
}
