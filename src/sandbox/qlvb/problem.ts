/** What this server answers when it will not do something: RFC 9457 problem details with a stable code. */

export interface FieldProblem {
  readonly path: string;
  readonly message: string;
}

export type ProblemCode =
  | 'BAD_REQUEST'
  | 'BODY_TOO_LARGE'
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'NO_SUCH_ADDRESS'
  | 'METHOD_NOT_ALLOWED'
  | 'USER_NOT_FOUND'
  | 'DOCUMENT_NOT_FOUND'
  | 'LOGIN_TAKEN'
  | 'EXTERNAL_ID_TAKEN'
  | 'VERSION_MISMATCH'
  | 'INVALID'
  | 'SECRET_MATERIAL_REFUSED'
  | 'INTERNAL';

const STATUS: Readonly<Record<ProblemCode, number>> = {
  BAD_REQUEST: 400,
  BODY_TOO_LARGE: 413,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NO_SUCH_ADDRESS: 404,
  METHOD_NOT_ALLOWED: 405,
  USER_NOT_FOUND: 404,
  DOCUMENT_NOT_FOUND: 404,
  LOGIN_TAKEN: 409,
  EXTERNAL_ID_TAKEN: 409,
  VERSION_MISMATCH: 412,
  INVALID: 422,
  SECRET_MATERIAL_REFUSED: 422,
  INTERNAL: 500,
};

/** The title is a fixed sentence: nothing that the caller sent is ever repeated in an answer or a log. */
export class Problem extends Error {
  constructor(
    readonly code: ProblemCode,
    readonly title: string,
    readonly fields: readonly FieldProblem[] = [],
  ) {
    super(title);
    this.name = 'Problem';
  }

  get status(): number {
    return STATUS[this.code];
  }

  toJSON(): object {
    return {
      type: 'about:blank',
      title: this.title,
      status: this.status,
      code: this.code,
      ...(this.fields.length > 0 ? { problems: this.fields } : {}),
    };
  }
}
