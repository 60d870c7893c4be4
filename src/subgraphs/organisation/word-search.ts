/**
 * Search in names as people type it: every word that was typed begins a word of the name, in any order. “an” finds An
 * and Anh and not Tuấn; “nguyen lan” finds Nguyễn Thị Lan.
 */
import { nfc } from './office/text-rules';
import { searchKey } from '../../shared/text';
import { spelling } from './sort-key';

/** What a word of a name may follow. */
const BEFORE_A_WORD = [' ', '-', '(', '"', "'", '’'];
/** Longer than any name; what is typed beyond it is not looked at. */
const TYPED_MAX = 255;
const WORDS_MAX = 8;

/** A condition on one column, and the values of its parameters. */
export interface Condition {
  readonly sql: string;
  readonly parameters: Readonly<Record<string, string>>;
}

export class WordSearch {
  private readonly typed: string;

  constructor(text: string) {
    this.typed = nfc(text.slice(0, TYPED_MAX)).trim();
  }

  get isEmpty(): boolean {
    return this.typed === '';
  }

  /** The whole of what was typed, without marks. */
  get key(): string {
    return searchKey(this.typed);
  }

  /** Marks and case do not matter. */
  matches(column: string): Condition {
    return beginWords(column, 'word', this.words(searchKey), searchKey);
  }

  /** Spelt exactly as it was typed. */
  spelt(column: string): Condition {
    return beginWords(column, 'spelt', this.words(spelling), spelling);
  }

  isSpeltIn(spelled: string): boolean {
    return this.words(spelling).every((word) =>
      startsOf(word, spelling).some((start) => ` ${spelled}`.includes(start)),
    );
  }

  private words(as: (text: string) => string): string[] {
    return as(this.typed)
      .split(/\s+/)
      .filter((word) => word !== '')
      .slice(0, WORDS_MAX);
  }
}

/** Each word with whatever may stand before it. */
function startsOf(word: string, as: (text: string) => string): string[] {
  return BEFORE_A_WORD.map((mark) => `${mark === ' ' ? mark : as(mark)}${word}`);
}

function beginWords(column: string, name: string, words: readonly string[], as: (text: string) => string): Condition {
  const parameters: Record<string, string> = {};
  const conditions = words.map((word, at) => {
    parameters[`${name}${at}`] = `${escaped(word)}%`;
    const within = startsOf(word, as).map((start, which) => {
      parameters[`${name}${at}x${which}`] = `%${escaped(start)}%`;
      return `${column} LIKE :${name}${at}x${which} ESCAPE '!'`;
    });
    return `(${[`${column} LIKE :${name}${at} ESCAPE '!'`, ...within].join(' OR ')})`;
  });
  return { sql: conditions.length === 0 ? '1 = 1' : conditions.join(' AND '), parameters };
}

/** Text as LIKE takes it to the letter, with `ESCAPE '!'`. */
export function escaped(text: string): string {
  return text.replace(/[!%_]/g, '!$&');
}
