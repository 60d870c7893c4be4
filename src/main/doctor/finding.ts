/** One thing that was looked at, worded where it is told. */

/** A value that is worded in both languages where it comes from. */
export interface BothLanguages {
  readonly vi: string;
  readonly en: string;
}

export type Part = 'home' | 'policy' | 'store' | 'directory' | 'mail' | 'qlvb';

/** `warning`: the city runs, and something should be done; `failure`: it does not, or not as it should. */
export type Level = 'ok' | 'warning' | 'failure';

export type FindingCode =
  | 'HOME_OK'
  | 'HOME_NOT_YET'
  | 'HOME_NOT_WRITABLE'
  | 'DISK_OK'
  | 'DISK_LOW'
  | 'DISK_FULL'
  | 'KEYS_OK'
  | 'KEYS_NOT_YET'
  | 'KEYS_OPEN'
  | 'POLICY_OK'
  | 'POLICY_UNREADABLE'
  | 'POLICY_WRONG'
  | 'STORE_OK'
  | 'STORE_NOT_YET'
  | 'STORE_UNREACHABLE'
  | 'STORE_REFUSED'
  | 'STORE_NO_DATABASE'
  | 'STORE_READ_ONLY'
  | 'STORE_DAMAGED'
  | 'STORE_FAILED'
  | 'STORE_TOO_OLD'
  | 'STORE_NO_RIGHT'
  | 'STORE_NOT_STRICT'
  | 'STORE_COLLATION'
  | 'STORE_BEHIND'
  | 'STORE_AHEAD'
  | 'STORE_CLOCK'
  | 'STORE_NO_DUMP_TOOL'
  | 'SYSTEMS_EMBEDDED'
  | 'SYSTEMS_WRONG'
  | 'SYSTEM_OK'
  | 'SYSTEM_UNREACHABLE'
  | 'SYSTEM_REFUSED'
  | 'SYSTEM_TLS'
  | 'SYSTEM_CHECK_FAILED'
  | 'DIRECTORY_BRANCH'
  | 'DIRECTORY_SCHEMA'
  | 'DIRECTORY_MEMBER_OF'
  | 'DIRECTORY_NO_TLS'
  | 'DIRECTORY_WRITES'
  | 'DIRECTORY_NO_WRITE'
  | 'DIRECTORY_WRITE_UNKNOWN'
  | 'QLVB_NONE_YET';

export interface Finding {
  readonly part: Part;
  readonly code: FindingCode;
  readonly level: Level;
  /** What the text names; never a password. */
  readonly values: Readonly<Record<string, string | number | BothLanguages>>;
}

export function finding(part: Part, level: Level, code: FindingCode, values: Finding['values'] = {}): Finding {
  return { part, code, level, values };
}
