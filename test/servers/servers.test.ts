import { existsSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'ldapts';
import { ImapFlow } from 'imapflow';
import { createConnection } from 'mysql2/promise';
import { describeWith, dovecot, mariadb, slapd, type Slapd } from '.';
import { deliver } from './lmtp';
import { areGone, childrenOf } from './processes';

async function as(server: Slapd, who: { dn: string; password: string }, work: (c: Client) => Promise<void>) {
  const client = new Client({ url: server.url });
  try {
    await client.bind(who.dn, who.password);
    await work(client);
  } finally {
    await client.unbind();
  }
}

const person = (kind: 'city' | 'ad'): Record<string, string[]> =>
  kind === 'city'
    ? {
        objectClass: ['inetOrgPerson'],
        uid: ['nvmau'],
        cn: ['Nguyễn Văn Mẫu'],
        sn: ['Nguyễn'],
        mail: ['nvmau@hanoi.gov.vn'],
        userPassword: ['mot-mat-khau'],
      }
    : {
        objectClass: ['user'],
        sAMAccountName: ['nvmau'],
        userPrincipalName: ['nvmau@hanoi.gov.vn'],
        cn: ['Nguyễn Văn Mẫu'],
        sn: ['Nguyễn'],
        userAccountControl: ['512'],
      };

describeWith(['slapd'])('a throwaway directory', () => {
  it.each(['city', 'ad'] as const)(
    'of kind %s takes entries from the service account and not from a reader',
    async (kind) => {
      const server = await slapd({ kind });
      try {
        const dn = kind === 'city' ? `uid=nvmau,${server.peopleDn}` : `cn=nvmau,${server.peopleDn}`;
        const entry = kind === 'city' ? person(kind) : { ...person(kind), cn: ['nvmau'] };

        await as(server, server.service, (client) => client.add(dn, entry));
        const byReader = as(server, server.reader, (client) => client.del(dn));

        await expect(byReader).rejects.toThrow();
        await as(server, server.reader, async (client) => {
          const { searchEntries } = await client.search(server.peopleDn, { filter: '(sn=Nguyễn)' });
          expect(searchEntries).toHaveLength(1);
        });
      } finally {
        await server.close();
      }
    },
  );

  it('keeps what it answered through a power cut', async () => {
    const server = await slapd();
    try {
      await as(server, server.service, (client) => client.add(`uid=nvmau,${server.peopleDn}`, person('city')));

      await server.kill();
      await server.start();

      await as(server, server.reader, async (client) => {
        expect((await client.search(server.peopleDn, { filter: '(uid=nvmau)' })).searchEntries).toHaveLength(1);
      });
    } finally {
      await server.close();
    }
  });

  it('is gone with the process that started it, however that went', async () => {
    const starter = spawn(process.execPath, ['-e', starterScript()], { stdio: ['ignore', 'pipe', 'inherit'] });
    const pid = Number(String((await once(starter.stdout, 'data'))[0]));

    starter.kill('SIGKILL');

    await waitUntil(() => !existsSync(`/proc/${pid}`));
  });
});

describeWith(['slapd', 'dovecot'])('a throwaway mail server', () => {
  it('checks passwords at the directory and takes mail over LMTP', async () => {
    const directory = await slapd();
    const server = await dovecot(directory);
    try {
      const doveadm = async (...command: unknown[]): Promise<unknown> => {
        const answer = await fetch(`${server.url}/doveadm/v1`, {
          method: 'POST',
          headers: { authorization: `X-Dovecot-API ${Buffer.from(server.apiKey).toString('base64')}` },
          body: JSON.stringify([command]),
        });
        return answer.json();
      };
      const account = JSON.stringify({ user: 'nvmau', quota_rule: '*:storage=100M' });
      for (const key of ['nvmau', 'nvmau@hanoi.gov.vn'])
        await doveadm('dictSet', { dictUri: 'proxy::accounts', key: `shared/userdb/${key}`, value: account }, 'a');
      await as(directory, directory.service, (client) => client.add(`uid=nvmau,${directory.peopleDn}`, person('city')));

      await deliver(server.lmtpPort, { from: 'ai-do@example.vn', to: 'nvmau@hanoi.gov.vn', subject: 'Chào' });
      const imap = new ImapFlow({
        host: '127.0.0.1',
        port: server.imapPort,
        secure: false,
        auth: { user: 'nvmau', pass: 'mot-mat-khau' },
        logger: false,
      });
      await imap.connect();

      expect(await imap.status('INBOX', { messages: true })).toMatchObject({ messages: 1 });
      await imap.logout();
    } finally {
      await server.close();
      await directory.close();
    }
  });

  it('leaves no process behind when the power is cut, and starts again on the same sockets', async () => {
    const directory = await slapd();
    const mail = await dovecot(directory);
    try {
      const children = childrenOf(mail.pid());

      await mail.kill();
      const left = children.filter((pid) => !areGone([pid]));
      await mail.start();

      expect(children.length).toBeGreaterThan(0);
      expect(left).toEqual([]);
    } finally {
      await mail.close();
      await directory.close();
    }
  });
});

describeWith(['mariadb'])('a throwaway MariaDB', () => {
  it('keeps what was committed through a power cut, in databases of their own', async () => {
    const server = await mariadb();
    try {
      const url = await server.database('mot');
      let connection = await createConnection(url);
      await connection.query('CREATE TABLE t (x varchar(20))');
      await connection.query("INSERT INTO t VALUES ('Nguyễn')");
      await connection.end();

      await server.kill();
      await server.start();

      connection = await createConnection(url);
      expect((await connection.query('SELECT x FROM t'))[0]).toEqual([{ x: 'Nguyễn' }]);
      await connection.end();
    } finally {
      await server.close();
    }
  });
});

/** The launcher as the build has it: a process of its own cannot read TypeScript. */
function starterScript(): string {
  const launcher = join(__dirname, '..', '..', 'dist', 'test', 'servers');
  return `require(${JSON.stringify(launcher)}).slapd().then((server) => console.log(server.pid()))`;
}

async function waitUntil(holds: () => boolean): Promise<void> {
  for (let look = 0; look < 200; look += 1) {
    if (holds()) return;
    await pause(50);
  }
  throw new Error('it does not hold after 200 looks');
}
