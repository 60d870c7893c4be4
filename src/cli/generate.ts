/** `dieuhanh generate`: writes `schema/` from the code; `--check` fails when it is out of date. For developers. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { print, printJson } from './output';

type Sources = (keysFile: string) => Promise<readonly { readonly name: string; readonly sdl: string }[]>;

export function generateVerb(program: Command, sources: Sources): void {
  program
    .command('generate')
    .description('write schema/ from the code (for developers)')
    .option('--check', 'write nothing; exit 1 when a file is out of date')
    .option('--dir <folder>', 'where the files are', 'schema')
    .option('--json', 'print the answer as JSON')
    .action(async (options: { check?: boolean; dir: string; json?: boolean }) => {
      const { schemaDifferences, writeSchemas } = await import('../gateway/index.js');
      const folder = mkdtempSync(join(tmpdir(), 'dieuhanh-'));
      try {
        const subgraphs = await sources(join(folder, 'keys.json'));
        if (options.check !== true) {
          const changed = await writeSchemas(subgraphs, options.dir);
          if (options.json) printJson({ written: changed });
          else print(changed.length === 0 ? 'schema/ is up to date.' : `Wrote ${changed.join(', ')}.`);
          return;
        }
        const differing = await schemaDifferences(subgraphs, options.dir);
        if (differing.length > 0) process.exitCode = 1;
        if (options.json) printJson({ outOfDate: differing });
        else
          print(
            differing.length === 0
              ? 'schema/ is up to date.'
              : `Out of date: ${differing.join(', ')}. Run "npm run generate".`,
          );
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    });
}
