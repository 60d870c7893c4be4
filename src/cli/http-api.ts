/** The API over HTTP, for the verbs that talk to a running gateway. */
import { say } from './texts';
import { ApiRefusal, type Api, type ApiError } from '../import/api';

/** The gateway cannot be reached, or what answers there is no gateway. */
export class GatewayUnreachable extends Error {
  constructor(url: string, cause: unknown) {
    super(say('gatewayUnreachable', { url }), { cause });
    this.name = 'GatewayUnreachable';
  }
}

const TIMEOUT_MS = 120_000;

export class HttpApi implements Api {
  constructor(
    private readonly url: string,
    private readonly accessToken: () => Promise<string | null>,
    private readonly language: string,
  ) {}

  async request<T>(
    document: string,
    variables: Readonly<Record<string, unknown>> = {},
    idempotencyKey?: string,
  ): Promise<T> {
    const token = await this.accessToken();
    let answer: { data?: T | null; errors?: readonly ApiError[] };
    try {
      const response = await fetch(new URL('/graphql', this.url), {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'accept-language': this.language,
          ...(token === null ? {} : { authorization: `Bearer ${token}` }),
          ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
        },
        body: JSON.stringify({ query: document, variables }),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      answer = (await response.json()) as typeof answer;
    } catch (error) {
      throw new GatewayUnreachable(this.url, error);
    }
    if (answer.errors !== undefined && answer.errors.length > 0) throw new ApiRefusal(answer.errors);
    return answer.data as T;
  }
}
