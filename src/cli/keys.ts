/** `dieuhanh keys`: which keys sign and verify access tokens, and the way from one to the next. */
import type { Command } from 'commander';
import { printJson, printTable, run } from './output';
import { say } from './texts';

/** One key, as it can be told. */
interface ToldKey {
  readonly kid: string;
  readonly signs: boolean;
  readonly endedAt: string | null;
  readonly droppableAt: string | null;
}

/** Changes the file of keys of this machine's city; given by `main`. */
export type KeyChanger = (change: 'none' | 'rotate' | 'retire' | 'stolen') => Promise<readonly ToldKey[]>;

interface RotateOptions {
  readonly retire?: boolean;
  readonly stolen?: boolean;
  readonly json?: boolean;
}

export function keysVerb(program: Command, keys: KeyChanger): void {
  const verb = program.command('keys').description(say('keysAbout'));
  verb
    .command('list')
    .description(say('keysListAbout'))
    .option('--json', say('json'))
    .action((options: { json?: boolean }) => run(options.json, async () => show(await keys('none'), options.json)));
  verb
    .command('rotate')
    .description(say('keysRotateAbout'))
    .option('--retire', say('keysRetire'))
    .option('--stolen', say('keysStolen'))
    .option('--json', say('json'))
    .action((options: RotateOptions) =>
      run(options.json, async () => {
        if (options.retire && options.stolen) throw new Error(say('keysEither'));
        show(await keys(options.retire ? 'retire' : options.stolen ? 'stolen' : 'rotate'), options.json);
      }),
    );
}

function show(keys: readonly ToldKey[], json: boolean | undefined): void {
  if (json) return printJson({ keys });
  printTable(
    ['kid', say('keyState'), say('keyEnded'), say('keyDroppable')],
    keys.map(({ kid, signs, endedAt, droppableAt }) => [
      kid,
      say(signs ? 'keySigns' : 'keyVerifies'),
      endedAt ?? '–',
      droppableAt ?? '–',
    ]),
  );
}
