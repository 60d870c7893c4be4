/** Whatever changes office takes its turn first, and counts its version up. */
import type { Tx } from '../../store/store';
import { OfficeVersion } from './office-version.entity';

/** Decisions queue here: on MySQL the row stays locked until the transaction ends. Answers with the new version. */
export async function takeTurn(tx: Tx): Promise<number> {
  await tx.manager.increment(OfficeVersion, { id: 'office' }, 'version', 1);
  return (await tx.manager.findOneByOrFail(OfficeVersion, { id: 'office' })).version;
}
