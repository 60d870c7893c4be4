/** `dieuhanh generate`: writes `schema/` from the code; `--check` fails when it is out of date. For developers. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { print, printJson } from './output';
import { say } from './texts';

type Sources = (keysFile: string) => Promise<readonly { readonly name: string; readonly sdl: string }[]>;

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
        const subgraphs = await sources(join(folder, 'keys.json'));
        if (options.check !== true) {
          const changed = await writeSchemas(subgraphs, options.dir);
          if (options.json) printJson({ written: changed });
          else print(changed.length === 0 ? say('upToDate') : say('wrote', { files: changed.join(', ') }));
          return;
        }
        const differing = await schemaDifferences(subgraphs, options.dir);
        if (differing.length > 0) process.exitCode = 1;
        if (options.json) printJson({ outOfDate: differing });
        else print(differing.length === 0 ? say('upToDate') : say('outOfDate', { files: differing.join(', ') }));
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    });
}
