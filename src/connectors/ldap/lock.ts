/** Whether an account may sign in: an attribute that is there or not, or one bit among others. */
import { Attribute, Change, type Entry } from 'ldapts';
import { firstOf, valuesOf } from './entry-values';
import type { LdapSettings } from './config';

export function isLocked(entry: Entry, { disable }: LdapSettings): boolean {
  return 'bit' in disable
    ? hasBit(number(entry, disable.attribute), disable.bit)
    : valuesOf(entry, disable.attribute).length > 0;
}

/** What locks the entry or unlocks it; nothing where it is so already. */
export function lockChanges(entry: Entry, locked: boolean, settings: LdapSettings): Change[] {
  if (isLocked(entry, settings) === locked) return [];
  const { disable } = settings;
  const change = (operation: 'add' | 'delete' | 'replace', values: string[]): Change =>
    new Change({ operation, modification: new Attribute({ type: disable.attribute, values }) });
  if (!('bit' in disable)) return [change('replace', locked ? [disable.value] : [])];
  // The old value is named: a bit that another hand has just set is not lost.
  const before = number(entry, disable.attribute);
  const after = before + (locked ? disable.bit : -disable.bit);
  const known = firstOf(entry, disable.attribute);
  return [...(known === null ? [] : [change('delete', [known])]), change('add', [String(after)])];
}

function number(entry: Entry, name: string): number {
  return Number(firstOf(entry, name) ?? 0);
}

function hasBit(value: number, bit: number): boolean {
  return Math.floor(value / bit) % 2 !== 0;
}
