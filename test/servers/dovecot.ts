/**
 * A throwaway Dovecot 2.3: IMAP, LMTP with sieve, doveadm over HTTP; accounts in a dictionary as
 * src/connectors/dovecot/README.md asks for, passwords checked by a bind at a directory. Runs as root or not.
 */
import { chmodSync, chownSync, mkdirSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { freePorts, launch, type Child } from './child';
import { dovecotConfiguration } from './dovecot-configuration';
import { program } from './programs';

export interface DovecotOptions {
  readonly folder: string;
  /** Where a password is checked: by a bind as the entry found below `peopleDn`. */
  readonly directory: {
    readonly url: string;
    readonly peopleDn: string;
    readonly reader: { readonly dn: string; readonly password: string };
  };
  readonly domain?: string;
  /** Of the server on this machine that takes outgoing mail; without one nothing is answered or forwarded. */
  readonly submissionPort?: number;
}

export interface Dovecot {
  /** Of doveadm's HTTP API. */
  readonly url: string;
  readonly apiKey: string;
  readonly domain: string;
  readonly imapPort: number;
  readonly lmtpPort: number;
  pid(): number;
  stop(): Promise<void>;
  kill(): Promise<void>;
  start(): Promise<void>;
}

export interface MailUsers {
  readonly login: string;
  readonly internal: string;
  readonly group: string;
  readonly mailUser: string;
  readonly mailUid: number;
  readonly mailGid: number;
  readonly root: boolean;
}

const API_KEY = 'chia-khoa';

export async function startDovecot(options: DovecotOptions): Promise<Dovecot> {
  const { folder, domain = 'hanoi.gov.vn' } = options;
  const users = whoRunsIt();
  // Dovecot's own users must be able to walk down to their folders.
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o755);
  for (const part of ['run', 'state', 'mail', 'accounts']) mkdirSync(join(folder, part), { recursive: true });
  if (users.root) chownSync(join(folder, 'mail'), users.mailUid, users.mailGid);
  if (users.root) chownSync(join(folder, 'accounts'), idOf('dovecot', '-u'), idOf('dovecot', '-g'));
  const [imapPort, lmtpPort, httpPort] = (await freePorts(3)) as [number, number, number];
  const ports = { imapPort, lmtpPort, httpPort };
  for (const [name, text] of Object.entries(
    dovecotConfiguration({
      folder,
      domain,
      users,
      ports,
      directory: options.directory,
      apiKey: API_KEY,
      submissionPort: options.submissionPort,
    }),
  ))
    writeFileSync(join(folder, name), text, { mode: 0o644 });
  const start = (): Promise<Child> =>
    launch({
      name: 'dovecot',
      command: [program('dovecot'), '-F', '-c', join(folder, 'dovecot.conf')],
      logFile: join(folder, 'dovecot.log'),
      ready: async () => {
        await greets(imapPort, /^\* OK/);
        await greets(lmtpPort, /^220 /);
      },
    });
  let child = await start();
  return {
    url: `http://127.0.0.1:${httpPort}`,
    apiKey: API_KEY,
    domain,
    imapPort,
    lmtpPort,
    pid: () => child.pid,
    stop: () => child.stop(),
    kill: () => child.kill(),
    async start() {
      child = await start();
    },
  };
}

function whoRunsIt(): MailUsers {
  const { username, uid, gid } = userInfo();
  if (uid !== 0)
    return {
      login: username,
      internal: username,
      group: nameOfGroup(gid),
      mailUser: username,
      mailUid: uid,
      mailGid: gid,
      root: false,
    };
  return {
    login: 'dovenull',
    internal: 'dovecot',
    group: 'dovecot',
    mailUser: 'mail',
    mailUid: idOf('mail', '-u'),
    mailGid: idOf('mail', '-g'),
    root: true,
  };
}

function idOf(user: string, flag: '-u' | '-g'): number {
  return Number(spawnSync('id', [flag, user], { encoding: 'utf8' }).stdout.trim());
}

function nameOfGroup(gid: number): string {
  return spawnSync('id', ['-gn'], { encoding: 'utf8' }).stdout.trim() || String(gid);
}

function greets(port: number, greeting: RegExp): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = createConnection({ host: '127.0.0.1', port });
    socket.setTimeout(2_000, () => socket.destroy(new Error('no greeting')));
    socket.once('error', reject);
    socket.once('data', (data) => {
      socket.destroy();
      if (greeting.test(data.toString('latin1'))) resolve();
      else reject(new Error('another greeting'));
    });
  });
}
