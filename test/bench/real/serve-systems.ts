/** OpenLDAP, Dovecot and MariaDB for a city in another process, synced to the disk; QLVB is the embedded one. */
import type { Systems } from '../../../src/main/sandbox';
import { startRealCity, type RealCity } from '../../servers/real-city';
import { serve } from '../worker';

let real: RealCity | null = null;

serve(
  {
    async start(folder: string): Promise<Systems & { readonly storeUrl: string }> {
      real = await startRealCity(folder);
      const { ldap, mail, qlvb, addresses } = real.sandbox();
      return { ldap, mail, qlvb, addresses, storeUrl: real.storeUrl };
    },
  },
  async () => real?.close(),
);
