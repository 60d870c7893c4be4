/** How the command line explains itself: help in the language spoken, and one short message for a line typed wrong. */
import type { Command } from 'commander';
import { nearest } from './nearest';
import { say, spokenLanguage, type TextKey } from './texts';

const TITLES: Readonly<Record<string, string>> = {
  'Usage:': 'Cách dùng:',
  'Arguments:': 'Đối số:',
  'Options:': 'Tùy chọn:',
  'Commands:': 'Các lệnh:',
};

/** What commander says, and what we say instead; the first group is the name in question. */
const ERRORS: readonly (readonly [RegExp, TextKey])[] = [
  [/^error: unknown option '([^']*)'/, 'unknownOption'],
  [/^error: missing required argument '([^']*)'/, 'missingArgument'],
  [/^error: option '([^']*)' argument missing/, 'optionNeedsValue'],
  [/^error: too many arguments/, 'tooManyArguments'],
];

/** Settles help and errors of a program; its verbs, added later, inherit them. */
export function explain(program: Command): Command {
  return program
    .configureHelp({ styleTitle: (title) => (spokenLanguage() === 'vi' ? (TITLES[title] ?? title) : title) })
    .helpOption('-h, --help', say('helpOption'))
    .helpCommand('help [command]', say('helpCommand'))
    .configureOutput({
      outputError: (text, write) =>
        write(`${wrongLine(text.trim(), program)}\n${say('helpAfterError', { verb: '' })}\n`),
    });
}

function wrongLine(text: string, program: Command): string {
  const verb = /^error: unknown command '([^']*)'/.exec(text)?.[1];
  if (verb !== undefined) {
    const verbs = program.commands.map((one) => one.name());
    return `UNKNOWN_VERB: ${say('unknownVerb', { verb, nearest: nearest(verb, verbs) })}`;
  }
  for (const [pattern, key] of ERRORS) {
    const match = pattern.exec(text);
    if (match) return `BAD_USAGE: ${say(key, { name: match[1] ?? '' })}`;
  }
  return `BAD_USAGE: ${text.replace(/^error: /, '')}`;
}
