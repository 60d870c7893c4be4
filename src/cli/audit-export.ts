/** `dieuhanh audit export FILE`: the chain as lines that can be verified far from the store. */
import { open, rename, rm } from 'node:fs/promises';
import type { Command } from 'commander';
import { connect, withConnection, type ConnectionOptions } from './connection';
import { print, printJson, run } from './output';
import { say } from './texts';

interface Range {
  readonly from: Date | null;
  readonly to: Date | null;
}

type Write = (lines: readonly string[]) => Promise<void>;

/** Reads the store of a home folder without a gateway. */
export type OfflineExport = (range: Range, write: Write) => Promise<void>;

interface ExportOptions extends ConnectionOptions {
  readonly from?: string;
  readonly to?: string;
  readonly offline?: boolean;
}

interface Page {
  readonly lines: readonly string[];
  readonly cursor: string | null;
}

const EXPORT =
  'query Export($from: DateTime, $to: DateTime, $cursor: String) { auditExport(from: $from, to: $to, cursor: $cursor) { lines cursor } }';

export function auditExportVerb(audit: Command, offline: OfflineExport): void {
  withConnection(audit.command('export <file>'))
    .description(say('auditExportAbout'))
    .option('--from <instant>', say('auditFromOption'))
    .option('--to <instant>', say('auditToOption'))
    .option('--offline', say('offlineOption'))
    .action((file: string, options: ExportOptions) => run(options.json, () => exportTo(file, options, offline)));
}

async function exportTo(file: string, options: ExportOptions, offline: OfflineExport): Promise<void> {
  const range = { from: instantOf(options.from), to: instantOf(options.to) };
  const draft = `${file}.${process.pid}`;
  const handle = await open(draft, 'wx', 0o600);
  let written = 0;
  const write: Write = async (lines) => {
    written += lines.length;
    await handle.appendFile(`${lines.join('\n')}\n`);
  };
  try {
    await (options.offline === true ? offline(range, write) : overHttp(options, range, write));
    await handle.sync();
    await handle.close();
    // Nobody is left with half an export under the name that was asked for.
    await rename(draft, file);
  } catch (error) {
    await handle.close().catch(() => undefined);
    await rm(draft, { force: true });
    throw error;
  }
  if (options.json) printJson({ file, lines: written });
  else print(say('auditExported', { file, lines: written }));
}

async function overHttp(options: ExportOptions, range: Range, write: Write): Promise<void> {
  const api = connect(options);
  for (let cursor: string | null = null; ;) {
    const { auditExport: page }: { auditExport: Page } = await api.request<{ auditExport: Page }>(EXPORT, {
      from: range.from?.toISOString(),
      to: range.to?.toISOString(),
      cursor,
    });
    await write(page.lines);
    cursor = page.cursor;
    if (cursor === null) return;
  }
}

function instantOf(text: string | undefined): Date | null {
  if (text === undefined) return null;
  const instant = new Date(text);
  if (Number.isNaN(instant.getTime())) throw new Error(say('badInstant', { given: text }));
  return instant;
}
