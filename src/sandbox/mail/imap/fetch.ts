/** What FETCH asks for, and how one message answers. */
import type { MessageHead } from '../mail-store';
import { SyntaxProblem, type Token } from './command';
import { internalDate, literal } from './format';
import { bodyStructure, envelope, headerFields, parsePart, type Part } from './mime';

export interface FetchItem {
  readonly name: string;
  /** `BODY[…]`: what stands between the brackets, upper case; null for the other items. */
  readonly section: string | null;
  readonly partial: { readonly from: number; readonly count: number } | null;
  /** True when reading it marks the message as seen. */
  readonly marksSeen: boolean;
}

const MACROS: Readonly<Record<string, readonly string[]>> = {
  ALL: ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE', 'ENVELOPE'],
  FAST: ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE'],
  FULL: ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE', 'ENVELOPE', 'BODY'],
};

const PLAIN_ITEMS = new Set([
  'UID',
  'FLAGS',
  'INTERNALDATE',
  'RFC822.SIZE',
  'ENVELOPE',
  'BODYSTRUCTURE',
  'BODY',
  'RFC822',
  'RFC822.HEADER',
  'RFC822.TEXT',
]);
const MARKS_SEEN = new Set(['RFC822', 'RFC822.TEXT']);

export function fetchItems(token: Token | undefined): FetchItem[] {
  if (token === undefined) throw new SyntaxProblem('Missing arguments');
  const tokens = token.kind === 'list' ? token.items : [token];
  return tokens.flatMap((one) => {
    if (one.kind === 'list') throw new SyntaxProblem('Nested list');
    const macro = token.kind === 'list' ? undefined : MACROS[one.text.toUpperCase()];
    return (macro ?? [one.text]).map(fetchItem);
  });
}

function fetchItem(written: string): FetchItem {
  const name = written.toUpperCase();
  if (PLAIN_ITEMS.has(name)) return { name, section: null, partial: null, marksSeen: MARKS_SEEN.has(name) };
  const match = /^BODY(\.PEEK)?\[([^\]]*)\](?:<(\d{1,10})\.(\d{1,10})>)?$/.exec(name);
  if (!match) throw new SyntaxProblem(`Unknown parameter ${name.slice(0, 40)}`);
  const partial = match[3] === undefined ? null : { from: Number(match[3]), count: Number(match[4]) };
  return { name: 'BODY[]', section: match[2]!, partial, marksSeen: match[1] === undefined };
}

/** `raw` is read only when an item needs it. */
export function fetchAnswer(items: readonly FetchItem[], head: MessageHead, raw: () => string): string {
  let parsed: Part | undefined;
  const whole = (): Part => (parsed ??= parsePart(raw()));
  const value = (item: FetchItem): string => {
    switch (item.name) {
      case 'UID':
        return `UID ${head.uid}`;
      case 'FLAGS':
        return `FLAGS (${head.flags.join(' ')})`;
      case 'INTERNALDATE':
        return `INTERNALDATE ${internalDate(head.receivedAt)}`;
      case 'RFC822.SIZE':
        return `RFC822.SIZE ${head.size}`;
      case 'ENVELOPE':
        return `ENVELOPE ${envelope(whole().header)}`;
      case 'BODYSTRUCTURE':
        return `BODYSTRUCTURE ${bodyStructure(whole(), true)}`;
      case 'BODY':
        return `BODY ${bodyStructure(whole(), false)}`;
      case 'RFC822':
        return `RFC822 ${literal(raw())}`;
      case 'RFC822.HEADER':
        return `RFC822.HEADER ${literal(whole().header)}`;
      case 'RFC822.TEXT':
        return `RFC822.TEXT ${literal(whole().body)}`;
      default:
        return sectionAnswer(item, raw, whole);
    }
  };
  return `(${items.map(value).join(' ')})`;
}

function sectionAnswer(item: FetchItem, raw: () => string, whole: () => Part): string {
  const section = item.section ?? '';
  const content = sectionText(section, raw, whole);
  const label = `BODY[${section}]${item.partial ? `<${item.partial.from}>` : ''}`;
  if (content === null) return `${label} NIL`;
  return `${label} ${literal(item.partial ? content.slice(item.partial.from, item.partial.from + item.partial.count) : content)}`;
}

function sectionText(section: string, raw: () => string, whole: () => Part): string | null {
  if (section === '') return raw();
  const match = /^(?:(\d+(?:\.\d+)*)(?:\.|$))?(.*)$/.exec(section)!;
  const part = match[1] === undefined ? whole() : partAt(whole(), match[1].split('.').map(Number));
  if (part === null) return null;
  const rest = match[2]!;
  if (rest === '') return part.body;
  if (rest === 'TEXT') return part.body;
  if (rest === 'HEADER' || rest === 'MIME') return part.header;
  const fields = /^HEADER\.FIELDS(\.NOT)? \(([^)]*)\)$/.exec(rest);
  if (!fields) throw new SyntaxProblem('Invalid BODY[..] section');
  return headerFields(
    part.header,
    fields[2]!.split(' ').map((name) => name.replace(/"/g, '')),
    fields[1] !== undefined,
  );
}

function partAt(whole: Part, path: readonly number[]): Part | null {
  // Section 1 of a message that is not multipart is its body.
  if (whole.parts.length === 0) return path.length === 1 && path[0] === 1 ? whole : null;
  let part: Part | undefined = whole;
  for (const index of path)
    part = part?.parts[index - 1] ?? (part?.parts.length === 0 && index === 1 ? part : undefined);
  return part ?? null;
}
