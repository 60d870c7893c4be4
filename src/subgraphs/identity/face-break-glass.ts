/** Part of identity's face: what both ends of an opening of the sealed administrator's key must say alike. */

/** Issuer and subject of the assertion, and who is told in the record. */
export const BREAK_GLASS = 'break-glass';
export const ASSERTION_TYPE = 'break-glass+jwt';
export const ASSERTION_AUDIENCE = 'dieuhanh-api';
/** How long an assertion counts after it was signed. */
export const ASSERTION_SECONDS = 60;
