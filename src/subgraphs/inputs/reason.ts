/** Why somebody does something, in their own words: stored and shown as it was typed, or refused. */
import { Phrase } from '../../errors/phrases';
import { Refusal } from '../../errors/refusal';

/** Control, format (bidi), lone surrogate, private and unassigned characters, line breaks: what a log or a screen misreads. */
const UNSEEN = /[\p{C}\p{Zl}\p{Zp}]/u;

/** The reason without spaces around it, 1–`max` characters that can be seen; or INVALID_VALUE at `reason`. */
export function readReason(typed: string, max: number): string {
  const reason = typed.trim().normalize('NFC');
  const detail =
    reason === '' || reason.length > max
      ? new Phrase('LENGTH', { min: 1, max })
      : UNSEEN.test(reason)
        ? new Phrase('TEXT_CHARACTERS')
        : null;
  if (detail === null) return reason;
  throw new Refusal('INVALID_VALUE', { field: 'reason', detail }, ['reason']);
}
