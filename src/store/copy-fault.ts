/** Why a store was not copied or filled; worded where it is told. */

export type CopyFaultCode =
  | 'BACKUP_EXISTS'
  | 'NO_STORE'
  | 'NOT_A_BACKUP'
  | 'BACKUP_TOO_NEW'
  | 'BACKUP_OF_ANOTHER_KIND'
  | 'STORE_NOT_EMPTY'
  | 'KEYS_MISSING'
  | 'TOOL_MISSING'
  | 'TOOL_FAILED';

export class CopyFault extends Error {
  constructor(
    readonly code: CopyFaultCode,
    readonly values: Readonly<Record<string, string>>,
  ) {
    super(code);
    this.name = 'CopyFault';
  }
}
