/** As much of MIME as ENVELOPE, BODYSTRUCTURE and the numbered sections need. Texts are latin1, one character per octet. */
import { nullableText, text } from './format';

export interface Part {
  readonly header: string;
  readonly body: string;
  readonly type: string;
  readonly subtype: string;
  readonly parameters: readonly (readonly [string, string])[];
  readonly parts: readonly Part[];
}

const DEPTH_MAX = 5;
const PARTS_MAX = 50;

export function parsePart(raw: string, depth = 0): Part {
  const end = /\r?\n\r?\n/.exec(raw);
  const bare = /^\r?\n/.exec(raw);
  const splitAt = bare ? bare[0].length : end ? end.index + end[0].length : raw.length;
  const header = raw.slice(0, splitAt);
  const body = raw.slice(splitAt);
  const content = parseContentType(headerField(header, 'content-type') ?? 'text/plain; charset=us-ascii');
  const boundary = content.parameters.find(([name]) => name === 'boundary')?.[1];
  const parts =
    content.type === 'multipart' && boundary && depth < DEPTH_MAX
      ? splitParts(body, boundary).map((one) => parsePart(one, depth + 1))
      : [];
  return { header, body, ...content, parts };
}

/** One field, unfolded; null when it is not there. */
export function headerField(header: string, name: string): string | null {
  const prefix = `${name.toLowerCase()}:`;
  const line = headerLines(header).find((one) => one.toLowerCase().startsWith(prefix));
  return line === undefined ? null : line.slice(prefix.length).replace(/\r?\n/g, '').trim();
}

/** Only the fields that are named (or all but those), folded as they were, and the empty line. */
export function headerFields(header: string, names: readonly string[], inverted: boolean): string {
  const wanted = new Set(names.map((name) => name.toLowerCase()));
  const lines = headerLines(header).filter(
    (line) => wanted.has((line.split(':', 1)[0] ?? '').trim().toLowerCase()) !== inverted,
  );
  return `${lines.map((line) => `${line}\r\n`).join('')}\r\n`;
}

function headerLines(header: string): string[] {
  return header.split(/\r?\n(?![ \t])/).filter((line) => line !== '');
}

function parseContentType(value: string): Pick<Part, 'type' | 'subtype' | 'parameters'> {
  const [full = 'text/plain', ...rest] = value.split(';');
  const [type = 'text', subtype = 'plain'] = full.trim().toLowerCase().split('/');
  const parameters = rest.flatMap((one): [string, string][] => {
    const match = /^\s*([\w*-]+)\s*=\s*(?:"([^"]*)"|(\S+))\s*$/.exec(one);
    return match ? [[match[1]!.toLowerCase(), match[2] ?? match[3] ?? '']] : [];
  });
  return { type, subtype, parameters };
}

function splitParts(body: string, boundary: string): string[] {
  const pieces = `\r\n${body}`.split(`\r\n--${boundary}`).slice(1, PARTS_MAX + 1);
  const closing = pieces.findIndex((piece) => piece.startsWith('--'));
  return (closing >= 0 ? pieces.slice(0, closing) : pieces).map((piece) => piece.replace(/^[ \t]*\r?\n/, ''));
}

export function envelope(header: string): string {
  const field = (name: string): string | null => headerField(header, name);
  const from = addresses(field('from'));
  const or = (name: string): string => (field(name) === null ? from : addresses(field(name)));
  return `(${[
    nullableText(field('date')),
    nullableText(field('subject')),
    from,
    or('sender'),
    or('reply-to'),
    addresses(field('to')),
    addresses(field('cc')),
    addresses(field('bcc')),
    nullableText(field('in-reply-to')),
    nullableText(field('message-id')),
  ].join(' ')})`;
}

const ADDRESSES_MAX = 200;

function addresses(value: string | null): string {
  if (value === null) return 'NIL';
  const written = value.match(/(?:"(?:[^"\\]|\\.)*"|[^,"])+/g) ?? [];
  const structured = written.slice(0, ADDRESSES_MAX).flatMap((one) => {
    const angled = /^\s*(.*?)\s*<([^<>]*)>\s*$/s.exec(one);
    const address = (angled ? angled[2]! : one).trim();
    if (address === '') return [];
    const name = angled ? angled[1]!.replace(/^"(.*)"$/s, '$1').replace(/\\(.)/gs, '$1') : '';
    const at = address.lastIndexOf('@');
    const local = at < 0 ? address : address.slice(0, at);
    return [
      `(${nullableText(name === '' ? null : name)} NIL ${text(local)} ${nullableText(at < 0 ? null : address.slice(at + 1))})`,
    ];
  });
  return structured.length === 0 ? 'NIL' : `(${structured.join('')})`;
}

export function bodyStructure(part: Part, extended: boolean): string {
  const parameters =
    part.parameters.length === 0
      ? 'NIL'
      : `(${part.parameters.map(([name, value]) => `${text(name)} ${text(value)}`).join(' ')})`;
  const disposition = extended ? ` ${dispositionOf(part)} NIL NIL` : '';
  if (part.parts.length > 0) {
    const inner = part.parts.map((one) => bodyStructure(one, extended)).join('');
    return `(${inner} ${text(part.subtype)}${extended ? ` ${parameters}${disposition}` : ''})`;
  }
  const field = (name: string): string => nullableText(headerField(part.header, name));
  const encoding = text(headerField(part.header, 'content-transfer-encoding') ?? '7bit');
  const lines = part.type === 'text' ? ` ${part.body.split('\n').length - 1}` : '';
  const base = [
    text(part.type),
    text(part.subtype),
    parameters,
    field('content-id'),
    field('content-description'),
    encoding,
    part.body.length,
  ].join(' ');
  return `(${base}${lines}${extended ? ` NIL${disposition}` : ''})`;
}

function dispositionOf(part: Part): string {
  const value = headerField(part.header, 'content-disposition');
  if (value === null) return 'NIL';
  const filename = /filename="?([^";]+)"?/i.exec(value)?.[1];
  return `(${text((value.split(';', 1)[0] ?? '').trim())} ${filename ? `("filename" ${text(filename)})` : 'NIL'})`;
}
