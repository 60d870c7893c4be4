/** The values of an entry, whatever case the directory spells their attribute in. */
import type { Entry } from 'ldapts';

export function valuesOf(entry: Entry, name: string): string[] {
  const key = Object.keys(entry).find((one) => one.toLowerCase() === name.toLowerCase());
  const value = key === undefined ? [] : entry[key]!;
  return (Array.isArray(value) ? value : [value]).map(String);
}

export function firstOf(entry: Entry, name: string): string | null {
  return valuesOf(entry, name)[0] ?? null;
}
