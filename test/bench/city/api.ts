/** The API over HTTP as a signed-in person; the session is renewed before its token runs out. */
import { performance } from 'node:perf_hooks';

interface Session {
  readonly accessToken: string;
  readonly refreshToken: string;
}

const RENEW_AFTER_MS = 120_000;
const SESSION = '{ accessToken refreshToken }';

export class BenchApi {
  private session: Session | null = null;
  private since = 0;

  constructor(readonly address: string) {}

  async activate(code: string, password: string): Promise<this> {
    return this.signIn(
      `mutation($code: String!, $password: String!) { session: activate(code: $code, password: $password) ${SESSION} }`,
      { code, password },
    );
  }

  async login(username: string, password: string): Promise<this> {
    return this.signIn(
      `mutation($username: String!, $password: String!) { session: login(username: $username, password: $password) ${SESSION} }`,
      { username, password },
    );
  }

  async token(): Promise<string | null> {
    if (this.session !== null && performance.now() - this.since > RENEW_AFTER_MS) {
      const { refreshToken } = this.session;
      this.session = null;
      await this.signIn(
        `mutation($refreshToken: String!) { session: refresh(refreshToken: $refreshToken) ${SESSION} }`,
        { refreshToken },
      );
    }
    return this.session?.accessToken ?? null;
  }

  /** The data; throws what was refused. */
  async ask<T>(query: string, variables: Readonly<Record<string, unknown>> = {}): Promise<T> {
    const token = await this.token();
    const response = await fetch(`${this.address}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token === null ? {} : { authorization: `Bearer ${token}` }) },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = (await response.json()) as { data?: T; errors?: unknown };
    if (errors !== undefined || data == null) throw new Error(`the API refused: ${JSON.stringify(errors)}`);
    return data;
  }

  private async signIn(mutation: string, variables: Readonly<Record<string, unknown>>): Promise<this> {
    const { session } = await this.ask<{ session: Session }>(mutation, variables);
    this.session = session;
    this.since = performance.now();
    return this;
  }
}
