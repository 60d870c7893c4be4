/** What a session that is open hears while others act: new mail, another session of the same person, its end. */
import { SandboxMail } from '../sandbox-mail.fixture';

let mail: SandboxMail;

beforeEach(async () => {
  mail = await SandboxMail.open();
  await mail.addUser('nvmau', ['nvmau@hanoi.gov.vn']);
});

afterEach(() => mail.close());

it('pushes a new message to who is idling', async () => {
  const client = await mail.imap('nvmau');
  await client.mailboxOpen('INBOX');
  const arrived = new Promise((resolve) => client.once('exists', resolve));
  void client.idle();

  await mail.deliver(['nvmau@hanoi.gov.vn']);

  expect(await arrived).toMatchObject({ path: 'INBOX', count: 1 });
});

it('tells a session what another has done: a flag, a message gone', async () => {
  await mail.deliver(['nvmau@hanoi.gov.vn']);
  await mail.deliver(['nvmau@hanoi.gov.vn']);
  const [one, other] = [await mail.imap('nvmau'), await mail.imap('nvmau')];
  await one.mailboxOpen('INBOX');
  await one.fetchAll('1:*', { flags: true });
  await other.mailboxOpen('INBOX');
  const flagged = new Promise((resolve) => one.once('flags', resolve));
  const expunged = new Promise((resolve) => one.once('expunge', resolve));

  await other.messageFlagsAdd('2', ['\\Flagged']);
  await other.messageDelete('1');
  await one.noop();

  expect(await expunged).toMatchObject({ path: 'INBOX', seq: 1 });
  expect(await flagged).toMatchObject({ path: 'INBOX', seq: 1, flags: new Set(['\\Flagged']) });
});

it('ends an idling session that is kicked', async () => {
  const client = await mail.imap('nvmau');
  await client.mailboxOpen('INBOX');
  const closed = new Promise<void>((resolve) => client.once('close', () => resolve()));
  void client.idle().catch(() => undefined);

  const [before, kicked] = await mail.doveadm(['who', { mask: ['nvmau'] }], ['kick', { mask: ['nvmau'] }]);
  await closed;

  expect(before).toMatchObject([{ username: 'nvmau', connections: '1', service: 'imap' }]);
  expect(kicked).toEqual([{ result: 'nvmau' }]);
});
