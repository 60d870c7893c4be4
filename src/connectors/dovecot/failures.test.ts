/** How a target that fails is told, and one that is well. */
import { KEY, SandboxMail } from '../../sandbox/mail/sandbox-mail.fixture';
import type { ConnectorErrorCode } from '../contract';
import { createDovecotConnector, type DovecotConnector } from '.';
import { codeOf, DOMAIN, within } from './account.fixture';
import { Impostors } from './impostor.fixture';

let mail: SandboxMail;
let connector: DovecotConnector;
const impostors = new Impostors();

beforeEach(async () => {
  mail = await SandboxMail.open();
  connector = createDovecotConnector({ url: mail.server.httpUrl, apiKey: KEY, domain: DOMAIN });
});

afterEach(async () => {
  impostors.close();
  await connector.close();
  await mail.close();
});

it('finds everything in order on a healthy server', async () => {
  const findings = await connector.test(within());

  expect(findings.map((finding) => finding.ok)).toEqual([true, true, true]);
});

it('is unauthorised with a wrong key', async () => {
  const stranger = createDovecotConnector({ url: mail.server.httpUrl, apiKey: 'wrong', domain: DOMAIN });

  expect(await codeOf(stranger.read('nvmau', within()))).toBe('unauthorised');
  expect(await stranger.test(within())).toMatchObject([{ ok: false }]);
});

it('is unreachable when nobody listens', async () => {
  await mail.server.close();

  expect(await codeOf(connector.disable('nvmau', within()))).toBe('unreachable');
});

it('is a timeout when it is frozen, and when the caller gives up', async () => {
  const frozen = await impostors.http(() => undefined);

  expect(await codeOf(frozen.read('nvmau', within(50)))).toBe('timeout');
  expect(await codeOf(frozen.read('nvmau', { signal: AbortSignal.timeout(50), timeoutMs: 5_000 }))).toBe('timeout');
});

it('is a timeout when the connection is cut before the answer', async () => {
  const dying = await impostors.http((request) => request.socket.destroy());

  expect(await codeOf(dying.read('nvmau', within()))).toBe('timeout');
});

it.each([
  ['rubbish', 'not JSON'],
  ['another shape', '{"ok":true}'],
  ['too few answers', '[]'],
  [
    'another tag',
    '[["doveadmResponse",[],"x"],["doveadmResponse",[],"1"],["doveadmResponse",[],"2"],["doveadmResponse",[],"3"]]',
  ],
  [
    'rows that are none',
    '[["doveadmResponse",[7],"0"],["doveadmResponse",[7],"1"],["doveadmResponse",[7],"2"],["doveadmResponse",[],"3"]]',
  ],
])('is protocol for %s', async (_, body) => {
  const odd = await impostors.http((__, response) => response.end(body));

  expect(await codeOf(odd.read('nvmau', within()))).toBe('protocol');
});

it.each<[number, ConnectorErrorCode]>([
  [400, 'protocol'],
  [404, 'protocol'],
  [500, 'protocol'],
  [503, 'throttled'],
])('takes HTTP status %i for %s', async (status, code) => {
  const odd = await impostors.http((_, response) => response.writeHead(status).end());

  expect(await codeOf(odd.read('nvmau', within()))).toBe(code);
});

it('is rejected when it does not know a command', async () => {
  const old = await impostors.http((_, response) =>
    response.end(
      '[["error",{"type":"unknownMethod","exitCode":0},"0"],["doveadmResponse",[],"1"],["doveadmResponse",[],"2"],["doveadmResponse",[],"3"]]',
    ),
  );

  expect(await codeOf(old.read('nvmau', within()))).toBe('rejected');
});
