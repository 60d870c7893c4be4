/** The store cannot be used: which system, during what, and what mends it. The account and its password are never told. */

import { QueryFailedError } from 'typeorm';

export type StoreFaultKind =
  'unreachable' | 'refused' | 'no-database' | 'no-right' | 'read-only' | 'full' | 'busy' | 'damaged' | 'other';

const KINDS: Readonly<Record<string, StoreFaultKind>> = {
  ECONNREFUSED: 'unreachable',
  ENOTFOUND: 'unreachable',
  EHOSTUNREACH: 'unreachable',
  ETIMEDOUT: 'unreachable',
  ECONNRESET: 'unreachable',
  EPIPE: 'unreachable',
  PROTOCOL_CONNECTION_LOST: 'unreachable',
  ER_CON_COUNT_ERROR: 'busy',
  ER_LOCK_WAIT_TIMEOUT: 'busy',
  ER_LOCK_DEADLOCK: 'busy',
  SQLITE_BUSY: 'busy',
  ER_ACCESS_DENIED_ERROR: 'refused',
  ER_DBACCESS_DENIED_ERROR: 'no-database',
  ER_BAD_DB_ERROR: 'no-database',
  ER_TABLEACCESS_DENIED_ERROR: 'no-right',
  ER_SPECIFIC_ACCESS_DENIED_ERROR: 'no-right',
  ER_OPTION_PREVENTS_STATEMENT: 'read-only',
  ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION: 'read-only',
  SQLITE_READONLY: 'read-only',
  SQLITE_CANTOPEN: 'no-right',
  EACCES: 'no-right',
  EPERM: 'no-right',
  EROFS: 'read-only',
  ENOSPC: 'full',
  SQLITE_FULL: 'full',
  SQLITE_IOERR: 'full',
  ER_RECORD_FILE_FULL: 'full',
  ER_DISK_FULL: 'full',
  SQLITE_CORRUPT: 'damaged',
  SQLITE_NOTADB: 'damaged',
};

const REMEDY: Readonly<Record<StoreFaultKind, readonly [happened: string, remedy: string]>> = {
  unreachable: ['nobody answers', 'start the database, or mend host and port in DIEUHANH_STORE_URL'],
  refused: ['the account or its password is refused', 'mend them in DIEUHANH_STORE_URL'],
  'no-database': ['there is no such database for this account', 'create it and grant the account all rights on it'],
  'no-right': ['the account may not do this', 'grant it all rights on the database, or make the folder writable'],
  'read-only': ['it takes no writes', 'name the primary server, not a replica, or mount the disk for writing'],
  full: [
    'the disk is full or fails',
    'make room on the disk of the store, then start again; what was answered is kept',
  ],
  busy: ['it is held by another', 'stop the other process that writes it, or wait and try again'],
  damaged: ['it is no store, or a damaged one', 'restore the last backup'],
  other: ['it failed', 'read the cause below'],
};

export class StoreFault extends Error {
  constructor(
    readonly kind: StoreFaultKind,
    operation: string,
    place: string,
    cause?: unknown,
  ) {
    const [happened, remedy] = REMEDY[kind];
    const code = codeOf(cause);
    super(
      `store ${place}: ${operation}: ${happened}${code === null ? '' : ` (${code})`}. To do: ${remedy}.`,
      cause === undefined ? undefined : { cause },
    );
    this.name = 'StoreFault';
  }

  static of(error: unknown, operation: string, place: string): StoreFault {
    if (error instanceof StoreFault) return error;
    return new StoreFault(KINDS[codeOf(error) ?? ''] ?? 'other', operation, place, error);
  }
}

/** What a caller is refused with while the store cannot be used; a fault of another kind has no such code. */
export type StoreRefusalCode = 'STORE_FULL' | 'STORE_READ_ONLY' | 'STORE_UNREACHABLE';

const REFUSED: Partial<Record<StoreFaultKind, StoreRefusalCode>> = {
  full: 'STORE_FULL',
  'read-only': 'STORE_READ_ONLY',
  unreachable: 'STORE_UNREACHABLE',
};

/** Null unless the error is the database's own: other systems refuse connections with the same words. */
export function storeRefusalOf(error: unknown): StoreRefusalCode | null {
  const code = codeOf(error);
  const isFatal = (error as { readonly fatal?: unknown } | null)?.fatal === true;
  if (code === null || !(isFatal || error instanceof QueryFailedError)) return null;
  return REFUSED[KINDS[code] ?? 'other'] ?? null;
}

/** What mysql2 says, without a code, of a connection that it knows to be lost. */
const CLOSED = /connection is in closed state/;

function codeOf(error: unknown): string | null {
  const { code, message } = (error ?? {}) as { readonly code?: unknown; readonly message?: unknown };
  if (typeof code === 'string') return code;
  return typeof message === 'string' && CLOSED.test(message) ? 'PROTOCOL_CONNECTION_LOST' : null;
}
