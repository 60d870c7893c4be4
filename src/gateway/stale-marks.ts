/**
 * A room marks a value as last-known at the path it sees: `_entities.0.mailbox` of a fetch. Only the plan knows where
 * that stands in the client's answer, and it moves errors there; so marks travel through it as errors and are taken
 * out again before anybody sees them.
 */
import { GraphQLError, type ExecutionResult } from 'graphql';
import type { Context, StaleMark } from '../subgraphs/identity/face';
import { callerOf, setCaller } from './caller';

/** As `extensions.stale` tells it: where the value stands, which system said it, and how old it is in milliseconds. */
export interface ToldMark {
  readonly path: readonly (string | number)[];
  readonly source: string;
  readonly age: number;
}

export function told({ path, source, ageMs }: StaleMark): ToldMark {
  return { path, source, age: ageMs };
}

/** By the extensions of the error that a mark travels as: errors are made anew on the way, their extensions are not. */
const marked = new WeakMap<object, StaleMark>();

/** Runs one fetch under the same context, and sends the marks it made along with its result. */
export async function carryingMarks(
  context: Context,
  fetch: (context: Context) => Promise<ExecutionResult>,
): Promise<ExecutionResult> {
  const marks: StaleMark[] = [];
  const result = await fetch(marking(context, marks));
  return marks.length === 0 ? result : { ...result, errors: [...(result.errors ?? []), ...marks.map(asError)] };
}

/** The result without the marks that travelled in it; the marks, where the client will find the values. */
export function withoutMarks(result: ExecutionResult): { result: ExecutionResult; stale: readonly StaleMark[] } {
  if (!result.errors) return { result, stale: [] };
  const stale: StaleMark[] = [];
  const errors = result.errors.filter((error) => {
    const mark = marked.get(error.extensions);
    if (mark) stale.push({ ...mark, path: error.path ?? mark.path });
    return !mark;
  });
  return { result: { ...result, errors: errors.length > 0 ? errors : undefined }, stale };
}

/** The same caller, rights and loaders; only the marks go elsewhere. */
function marking(base: Context, marks: StaleMark[]): Context {
  const context: Context = {
    principal: base.principal,
    language: base.language,
    origin: base.origin,
    idempotencyKey: base.idempotencyKey,
    proof: base.proof ?? null,
    signal: base.signal,
    signedIn: () => base.signedIn(),
    may: (permission, scope) => base.may(permission, scope),
    require: (permission, scope) => base.require(permission, scope),
    loader: (name, batch) => base.loader(name, batch),
    markStale: (mark) => void marks.push(mark),
    stale: marks,
  };
  return setCaller(context, callerOf(base));
}

function asError(mark: StaleMark): GraphQLError {
  const extensions = {};
  marked.set(extensions, mark);
  return new GraphQLError('stale', { path: [...mark.path], extensions });
}
