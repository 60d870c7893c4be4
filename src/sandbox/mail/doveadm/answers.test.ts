/** What doveadm's HTTP API answers, to what it can read and to what it cannot. */
import { DICT, SandboxMail } from '../sandbox-mail.fixture';

let mail: SandboxMail;

beforeEach(async () => {
  mail = await SandboxMail.open();
});

afterEach(() => mail.close());

it('answers errors inside a success, as Dovecot does', async () => {
  await mail.addUser('nvmau', []);

  const results = await mail.doveadm(
    ['mailboxCreate', { user: 'nvmau', mailbox: ['Sent'] }],
    ['mailboxCreate', { user: 'nvmau', mailbox: ['Sent'] }],
    ['mailboxCreate', { user: 'nobody', mailbox: ['Sent'] }],
    ['kick', { mask: ['nvmau'] }],
    ['bogus', {}],
    ['dictGet', { dictUri: DICT, key: 'shared/userdb/nobody' }],
    ['dictGet', { dictUri: 'file:/elsewhere', key: 'shared/userdb/nobody' }],
    ['who', { mask: 7 }],
  );

  const exit = (exitCode: number): object => ({ type: 'exitCode', exitCode });
  expect(results).toEqual([
    [],
    exit(65),
    exit(67),
    exit(68),
    { type: 'unknownMethod', exitCode: 0 },
    exit(68),
    exit(75),
    { type: 'invalidRequest', exitCode: 0 },
  ]);
});

it.each([
  ['{}', 400],
  ['rubbish', 400],
  ['[["who"]]', 400],
  ['[[1,{},"t"]]', 400],
  ['[]', 200],
])('answers %s with %i', async (body, status) => {
  expect((await mail.post(body)).status).toBe(status);
});

it('refuses another key', async () => {
  expect((await mail.post('[]', 'another')).status).toBe(401);
});

it('lists mailboxes, quota and users', async () => {
  await mail.addUser('nvmau', ['nvmau@hanoi.gov.vn']);
  await mail.deliver(['nvmau@hanoi.gov.vn']);

  const [list, status, quota, users, user] = await mail.doveadm(
    ['mailboxList', { user: 'nvmau' }],
    ['mailboxStatus', { user: 'nvmau', field: ['messages', 'unseen'], mailboxMask: ['INBOX'] }],
    ['quotaGet', { user: 'nvmau' }],
    ['user', { userMask: ['*'] }],
    ['user', { userMask: ['nvmau'] }],
  );

  expect(list).toEqual([{ mailbox: 'INBOX' }]);
  expect(status).toEqual([{ mailbox: 'INBOX', messages: '1', unseen: '1' }]);
  expect(quota).toMatchObject([
    { type: 'STORAGE', value: '1', limit: '51200' },
    { type: 'MESSAGE', value: '1' },
  ]);
  expect(users).toEqual({ userList: ['nvmau', 'nvmau@hanoi.gov.vn'] });
  expect(user).toMatchObject({ nvmau: { quota_rule: '*:storage=50M' } });
});
