/** Ending and coming back: who may no longer sign in, what is kept for them, and what is left of a deleted account. */
import { KEY, SandboxMail } from '../../sandbox/mail/sandbox-mail.fixture';
import { createDovecotConnector, type DovecotConnector } from '.';
import { codeOf, DOMAIN, spec, within } from './account.fixture';

let mail: SandboxMail;
let connector: DovecotConnector;

beforeEach(async () => {
  mail = await SandboxMail.open();
  connector = createDovecotConnector({ url: mail.server.httpUrl, apiKey: KEY, domain: DOMAIN });
  await connector.create(spec(), within());
});

afterEach(async () => {
  await connector.close();
  await mail.close();
});

it('cuts an open session on disable although the auth cache is warm', async () => {
  const byLogin = await mail.imap('nvmau');
  await mail.imap(`nvmau_sotttt@${DOMAIN}`);
  await byLogin.mailboxOpen('INBOX');
  const closed = new Promise<void>((resolve) => byLogin.once('close', () => resolve()));
  void byLogin.idle().catch(() => undefined);

  await connector.disable('nvmau', within());
  await closed;

  expect(await mail.doveadm(['who', { mask: ['nvmau'] }])).toEqual([[]]);
  for (const name of ['nvmau', `nvmau@${DOMAIN}`, `nvmau_sotttt@${DOMAIN}`])
    await expect(mail.imap(name)).rejects.toThrow();
  expect(await connector.read('nvmau', within())).toMatchObject({
    status: 'disabled',
    grants: [{ value: 'so-tttt' }],
  });
  expect(await mail.takesMailFor(`nvmau@${DOMAIN}`)).toBe(true);
});

it('disables and enables twice without a difference', async () => {
  await connector.disable('nvmau', within());
  await connector.disable('nvmau', within());
  expect((await connector.read('nvmau', within()))?.status).toBe('disabled');
  await connector.enable('nvmau', within());
  await connector.enable('nvmau', within());

  expect((await connector.read('nvmau', within()))?.status).toBe('active');
  await expect(mail.imap('nvmau')).resolves.toBeDefined();
});

it('archives: no delivery, no sign-in, everything kept for who returns', async () => {
  await mail.takesMailFor(`nvmau@${DOMAIN}`);
  const before = await connector.read('nvmau', within());

  await connector.archive('nvmau', within());
  await connector.archive('nvmau', within());

  expect(await connector.read('nvmau', within())).toEqual({ ...before, status: 'archived' });
  expect(await mail.takesMailFor(`nvmau@${DOMAIN}`)).toBe(false);
  await expect(mail.imap('nvmau')).rejects.toThrow();
  expect(await connector.readMailbox('nvmau', within())).toBeNull();
  await connector.enable('nvmau', within());
  expect(await connector.read('nvmau', within())).toEqual(before);
  expect(await connector.readMailbox('nvmau', within())).toMatchObject({ unread: 1 });
});

it.each(['active', 'disabled', 'archived'])(
  'deletes an account that is %s, and says notFound the second time',
  async (status) => {
    await mail.takesMailFor(`nvmau@${DOMAIN}`);
    if (status === 'disabled') await connector.disable('nvmau', within());
    if (status === 'archived') await connector.archive('nvmau', within());

    await connector.delete('nvmau', within());

    expect(await connector.read('nvmau', within())).toBeNull();
    expect(await codeOf(connector.delete('nvmau', within()))).toBe('notFound');
    const [left] = await mail.doveadm([
      'dictIter',
      { dictUri: 'proxy::accounts', prefix: 'shared/', recurse: true, noValue: true },
    ]);
    expect((left as { key: string }[]).map(({ key }) => key).sort()).toEqual([
      'shared/userdb/so-tttt',
      `shared/userdb/so-tttt@${DOMAIN}`,
    ]);
    await connector.create(spec(), within());
    expect(await connector.readMailbox('nvmau', within())).toMatchObject({ unread: 0 });
  },
);

it('revokes sessions and keeps the account', async () => {
  const client = await mail.imap('nvmau');
  const closed = new Promise<void>((resolve) => client.once('close', () => resolve()));

  await connector.revokeSessions('nvmau', within());
  await closed;

  expect((await connector.read('nvmau', within()))?.status).toBe('active');
  await connector.revokeSessions('nvmau', within());
});

it('says notFound for nobody', async () => {
  for (const name of ['nobody', '*', 'so-tttt']) {
    expect(await codeOf(connector.disable(name, within()))).toBe('notFound');
    expect(await codeOf(connector.enable(name, within()))).toBe('notFound');
    expect(await codeOf(connector.archive(name, within()))).toBe('notFound');
    expect(await codeOf(connector.revokeSessions(name, within()))).toBe('notFound');
  }
});
