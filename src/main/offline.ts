/** Verbs that read a city's store without a gateway. They write nothing. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { AUDIT_ENTITIES, verifyChain, type AuditVerdict, type Witness } from '../audit';
import type { Config } from '../config/config';
import { dataSourceOptions } from '../store/open';

export async function verifyOffline(
  config: Config,
  witness: Witness | null,
  onProgress: (done: number, total: number) => void,
): Promise<AuditVerdict> {
  const file = join(config.homeFolder, 'city.db');
  if (config.storeUrl === null && !existsSync(file))
    throw new Error(`there is no store at ${file}. Name its folder with DIEUHANH_HOME.`);
  const settings =
    config.storeUrl === null ? ({ kind: 'sqlite', file } as const) : ({ kind: 'mysql', url: config.storeUrl } as const);
  const source = await new DataSource(dataSourceOptions(settings, AUDIT_ENTITIES)).initialize();
  try {
    return await verifyChain(source.manager, { onProgress, ...(witness === null ? {} : { witness }) });
  } finally {
    await source.destroy();
  }
}
