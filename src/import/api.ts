/** What an import needs of the API: one call. Over HTTP for the command line, in process for the first start; the same operations. */
export interface Api {
  /**
   * Sends an operation and gives its `data`; throws `ApiRefusal` when the answer has errors. With a key, sending the
   * same again has the same effect once.
   */
  request<T>(document: string, variables?: Readonly<Record<string, unknown>>, idempotencyKey?: string): Promise<T>;
}

export interface ApiError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: {
    readonly code?: string;
    readonly problems?: readonly ApiProblem[];
  };
}

export interface ApiProblem {
  readonly code: string;
  readonly path: readonly (string | number)[];
  readonly message: string;
  readonly values?: Readonly<Record<string, string | number>>;
}

/** The gateway refused, or part of the answer is missing. */
export class ApiRefusal extends Error {
  constructor(readonly errors: readonly ApiError[]) {
    super(errors.map((error) => error.message).join('; '));
    this.name = 'ApiRefusal';
  }

  get code(): string {
    return this.errors[0]?.extensions?.code ?? 'INTERNAL';
  }

  /** Every problem of the first refused input; a single one when the refusal names no list. */
  get problems(): readonly ApiProblem[] {
    const first = this.errors[0];
    return first?.extensions?.problems ?? [{ code: this.code, path: [], message: first?.message ?? '' }];
  }
}
