/** Mail that is brought to the server: for whom it is taken, and how it is refused. */
import { MESSAGE, SandboxMail } from '../sandbox-mail.fixture';

let mail: SandboxMail;

beforeEach(async () => {
  mail = await SandboxMail.open();
});

afterEach(() => mail.close());

it('answers for each recipient and resolves aliases', async () => {
  await mail.addUser('nvmau', ['nvmau@hanoi.gov.vn', 'nvmau_sotttt@hanoi.gov.vn']);
  await mail.addUser('tiny', ['tiny@hanoi.gov.vn'], '1K');

  const replies = await mail.deliver(
    ['nvmau_sotttt@hanoi.gov.vn', 'nobody@hanoi.gov.vn', 'tiny@hanoi.gov.vn'],
    MESSAGE + 'x'.repeat(1_024),
  );

  expect(replies.map((reply) => reply.slice(0, 9))).toEqual(['550 5.1.1', '250 2.0.0', '552 5.2.2']);
});

it('refuses what is too large before reading it, and commands out of order', async () => {
  const lmtp = await mail.lmtp();

  expect(await lmtp.say('DATA')).toMatch(/^503/);
  expect(await lmtp.say('RCPT TO:<a@b>')).toMatch(/^503/);
  expect(await lmtp.say('MAIL FROM:<> SIZE=999999999')).toMatch(/^552/);
  expect(await lmtp.say('MAIL nonsense')).toMatch(/^501/);
  expect(await lmtp.say('WHAT')).toMatch(/^500/);
});
