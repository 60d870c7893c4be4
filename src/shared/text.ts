/** Vietnamese text: search keys, sorting, and what a name may consist of. */

const MARKS = /\p{M}/gu;
const collator = new Intl.Collator('vi');

/** What two spellings of one name share: marks stripped, đ→d, lower case, single spaces. Hòa and Hoà are the same. */
export function searchKey(text: string): string {
  return text.normalize('NFD').replace(MARKS, '').replace(/[đĐ]/g, 'd').toLowerCase().replace(/\s+/g, ' ').trim();
}

export interface NameParts {
  readonly familyName: string;
  readonly middleName: string;
  readonly givenName: string;
}

/** Family, middle and given name in the order in which they are written. */
export function fullName(name: NameParts): string {
  return [name.familyName, name.middleName, name.givenName].filter((part) => part !== '').join(' ');
}

/** Vietnamese order: by given name first, then the rest. */
export function compareNames(a: NameParts, b: NameParts): number {
  return (
    collator.compare(a.givenName, b.givenName) ||
    collator.compare(a.familyName, b.familyName) ||
    collator.compare(a.middleName, b.middleName)
  );
}

/** A login without its collision number: initials of family and middle names, then the given name (`nvmau`). */
export function loginStem(name: NameParts): string {
  const words = (part: string): string[] =>
    searchKey(part)
      .split(/[^a-z0-9]+/)
      .filter((word) => word !== '');
  const initials = [...words(name.familyName), ...words(name.middleName)].map((word) => word[0]).join('');
  return initials + words(name.givenName).join('');
}
