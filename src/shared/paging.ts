/** Relay connections over any list that has a stable order. */
import { Refusal } from '../errors/refusal';

export interface PageRequest {
  readonly first: number;
  /** The opaque position after which the page begins; null from the start. */
  readonly after: string | null;
}

export interface Connection<T> {
  readonly edges: readonly { readonly cursor: string; readonly node: T }[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
  readonly totalCount: number;
}

export const PAGE_DEFAULT = 50;
export const PAGE_MAX = 500;

export function encodeCursor(key: string): string {
  return Buffer.from(key, 'utf8').toString('base64url');
}

export function decodeCursor(cursor: string): string {
  return Buffer.from(cursor, 'base64url').toString('utf8');
}

/**
 * Builds a connection from one row more than was asked for (`rows.length > first` means there is a next page).
 * `keyOf` gives the position that `after` will carry back.
 */
export function connection<T>(
  rows: readonly T[],
  page: PageRequest,
  totalCount: number,
  keyOf: (row: T) => string,
): Connection<T> {
  const shown = rows.slice(0, page.first);
  const edges = shown.map((node) => ({ cursor: encodeCursor(keyOf(node)), node }));
  return {
    edges,
    pageInfo: {
      hasNextPage: rows.length > page.first,
      hasPreviousPage: page.after !== null,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    totalCount,
  };
}

/**
 * The page of a list that is already in memory and in order. A cursor that names no row is refused: answering with the
 * first page again would send its reader in circles.
 */
export function pageOf<T>(all: readonly T[], page: PageRequest, keyOf: (row: T) => string): Connection<T> {
  let start = 0;
  if (page.after !== null) {
    const key = decodeCursor(page.after);
    start = all.findIndex((row) => keyOf(row) === key) + 1;
    if (start === 0) throw new Refusal('INVALID_CURSOR', {}, ['after']);
  }
  return connection(all.slice(start, start + page.first + 1), page, all.length, keyOf);
}
