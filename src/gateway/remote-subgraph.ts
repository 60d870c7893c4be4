/** A subgraph of another process, asked over HTTP with the caller's own credentials: it verifies them itself. */
import { GraphQLError, print, type DocumentNode, type ExecutionResult, type GraphQLFormattedError } from 'graphql';
import { Refusal } from '../errors/refusal';
import { callerOf } from './caller';
import type { SubgraphCaller } from './executor';
import type { ToldMark } from './stale-marks';

export interface RemoteSubgraph {
  readonly name: string;
  /** Where it answers GraphQL over HTTP. */
  readonly url: string;
  /** Asked of the subgraph itself when left out. */
  readonly sdl?: string;
}

const ANSWER_BYTES_MAX = 64 * 1_048_576;
const SDL_TIMEOUT_MS = 10_000;

export function remoteSubgraph(remote: RemoteSubgraph): SubgraphCaller {
  return {
    name: remote.name,
    async call(request, context) {
      const answer = await ask(remote, textOf(request.document), request.variables, {
        headers: callerOf(context).headers,
        signal: context.signal,
      });
      for (const { path, source, age } of answer.extensions?.stale ?? [])
        context.markStale({ path, source, ageMs: age });
      return { data: answer.data ?? null, errors: answer.errors?.map(revived) };
    },
    async subscribe() {
      return { errors: [new Refusal('UNAVAILABLE', { system: remote.name })] };
    },
  };
}

/** The SDL that a remote subgraph serves. */
export async function sdlOf(remote: RemoteSubgraph): Promise<string> {
  if (remote.sdl !== undefined) return remote.sdl;
  const signal = AbortSignal.timeout(SDL_TIMEOUT_MS);
  const answer = await ask(remote, '{ _service { sdl } }', {}, { headers: {}, signal });
  const sdl = (answer.data as { _service?: { sdl?: unknown } } | null)?._service?.sdl;
  if (typeof sdl !== 'string') throw new Error(`subgraph ${remote.name} at ${remote.url} told no SDL`);
  return sdl;
}

interface Answer {
  readonly data?: ExecutionResult['data'];
  readonly errors?: readonly GraphQLFormattedError[];
  readonly extensions?: { readonly stale?: readonly ToldMark[] };
}

async function ask(
  remote: RemoteSubgraph,
  query: string,
  variables: Readonly<Record<string, unknown>>,
  how: { readonly headers: Readonly<Record<string, string>>; readonly signal: AbortSignal },
): Promise<Answer> {
  try {
    const response = await fetch(remote.url, {
      method: 'POST',
      headers: {
        ...how.headers,
        'content-type': 'application/json',
        accept: 'application/graphql-response+json, application/json;q=0.9',
      },
      body: JSON.stringify({ query, variables }),
      signal: how.signal,
    });
    const answer = JSON.parse(await boundedText(response)) as Answer | null;
    if (typeof answer !== 'object' || answer === null || !('data' in answer || 'errors' in answer)) {
      throw new Error(`HTTP ${response.status} without a GraphQL answer`);
    }
    return answer;
  } catch (cause) {
    if (how.signal.aborted) throw new Refusal('DEADLINE_PASSED');
    throw Object.assign(new Refusal('UNAVAILABLE', { system: remote.name }), { cause });
  }
}

async function boundedText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = response.body?.getReader();
  for (let step = await reader?.read(); step && !step.done; step = await reader?.read()) {
    size += step.value.byteLength;
    if (size > ANSWER_BYTES_MAX) {
      await reader?.cancel();
      throw new Error(`an answer of more than ${ANSWER_BYTES_MAX} bytes`);
    }
    chunks.push(step.value);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function revived(error: GraphQLFormattedError): GraphQLError {
  return new GraphQLError(error.message, { path: error.path, extensions: error.extensions });
}

const texts = new WeakMap<DocumentNode, string>();

function textOf(document: DocumentNode): string {
  let text = texts.get(document);
  if (text === undefined) texts.set(document, (text = print(document)));
  return text;
}
