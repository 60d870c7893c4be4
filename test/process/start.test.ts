/** The built program as a user starts and stops it: what a start keeps, and what it says when it cannot be. */
import { writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { buildOnce, CityProcess, countRows, eventually, newFolder, removeFolder, rowsOf, runCli } from './city-process';

const CREATE = 'mutation($input: CreatePersonInput!) { createPerson(input: $input) { id login } }';
const RECORD = 'mutation($input: RecordDecisionInput!) { recordDecision(input: $input) { decision { id } } }';

jest.setTimeout(300_000);
beforeAll(() => buildOnce());

describe('a city with its systems in one process', () => {
  const folder = newFolder('start');
  let city: CityProcess;

  afterAll(async () => {
    await city.kill();
    removeFolder(folder);
  });

  /** Three people are appointed one after another, each acknowledged. */
  async function appoint(): Promise<readonly { readonly id: string; readonly login: string }[]> {
    const token = await city.activateAdministrator();
    const people: { id: string; login: string }[] = [];
    for (const givenName of ['Một', 'Hai', 'Ba']) {
      const names = { familyName: 'Nguyễn', middleName: 'Thứ', givenName };
      const { createPerson: person } = await city.ask<{ createPerson: { id: string; login: string } }>(
        CREATE,
        { input: names },
        token,
      );
      const head = {
        number: `${givenName}/QĐ`,
        issuerId: 'ubnd-tp',
        signedOn: '2026-01-05',
        effectiveOn: '2026-01-05',
      };
      const lines = { appoint: [{ personId: person.id, postId: 'so-tttt/chuyen-vien' }] };
      await city.ask(RECORD, { input: { ...head, ...lines } }, token);
      people.push(person);
    }
    return people;
  }

  test('goes on where `kill -9` stopped it, the embedded systems too', async () => {
    city = await CityProcess.start(folder);
    const people = await appoint();
    await city.kill();

    city = await CityProcess.start(folder);

    await eventually('accounts are missing', async () => {
      const directory = (await city.directoryPeople()).map((entry) => entry.uid);
      const mail = await city.mailAccounts();
      const users = (await city.qlvbUsers('so-tttt')).map((user) => user.externalId);
      const missing = people.filter(
        ({ id, login }) => !directory.includes(login) || mail.get(login)?.personId !== id || !users.includes(id),
      );
      return missing.length === 0 ? null : missing.map(({ login }) => login).join(', ');
    });
  });

  test('ends cleanly when it is asked to, and keeps everything for the next start', async () => {
    await eventually('work is under way', () => {
      const due = rowsOf<{ n: number }>(
        folder,
        'SELECT (SELECT count(*) FROM audit_record WHERE seq IS NULL) + (SELECT count(*) FROM outbox_event WHERE seq IS NULL) AS n',
      )[0]?.n;
      return Promise.resolve(due === 0 ? null : `${due} rows wait`);
    });
    const code = await city.stop();
    const before = countRows(folder);
    const codeBefore = city.facts.administrator.code;

    city = await CityProcess.start(folder);

    expect(code).toBe(0);
    expect(countRows(folder)).toEqual(before);
    expect(city.facts.administrator.code).toBe(codeBefore);
    expect(await city.stop('SIGINT')).toBe(0);
  });
});

describe('a start that cannot be', () => {
  const folder = newFolder('start');

  afterAll(() => removeFolder(folder));

  test('tells in one line that a port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((done) => other.once('listening', done));
    const { port } = other.address() as AddressInfo;

    const ended = await runCli(['start'], { DIEUHANH_HOME: join(folder, 'one'), DIEUHANH_PORT: String(port) });

    await new Promise((done) => other.close(done));
    expect(ended.code).toBe(1);
    expect(ended.stderr.trim().split('\n')).toEqual([expect.stringMatching(new RegExp(`${port}.*choose other ports`))]);
  });

  test('tells in one line that its folder cannot be written', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');

    const ended = await runCli(['start'], { DIEUHANH_HOME: join(file, 'city') });

    expect(ended.code).toBe(1);
    expect(ended.stderr.trim().split('\n')).toEqual([expect.stringContaining('DIEUHANH_HOME')]);
  });

  test('tells at once that a folder can never be made, as below /proc', async () => {
    const ended = await runCli(['start'], { DIEUHANH_HOME: '/proc/dieuhanh/city' }, '', 20_000);

    expect(ended.code).toBe(1);
    expect(ended.stderr).toMatch(
      /^HOME_NOT_WRITABLE: the folder of the city "\/proc\/dieuhanh\/city" could not be written: mkdir \(E[A-Z]+\)\. .*DIEUHANH_HOME\.\n$/,
    );
  });

  test('names every setting that is wrong', async () => {
    const ended = await runCli(['start'], { DIEUHANH_HOME: folder, DIEUHANH_PORT: '70000', DIEUHANH_WORKERS: 'many' });

    expect(ended.code).toBe(1);
    expect(ended.stderr).toMatch(/DIEUHANH_PORT/);
    expect(ended.stderr).toMatch(/DIEUHANH_WORKERS/);
    expect(ended.stderr).not.toMatch(/ at /);
  });

  test('says what to do when the first start before it was cut off', async () => {
    const home = join(folder, 'cut');
    const whole = await CityProcess.start(home);
    await whole.kill();
    removeFolder(join(home, 'first-start.json'));

    const ended = await runCli(['start'], { DIEUHANH_HOME: home });

    expect(ended.code).toBe(1);
    expect(ended.stderr.trim().split('\n')).toEqual([expect.stringMatching(/cut off.*Remove that folder/)]);
  });
});
