/**
 * GET /events/role-changes: the role changes as plain server-sent events, for systems that speak no GraphQL. It is the
 * subscription `roleChanges` with every field that needs no argument; the event's id is its cursor, so a browser or a
 * curl that lost its connection goes on by `Last-Event-ID`.
 */
import type { Request, RequestHandler, Response } from 'express';
import {
  getNamedType,
  isLeafType,
  isObjectType,
  isRequiredArgument,
  type ExecutionResult,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import { Phrase } from '../errors/phrases';
import { Refusal } from '../errors/refusal';
import type { Logger } from '../shared/logger';
import { sendRefusal } from './http-refusals';
import { LiveStream } from './live-stream';
import { contextOf, type ContextFor } from './request-context';
import type { Streams } from './streams';

export interface RoleChangesStreamOptions {
  readonly schema: GraphQLSchema;
  readonly streams: Streams;
  readonly contextFor: ContextFor;
  readonly logger: Logger;
  readonly heartbeatMs: number;
  readonly lingerMs: number;
}

const RETRY_MS = 3_000;
/** How deep snapshots are told: a change, its snapshot, and one object inside it. */
const DEPTH = 3;
const FILTER_VALUES_MAX = 500;

/** Null when the graph has no role changes to tell. */
export function roleChangesStream(options: RoleChangesStreamOptions): RequestHandler | null {
  const source = subscriptionText(options.schema);
  if (source === null) return null;
  const { streams, logger } = options;
  return async (req, res) => {
    const context = await contextOf(options.contextFor, req, res, null);
    context.signedIn();
    let ended: Refusal | null = null;
    let end = (refusal: Refusal): void => void (ended = refusal);
    const watch = streams.watch(context, (refusal) => end(refusal));
    res.once('close', () => watch.close());
    const outcome = await streams.open({
      source,
      variables: filters(req),
      operationName: null,
      context,
      watch,
      transport: 'sse',
      onCut: () => void setTimeout(() => res.destroy(), options.lingerMs).unref(),
    });
    if (!(outcome instanceof LiveStream)) {
      return sendRefusal(outcome.errors?.[0] ?? new Refusal('UNAVAILABLE', { system: 'gateway' }), req, res, logger);
    }
    end = (refusal) => outcome.cut(refusal);
    if (ended !== null) outcome.cut(ended);
    await write(res, outcome, options.heartbeatMs);
  };
}

async function write(res: Response, stream: LiveStream, heartbeatMs: number): Promise<void> {
  res.writeHead(200, { 'Content-Type': 'text/event-stream; charset=utf-8', 'Cache-Control': 'no-cache' });
  res.write(`retry: ${RETRY_MS}\n\n`);
  const heartbeat = setInterval(() => {
    // a reader who has yet to take an event needs no sign of life
    if (!res.writableNeedDrain) res.write(': still here\n\n');
  }, heartbeatMs);
  try {
    for await (const result of stream) {
      if (!(await taken(res, eventText(result)))) return;
    }
  } finally {
    clearInterval(heartbeat);
    res.end();
  }
}

/** True once the reader has taken it. Node drops the callback of a write that finds its socket destroyed. */
function taken(res: Response, text: string): Promise<boolean> {
  return new Promise((resolve) => {
    const gone = (): void => resolve(false);
    res.once('close', gone);
    res.write(text, (error) => {
      res.off('close', gone);
      resolve(!error);
    });
    if (res.closed) resolve(false);
  });
}

/** Of results that many subscribers are given. */
const texts = new WeakMap<ExecutionResult, string>();

function eventText(result: ExecutionResult): string {
  let text = texts.get(result);
  if (text === undefined) texts.set(result, (text = written(result)));
  return text;
}

function written(result: ExecutionResult): string {
  const change = result.data?.roleChanges as { readonly cursor?: unknown } | null | undefined;
  if (!change) return `event: error\ndata: ${JSON.stringify({ errors: result.errors ?? [] })}\n\n`;
  return `id: ${String(change.cursor).replace(/[\r\n\0]/g, '')}\ndata: ${JSON.stringify(change)}\n\n`;
}

function filters(req: Request): Record<string, unknown> {
  const list = (name: string): string[] | undefined => {
    const given = [req.query[name] ?? []].flat().filter((one) => typeof one === 'string');
    const values = given.flatMap((one) => one.split(',')).filter((one) => one !== '');
    if (values.length > FILTER_VALUES_MAX)
      throw new Refusal('BAD_REQUEST', { detail: new Phrase('TOO_MANY_VALUES', { name, max: FILTER_VALUES_MAX }) });
    return values.length > 0 ? values : undefined;
  };
  const lastEventId = req.headers['last-event-id'];
  const after = typeof lastEventId === 'string' && lastEventId !== '' ? lastEventId : req.query.after;
  return { after: typeof after === 'string' ? after : null, unitIds: list('unitIds'), kinds: list('kinds') };
}

function subscriptionText(schema: GraphQLSchema): string | null {
  const field = schema.getSubscriptionType()?.getFields().roleChanges;
  const type = field && getNamedType(field.type);
  if (!isObjectType(type)) return null;
  const declared = field!.args.map((arg) => `$${arg.name}: ${String(arg.type)}`).join(', ');
  const passed = field!.args.map((arg) => `${arg.name}: $${arg.name}`).join(', ');
  return `subscription RoleChanges(${declared}) { roleChanges(${passed}) ${everything(type, DEPTH)} }`;
}

function everything(type: GraphQLObjectType, depth: number): string {
  const fields = Object.values(type.getFields()).flatMap((field) => {
    if (field.args.some(isRequiredArgument)) return [];
    const named = getNamedType(field.type);
    if (isLeafType(named)) return [field.name];
    return isObjectType(named) && depth > 1 ? [`${field.name} ${everything(named, depth - 1)}`] : [];
  });
  return `{ ${fields.length > 0 ? fields.join(' ') : '__typename'} }`;
}
