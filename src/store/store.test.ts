import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeStoreContract } from '../../test/contracts/store-contract';

describeStoreContract('SQLite', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'store-'));
  return {
    settings: { kind: 'sqlite', file: join(folder, 'city.db') },
    remove: async () => rmSync(folder, { recursive: true, force: true }),
  };
});
