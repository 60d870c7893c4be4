/** SEARCH: the criteria that clients here use, each a predicate over one message. */
import type { MessageHead } from '../mail-store';
import { SyntaxProblem, word, type Token } from './command';
import { parseDay } from './format';
import { headerField } from './mime';
import { numberSet } from './sequence';

export interface Candidate {
  readonly sequence: number;
  readonly head: MessageHead;
  /** The message as text (UTF-8 decoded where it is), read only when a criterion needs it. */
  readonly raw: () => string;
}

export type Criterion = (candidate: Candidate) => boolean;

const CRITERIA_DEPTH_MAX = 10;
const DAY_MS = 86_400_000;

const FLAG_CRITERIA: Readonly<Record<string, readonly [flag: string, present: boolean]>> = {
  SEEN: ['\\Seen', true],
  UNSEEN: ['\\Seen', false],
  FLAGGED: ['\\Flagged', true],
  UNFLAGGED: ['\\Flagged', false],
  DELETED: ['\\Deleted', true],
  UNDELETED: ['\\Deleted', false],
  ANSWERED: ['\\Answered', true],
  UNANSWERED: ['\\Answered', false],
  DRAFT: ['\\Draft', true],
  UNDRAFT: ['\\Draft', false],
  OLD: ['\\Recent', false],
};

export function parseCriteria(
  tokens: readonly Token[],
  largest: { readonly sequence: number; readonly uid: number },
  depth = 0,
): Criterion {
  if (depth > CRITERIA_DEPTH_MAX) throw new SyntaxProblem('Search too deep');
  const rest = [...tokens];
  if (rest.length === 0) throw new SyntaxProblem('Missing search parameters');
  const argument = (): string => decode(word(rest.shift()));
  const next = (): Criterion => {
    const token = rest.shift();
    if (token === undefined) throw new SyntaxProblem('Missing search parameters');
    if (token.kind === 'list') return parseCriteria(token.items, largest, depth + 1);
    const key = token.text.toUpperCase();
    const flag = FLAG_CRITERIA[key];
    if (flag) return ({ head }) => head.flags.includes(flag[0]) === flag[1];
    switch (key) {
      case 'ALL':
        return () => true;
      case 'NEW':
      case 'RECENT':
        return () => false;
      case 'NOT': {
        const inner = next();
        return (candidate) => !inner(candidate);
      }
      case 'OR': {
        const [one, other] = [next(), next()];
        return (candidate) => one(candidate) || other(candidate);
      }
      case 'FROM':
      case 'TO':
      case 'CC':
      case 'SUBJECT':
        return header(key, argument());
      case 'HEADER': {
        const name = argument();
        return header(name, argument());
      }
      case 'TEXT':
      case 'BODY': {
        const wanted = argument().toLowerCase();
        return ({ raw }) => decode(raw()).toLowerCase().includes(wanted);
      }
      case 'UID': {
        const wanted = numberSet(argument(), largest.uid);
        return ({ head }) => wanted(head.uid);
      }
      case 'SINCE':
        return onDay(argument(), (received, day) => received >= day);
      case 'BEFORE':
        return onDay(argument(), (received, day) => received < day);
      case 'ON':
        return onDay(argument(), (received, day) => received >= day && received < day + DAY_MS);
      case 'KEYWORD': {
        const wanted = argument();
        return ({ head }) => head.flags.includes(wanted);
      }
      case 'LARGER': {
        const size = Number(argument());
        return ({ head }) => head.size > size;
      }
      case 'SMALLER': {
        const size = Number(argument());
        return ({ head }) => head.size < size;
      }
      default: {
        const wanted = numberSet(key, largest.sequence);
        return ({ sequence }) => wanted(sequence);
      }
    }
  };
  const all: Criterion[] = [];
  while (rest.length > 0) all.push(next());
  return (candidate) => all.every((criterion) => criterion(candidate));
}

function header(name: string, wanted: string): Criterion {
  const needle = wanted.toLowerCase();
  return ({ raw }) => {
    const value = headerField(raw().split(/\r?\n\r?\n/, 1)[0] ?? '', name);
    return value !== null && decodeWords(decode(value)).toLowerCase().includes(needle);
  };
}

function onDay(text: string, matches: (receivedMs: number, dayMs: number) => boolean): Criterion {
  const day = parseDay(text);
  if (day === null) throw new SyntaxProblem('Invalid search date parameter');
  return ({ head }) => matches(head.receivedAt.getTime(), day.getTime());
}

function decode(latin1: string): string {
  return Buffer.from(latin1, 'latin1').toString('utf8');
}

/** `=?utf-8?B?…?=` and `=?utf-8?Q?…?=` (RFC 2047), so that a search for a Vietnamese word finds it. */
function decodeWords(value: string): string {
  return value.replace(/=\?utf-8\?([bq])\?([^?]*)\?=\s*(?==\?|)/gi, (_, kind: string, encoded: string) =>
    kind.toLowerCase() === 'b'
      ? Buffer.from(encoded, 'base64').toString('utf8')
      : decode(
          encoded
            .replace(/_/g, ' ')
            .replace(/=([0-9a-f]{2})/gi, (__, hex: string) => String.fromCharCode(parseInt(hex, 16))),
        ),
  );
}
