/** Directory, mail and QLVB in a process of their own, each behind a gate that can freeze it. */
import { readConfig } from '../../../src/config/config';
import { startSandbox, type Sandbox, type Systems } from '../../../src/main/sandbox';
import { readSecrets } from '../../../src/main/secrets';
import { silentLogger } from '../../../src/shared/logger';
import { serve } from '../worker';
import { Gate } from './gate';
import { variablesOf } from './own-city';
import type { System } from './systems';

let sandbox: Sandbox | null = null;
const gates = new Map<System, Gate>();

serve(
  {
    async start(folder: string): Promise<Systems> {
      sandbox = await startSandbox(readConfig(variablesOf(folder, {})), readSecrets(folder), silentLogger);
      const { ldap, mail, qlvb, addresses } = sandbox;
      const through = async (system: System, url: string): Promise<string> => {
        const before = await Gate.before(url);
        gates.set(system, before.gate);
        return before.url;
      };
      return {
        ldap: { ...ldap, url: await through('directory', ldap.url) },
        mail: { ...mail, url: await through('mail', mail.url) },
        qlvb: { ...qlvb, url: await through('qlvb', qlvb.url) },
        addresses,
      };
    },
    async freeze(system: System | null): Promise<void> {
      for (const [name, gate] of gates) gate.frozen = name === system;
    },
  },
  async () => {
    await Promise.all([...gates.values()].map((gate) => gate.close()));
    await sandbox?.close();
  },
);
