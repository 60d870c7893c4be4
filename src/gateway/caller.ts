/** What a request carries besides who is asking: kept beside its context, which belongs to identity. */
import { randomBytes } from 'node:crypto';
import type { Context } from '../subgraphs/identity/face';

export interface Caller {
  /** Trace id of W3C Trace Context; what INTERNAL tells and the log finds again. */
  readonly traceId: string;
  /** What a subgraph that is called by address is told: who asks, in which language, under which key and trace. */
  readonly headers: Readonly<Record<string, string>>;
  /** The media type that the caller reads an answer in. */
  readonly mediaType: string;
}

const callers = new WeakMap<Context, Caller>();
const TRACEPARENT = /^00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/;
const FORWARDED = ['authorization', 'accept-language', 'idempotency-key'] as const;

export function callerFrom(
  headers: Readonly<Record<string, string | string[] | undefined>>,
  mediaType = 'application/json',
): Caller {
  const given = headers.traceparent;
  const traceId = (typeof given === 'string' && TRACEPARENT.exec(given)?.[1]) || randomBytes(16).toString('hex');
  const forwarded: Record<string, string> = { traceparent: `00-${traceId}-${randomBytes(8).toString('hex')}-01` };
  for (const name of FORWARDED) {
    const value = headers[name];
    if (typeof value === 'string') forwarded[name] = value;
  }
  return { traceId, headers: forwarded, mediaType };
}

export function setCaller(context: Context, caller: Caller): Context {
  callers.set(context, caller);
  return context;
}

export function callerOf(context: Context): Caller {
  let caller = callers.get(context);
  if (!caller) {
    caller = callerFrom({});
    callers.set(context, caller);
  }
  return caller;
}
