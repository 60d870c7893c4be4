/** The day on which the directory is down: nobody signs in, and the sealed administrator still shuts a door. */
import { randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { ASSERTION_AUDIENCE, ASSERTION_TYPE, BREAK_GLASS } from '../../src/subgraphs/identity/face-break-glass';
import { TestCity } from './harness';

jest.setTimeout(120_000);

let city: TestCity;
beforeAll(async () => {
  city = await TestCity.open();
});
afterAll(() => city.close());

it('locks the access of whoever must not be in, while nobody can sign in', async () => {
  const person = await city.holder(['Nguyễn', 'Văn', 'Mất'], 'so-tttt/pho-giam-doc-so');
  const { accessToken } = await city.signIn(person.login);
  const { privateKey, publicKey } = await generateKeyPair('EdDSA', { extractable: true });
  const key = JSON.stringify(await exportJWK(publicKey));
  await city.ask('mutation($key: String!) { sealBreakGlass(publicKey: $key) { id } }', { key });
  await city.away('directory');
  const iat = Math.floor((city.clock?.now() ?? new Date()).getTime() / 1000);
  const assertion = await new SignJWT({
    iss: BREAK_GLASS,
    sub: BREAK_GLASS,
    aud: ASSERTION_AUDIENCE,
    jti: randomUUID(),
    iat,
    exp: iat + 60,
  })
    .setProtectedHeader({ alg: 'EdDSA', typ: ASSERTION_TYPE })
    .sign(privateKey);

  const signIn = await city.refused(
    'mutation($u: String!, $p: String!) { login(username: $u, password: $p) { accessToken } }',
    { u: person.login, p: city.password },
    null,
  );
  const { openBreakGlass: opened } = await city.ask<{ openBreakGlass: { accessToken: string } }>(
    'mutation($a: String!) { openBreakGlass(assertion: $a, reason: "thư mục ngừng hoạt động") { accessToken } }',
    { a: assertion },
    null,
  );
  await city.ask(
    'mutation($id: ID!) { lockAccess(personId: $id, reason: "máy bị lấy cắp") { id } }',
    { id: person.id },
    opened.accessToken,
  );

  expect(signIn).toEqual(['UNAVAILABLE']);
  expect(await city.refused('{ me { id } }', {}, accessToken)).toEqual(['UNAUTHENTICATED']);
  await city.back('directory');
});
