/**
 * Vietnamese order as text that any database sorts byte by byte: given name first, then family, then middle name; in
 * each the letters decide (a ă â b … d đ e ê …) and then the tones (ngang huyền hỏi ngã sắc nặng).
 */
import { nfc } from './office/text-rules';
import type { NameParts } from '../../shared/text';

const LETTERS = ' 0123456789aăâbcdđeêfghijklmnoôơpqrstuưvwxyz';
const TONES = ['\u0300', '\u0309', '\u0303', '\u0301', '\u0323'];
const TONE_MARKS = new RegExp(`[${TONES.join('')}]`, 'u');
const KEY_MAX = 191;
/** Sorts before every digit and letter, so that the shorter of two names comes first. */
const END = '!';

export function sortKey(name: NameParts): string {
  return [name.givenName, name.familyName, name.middleName].map(partKey).join(END).slice(0, KEY_MAX);
}

function partKey(part: string): string {
  let letters = '';
  let tones = '';
  for (const letter of splitTones(part)) {
    letters += letterKey(letter.base);
    tones += String(letter.tone);
  }
  return `${letters}${END}${tones}`;
}

/** Takes tone marks off and leaves the marks that make another letter (ă â đ ê ô ơ ư). */
function splitTones(text: string): { base: string; tone: number }[] {
  const found: { base: string; tone: number }[] = [];
  for (const letter of nfc(text).toLowerCase()) {
    const marks = letter.normalize('NFD');
    const tone = TONES.findIndex((mark) => marks.includes(mark)) + 1;
    found.push({ base: marks.replace(TONE_MARKS, '').normalize('NFC'), tone });
  }
  return found;
}

function letterKey(letter: string): string {
  const place = LETTERS.indexOf(letter);
  const code = place >= 0 ? place : LETTERS.length + Math.min((letter.codePointAt(0) ?? 0) % 1_200, 1_199);
  return code.toString(36).padStart(2, '0');
}

/** The exact spelling in lower case as ASCII: what is not ASCII stands as its code in braces. */
export function spelling(text: string): string {
  return nfc(text)
    .toLowerCase()
    .replace(/[^ -~]/gu, (letter) => `{${(letter.codePointAt(0) ?? 0).toString(16)}}`);
}
