/** `dieuhanh backup FILE`, `dieuhanh restore FILE`: the store in one file, and a city made of one. */
import { Option, type Command } from 'commander';
import { print, printJson, run, Told } from './output';
import { say, spokenLanguage, type TextKey } from './texts';

interface Copied {
  readonly store: string;
  readonly file: string;
}

/** Both work on the store that the settings name, not through a gateway; given by `main`. */
export interface StoreCopies {
  backup(file: string): Promise<Copied>;
  restore(file: string): Promise<Copied>;
}

const WORDED: Readonly<Record<string, TextKey>> = {
  BACKUP_EXISTS: 'backupExists',
  NO_STORE: 'backupNoStore',
  NOT_A_BACKUP: 'notABackup',
  BACKUP_TOO_NEW: 'backupTooNew',
  BACKUP_OF_ANOTHER_KIND: 'backupOfAnotherKind',
  STORE_NOT_EMPTY: 'storeNotEmpty',
  KEYS_MISSING: 'keysMissing',
  TOOL_MISSING: 'toolMissing',
  TOOL_FAILED: 'toolFailed',
};

export function backupVerbs(program: Command, copies: StoreCopies): void {
  const verb = (name: 'backup' | 'restore', texts: readonly [TextKey, TextKey, TextKey]): void => {
    const [about, help, done] = texts;
    program
      .command(`${name} <file>`)
      .description(say(about))
      .addOption(new Option('--lang <language>', say('lang')).choices(['vi', 'en']).default(spokenLanguage()))
      .option('--json', say('json'))
      .addHelpText('after', `\n${say(help)}`)
      .action((file: string, options: { json?: boolean }) =>
        run(options.json, async () => {
          const copied = await copies[name](file).catch((error: unknown) => {
            throw worded(error);
          });
          if (options.json) printJson(copied);
          else print(say(done, { ...copied }));
        }),
      );
  };
  verb('backup', ['backupAbout', 'backupHelp', 'backedUp']);
  verb('restore', ['restoreAbout', 'restoreHelp', 'restored']);
}

function worded(error: unknown): unknown {
  const { code, values } = (error ?? {}) as { readonly code?: unknown; readonly values?: Record<string, string> };
  const key = typeof code === 'string' ? WORDED[code] : undefined;
  return key === undefined ? error : new Told(String(code), say(key, values));
}
