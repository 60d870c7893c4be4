/** Verbs that read a city's store, or an export of it, without a gateway. They write nothing to the store. */
import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DataSource, type EntityManager } from 'typeorm';
import {
  AUDIT_ENTITIES,
  EXPORT_PAGE_MAX,
  exportPage,
  readSigner,
  verifyChain,
  verifyExport,
  type AuditVerdict,
  type ExportVerdict,
} from '../audit';
import type { Config } from '../config/config';
import { dataSourceOptions } from '../store/open';
import { auditKeyFile } from './secrets';

/** Places of the chain that were kept elsewhere, by position. */
type Witnesses = ReadonlyMap<number, string>;

export function verifyOffline(
  config: Config,
  witnesses: Witnesses,
  onProgress: (done: number, total: number) => void,
): Promise<AuditVerdict> {
  return withStore(config, (manager) => verifyChain(manager, { onProgress, witnesses }));
}

/** Line by line, so that a chain of years needs no more memory than one of a day. */
export async function verifyExportFile(
  file: string,
  options: { readonly witnesses: Witnesses; readonly keyId?: string },
): Promise<ExportVerdict> {
  const stream = createReadStream(file, 'utf8');
  // A file that cannot be opened is an error of the stream, which reading by lines would not tell.
  await new Promise<void>((resolve, reject) => {
    stream.once('ready', resolve);
    stream.once('error', reject);
  });
  return verifyExport(createInterface({ input: stream, crlfDelay: Infinity }), options);
}

export function exportOffline(
  config: Config,
  range: { readonly from: Date | null; readonly to: Date | null },
  write: (lines: readonly string[]) => Promise<void>,
): Promise<void> {
  return withStore(config, async (manager) => {
    const signer = await readSigner(auditKeyFile(config.homeFolder));
    for (let cursor: string | null = null; ;) {
      const page = await exportPage(manager, signer, { range, cursor, first: EXPORT_PAGE_MAX, now: new Date() });
      if (page === null) throw new Error('the export lost its place');
      await write(page.lines);
      cursor = page.cursor;
      if (cursor === null) return;
    }
  });
}

async function withStore<T>(config: Config, work: (manager: EntityManager) => Promise<T>): Promise<T> {
  const file = join(config.homeFolder, 'city.db');
  if (config.storeUrl === null && !existsSync(file))
    throw new Error(`there is no store at ${file}. Name its folder with DIEUHANH_HOME.`);
  const settings =
    config.storeUrl === null ? ({ kind: 'sqlite', file } as const) : ({ kind: 'mysql', url: config.storeUrl } as const);
  const source = await new DataSource(dataSourceOptions(settings, AUDIT_ENTITIES)).initialize();
  try {
    return await work(source.manager);
  } finally {
    await source.destroy();
  }
}
