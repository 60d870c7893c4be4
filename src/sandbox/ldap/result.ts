/** The result codes of RFC 4511 (and 122 of RFC 4528) that this server gives, and the way an operation ends with one. */
export const ResultCode = {
  success: 0,
  operationsError: 1,
  protocolError: 2,
  sizeLimitExceeded: 4,
  compareFalse: 5,
  compareTrue: 6,
  authMethodNotSupported: 7,
  unavailableCriticalExtension: 12,
  noSuchAttribute: 16,
  undefinedAttributeType: 17,
  constraintViolation: 19,
  attributeOrValueExists: 20,
  invalidAttributeSyntax: 21,
  noSuchObject: 32,
  invalidDnSyntax: 34,
  invalidCredentials: 49,
  insufficientAccessRights: 50,
  unwillingToPerform: 53,
  namingViolation: 64,
  objectClassViolation: 65,
  notAllowedOnNonLeaf: 66,
  notAllowedOnRdn: 67,
  entryAlreadyExists: 68,
  other: 80,
  assertionFailed: 122,
} as const;

export type ResultCode = (typeof ResultCode)[keyof typeof ResultCode];

/** Ends the operation with a code; the text goes to the client and holds no password. */
export class LdapFault extends Error {
  constructor(
    readonly code: ResultCode,
    text: string,
    readonly matchedDn = '',
  ) {
    super(text);
    this.name = 'LdapFault';
  }
}
