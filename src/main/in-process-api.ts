/** The API without a network: for the first start, under a context of its own. */
import { toApiErrors, type Gateway } from '../gateway';
import { ApiRefusal, type Api } from '../import/api';
import type { Context } from '../subgraphs/identity/face';

export class InProcessApi implements Api {
  constructor(
    private readonly gateway: Gateway,
    private readonly context: () => Promise<Context>,
  ) {}

  /** Loaders live as long as a context, so every request has its own. */
  async request<T>(document: string, variables: Readonly<Record<string, unknown>> = {}): Promise<T> {
    const context = await this.context();
    const result = await this.gateway.execute(document, { ...variables }, context);
    if (result.errors !== undefined && result.errors.length > 0) {
      throw new ApiRefusal(toApiErrors(result.errors, context.language));
    }
    return result.data as T;
  }
}
