/**
 * Reads BER strictly: definite lengths, tags of one byte, nothing that reaches beyond what it lies in. The client
 * library's reader believes every length, and so could be sent backwards for ever by an answer that is none.
 */
import { ConnectorError } from '../../contract';

export const BOOLEAN = 0x01;
export const INTEGER = 0x02;
export const OCTETS = 0x04;
export const ENUMERATED = 0x0a;
export const SEQUENCE = 0x30;
export const SET = 0x31;

/** Bytes of a length after its first. */
const LENGTH_BYTES_MAX = 4;

export interface Element {
  readonly tag: number;
  readonly content: Buffer;
}

export function garbled(what: string): ConnectorError {
  return new ConnectorError('protocol', `the directory's answer could not be understood: ${what}`);
}

/** Where the content of the element at `offset` begins and ends; null while its head has not come whole. */
export function extentOf(bytes: Buffer, offset: number): { readonly start: number; readonly end: number } | null {
  if (offset + 2 > bytes.length) return null;
  if ((bytes[offset]! & 0x1f) === 0x1f) throw garbled('a tag of more than one byte');
  const first = bytes[offset + 1]!;
  if (first < 0x80) return { start: offset + 2, end: offset + 2 + first };
  const count = first & 0x7f;
  if (count === 0 || count > LENGTH_BYTES_MAX) throw garbled('a length that cannot be');
  const start = offset + 2 + count;
  return start > bytes.length ? null : { start, end: start + bytes.readUIntBE(offset + 2, count) };
}

/** Everything that lies side by side in these bytes, to the last of them. */
export function elementsOf(bytes: Buffer): Element[] {
  const found: Element[] = [];
  for (let offset = 0; offset < bytes.length;) {
    const extent = extentOf(bytes, offset);
    if (extent === null || extent.end > bytes.length) throw garbled('something reaches beyond what it lies in');
    found.push({ tag: bytes[offset]!, content: bytes.subarray(extent.start, extent.end) });
    offset = extent.end;
  }
  return found;
}

/** The parts of a sequence, in the order in which they must come. */
export class Parts {
  private readonly elements: readonly Element[];
  private at = 0;

  constructor(bytes: Buffer) {
    this.elements = elementsOf(bytes);
  }

  /** The next part, whatever it is. */
  any(what: string): Element {
    const element = this.elements[this.at];
    if (element === undefined) throw garbled(`no ${what}`);
    this.at += 1;
    return element;
  }

  take(tag: number, what: string): Buffer {
    const element = this.any(what);
    if (element.tag !== tag) throw garbled(`no ${what}`);
    return element.content;
  }

  optional(tag: number): Buffer | null {
    return this.elements[this.at]?.tag === tag ? this.elements[this.at++]!.content : null;
  }
}

/** Of an INTEGER or an ENUMERATED. */
export function numberOf(content: Buffer): number {
  if (content.length === 0 || content.length > 4) throw garbled('a number that cannot be');
  return content.readIntBE(0, content.length);
}

export function booleanOf(content: Buffer | null, otherwise: boolean): boolean {
  if (content === null) return otherwise;
  if (content.length !== 1) throw garbled('neither true nor false');
  return content[0] !== 0;
}
