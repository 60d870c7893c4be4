/**
 * What the command line itself says, in both languages. One process speaks one language: that of `--lang`, else of the
 * environment, else Vietnamese; it is settled before the verbs describe themselves.
 */
import type { Language } from '../errors/catalogue';
import { fillIn } from '../errors/fill-in';
import { TEXTS } from './texts-catalogue';

export type TextKey = keyof typeof TEXTS;

let spoken: Language = 'vi';

export function speak(language: Language): void {
  spoken = language;
}

export function spokenLanguage(): Language {
  return spoken;
}

/** A text with its values filled in. */
export function say(key: TextKey, values: Readonly<Record<string, string | number>> = {}): string {
  return fillIn(TEXTS[key][spoken], values);
}

/** `--lang` wins; then LC_ALL, LC_MESSAGES and LANG as POSIX orders them: English when they name it, else Vietnamese. */
export function languageFrom(args: readonly string[], environment: NodeJS.ProcessEnv): Language {
  const at = args.findIndex((arg) => arg === '--lang' || arg.startsWith('--lang='));
  const asked = at < 0 ? undefined : args[at] === '--lang' ? args[at + 1] : args[at]?.slice('--lang='.length);
  if (asked === 'vi' || asked === 'en') return asked;
  const locale = [environment.LC_ALL, environment.LC_MESSAGES, environment.LANG].find((one) => one) ?? '';
  return /^en([_.@-]|$)/i.test(locale) ? 'en' : 'vi';
}
