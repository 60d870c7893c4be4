/** `dieuhanh login`, `activate` and `logout`: a session for the other verbs. */
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import type { Command } from 'commander';
import { connect, connectAnonymously, SESSION_FIELDS, withConnection, type ConnectionOptions } from './connection';
import { print, printJson, run } from './output';
import { say } from './texts';
import { SessionFile, type StoredSession } from './session';

const LOGIN = `mutation Login($username: String!, $password: String!) { login(username: $username, password: $password, device: "dieuhanh") { ${SESSION_FIELDS} } }`;
const ACTIVATE = `mutation Activate($code: String!, $password: String!) { activate(code: $code, password: $password) { ${SESSION_FIELDS} } }`;

export function loginVerbs(program: Command): void {
  withConnection(program.command('login <username>').description(say('loginAbout'))).action(
    (username: string, options: ConnectionOptions) =>
      run(options.json, async () => {
        const { login } = await connectAnonymously(options).request<{ login: StoredSession }>(LOGIN, {
          username,
          password: await askSecret(say('password')),
        });
        new SessionFile().write(options.url, login);
        if (options.json) printJson({ url: options.url, username, expiresAt: login.expiresAt });
        else print(say('signedIn', { url: options.url, username }));
      }),
  );
  withConnection(program.command('activate <code>').description(say('activateAbout'))).action(
    (code: string, options: ConnectionOptions) =>
      run(options.json, async () => {
        const { activate } = await connectAnonymously(options).request<{ activate: StoredSession }>(ACTIVATE, {
          code,
          password: await askSecret(say('newPassword')),
        });
        new SessionFile().write(options.url, activate);
        if (options.json) printJson({ url: options.url, expiresAt: activate.expiresAt });
        else print(say('activated', { url: options.url }));
      }),
  );
  withConnection(program.command('logout').description(say('logoutAbout'))).action((options: ConnectionOptions) =>
    run(options.json, async () => {
      await connect(options).request('mutation Logout { logout }');
      new SessionFile().write(options.url, null);
      if (options.json) printJson({ url: options.url, signedOut: true });
      else print(say('signedOut'));
    }),
  );
}

/** Asks without echo on a terminal; takes the first line of a pipe. */
function askSecret(prompt: string): Promise<string> {
  const terminal = process.stdin.isTTY;
  if (terminal) process.stderr.write(prompt);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: silent, terminal });
  return new Promise((resolve) => {
    let answer = '';
    lines.once('line', (line) => {
      answer = line;
      lines.close();
    });
    lines.once('close', () => {
      if (terminal) process.stderr.write('\n');
      resolve(answer);
    });
  });
}
