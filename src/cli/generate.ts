/** `dieuhanh generate`: writes `schema/` and the tables in `docs/` from the code; `--check` fails on what is out of date. For developers. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { print, printJson } from './output';
import { say } from './texts';

interface Sources {
  readonly schemas: (keysFile: string) => Promise<readonly { readonly name: string; readonly sdl: string }[]>;
  readonly pages: () => Promise<readonly Page[]>;
}

/** A file in which the code writes a part. */
interface Page {
  /** From the folder of the project. */
  readonly path: string;
  readonly written: (current: string) => string;
}

export function generateVerb(program: Command, sources: Sources): void {
  program
    .command('generate')
    .description(say('generateAbout'))
    .option('--check', say('generateCheck'))
    .option('--dir <folder>', say('generateDir'), 'schema')
    .option('--json', say('json'))
    .action(async (options: { check?: boolean; dir: string; json?: boolean }) => {
      const { schemaDifferences, writeSchemas } = await import('../gateway/index.js');
      const folder = mkdtempSync(join(tmpdir(), 'dieuhanh-'));
      try {
        const subgraphs = await sources.schemas(join(folder, 'keys.json'));
        const pages = (await sources.pages()).filter(isStale);
        const paths = pages.map(({ path }) => path);
        if (options.check !== true) {
          const changed = [...(await writeSchemas(subgraphs, options.dir)), ...paths];
          for (const page of pages) writeFileSync(page.path, page.written(readFileSync(page.path, 'utf8')), 'utf8');
          if (options.json) printJson({ written: changed });
          else print(changed.length === 0 ? say('upToDate') : say('wrote', { files: changed.join(', ') }));
          return;
        }
        const differing = [...(await schemaDifferences(subgraphs, options.dir)), ...paths];
        if (differing.length > 0) process.exitCode = 1;
        if (options.json) printJson({ outOfDate: differing });
        else print(differing.length === 0 ? say('upToDate') : say('outOfDate', { files: differing.join(', ') }));
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    });
}

function isStale({ path, written }: Page): boolean {
  const current = readFileSync(path, 'utf8');
  return written(current) !== current;
}
