/**
 * doveadm's HTTP API: batches of commands in, answers out, and every failure as a ConnectorError. Commands of a batch
 * run in order; one that fails does not stop the next.
 */
import { ConnectorError, type Call, type ConnectorErrorCode } from '../contract';

export type Command = readonly [name: string, parameters: Readonly<Record<string, unknown>>];

/** `exitCode` 0 is success. */
export interface Answer {
  readonly exitCode: number;
  readonly result: unknown;
}

/** As doveadm uses sysexits.h. */
export const EXIT = { ok: 0, usage: 64, exists: 65, noUser: 67, notFound: 68, tempFail: 75, noPermission: 77 } as const;

const ANSWER_BYTES_MAX = 64 * 1024 * 1024;
const NOTHING_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** One operation of the connector: its name for messages, and the one deadline that all its requests share. */
export class Operation {
  readonly signal: AbortSignal;

  constructor(
    readonly name: string,
    call: Call,
    timeoutMsMax: number,
  ) {
    this.signal = AbortSignal.any([call.signal, AbortSignal.timeout(Math.min(call.timeoutMs, timeoutMsMax))]);
  }

  fail(
    code: ConnectorErrorCode,
    detail: string,
    options?: { readonly cause?: unknown; readonly retryAfterMs?: number },
  ): ConnectorError {
    return new ConnectorError(code, `dovecot ${this.name}: ${detail}`, options);
  }
}

export class Doveadm {
  private readonly endpoint: string;
  private readonly authorization: string;

  constructor(url: string, apiKey: string) {
    this.endpoint = new URL('/doveadm/v1', url).href;
    this.authorization = `X-Dovecot-API ${Buffer.from(apiKey, 'utf8').toString('base64')}`;
  }

  /** The answers in the order of the commands, failed ones included. */
  async run(commands: readonly Command[], operation: Operation): Promise<Answer[]> {
    const text = await this.post(
      JSON.stringify(commands.map(([name, parameters], index) => [name, parameters, String(index)])),
      operation,
    );
    return answersOf(text, commands.length, operation);
  }

  private async post(body: string, operation: Operation): Promise<string> {
    try {
      const response = await fetch(this.endpoint, {
        method: 'POST',
        headers: { authorization: this.authorization, 'content-type': 'application/json' },
        body,
        signal: operation.signal,
        redirect: 'error',
      });
      if (!response.ok) {
        await response.body?.cancel();
        throw statusError(response, operation);
      }
      return await boundedText(response, operation);
    } catch (error) {
      if (error instanceof ConnectorError) throw error;
      throw connectionError(error, operation);
    }
  }
}

/** Accepts success and the exit codes named; anything else is thrown as what it means. */
export function must(answer: Answer | undefined, operation: Operation, ...accepted: readonly number[]): Answer {
  if (answer === undefined) throw operation.fail('protocol', 'an answer is missing');
  if (answer.exitCode === EXIT.ok || accepted.includes(answer.exitCode)) return answer;
  throw operation.fail(EXIT_MEANS[answer.exitCode] ?? 'protocol', `doveadm ended with exit code ${answer.exitCode}`);
}

const EXIT_MEANS: Readonly<Record<number, ConnectorErrorCode>> = {
  [EXIT.usage]: 'rejected',
  [EXIT.exists]: 'alreadyExists',
  [EXIT.noUser]: 'notFound',
  [EXIT.notFound]: 'notFound',
  [EXIT.tempFail]: 'throttled',
  [EXIT.noPermission]: 'unauthorised',
};

/** The rows of a successful answer, each a record of texts. */
export function rowsOf(answer: Answer, operation: Operation): Readonly<Record<string, string>>[] {
  if (!Array.isArray(answer.result)) throw operation.fail('protocol', 'the answer is no list of rows');
  return answer.result.map((row: unknown) => {
    const isRow =
      typeof row === 'object' && row !== null && Object.values(row).every((value) => typeof value === 'string');
    if (!isRow) throw operation.fail('protocol', 'the answer holds something that is no row');
    return row as Record<string, string>;
  });
}

function answersOf(text: string, count: number, operation: Operation): Answer[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw operation.fail('protocol', 'the answer is no JSON', { cause: error });
  }
  if (!Array.isArray(parsed) || parsed.length !== count) throw operation.fail('protocol', `expected ${count} answers`);
  return parsed.map((entry: unknown, index) => {
    const [kind, result, tag] = Array.isArray(entry) ? (entry as unknown[]) : [];
    if (tag !== String(index)) throw operation.fail('protocol', 'an answer carries another tag');
    if (kind === 'doveadmResponse') return { exitCode: EXIT.ok, result };
    if (kind !== 'error' || typeof result !== 'object' || result === null)
      throw operation.fail('protocol', 'an answer of unknown kind');
    const { type, exitCode } = result as { readonly type?: unknown; readonly exitCode?: unknown };
    // unknownMethod and invalidRequest: this server lacks what we need, however often it is asked.
    if (type !== 'exitCode') throw operation.fail('rejected', `doveadm says ${String(type).slice(0, 40)}`);
    if (typeof exitCode !== 'number') throw operation.fail('protocol', 'an exit code that is no number');
    return { exitCode, result: null };
  });
}

function statusError(response: Response, operation: Operation): ConnectorError {
  const detail = `HTTP status ${response.status}`;
  if (response.status === 401 || response.status === 403) return operation.fail('unauthorised', detail);
  if (response.status === 429 || response.status === 503) {
    const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
    return operation.fail('throttled', detail, {
      retryAfterMs: Number.isFinite(seconds) && seconds >= 0 ? seconds * 1_000 : undefined,
    });
  }
  return operation.fail('protocol', detail);
}

function connectionError(error: unknown, operation: Operation): ConnectorError {
  if (operation.signal.aborted) return operation.fail('timeout', 'no answer in time', { cause: error });
  const code = (error as { readonly cause?: { readonly code?: unknown } }).cause?.code;
  if (typeof code === 'string' && NOTHING_SENT.has(code)) return operation.fail('unreachable', code, { cause: error });
  // Cut off after the connection was made: a worker that dies answers nothing, yet may have done the work.
  return operation.fail('timeout', 'the connection was lost before the answer', { cause: error });
}

async function boundedText(response: Response, operation: Operation): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = response.body?.getReader();
  for (let part = await reader?.read(); part?.value; part = await reader?.read()) {
    size += part.value.length;
    if (size > ANSWER_BYTES_MAX) throw operation.fail('protocol', 'the answer is too large');
    chunks.push(part.value);
  }
  return Buffer.concat(chunks).toString('utf8');
}
