/** Who is let in, and what is held for who is not yet. */
import { join } from 'node:path';
import { Client } from 'ldapts';
import { startLdapServer } from '../ldap';
import { LineReader } from './line-reader';
import { DICT, PASSWORD, SandboxMail } from './sandbox-mail.fixture';

let mail: SandboxMail;

beforeEach(async () => {
  mail = await SandboxMail.open();
  await mail.addUser('nvmau', ['nvmau@hanoi.gov.vn']);
});

afterEach(() => mail.close());

it('lets a denied user in while the cache is warm, and not after a flush', async () => {
  await mail.imap('nvmau');
  await mail.doveadm(['dictSet', { dictUri: DICT, key: 'shared/deny/nvmau', value: '{"password":"*"}' }]);

  await expect(mail.imap('nvmau')).resolves.toBeDefined();
  expect(await mail.doveadm(['authCacheFlush', { user: ['nvmau'] }])).toEqual([[{ entries: '1' }]]);
  await expect(mail.imap('nvmau')).rejects.toThrow();
});

it('refuses a sign-in that a denial overtakes', async () => {
  await mail.server.close();
  let overtaken: () => Promise<boolean> = async () => false;
  let bind: (isRight: boolean) => void = () => undefined;
  const begun = new Promise<void>((resolve) => {
    overtaken = () => {
      resolve();
      return new Promise<boolean>((answer) => (bind = answer));
    };
  });
  await mail.start({ authenticate: () => overtaken() });
  const attempt = mail.imap('nvmau');
  await begun;

  await mail.doveadm(['dictSet', { dictUri: DICT, key: 'shared/deny/nvmau', value: '{}' }]);
  bind(true);

  await expect(attempt).rejects.toThrow();
});

it('refuses a wrong and an empty password, and who has no mailbox', async () => {
  await expect(mail.imap('nvmau', 'wrong')).rejects.toThrow();
  await expect(mail.imap('nobody')).rejects.toThrow();
});

it('binds as the user, whichever address was typed, and lets nobody in while the directory is away', async () => {
  const suffix = 'dc=hanoi,dc=gov,dc=vn';
  const people = `ou=people,${suffix}`;
  const admin = { dn: `cn=admin,${suffix}`, password: 'quan-tri' };
  const directory = await startLdapServer({
    host: '127.0.0.1',
    port: 0,
    file: join(mail.folder, 'directory.db'),
    suffix,
    admin,
    services: [],
  });
  const client = new Client({ url: directory.url });
  await client.bind(admin.dn, admin.password);
  const entry = { objectClass: 'inetOrgPerson', uid: 'nvmau', cn: 'Mẫu', sn: 'Nguyễn', userPassword: PASSWORD };
  await client.add(`uid=nvmau,${people}`, entry);
  await client.unbind();
  await mail.server.close();
  await mail.start({ authenticate: undefined, ldap: { url: directory.url, peopleDn: people }, authCacheTtlMs: 0 });

  await expect(mail.imap('nvmau@hanoi.gov.vn')).resolves.toBeDefined();
  await expect(mail.imap('nvmau', 'wrong')).rejects.toThrow();
  await expect(mail.imap('nvmau', ' ')).rejects.toThrow();
  await directory.close();
  await expect(mail.imap('nvmau')).rejects.toThrow();
});

it('holds no more for a stranger than a name and a password', async () => {
  const socket = mail.connect(mail.server.imapPort);
  const reader = new LineReader(socket);
  await reader.line(1_000);

  socket.write('a LOGIN {1000000000}\r\n');

  expect(await reader.line(1_000)).toMatch(/^\* BYE/);
});
