/** One IMAP command as the client wrote it (RFC 3501 §9): tokens, parenthesised lists, quoted strings and literals. */

/** Bytes as latin1 text; `atom` says that it was written bare, so that NIL and `"NIL"` differ. */
export interface Word {
  readonly kind: 'atom' | 'string';
  readonly text: string;
}

export interface List {
  readonly kind: 'list';
  readonly items: readonly Token[];
}

export type Token = Word | List;

export class SyntaxProblem extends Error {}

const DEPTH_MAX = 20;
const TOKENS_MAX = 2_000;

/** `segments` are the lines of one command; after each but the last came a literal. */
export function tokenise(segments: readonly string[], literals: readonly string[]): Token[] {
  const stack: Token[][] = [[]];
  let count = 0;
  const push = (token: Token): void => {
    count += 1;
    if (count > TOKENS_MAX) throw new SyntaxProblem('Too many arguments');
    stack.at(-1)!.push(token);
  };
  segments.forEach((segment, index) => {
    const last = index === segments.length - 1;
    const text = last ? segment : segment.replace(LITERAL_MARK, '');
    let at = 0;
    while (at < text.length) {
      const character = text[at]!;
      if (character === ' ') {
        at += 1;
      } else if (character === '(') {
        if (stack.length > DEPTH_MAX) throw new SyntaxProblem('Too deep');
        stack.push([]);
        at += 1;
      } else if (character === ')') {
        const items = stack.length > 1 ? stack.pop() : undefined;
        if (!items) throw new SyntaxProblem('Unbalanced parenthesis');
        push({ kind: 'list', items });
        at += 1;
      } else if (character === '"') {
        const quoted = /^"((?:[^"\\]|\\.)*)"/s.exec(text.slice(at));
        if (!quoted) throw new SyntaxProblem('Missing quote');
        push({ kind: 'string', text: quoted[1]!.replace(/\\(.)/gs, '$1') });
        at += quoted[0].length;
      } else {
        // A section such as BODY[HEADER.FIELDS (FROM TO)] is one atom, its spaces included.
        const atom = /^(?:[^\s()"[\]]|\[[^\]]*\])+/.exec(text.slice(at));
        if (!atom) throw new SyntaxProblem('Invalid character');
        push({ kind: 'atom', text: atom[0] });
        at += atom[0].length;
      }
    }
    if (!last) push({ kind: 'string', text: literals[index]! });
  });
  if (stack.length > 1) throw new SyntaxProblem('Unbalanced parenthesis');
  return stack[0]!;
}

/** `{12}` or `{12+}` at the end of a line announces a literal of 12 bytes; with `+` it follows without being asked for. */
export const LITERAL_MARK = /\{(\d{1,10})(\+?)\}$/;

export function literalAnnounced(line: string): { readonly size: number; readonly waits: boolean } | null {
  const match = LITERAL_MARK.exec(line);
  return match ? { size: Number(match[1]), waits: match[2] === '' } : null;
}

/** The text of a word; a refusal for a list or nothing. */
export function word(token: Token | undefined): string {
  if (token === undefined || token.kind === 'list') throw new SyntaxProblem('Missing argument');
  return token.text;
}

export function list(token: Token | undefined): readonly Token[] {
  if (token?.kind !== 'list') throw new SyntaxProblem('Missing list');
  return token.items;
}
