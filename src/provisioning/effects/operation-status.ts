/** How far an operation has come; the names are those of the API. */
export type OperationStatus =
  'PENDING' | 'RUNNING' | 'DONE' | 'WAITING_RETRY' | 'WAITING_APPROVAL' | 'WAITING_PERSON' | 'FAILED' | 'SUPERSEDED';

/** Statuses of operations that may still be done. */
export const OPEN: readonly OperationStatus[] = [
  'PENDING',
  'RUNNING',
  'WAITING_RETRY',
  'WAITING_APPROVAL',
  'WAITING_PERSON',
];

/** Those of them that wait for nobody's word: somebody must be due for them. */
export const FREE: readonly OperationStatus[] = ['PENDING', 'RUNNING', 'WAITING_RETRY'];
