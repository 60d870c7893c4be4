/** What a person can do about a fault, by the result code or the code of the connection. */

const RENEW = 'renew the certificate at the directory';
const TRUST = "its authority is not trusted: put the authority's certificate into tls.ca";

const REMEDIES: Readonly<Record<string | number, string>> = {
  8: 'set startTls, or use an ldaps:// address',
  13: 'set startTls, or use an ldaps:// address',
  48: 'check bindDn and password of the service account',
  49: 'check bindDn and password of the service account',
  50: 'give the service account the right to do this',
  4: 'the directory lets the service account see too few entries: raise its size limit',
  11: 'the directory lets the service account see too few entries: raise its limit',
  READ_ONLY: 'it takes no writes: name the directory that does in url, not a copy, or let it take writes again',
  ECONNREFUSED: 'nothing listens there: start the directory, or mend url',
  EHOSTUNREACH: 'mend url, or the way to that host',
  ENETUNREACH: 'mend url, or the way to that host',
  ETIMEDOUT: 'mend url, or what stands between',
  ENOTFOUND: 'the name is not known: mend url',
  EAI_AGAIN: 'the name is not known at the moment: mend url, or the name service',
  CERT_HAS_EXPIRED: RENEW,
  CERT_NOT_YET_VALID: `${RENEW}, or set the clocks`,
  SELF_SIGNED_CERT_IN_CHAIN: TRUST,
  DEPTH_ZERO_SELF_SIGNED_CERT: TRUST,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: TRUST,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: TRUST,
  UNABLE_TO_GET_ISSUER_CERT: TRUST,
  ERR_TLS_CERT_ALTNAME_INVALID: 'the certificate is for another name: use that name in url, or set tls.serverName',
};

export function remedyFor(reason: number | string | null): string | null {
  return reason === null ? null : (REMEDIES[reason] ?? null);
}
