/** What one person finds in their folders, and does there. */
import { MESSAGE, SandboxMail } from '../sandbox-mail.fixture';

let mail: SandboxMail;

beforeEach(async () => {
  mail = await SandboxMail.open();
  await mail.addUser('nvmau', ['nvmau@hanoi.gov.vn']);
});

afterEach(() => mail.close());

it('shows a delivered message to imapflow', async () => {
  await mail.deliver(['nvmau@hanoi.gov.vn']);
  const client = await mail.imap('nvmau@hanoi.gov.vn');

  const status = await client.status('INBOX', { messages: true, unseen: true });
  await client.mailboxOpen('INBOX');
  const message = await client.fetchOne('1', {
    envelope: true,
    flags: true,
    source: true,
    bodyStructure: true,
    uid: true,
    size: true,
    internalDate: true,
  });

  expect(status).toMatchObject({ messages: 1, unseen: 1 });
  if (!message) throw new Error('no message');
  expect(message.envelope).toMatchObject({
    subject: 'Report',
    from: [{ name: 'Ngô Anh', address: 'nanh@hanoi.gov.vn' }],
    messageId: '<1@hanoi.gov.vn>',
  });
  expect(message.bodyStructure).toMatchObject({ type: 'text/plain', parameters: { charset: 'utf-8' } });
  expect(message.source?.toString('utf8')).toContain('Kính gửi\r\n.a line that began with a dot\r\n');
  expect(message.size).toBe(message.source?.length);
});

it('searches and stores flags', async () => {
  await mail.deliver(['nvmau@hanoi.gov.vn']);
  await mail.deliver(['nvmau@hanoi.gov.vn'], MESSAGE.replace('Report', 'Plan'));
  const client = await mail.imap('nvmau');
  await client.mailboxOpen('INBOX');

  await client.messageFlagsAdd('2', ['\\Seen']);

  expect(await client.search({ seen: false })).toEqual([1]);
  expect(await client.search({ seen: true }, { uid: true })).toEqual([2]);
  expect(await client.search({ subject: 'plan' })).toEqual([2]);
  expect(await client.search({ from: 'Ngô' })).toEqual([1, 2]);
  expect(await client.search({ since: new Date('2020-01-01') })).toEqual([1, 2]);
  expect(await client.search({ uid: '2:*' }, { uid: true })).toEqual([2]);
});

it('shows a role mailbox to who has a right to it', async () => {
  await mail.addUser('so-tttt', ['so-tttt@hanoi.gov.vn']);
  await mail.deliver(['so-tttt@hanoi.gov.vn']);
  await mail.doveadm([
    'aclSet',
    { user: 'so-tttt', mailbox: 'INBOX', id: 'user=nvmau', right: ['lookup', 'read', 'write-seen'] },
  ]);
  const client = await mail.imap('nvmau');

  const folders = (await client.list()).map((one) => one.path);
  const status = await client.status('shared/so-tttt', { unseen: true });
  await client.mailboxOpen('shared/so-tttt');
  const message = await client.fetchOne('1', { envelope: true });

  expect(folders).toContain('shared/so-tttt');
  expect(status.unseen).toBe(1);
  expect(message && message.envelope?.subject).toBe('Report');
  await mail.doveadm(['aclDelete', { user: 'so-tttt', mailbox: 'INBOX', id: 'user=nvmau' }]);
  await expect(client.mailboxOpen('shared/so-tttt')).rejects.toThrow();
});

it('appends, expunges and makes folders', async () => {
  const client = await mail.imap('nvmau');

  await client.mailboxCreate('Drafts');
  await client.append('Drafts', 'Subject: a draft\r\n\r\ntext', ['\\Draft']);
  await client.mailboxOpen('Drafts');
  const drafts = await client.search({ draft: true });
  await client.messageDelete('1');

  expect(drafts).toEqual([1]);
  expect((await client.status('Drafts', { messages: true })).messages).toBe(0);
});
