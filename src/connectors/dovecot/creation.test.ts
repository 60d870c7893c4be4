/** An account that is made: what it has then, what it may not have, and one whose making was cut short. */
import { KEY, SandboxMail } from '../../sandbox/mail/sandbox-mail.fixture';
import type { AccountSpec } from '../contract';
import { createDovecotConnector, type DovecotConnector } from '.';
import { codeOf, DOMAIN, spec, within } from './account.fixture';

let mail: SandboxMail;
let connector: DovecotConnector;

beforeEach(async () => {
  mail = await SandboxMail.open();
  connector = createDovecotConnector({ url: mail.server.httpUrl, apiKey: KEY, domain: DOMAIN });
});

afterEach(async () => {
  await connector.close();
  await mail.close();
});

it('makes the account, its folders, addresses and role mailbox', async () => {
  const record = await connector.create(spec(), within());

  expect(record).toEqual({
    nativeId: 'nvmau',
    name: 'nvmau',
    personId: 'person-of-nvmau',
    status: 'active',
    attributes: {
      fullName: 'Nguyễn Văn Mẫu',
      address: 'nvmau@hanoi.gov.vn',
      aliases: ['nvmau_sotttt@hanoi.gov.vn'],
      quotaMiB: 50,
    },
    grants: [{ kind: 'roleMailbox', value: 'so-tttt' }],
    version: null,
  });
  expect(await connector.read('nvmau', within())).toEqual(record);
  expect(await mail.takesMailFor('nvmau_sotttt@hanoi.gov.vn')).toBe(true);
  expect(await mail.takesMailFor('so-tttt@hanoi.gov.vn')).toBe(true);
  const client = await mail.imap('nvmau');
  expect((await client.list()).map((one) => one.path)).toEqual(
    expect.arrayContaining(['INBOX', 'Sent', 'Drafts', 'shared/so-tttt']),
  );
});

it('says alreadyExists the second time, for an archived account and for a role mailbox too', async () => {
  await connector.create(spec(), within());

  expect(await codeOf(connector.create(spec(), within()))).toBe('alreadyExists');
  expect(await codeOf(connector.create(spec('so-tttt'), within()))).toBe('alreadyExists');
  await connector.archive('nvmau', within());
  expect(await codeOf(connector.create(spec(), within()))).toBe('alreadyExists');
});

it('takes up a creation that was cut short, and shows no half account meanwhile', async () => {
  await connector.create(spec('taken', { attributes: { address: `so-tttt@${DOMAIN}` }, grants: [] }), within());
  expect(await codeOf(connector.create(spec(), within()))).toBe('conflict');
  expect(await connector.read('nvmau', within())).toBeNull();
  await expect(mail.imap('nvmau')).rejects.toThrow();

  await connector.modify('taken', { set: { address: null } }, within());
  const record = await connector.create(spec(), within());

  expect(record).toMatchObject({ status: 'active', grants: [{ value: 'so-tttt' }] });
  await expect(mail.imap('nvmau')).resolves.toBeDefined();
});

it('gives no address to two accounts', async () => {
  await connector.create(spec(), within());

  expect(
    await codeOf(connector.create(spec('other', { attributes: { aliases: [`nvmau@${DOMAIN}`] } }), within())),
  ).toBe('conflict');
});

it.each<[string, Partial<AccountSpec>]>([
  ['a wildcard in the login', { name: 'nv*' }],
  ['an attribute mail does not have', { attributes: { title: 'Giám đốc' } }],
  ['a line break in the name', { attributes: { fullName: 'a\nb' } }],
  ['an address that is none', { attributes: { address: 'a b@c' } }],
  ['a negative quota', { attributes: { quotaMiB: -1 } }],
  ['a grant of another kind', { grants: [{ kind: 'group', value: 'x' }] }],
  ['a role mailbox with a slash', { grants: [{ kind: 'roleMailbox', value: 'a/b' }] }],
])('rejects %s', async (_, overrides) => {
  expect(await codeOf(connector.create(spec('nvmau', overrides), within()))).toBe('rejected');
});

it('keeps every letter of a name', async () => {
  const fullName = 'Đặng Thị Hoà «"\\*)(uid=*» Ⅷ 🏵️';

  await connector.create(spec('dthoa', { attributes: { fullName } }), within());

  expect((await connector.read('dthoa', within()))?.attributes.fullName).toBe(fullName);
});
