/**
 * What callers see of an error, whatever it was: a refusal in their language with its code and problems, GraphQL's own
 * errors with their standard codes, and everything else as INTERNAL with a trace id – the stack goes to the log alone.
 */
import { isNativeError } from 'node:util/types';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { CATALOGUE, type Code, type Language } from '../errors/catalogue';
import { isStandardCode, wordedByGraphql } from '../errors/standard';
import { describe, Refusal, valuesIn, type Problem } from '../errors/refusal';
import { silentLogger, type Logger } from '../shared/logger';
import { storeRefusalOf } from '../store/store-fault';

export interface Presentation {
  readonly language: Language;
  readonly traceId: string;
  readonly logger: Logger;
}

/** A problem as it is told: its path inside the input, its code, its text. */
export interface PresentedProblem {
  readonly code: string;
  readonly path: readonly (string | number)[];
  readonly message: string;
  /** What the text names, for programs: ids, limits, days. */
  readonly values?: Readonly<Record<string, string | number>>;
}

/** An error is wrapped once by each layer that it passes; more than this is a circle. */
const WRAPPINGS_MAX = 10;

export function presentErrors(errors: readonly GraphQLError[], how: Presentation): GraphQLError[] {
  const logged = new Set<unknown>();
  return errors.map((error) => {
    const causes = unwrapped(error);
    const refusal = causes.find((cause) => cause instanceof Refusal);
    if (refusal) return presented(error, refusalText(refusal, how.language), refusalExtensions(refusal, how.language));

    const storeFault = causes.find((cause) => storeRefusalOf(cause) !== null);
    if (storeFault) return presentedFault(error, storeFault, how);

    const code = knownCode(error, causes);
    if (code) return presentedAs(code, error, how.language);

    const cause = causes.at(-1) ?? error;
    if (!logged.has(cause))
      how.logger.error({ err: cause, traceId: how.traceId, path: error.path }, 'unexpected error');
    logged.add(cause);
    return presented(
      error,
      describe(internal(how.traceId), how.language),
      problemExtensions([internal(how.traceId)], how.language),
    );
  });
}

/** The caller hears what to do, the log what the database said. */
function presentedFault(error: GraphQLError, fault: Error, how: Presentation): GraphQLError {
  const refusal = new Refusal(storeRefusalOf(fault)!);
  how.logger.error({ err: fault, traceId: how.traceId, path: error.path, code: refusal.code }, 'the store failed');
  return presented(error, refusalText(refusal, how.language), refusalExtensions(refusal, how.language));
}

/** Errors of Node itself are none of ours by `instanceof` where code runs in a context of its own, as in a test. */
function isError(thrown: unknown): thrown is Error {
  return thrown instanceof Error || isNativeError(thrown);
}

/** Whatever was thrown, as GraphQL carries it; the original is kept for the log. */
export function asGraphQLError(error: unknown): GraphQLError {
  if (error instanceof GraphQLError) return error;
  const original = isError(error) ? error : new Error(String(error));
  return new GraphQLError(original.message, { originalError: original });
}

/** Errors as they stand in an answer over HTTP, for callers in this process. */
export function toApiErrors(errors: readonly GraphQLError[], language: Language): GraphQLFormattedError[] {
  return presentErrors(errors, { language, traceId: 'in-process', logger: silentLogger }).map((error) =>
    error.toJSON(),
  );
}

function refusalExtensions(refusal: Refusal, language: Language): Record<string, unknown> {
  return problemExtensions(refusal.problems, language);
}

function refusalText(refusal: Refusal, language: Language): string {
  return describe(refusal.problems[0]!, language);
}

function internal(traceId: string): Problem {
  return { code: 'INTERNAL', path: [], values: { trace: traceId } };
}

function problemExtensions(problems: readonly Problem[], language: Language): Record<string, unknown> {
  const told = problems.map((problem): PresentedProblem => {
    const { code, path, values } = problem;
    return { code, path, message: describe(problem, language), ...(values && { values: valuesIn(values, language) }) };
  });
  return { code: problems[0]!.code, problems: told };
}

/** The error and what it wraps, outermost first. */
function unwrapped(error: unknown): Error[] {
  const causes: Error[] = [];
  let current: unknown = error;
  while (isError(current) && causes.length < WRAPPINGS_MAX) {
    causes.push(current);
    current = current instanceof GraphQLError ? current.originalError : thrownIn(current);
  }
  return causes;
}

/** What graphql-js wraps because it is no error by `instanceof`. */
function thrownIn(error: Error): unknown {
  return 'thrownValue' in error ? error.thrownValue : undefined;
}

function knownCode(error: GraphQLError, causes: readonly Error[]): string | null {
  const code = error.extensions.code;
  if (typeof code === 'string' && (isStandardCode(code) || isCatalogueCode(code))) return code;
  const innermost = causes.at(-1);
  if (!(innermost instanceof GraphQLError) || code !== undefined) return null;
  // graphql-js gives its own complaints about variables and arguments no code
  return /^(Variable|Argument) "/.test(error.message) ? 'BAD_USER_INPUT' : null;
}

function isCatalogueCode(code: string): code is Code {
  return Object.hasOwn(CATALOGUE, code);
}

/** A subgraph that answers over HTTP has told its problems already; what has none was worded by graphql-js. */
function presentedAs(code: string, error: GraphQLError, language: Language): GraphQLError {
  const { problems } = error.extensions;
  if (Array.isArray(problems)) return presented(error, error.message, { code, problems });
  const message = wordedByGraphql(code, error.message, language);
  return presented(error, message, { code, problems: [{ code, path: [], message }] });
}

function presented(error: GraphQLError, message: string, extensions: Record<string, unknown>): GraphQLError {
  return new GraphQLError(message, { path: error.path, extensions });
}
