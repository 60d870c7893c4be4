/**
 * BER as LDAP uses it (X.690 with the limits of RFC 4511, section 5.1: definite lengths, single-byte tags). Reading
 * yields slices of the message, writing builds small buffers; a value that does not fit its frame is a BerFault.
 */
export class BerFault extends Error {}

export interface Element {
  readonly tag: number;
  readonly value: Buffer;
}

export const TAG = { boolean: 0x01, integer: 0x02, octets: 0x04, enumerated: 0x0a, sequence: 0x30, set: 0x31 } as const;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Length of tag and length bytes, and of the value; null when the header has not arrived completely. */
function header(buffer: Buffer, at: number): { readonly start: number; readonly length: number } | null {
  if (buffer.length < at + 2) return null;
  const first = buffer[at + 1]!;
  if (first < 0x80) return { start: at + 2, length: first };
  const count = first - 0x80;
  if (count === 0 || count > 4) throw new BerFault('a length of this form is not used in LDAP');
  if (buffer.length < at + 2 + count) return null;
  return { start: at + 2 + count, length: buffer.readUIntBE(at + 2, count) };
}

/** The first complete element of a stream and how many bytes it took, or null while it is still arriving. */
export function takeElement(
  buffer: Buffer,
  bytesMax: number,
): { readonly element: Element; readonly taken: number } | null {
  const head = header(buffer, 0);
  if (head === null) return null;
  if (head.length > bytesMax) throw new BerFault('the message is too long');
  const end = head.start + head.length;
  if (buffer.length < end) return null;
  return { element: { tag: buffer[0]!, value: buffer.subarray(head.start, end) }, taken: end };
}

/** The elements that a constructed value consists of. */
export function elementsOf(buffer: Buffer): Element[] {
  const elements: Element[] = [];
  let at = 0;
  while (at < buffer.length) {
    const head = header(buffer, at);
    const end = head === null ? Infinity : head.start + head.length;
    if (head === null || end > buffer.length) throw new BerFault('an element is cut short');
    elements.push({ tag: buffer[at]!, value: buffer.subarray(head.start, end) });
    at = end;
  }
  return elements;
}

export function textOf(element: Element | undefined): string {
  if (element === undefined) throw new BerFault('an element is missing');
  try {
    return utf8.decode(element.value);
  } catch (error) {
    throw new BerFault('a string is not UTF-8', { cause: error });
  }
}

export function numberOf(element: Element | undefined): number {
  if (element === undefined || element.value.length === 0 || element.value.length > 6)
    throw new BerFault('a number is missing or too long');
  return element.value.readIntBE(0, element.value.length);
}

export function booleanOf(element: Element | undefined): boolean {
  if (element?.value.length !== 1) throw new BerFault('a boolean is missing');
  return element.value[0] !== 0;
}

export function write(tag: number, ...parts: readonly Buffer[]): Buffer {
  const value = parts.length === 1 ? parts[0]! : Buffer.concat(parts);
  if (value.length < 0x80) return Buffer.concat([Buffer.from([tag, value.length]), value]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(value.length);
  const significant = length.subarray(length.findIndex((byte) => byte !== 0));
  return Buffer.concat([Buffer.from([tag, 0x80 + significant.length]), significant, value]);
}

export function writeText(text: string, tag: number = TAG.octets): Buffer {
  return write(tag, Buffer.from(text, 'utf8'));
}

export function writeNumber(value: number, tag: number = TAG.integer): Buffer {
  let size = 1;
  while (size < 6 && (value >= 2 ** (size * 8 - 1) || value < -(2 ** (size * 8 - 1)))) size += 1;
  const bytes = Buffer.alloc(size);
  bytes.writeIntBE(value, 0, size);
  return write(tag, bytes);
}
