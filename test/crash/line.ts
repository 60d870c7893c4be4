/** How the API is asked over HTTP, and how a broken connection is told from a refusal. */

/** The connection broke: whether the change was recorded is not known. */
export class Lost extends Error {
  override readonly name = 'Lost';
}

/** The city refused what it should have taken. */
export class Refused extends Error {
  override readonly name = 'Refused';
}

export interface Line {
  readonly url: string;
  readonly token: string;
}

/** The answer's data. A broken connection is `Lost`, a refusal `Refused`. */
export async function send<T>(
  line: Line,
  query: string,
  variables: Readonly<Record<string, unknown>>,
  key?: string,
): Promise<T> {
  let answer: { readonly data?: T; readonly errors?: readonly unknown[] };
  try {
    const response = await fetch(`${line.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'accept-language': 'en',
        ...(line.token === '' ? {} : { authorization: `Bearer ${line.token}` }),
        ...(key === undefined ? {} : { 'idempotency-key': key }),
      },
      body: JSON.stringify({ query, variables }),
    });
    answer = (await response.json()) as typeof answer;
  } catch (error) {
    throw new Lost(key ?? 'a read', { cause: error });
  }
  if (answer.data === undefined || answer.data === null || (answer.errors ?? []).length > 0)
    throw new Refused(`${key ?? 'a read'} ${JSON.stringify(variables)}: ${JSON.stringify(answer.errors)}`);
  return answer.data;
}
