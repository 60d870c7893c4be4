/** The keys that sign access tokens, for the verb that rotates them: in their file, whether or not a city is running. */
import { existsSync } from 'node:fs';
import { IDENTITY_DEFAULTS, retireKeys, rotateKeys, toldKeys, type ToldKey } from '../subgraphs/identity';
import { tokenKeyFile } from './secrets';

export type KeyChange = 'none' | 'rotate' | 'retire' | 'stolen';

export async function signingKeys(homeFolder: string, change: KeyChange): Promise<readonly ToldKey[]> {
  const file = tokenKeyFile(homeFolder);
  if (!existsSync(file)) throw new Error(`there are no keys at ${file}. Name the city's folder with DIEUHANH_HOME.`);
  const { accessTokenMs, breakGlassMs } = IDENTITY_DEFAULTS;
  const life = { tokenMs: Math.max(accessTokenMs, breakGlassMs), now: new Date() };
  switch (change) {
    case 'none':
      return toldKeys(file, life);
    case 'rotate':
      return rotateKeys(file, life);
    case 'retire':
      return retireKeys(file, life);
    case 'stolen':
      return rotateKeys(file, life, true);
  }
}
