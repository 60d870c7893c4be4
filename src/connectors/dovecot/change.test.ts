/** An account that is changed: what is named and nothing else, also for who is signed in or closed. */
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

it('changes only what is named', async () => {
  await connector.modify('nvmau', { set: { aliases: [`nvmau_sxd@${DOMAIN}`], quotaMiB: 100 } }, within());

  expect((await connector.read('nvmau', within()))?.attributes).toEqual({
    fullName: 'Nguyễn Văn Mẫu',
    address: `nvmau@${DOMAIN}`,
    aliases: [`nvmau_sxd@${DOMAIN}`],
    quotaMiB: 100,
  });
  expect(await mail.takesMailFor(`nvmau_sxd@${DOMAIN}`)).toBe(true);
  expect(await mail.takesMailFor(`nvmau_sotttt@${DOMAIN}`)).toBe(false);
  expect(await connector.readMailbox('nvmau', within())).toMatchObject({ quotaMiB: 100 });
});

it('exchanges role mailboxes, and an open session loses the one that is gone', async () => {
  const client = await mail.imap('nvmau');
  const closed = new Promise<void>((resolve) => client.once('close', () => resolve()));

  await connector.modify(
    'nvmau',
    {
      addGrants: [{ kind: 'roleMailbox', value: 'so-xd' }],
      removeGrants: [{ kind: 'roleMailbox', value: 'so-tttt' }],
    },
    within(),
  );
  await closed;

  expect((await connector.read('nvmau', within()))?.grants).toEqual([{ kind: 'roleMailbox', value: 'so-xd' }]);
  const again = await mail.imap('nvmau');
  await expect(again.mailboxOpen('shared/so-tttt')).rejects.toThrow();
  await expect(again.mailboxOpen('shared/so-xd')).resolves.toBeDefined();
});

it('is idempotent, and notFound for nobody', async () => {
  const delta = {
    set: { quotaMiB: 70 },
    addGrants: [{ kind: 'roleMailbox', value: 'so-tttt' }],
    removeGrants: [{ kind: 'roleMailbox', value: 'none' }],
  };

  await connector.modify('nvmau', delta, within());
  await connector.modify('nvmau', delta, within());

  expect(await connector.read('nvmau', within())).toMatchObject({
    attributes: { quotaMiB: 70 },
    grants: [{ value: 'so-tttt' }],
  });
  expect(await codeOf(connector.modify('nobody', delta, within()))).toBe('notFound');
});

it('denies a new address of a disabled account as well', async () => {
  await connector.disable('nvmau', within());

  await connector.modify('nvmau', { set: { aliases: [`mau@${DOMAIN}`] } }, within());

  await expect(mail.imap(`mau@${DOMAIN}`)).rejects.toThrow();
  expect((await connector.read('nvmau', within()))?.status).toBe('disabled');
});
