/**
 * What a name, a title or a number may consist of. Letters of any script and the characters that LDAP treats specially
 * are fine – connectors escape them –; what cannot be seen or cannot be stored everywhere is refused.
 */
import { Phrase } from '../../../errors/phrases';
import { fullName, type NameParts } from '../../../shared/text';

export const NAME_PART_MAX = 100;
export const FULL_NAME_MAX = 200;

const NAME = /^[\p{L}\p{M}\p{Nd} \-'’‘ʼ.,+"\\<>;=#*()/&]+$/u;
const LETTER = /\p{L}/u;
const LETTER_OR_DIGIT = /[\p{L}\p{Nd}]/u;
/** Control, format (bidi), surrogate, private and unassigned characters; line breaks; spaces other than the plain one. */
const UNSEEN = /[\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/u;
/** Emoji and what turns other characters into one. */
const PICTORIAL =
  /[\p{Extended_Pictographic}\p{Regional_Indicator}\p{Emoji_Modifier}\p{Me}\u{FE00}-\u{FE0F}\u{E0100}-\u{E01EF}]/u;
const LOOSE_SPACE = /^ | $| {2}/;

function isClean(text: string): boolean {
  return !UNSEEN.test(text) && !PICTORIAL.test(text) && !LOOSE_SPACE.test(text);
}

/** A name in NFC, or what is wrong with it. */
export function nameProblem(text: string): Phrase | null {
  if (text === '') return new Phrase('EMPTY');
  if (text.length > NAME_PART_MAX) return new Phrase('TOO_LONG', { max: NAME_PART_MAX });
  if (!isClean(text) || !NAME.test(text)) return new Phrase('NAME_CHARACTERS');
  return LETTER.test(text) ? null : new Phrase('NO_LETTER');
}

export function fullNameProblem(name: NameParts): Phrase | null {
  return fullName(name).length > FULL_NAME_MAX ? new Phrase('TOO_LONG_IN_ALL', { max: FULL_NAME_MAX }) : null;
}

/** A number, unit name, title or scope in NFC, or what is wrong with it. */
export function textProblem(text: string, max: number): Phrase | null {
  if (text === '') return new Phrase('EMPTY');
  if (text.length > max) return new Phrase('TOO_LONG', { max });
  if (!isClean(text)) return new Phrase('TEXT_CHARACTERS');
  return LETTER_OR_DIGIT.test(text) ? null : new Phrase('NO_LETTER_OR_DIGIT');
}

export const nfc = (text: string): string => text.normalize('NFC');

const KIND = /^[a-z0-9]+([_-][a-z0-9]+)*$/;
const POST_ID = /^[a-z0-9]+(-[a-z0-9]+)*(\/[a-z0-9]+(-[a-z0-9]+)*)*$/;

export const isPostId = (id: string): boolean => id.length <= 128 && POST_ID.test(id);
export const isKind = (kind: string): boolean => kind.length <= 32 && KIND.test(kind);
