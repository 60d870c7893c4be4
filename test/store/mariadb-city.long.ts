/** A whole city whose database server is killed under it, frozen, and comes back: what it says meanwhile, and that it forgets nothing. */
import { TestCity } from '../city/harness';
import { describeWith, mariadb, type Closing, type Mariadb } from '../servers';

jest.setTimeout(240_000);

interface Ready {
  readonly status: number;
  readonly ready: boolean;
  readonly parts: Readonly<Record<string, string>>;
  readonly problems?: Readonly<Record<string, string>>;
}

describeWith(['mariadb'])('a city on MariaDB', () => {
  let server: Mariadb & Closing;
  let city: TestCity;

  beforeAll(async () => {
    server = await mariadb(['--innodb-flush-log-at-trx-commit=1']);
    city = await TestCity.open({ storeUrl: await server.database('thanh_pho') });
  });

  afterAll(async () => {
    await city.close();
    await server.close();
  });

  async function ready(): Promise<Ready> {
    const response = await fetch(`${city.city.gateway.url}/ready`);
    return { status: response.status, ...((await response.json()) as Omit<Ready, 'status'>) };
  }

  /** What a request is refused with, in words. */
  async function refusal(query: string, variables: Record<string, unknown>, token: string): Promise<string> {
    const { errors, data, status } = await city.send(query, variables, token);
    const [error] = errors;
    if (error === undefined) throw new Error(`it was answered: ${JSON.stringify(data)}`);
    return `${status} ${error.extensions.code}: ${error.message}`;
  }

  const decisions = async (): Promise<string[]> => {
    const rows: { number: string }[] = await city.city.store.read.query('SELECT number FROM decision');
    return rows.map((row) => row.number);
  };

  const RECORD = 'mutation($input: RecordDecisionInput!) { recordDecision(input: $input) { decision { id } } }';

  it('says who is away and what to do, takes nothing for done, and goes on by itself when the server is back', async () => {
    const leaver = await city.holder(['Nguyễn', 'Văn', 'Kho'], 'so-tttt/giam-doc-so');
    const token = await city.adminToken();
    const before = await decisions();
    const paper = city.paper({ end: [{ personId: leaver.id, reason: 'RETIRED' }] });

    await server.kill();
    const away = await ready();
    const read = await refusal('{ units(first: 1) { edges { node { id } } } }', {}, token);
    const written = await refusal(RECORD, { input: paper }, token);
    const signIn = await city.send(
      'mutation($u: String!, $p: String!) { login(username: $u, password: $p) { accessToken } }',
      { u: leaver.login, p: city.password },
      null,
    );
    await server.start();
    await city.until(async () => (await ready()).ready);

    expect(away).toMatchObject({ status: 503, ready: false, parts: { store: 'down' } });
    expect(away.problems!['store']).toMatch(/^store \(database\): read: nobody answers .*To do: start the database/);
    for (const told of [read, written]) expect(told).toMatch(/^503 STORE_UNREACHABLE: The store did not answer/);
    expect(signIn.errors.map(({ extensions }) => extensions.code)).toEqual(['STORE_UNREACHABLE']);
    expect(await decisions()).toEqual(before);
    expect(await city.directory(leaver.login)).toMatchObject({ locked: false });
    expect(await ready()).toMatchObject({ status: 200, parts: { store: 'up' } });
    expect((await ready()).problems).toBeUndefined();

    await city.ask(RECORD, { input: paper }, await city.adminToken());
    await city.until(async () => (await city.directory(leaver.login))!.locked);
    await city.settle();
    expect(await city.mailbox(leaver.login)).toMatchObject({ denied: true });
  });

  it('closes every account of a leaver whose decision was answered before the server was killed', async () => {
    const leaver = await city.holder(['Trần', 'Thị', 'Cắt'], 'so-y-te/giam-doc-so');
    const paper = city.paper({ end: [{ personId: leaver.id, reason: 'DISMISSED' }] });

    await city.ask(RECORD, { input: paper });
    await server.kill();
    const token = await city.send('{ me { id } }', {}, null);
    await server.start();
    await city.until(async () => (await ready()).ready);
    await city.until(async () => (await city.qlvb('so-y-te', leaver.id))?.status === 'disabled');
    await city.settle();

    expect(token.errors).not.toEqual([]);
    expect(await decisions()).toContain(paper['number']);
    expect(await city.directory(leaver.login)).toMatchObject({ locked: true, groups: [] });
    expect(await city.mailbox(leaver.login)).toMatchObject({ denied: true });
    const open: { count: number | string }[] = await city.city.store.read.query(
      "SELECT COUNT(*) AS count FROM operation WHERE personId = ? AND status <> 'DONE' AND kind = 'disable'",
      [leaver.id],
    );
    expect(Number(open[0]!.count)).toBe(0);
  });

  it('is not ready, within seconds, while the server is frozen, and is when it thaws', async () => {
    process.kill(server.pid(), 'SIGSTOP');
    const frozen = await ready();
    process.kill(server.pid(), 'SIGCONT');
    await city.until(async () => (await ready()).ready);

    expect(frozen).toMatchObject({ status: 503, parts: { store: 'down' } });
    expect(frozen.problems!['store']).toContain('ETIMEDOUT');
  });
});
