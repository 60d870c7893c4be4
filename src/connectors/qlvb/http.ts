/** One call to an instance, and every way in which it can fail as the contract's closed codes. */
import type { z } from 'zod';
import { boundedText } from '../../shared/bounded-text';
import { ConnectorError, type Call, type ConnectorErrorCode } from '../contract';
import type { qlvbSettings } from './settings';
import { wireProblem } from './wire';

export interface Exchange {
  /** What is being done and to whom, for messages: `modify 3f2…`. Never what was sent. */
  readonly doing: string;
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly body?: unknown;
  readonly ifMatch?: string | null;
}

const ANSWER_BYTES_MAX = 8 * 1024 * 1024;

/** Nothing left this machine: there was nobody to send it to. */
const NEVER_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EHOSTDOWN',
  'UND_ERR_CONNECT_TIMEOUT',
]);

const BY_STATUS: Readonly<Record<number, ConnectorErrorCode>> = {
  400: 'rejected',
  401: 'unauthorised',
  403: 'unauthorised',
  404: 'notFound',
  405: 'rejected',
  409: 'alreadyExists',
  412: 'conflict',
  413: 'rejected',
  422: 'rejected',
  429: 'throttled',
};

export class QlvbHttp {
  constructor(private readonly settings: z.output<typeof qlvbSettings>) {}

  /** The answer's body as `shape` wants it. */
  async get<T extends z.ZodType>(exchange: Exchange, shape: T, call: Call): Promise<z.output<T>> {
    const text = await this.send(exchange, call);
    const result = shape.safeParse(jsonOf(text));
    if (!result.success)
      throw new ConnectorError('protocol', `${exchange.doing}: the answer has another shape than agreed`);
    return result.data;
  }

  /** The answer's text; raises unless the status is 2xx. */
  async send(exchange: Exchange, call: Call): Promise<string> {
    const deadline = AbortSignal.timeout(Math.max(1, Math.min(call.timeoutMs, this.settings.timeoutMs)));
    const signal = AbortSignal.any([call.signal, deadline]);
    let response: Response;
    let text: string;
    try {
      response = await fetch(`${this.settings.url}${exchange.path}`, {
        method: exchange.method,
        headers: this.headersOf(exchange),
        body: exchange.body === undefined ? undefined : JSON.stringify(exchange.body),
        redirect: 'manual',
        signal,
      });
      text = await boundedText(response, ANSWER_BYTES_MAX, tooLarge);
    } catch (cause) {
      throw faultOf(cause, exchange, signal);
    }
    if (response.ok) return text;
    throw refusalOf(response, text, exchange);
  }

  private headersOf(exchange: Exchange): Record<string, string> {
    return {
      authorization: `Bearer ${this.settings.apiKey}`,
      accept: 'application/json',
      ...(exchange.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(exchange.ifMatch == null ? {} : { 'if-match': exchange.ifMatch }),
    };
  }
}

function tooLarge(): ConnectorError {
  return new ConnectorError('protocol', `an answer of more than ${ANSWER_BYTES_MAX} bytes`);
}

function faultOf(cause: unknown, { doing }: Exchange, signal: AbortSignal): ConnectorError {
  if (cause instanceof ConnectorError) return cause;
  if (signal.aborted) return new ConnectorError('timeout', `${doing}: no answer in time`, { cause });
  const code = codeOf(cause);
  if (NEVER_SENT.has(code))
    return new ConnectorError('unreachable', `${doing}: nobody answers at the address (${code})`, { cause });
  if (code.startsWith('HPE_')) return new ConnectorError('protocol', `${doing}: the answer is not HTTP`, { cause });
  // The connection broke after something may have been sent.
  return new ConnectorError('timeout', `${doing}: the connection broke before the answer (${code || 'no code'})`, {
    cause,
  });
}

/** fetch wraps the reason; a host with several addresses gives several. */
function codeOf(fault: unknown): string {
  const inner = causeOf(fault);
  const errors = (inner as { errors?: unknown } | undefined)?.errors;
  const codes = [inner, ...(Array.isArray(errors) ? (errors as unknown[]) : [])].map(
    (one) => (one as { code?: unknown } | undefined)?.code,
  );
  return codes.find((code): code is string => typeof code === 'string') ?? '';
}

function causeOf(fault: unknown): unknown {
  return (fault as { cause?: unknown } | undefined)?.cause;
}

function refusalOf(response: Response, text: string, { doing }: Exchange): ConnectorError {
  const code = BY_STATUS[response.status];
  const problem = wireProblem.safeParse(jsonOf(text));
  const told = problem.success ? problem.data.code : `HTTP ${response.status}`;
  const retryAfterMs = retryAfterOf(response);
  // A proxy in between or a wrong address also says 404: only the instance's own word counts as "not there".
  if (code === undefined || (code === 'notFound' && told !== 'USER_NOT_FOUND')) {
    return new ConnectorError('protocol', `${doing}: unexpected answer ${told}`, { retryAfterMs });
  }
  return new ConnectorError(code, `${doing}: ${told}`, { retryAfterMs });
}

function retryAfterOf(response: Response): number | undefined {
  const seconds = /^\d{1,6}$/.exec(response.headers.get('retry-after') ?? '')?.[0];
  return seconds === undefined ? undefined : Number(seconds) * 1_000;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
