/**
 * doveadm's HTTP API: batches of commands in, answers out, and every failure as a ConnectorError. Commands of a batch
 * run in order; one that fails does not stop the next.
 */
import { boundedText } from '../../shared/bounded-text';
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
/** Faults after which nothing was sent, and what to do about them. */
const NOTHING_SENT: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there: start Dovecot with doveadm over HTTP, or mend url',
  ENOTFOUND: 'the name is not known: mend url',
  EAI_AGAIN: 'the name is not known at the moment: mend url, or the name service',
  EHOSTUNREACH: 'mend url, or the way to that host',
  ENETUNREACH: 'mend url, or the way to that host',
  UND_ERR_CONNECT_TIMEOUT: 'mend url, or what stands between',
  CERT_HAS_EXPIRED: 'renew the certificate of the server',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its authority is not trusted: name it in NODE_EXTRA_CA_CERTS',
  SELF_SIGNED_CERT_IN_CHAIN: 'its authority is not trusted: name it in NODE_EXTRA_CA_CERTS',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its authority is not trusted: name it in NODE_EXTRA_CA_CERTS',
  ERR_TLS_CERT_ALTNAME_INVALID: 'the certificate is for another name: use that name in url',
};

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
      const tooLarge = (): ConnectorError => operation.fail('protocol', 'the answer is too large');
      return await boundedText(response, ANSWER_BYTES_MAX, tooLarge);
    } catch (error) {
      if (error instanceof ConnectorError) throw error;
      throw connectionError(error, this.endpoint, operation);
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
  if (response.status === 401 || response.status === 403)
    return operation.fail('unauthorised', `${detail} – check apiKey: it is doveadm_api_key of the server`);
  if (response.status === 429 || response.status === 503) {
    const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
    return operation.fail('throttled', detail, {
      retryAfterMs: Number.isFinite(seconds) && seconds >= 0 ? seconds * 1_000 : undefined,
    });
  }
  return operation.fail('protocol', detail);
}

function connectionError(error: unknown, endpoint: string, operation: Operation): ConnectorError {
  const told = (code: ConnectorErrorCode, detail: string): ConnectorError =>
    operation.fail(code, `${new URL(endpoint).host}: ${detail}`, { cause: error });
  if (operation.signal.aborted) return told('timeout', 'no answer in time');
  const code = (error as { readonly cause?: { readonly code?: unknown } }).cause?.code;
  const remedy = typeof code === 'string' ? NOTHING_SENT[code] : undefined;
  if (remedy !== undefined) return told('unreachable', `${String(code)} – ${remedy}`);
  // Cut off after the connection was made: a worker that dies answers nothing, yet may have done the work.
  return told('timeout', 'the connection was lost before the answer');
}
