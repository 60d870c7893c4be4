/** Looks at everything that a city stands on and changes nothing: what is well, what is not, and so what to mend. */
import { readFile } from 'node:fs/promises';
import { ConfigError, type Config } from '../../config/config';
import { loadPolicy, PolicyError, positionsIn } from '../../provisioning/core';
import { storeOf } from '../backup';
import { readSystems } from '../systems';
import { finding, type Finding } from './finding';
import { lookAtHome } from './home';
import { lookAtStore } from './store';
import { lookAtSystems } from './systems';

export type { Finding } from './finding';

export async function diagnose(config: Config): Promise<readonly Finding[]> {
  const store = await lookAtStore(storeOf(config));
  return [
    ...lookAtHome(config.homeFolder),
    ...(await lookAtPolicy(config)),
    ...store.findings,
    ...(await lookAtNamedSystems(config, store.units)),
  ];
}

async function lookAtPolicy({ policyFile, orgFile }: Config): Promise<readonly Finding[]> {
  try {
    const positions = positionsIn(await readFile(orgFile, 'utf8'));
    const policy = loadPolicy(await readFile(policyFile, 'utf8'), policyFile, { positions });
    return [finding('policy', 'ok', 'POLICY_OK', { file: policyFile, version: policy.version })];
  } catch (error) {
    if (error instanceof PolicyError)
      return error.problems.map((problem) =>
        finding('policy', 'failure', 'POLICY_WRONG', {
          file: policyFile,
          cause: { vi: problem.vi, en: problem.en },
          line: problem.line,
        }),
      );
    const cause = error instanceof Error ? error.message : String(error);
    return [finding('policy', 'failure', 'POLICY_UNREADABLE', { file: policyFile, cause })];
  }
}

async function lookAtNamedSystems(config: Config, units: readonly string[]): Promise<readonly Finding[]> {
  if (config.systemsFile === null) return [finding('directory', 'warning', 'SYSTEMS_EMBEDDED')];
  try {
    return await lookAtSystems(readSystems(config.systemsFile, config.mailDomain), units);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map((problem) => finding('directory', 'failure', 'SYSTEMS_WRONG', { cause: problem }));
  }
}
