/** How much room a line has, and text broken to fit it. */
import { InvalidArgumentError, Option, type Command } from 'commander';
import { say } from './texts';

export interface Width {
  readonly width?: number;
}

const WIDTH_MIN = 40;

/** For whoever pipes a table to paper of another width. */
export function withWidth(command: Command): Command {
  return command.addOption(
    new Option('--width <columns>', say('width')).argParser((text: string) => {
      const width = Number(text);
      if (!Number.isInteger(width) || width < WIDTH_MIN)
        throw new InvalidArgumentError(say('widthWrong', { min: WIDTH_MIN }));
      return width;
    }),
  );
}

/** Where nothing says how wide the paper is: a file, a pipe. */
const WIDTH_ELSEWHERE = 140;

export function terminalWidth(): number {
  return process.stdout.columns ?? WIDTH_ELSEWHERE;
}

/** Lines of at most `width` characters, broken between words; a word that is longer than a line is cut. */
export function wrapped(text: string, width: number): string[] {
  return text.split('\n').flatMap((line) => {
    const indent = /^ */.exec(line)?.[0] ?? '';
    const lines: string[] = [];
    let current = '';
    for (const part of line.trim().split(' ')) {
      for (const piece of cut(part, width - indent.length)) {
        const longer = current === '' ? piece : `${current} ${piece}`;
        if (longer.length <= width - indent.length) current = longer;
        else {
          lines.push(indent + current);
          current = piece;
        }
      }
    }
    return [...lines, indent + current];
  });
}

function cut(word: string, width: number): string[] {
  const size = Math.max(1, width);
  return Array.from({ length: Math.max(1, Math.ceil(word.length / size)) }, (_, index) =>
    word.slice(index * size, (index + 1) * size),
  );
}
