/** What was acknowledged is there when the server begins anew, however it ended. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { MailServer } from '.';
import { SandboxMail } from './sandbox-mail.fixture';

let mail: SandboxMail;

beforeEach(async () => {
  mail = await SandboxMail.open();
});

afterEach(() => mail.close());

it('keeps mail and accounts over a restart', async () => {
  await mail.addUser('nvmau', ['nvmau@hanoi.gov.vn']);
  await mail.deliver(['nvmau@hanoi.gov.vn']);

  await mail.server.close();
  await mail.start();

  const client = await mail.imap('nvmau');
  expect(await client.status('INBOX', { unseen: true })).toMatchObject({ unseen: 1 });
});

it('keeps what it acknowledged when it is killed', async () => {
  const script = `
    const { readFileSync } = require('node:fs');
    const { transformFileSync } = require('@swc/core');
    const options = { ...JSON.parse(readFileSync('.swcrc', 'utf8')), exclude: [], swcrc: false, sourceMaps: false };
    require.extensions['.ts'] = (module, file) => module._compile(transformFileSync(file, options).code, file);
    const { startMailServer } = require('./src/sandbox/mail');
    startMailServer({ ...JSON.parse(process.argv[1]), authenticate: async () => true }).then((server) => console.log(JSON.stringify(server)));`;
  const { authenticate: _, ...options } = mail.options;
  await mail.server.close();
  const child = spawn(process.execPath, ['-e', script, JSON.stringify(options)], {
    cwd: join(__dirname, '../../..'),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gone = new Promise((resolve) => child.once('exit', resolve));
  const told = await new Promise<Buffer>((resolve) => child.stdout.once('data', resolve));
  mail.server = { ...(JSON.parse(told.toString()) as MailServer), close: async () => undefined };
  await mail.addUser('nvmau', ['nvmau@hanoi.gov.vn']);
  for (let index = 0; index < 20; index += 1) await mail.deliver(['nvmau@hanoi.gov.vn']);

  child.kill('SIGKILL');
  await gone;
  await mail.start();

  const client = await mail.imap('nvmau');
  expect(await client.status('INBOX', { messages: true })).toMatchObject({ messages: 20 });
});
