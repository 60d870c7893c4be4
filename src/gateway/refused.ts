/** Which refusals of a request are put on record, and under which fields. */
import { Kind, OperationTypeNode, type GraphQLError, type OperationDefinitionNode } from 'graphql';
import { CATALOGUE } from '../errors/catalogue';
import type { Context } from '../subgraphs/identity/face';
import { callerOf } from './caller';

export interface RefusedRequest {
  readonly principal: { readonly kind: 'person' | 'client'; readonly id: string } | null;
  readonly origin: string;
  readonly code: string;
  readonly fields: readonly string[];
}

/** Faults are no refusals; and what a sign-in refuses is on record with the login it was refused to. */
const NOT_HERE = new Set([
  'INTERNAL',
  'UNAVAILABLE',
  'DEADLINE_PASSED',
  'SIGN_IN_FAILED',
  'TOO_MANY_ATTEMPTS',
  'ACTIVATION_CODE_INVALID',
]);
/** Of reads only what somebody was kept from: a page size out of range tells nothing. */
const OF_READS = new Set(['FORBIDDEN', 'UNAUTHENTICATED']);
/** Shows a credential in its arguments rather than in a header. */
const WITH_CREDENTIAL = new Set(['refresh']);

/** The refusal of this request, once however many fields it met; null when there is none to put on record. */
export function refusedRequest(
  operation: OperationDefinitionNode,
  errors: readonly GraphQLError[],
  context: Context,
): RefusedRequest | null {
  const fields = rootFields(operation);
  const codes = errors.map(({ extensions }) => String(extensions.code));
  const code = codes.find((one) => isRefusal(one, operation, fields, context));
  if (code === undefined) return null;
  const { principal, origin } = context;
  return { principal: principal === null ? null : { kind: principal.kind, id: principal.id }, origin, code, fields };
}

function isRefusal(
  code: string,
  operation: OperationDefinitionNode,
  fields: readonly string[],
  context: Context,
): boolean {
  if (!Object.hasOwn(CATALOGUE, code) || NOT_HERE.has(code)) return false;
  if (operation.operation !== OperationTypeNode.MUTATION && !OF_READS.has(code)) return false;
  if (code !== 'UNAUTHENTICATED') return true;
  // Somebody without any token is nobody yet; one that counts no more is worth knowing.
  return callerOf(context).headers.authorization !== undefined || fields.some((field) => WITH_CREDENTIAL.has(field));
}

function rootFields(operation: OperationDefinitionNode): string[] {
  return operation.selectionSet.selections.flatMap((one) => (one.kind === Kind.FIELD ? [one.name.value] : []));
}
