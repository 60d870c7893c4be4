/** Settings of sign-in that would open the city if they were taken as they stand. */
import { ConfigError, readConfig } from './config';

const ISSUER = { DIEUHANH_OIDC_ISSUER: 'https://dangnhap.example', DIEUHANH_OIDC_AUDIENCE: 'dieuhanh' };

function problems(settings: Readonly<Record<string, string>>): readonly string[] {
  try {
    readConfig(settings);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map((problem) => problem.split(':')[0]!);
    throw error;
  }
}

it('trusts no outside issuer unless one is named', () => {
  expect(readConfig({}).issuerTokens).toBeNull();
});

it('takes an issuer with its audience, asymmetric algorithms and the claim of the login', () => {
  expect(readConfig(ISSUER).issuerTokens).toEqual({
    issuer: 'https://dangnhap.example',
    audience: 'dieuhanh',
    algorithms: ['RS256', 'PS256', 'ES256', 'EdDSA'],
    jwks: null,
    loginClaim: 'preferred_username',
    clockSkewSeconds: 30,
  });
  expect(readConfig({ ...ISSUER, DIEUHANH_OIDC_LOGIN_CLAIM: 'none' }).issuerTokens?.loginClaim).toBeNull();
});

it.each([
  ['an issuer without an audience', { DIEUHANH_OIDC_ISSUER: ISSUER.DIEUHANH_OIDC_ISSUER }, 'DIEUHANH_OIDC_AUDIENCE'],
  ['no algorithm', { ...ISSUER, DIEUHANH_OIDC_ALGORITHMS: 'none' }, 'DIEUHANH_OIDC_ALGORITHMS'],
  ['a shared secret', { ...ISSUER, DIEUHANH_OIDC_ALGORITHMS: 'RS256,HS256' }, 'DIEUHANH_OIDC_ALGORITHMS'],
  ['an issuer in the clear', { ...ISSUER, DIEUHANH_OIDC_ISSUER: 'http://dangnhap.example' }, 'DIEUHANH_OIDC_ISSUER'],
  ['keys in the clear', { ...ISSUER, DIEUHANH_OIDC_JWKS: 'http://dangnhap.example/keys' }, 'DIEUHANH_OIDC_JWKS'],
  ['too wide a tolerance', { ...ISSUER, DIEUHANH_OIDC_CLOCK_SKEW_SECONDS: '600' }, 'DIEUHANH_OIDC_CLOCK_SKEW_SECONDS'],
  ['a public address that is none', { DIEUHANH_PUBLIC_URL: 'dieuhanh' }, 'DIEUHANH_PUBLIC_URL'],
])('ASVS 9.1.2 refuses %s', (_, settings, name) => {
  expect(problems(settings)).toEqual([name]);
});
