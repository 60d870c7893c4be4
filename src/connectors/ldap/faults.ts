/**
 * What the directory's result codes, and the ways in which a connection breaks, mean to the engine. Every message names
 * the directory and the operation, and says what to do where a person has to do something.
 */
import { ResultCodeError } from 'ldapts';
import { ConnectorError, type ConnectorErrorCode } from '../contract';
import { remedyFor } from './remedies';

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

/** Where and at what it happened. */
export interface Circumstance {
  /** Address of the directory. */
  readonly url: string;
  readonly operation: string;
  /** A request may have reached the directory: a connection that breaks then leaves a write's outcome unknown. */
  readonly sent: boolean;
}

/** True for a ResultCodeError with one of these codes. */
export function isResult(error: unknown, ...codes: readonly number[]): boolean {
  return error instanceof ResultCodeError && codes.includes(error.code);
}

/** The text that the directory gave, without the code that the library hangs on. */
function serverText(error: ResultCodeError): string {
  return error.message.replace(/\s*Code: 0x[0-9a-f]+$/i, '').trim();
}

export function toConnectorError(error: unknown, circumstance: Circumstance): ConnectorError {
  const { url, operation, sent } = circumstance;
  const place = `directory ${url}: ${operation}: `;
  if (error instanceof ConnectorError) {
    if (error.message.startsWith('directory ')) return error;
    const { cause, retryAfterMs, moved } = error;
    return new ConnectorError(error.code, place + error.message, { cause, retryAfterMs, moved });
  }
  const { code, detail, reason } = meaning(error, sent);
  const remedy = remedyFor(reason);
  return new ConnectorError(code, place + detail + (remedy === null ? '' : ` – ${remedy}`), { cause: error });
}

interface Meaning {
  readonly code: ConnectorErrorCode;
  readonly detail: string;
  /** A result code, or a code of the operating system or of TLS. */
  readonly reason: number | string | null;
}

function meaning(error: unknown, sent: boolean): Meaning {
  if (error instanceof ResultCodeError) {
    const detail = `${serverText(error) || 'refused'} (${error.code})`;
    if (takesNoWrites(error)) return { code: 'unauthorised', detail, reason: 'READ_ONLY' };
    return { code: BY_RESULT[error.code] ?? 'rejected', detail, reason: error.code };
  }
  const text = messageOf(error);
  if (text === 'Connection timeout')
    return { code: 'unreachable', detail: 'the directory does not accept the connection', reason: 'ETIMEDOUT' };
  const reason = systemCode(error);
  if (reason !== null || /^(Socket error|Connection closed|Socket connection not established)/.test(text)) {
    const detail = reason === null ? 'the connection broke' : `the connection broke (${reason})`;
    return { code: sent ? 'timeout' : 'unreachable', detail, reason };
  }
  return { code: 'protocol', detail: "the directory's answer could not be understood", reason: null };
}

/** A copy that sends writers elsewhere, and a directory that was told to take none: what mends it is another address. */
function takesNoWrites(error: ResultCodeError): boolean {
  return error.code === 10 || (error.code === 53 && /restricted|shadow context|read.?only/i.test(error.message));
}

/** Errors of the operating system and of TLS are told by their code: refused, a name not found, a certificate not trusted. */
function systemCode(error: unknown): string | null {
  const hasCode = typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string';
  return hasCode ? (error.code as string) : null;
}

function messageOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : '';
}
