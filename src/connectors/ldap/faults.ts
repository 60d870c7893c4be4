/** What the directory's result codes, and the ways in which a connection breaks, mean to the engine. */
import { ResultCodeError } from 'ldapts';
import { ConnectorError, type ConnectorErrorCode } from '../contract';

const BY_RESULT: Readonly<Record<number, ConnectorErrorCode>> = {
  2: 'protocol',
  3: 'throttled',
  7: 'unauthorised',
  8: 'unauthorised',
  13: 'unauthorised',
  32: 'notFound',
  48: 'unauthorised',
  49: 'unauthorised',
  50: 'unauthorised',
  51: 'throttled',
  52: 'throttled',
  68: 'alreadyExists',
  80: 'protocol',
  122: 'conflict',
};

/** True for a ResultCodeError with one of these codes. */
export function isResult(error: unknown, ...codes: readonly number[]): boolean {
  return error instanceof ResultCodeError && codes.includes(error.code);
}

/** The text that the directory gave, without the code that the library hangs on. */
export function serverText(error: ResultCodeError): string {
  return error.message.replace(/\s*Code: 0x[0-9a-f]+$/i, '').trim();
}

/**
 * `sent` tells whether a request of this operation may have reached the directory: a connection that breaks then leaves
 * a write's outcome unknown.
 */
export function toConnectorError(error: unknown, operation: string, sent: boolean): ConnectorError {
  if (error instanceof ConnectorError) return error;
  if (error instanceof ResultCodeError) {
    return new ConnectorError(
      BY_RESULT[error.code] ?? 'rejected',
      `${operation}: ${serverText(error) || 'refused'} (${error.code})`,
      { cause: error },
    );
  }
  if (messageOf(error) === 'Connection timeout')
    return new ConnectorError('unreachable', `${operation}: the directory does not accept the connection`, {
      cause: error,
    });
  if (
    /^(Socket error|Connection closed|Socket connection not established)/.test(messageOf(error)) ||
    isSystemError(error)
  ) {
    return new ConnectorError(sent ? 'timeout' : 'unreachable', `${operation}: the connection broke`, { cause: error });
  }
  return new ConnectorError('protocol', `${operation}: the directory's answer could not be understood`, {
    cause: error,
  });
}

/** Errors of the operating system are told by their code: a connection refused, a name not found, a certificate not trusted. */
function isSystemError(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string';
}

function messageOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : '';
}
