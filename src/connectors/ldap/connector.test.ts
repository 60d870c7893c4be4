/** What no directory is needed for; test/contracts holds the rest, before the sandbox and before slapd alike. */
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { call, codeOf } from '../../../test/contracts/connector-contract';
import { AWKWARD, spec } from '../../../test/contracts/ldap-subjects';
import { createLdapConnector } from '.';
import { childDn, nameBelow, parseDn } from './distinguished-name';
import { passwordExpiry } from './password-expiry';

const SUFFIX = 'dc=hanoi,dc=gov,dc=vn';

describe('ldap connector before a directory that accepts and never answers', () => {
  const sockets = new Set<Socket>();
  let frozen: Server;

  beforeEach(async () => {
    frozen = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined);
    });
    await new Promise<void>((resolve) => frozen.listen(0, '127.0.0.1', resolve));
  });

  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    sockets.clear();
    await new Promise((resolve) => frozen.close(resolve));
  });

  it('tells a timeout, for every operation in flight, and drops the connection', async () => {
    const { port } = frozen.address() as AddressInfo;
    const connector = createLdapConnector({
      url: `ldap://127.0.0.1:${port}`,
      bindDn: 'cn=x',
      password: 'y',
      peopleDn: 'ou=people',
      groupsDn: 'ou=groups',
      timeoutMs: 300,
    });

    const codes = await Promise.all([1, 2, 3].map((index) => codeOf(connector.create(spec(index), call(200)))));

    expect(codes).toEqual(['timeout', 'timeout', 'timeout']);
    await connector.close();
  });
});

describe('distinguished names', () => {
  it('come back as they went out', () => {
    for (const value of [AWKWARD, ' đầu và cuối ', '#41', '\\', 'a\\ ', '=', 'tab\there']) {
      const dn = childDn('cn', value, `ou=groups,${SUFFIX}`);

      expect(parseDn(dn)![0]).toEqual({ type: 'cn', value });
      expect(nameBelow(dn, `OU=Groups, ${SUFFIX}`)).toBe(value);
    }
  });

  it('are not cut out of what is none, or lies elsewhere', () => {
    expect(parseDn('not a dn')).toBeNull();
    expect(nameBelow(`cn=x,ou=services,${SUFFIX}`, `ou=groups,${SUFFIX}`)).toBeNull();
  });
});

describe('password expiry', () => {
  it('is the day of the last change plus the age of the policy, and unknown without one', () => {
    expect(passwordExpiry('20260131170000Z', 90)).toEqual(new Date('2026-05-01T17:00:00.000Z'));
    expect(passwordExpiry('20260131170000Z', undefined)).toBeNull();
    expect(passwordExpiry(null, 90)).toBeNull();
  });
});
