/** What was acknowledged is there when the server begins anew, however it ended. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { Client } from 'ldapts';
import { startLdapServer } from '.';
import { ADMIN, GROUPS, PEOPLE, person, SandboxDirectory, SUFFIX } from './sandbox-directory.fixture';

let directory: SandboxDirectory;

beforeEach(async () => {
  directory = await SandboxDirectory.open();
});

afterEach(() => directory.close());

it('keeps everything over a restart', async () => {
  await directory.admin.add(`uid=a,${PEOPLE}`, person('a', { userPassword: 'mat-khau-a' }));
  await directory.admin.add(`cn=g,${GROUPS}`, { objectClass: 'groupOfNames', cn: 'g', member: `uid=a,${PEOPLE}` });
  const before = await directory.readEntry(`uid=a,${PEOPLE}`);

  await directory.server.close();
  await directory.start(directory.server.port);

  expect(await directory.readEntry(`uid=a,${PEOPLE}`)).toEqual(before);
  await directory.bound(`uid=a,${PEOPLE}`, 'mat-khau-a');
});

it('keeps what it acknowledged when it is killed', async () => {
  const script = `
    const { readFileSync } = require('node:fs');
    const { transformFileSync } = require('@swc/core');
    const options = { ...JSON.parse(readFileSync('.swcrc', 'utf8')), exclude: [], swcrc: false, sourceMaps: false };
    require.extensions['.ts'] = (module, file) => module._compile(transformFileSync(file, options).code, file);
    require('./src/sandbox/ldap').startLdapServer(JSON.parse(process.argv[1])).then(({ url }) => console.log(url));`;
  const options = {
    host: '127.0.0.1',
    port: 0,
    file: join(directory.folder, 'killed.sqlite'),
    suffix: SUFFIX,
    admin: ADMIN,
    services: [],
  };
  const child = spawn(process.execPath, ['-e', script, JSON.stringify(options)], {
    cwd: join(__dirname, '../../..'),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await new Promise<string>((resolve) =>
    child.stdout.once('data', (data: Buffer) => resolve(data.toString().trim())),
  );
  const client = new Client({ url });
  await client.bind(ADMIN.dn, ADMIN.password);
  for (let index = 0; index < 20; index += 1) await client.add(`uid=k${index},${PEOPLE}`, person(`k${index}`));

  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
  await directory.server.close();
  directory.server = await startLdapServer(options);
  directory.admin = await directory.bound(ADMIN.dn, ADMIN.password);

  const found = await directory.admin.search(PEOPLE, { scope: 'one', filter: '(uid=k*)' });
  expect(found.searchEntries).toHaveLength(20);
});
