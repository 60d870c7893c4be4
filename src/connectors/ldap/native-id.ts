/**
 * The id that a directory gives an entry: text (entryUUID), or the sixteen bytes of an objectGUID, whose first three
 * groups are written backwards in the text that people know it by.
 */
import { EqualityFilter, type Entry, type Filter } from 'ldapts';
import type { LdapSettings } from './config';

const BINARY = 'objectguid';
const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function isBinaryId({ schema }: LdapSettings): boolean {
  return schema.nativeId.toLowerCase() === BINARY;
}

/** Null for what can be no id here: no entry has it. */
export function idFilter(nativeId: string, settings: LdapSettings): Filter | null {
  const attribute = settings.schema.nativeId;
  if (!isBinaryId(settings)) return new EqualityFilter({ attribute, value: nativeId });
  return GUID.test(nativeId) ? new EqualityFilter({ attribute, value: bytesOf(nativeId) }) : null;
}

export function nativeIdOf(entry: Entry, settings: LdapSettings): string | null {
  const wanted = settings.schema.nativeId.toLowerCase();
  const key = Object.keys(entry).find((one) => one.toLowerCase() === wanted);
  const value = key === undefined ? undefined : [entry[key]!].flat()[0];
  if (value === undefined) return null;
  if (!Buffer.isBuffer(value)) return value;
  return value.length === 16 ? textOf(value) : null;
}

function swapped(bytes: Buffer): Buffer {
  const part = (from: number, to: number): Buffer => Buffer.from(bytes.subarray(from, to)).reverse();
  return Buffer.concat([part(0, 4), part(4, 6), part(6, 8), bytes.subarray(8)]);
}

function bytesOf(guid: string): Buffer {
  return swapped(Buffer.from(guid.replaceAll('-', ''), 'hex'));
}

function textOf(bytes: Buffer): string {
  return swapped(bytes)
    .toString('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
