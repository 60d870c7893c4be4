/**
 * `kill -9` in the middle of a stream of decisions, again and again: what was acknowledged is there, once, and its
 * accounts follow. `KILLS=20 npx jest test/process` does it longer.
 */
import { writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { buildOnce, CityProcess, countRows, eventually, newFolder, removeFolder, rowsOf, runCli } from './city-process';

const KILLS = Number(process.env['KILLS'] ?? 3);
const CLIENTS = 4;
const UNITS = ['so-tttt', 'so-du-lich', 'so-gtvt', 'so-y-te'];
const POST = 'chuyen-vien';

const CREATE = 'mutation($input: CreatePersonInput!) { createPerson(input: $input) { id login } }';
const RECORD = 'mutation($input: RecordDecisionInput!) { recordDecision(input: $input) { decision { id number } } }';
const ACCOUNTS =
  'query($id: ID!) { person(id: $id) { accounts { target { id } status } appointments { id post { id } endsOn } } }';

interface Holder {
  readonly id: string;
  readonly login: string;
  /** Where the last acknowledged decision put this person. */
  unitId: string;
  /** A transfer was sent whose answer never came: the person is here or there. */
  mayBeAt: string | null;
}

/** One caller of the API. What it was told is what it holds the city to. */
class Caller {
  readonly holders: Holder[] = [];
  readonly acknowledged = new Map<string, string>();
  readonly unanswered = new Set<string>();
  private count = 0;
  private last: Sent | null = null;

  constructor(private readonly index: number) {}

  /** Somebody new, somebody new, then a transfer of the latter; until the connection breaks. */
  async goOn(city: CityProcess, token: string, until: AbortSignal): Promise<void> {
    while (!until.aborted) {
      this.count += 1;
      const holder = this.holders.at(-1);
      try {
        if (this.count % 3 === 0 && holder?.mayBeAt === null) await this.transfer(city, token, holder);
        else await this.appoint(city, token);
      } catch (error) {
        if (error instanceof Lost) return;
        throw error;
      }
    }
  }

  /** The decision whose answer never came once more, under its own Idempotency-Key, as a careful client does. */
  async repeat(city: CityProcess, token: string): Promise<void> {
    if (this.last !== null && this.unanswered.has(this.last.number)) await this.record(city, token, this.last);
  }

  private async appoint(city: CityProcess, token: string): Promise<void> {
    const unitId = UNITS[this.count % UNITS.length]!;
    const input = {
      familyName: 'Nguyễn',
      middleName: `Thứ ${word(this.index)}`,
      givenName: `Người ${word(this.count)}`,
    };
    const { createPerson: person } = await this.send<{ createPerson: { id: string; login: string } }>(
      city,
      token,
      `${this.key}-p`,
      CREATE,
      { input },
    );
    const number = `${this.index}-${this.count}/QĐ-GĐ`;
    await this.record(city, token, {
      key: this.key,
      number,
      lines: { appoint: [{ personId: person.id, postId: `${unitId}/${POST}` }] },
      answered: () => this.holders.push({ ...person, unitId, mayBeAt: null }),
    });
  }

  private async transfer(city: CityProcess, token: string, holder: Holder): Promise<void> {
    const toUnit = UNITS[(UNITS.indexOf(holder.unitId) + 1) % UNITS.length]!;
    const { person } = await this.send<{ person: { appointments: { id: string; endsOn: string | null }[] } }>(
      city,
      token,
      `${this.key}-q`,
      ACCOUNTS,
      { id: holder.id },
    );
    const appointmentId = person.appointments.find((one) => one.endsOn === null)?.id;
    holder.mayBeAt = toUnit;
    await this.record(city, token, {
      key: this.key,
      number: `${this.index}-${this.count}/QĐ-ĐĐ`,
      lines: { transfer: [{ appointmentId, toPostId: `${toUnit}/${POST}` }] },
      answered: () => Object.assign(holder, { unitId: toUnit, mayBeAt: null }),
    });
  }

  private async record(city: CityProcess, token: string, sent: Sent): Promise<void> {
    this.last = sent;
    this.unanswered.add(sent.number);
    const input = {
      number: sent.number,
      issuerId: 'ubnd-tp',
      signedOn: '2026-01-05',
      effectiveOn: '2026-01-05',
      ...sent.lines,
    };
    const { recordDecision } = await this.send<Recorded>(city, token, sent.key, RECORD, { input });
    this.unanswered.delete(sent.number);
    this.acknowledged.set(sent.number, recordDecision.decision.id);
    sent.answered();
  }

  private get key(): string {
    return `caller-${this.index}-${this.count}`;
  }

  private async send<T>(
    city: CityProcess,
    token: string,
    key: string,
    query: string,
    variables: Record<string, unknown>,
  ): Promise<T> {
    const answer = await city.send<T>(query, variables, token, { 'idempotency-key': key }).catch(() => {
      throw new Lost();
    });
    if (answer.errors.length > 0) throw new Error(`${key}: ${JSON.stringify(answer.errors)}`);
    return answer.data as T;
  }
}

interface Sent {
  readonly key: string;
  readonly number: string;
  readonly lines: Readonly<Record<string, unknown>>;
  /** Runs once the answer is there. */
  answered(): void;
}

interface Recorded {
  readonly recordDecision: { readonly decision: { readonly id: string; readonly number: string } };
}

/** The connection broke: nobody knows whether it was done. */
class Lost extends Error {}

/** Names have letters: 27 → `CI`. */
function word(count: number): string {
  return [...String(count)].map((digit) => 'ABCDEGHIKL'[Number(digit)]).join('');
}

function duplicates(values: readonly string[]): string[] {
  return values.filter((value, index) => values.indexOf(value) < index);
}

jest.setTimeout(300_000);
beforeAll(() => buildOnce());

describe('a city that is killed in the middle of its work', () => {
  const folder = newFolder('kill');
  const callers = Array.from({ length: CLIENTS }, (_, index) => new Caller(index));
  let city: CityProcess;
  let token: string;

  beforeAll(async () => {
    city = await CityProcess.start(folder);
    token = await city.activateAdministrator();
    for (let kill = 0; kill < KILLS; kill += 1) {
      const ending = new AbortController();
      const work = Promise.all(callers.map((caller) => caller.goOn(city, token, ending.signal)));
      const afterMs = 400 + Math.floor(Math.random() * 1_600);
      await Promise.race([work, new Promise((done) => setTimeout(done, afterMs))]);
      await city.kill();
      ending.abort();
      await work;
      city = await CityProcess.start(folder);
      await Promise.all(callers.filter((_, index) => index % 2 === 0).map((caller) => caller.repeat(city, token)));
    }
  });

  afterAll(async () => {
    await city.kill();
    removeFolder(folder);
  });

  test('has every decision whose answer arrived, each under the id that was answered, and none twice', () => {
    const acknowledged = callers.flatMap((caller) => [...caller.acknowledged]);

    const stored = rowsOf<{ id: string; number: string }>(
      folder,
      "SELECT id, number FROM decision WHERE number LIKE '%-%/QĐ-GĐ' OR number LIKE '%-%/QĐ-ĐĐ'",
    );

    expect(acknowledged.length).toBeGreaterThan(CLIENTS * KILLS);
    const idOf = new Map(stored.map((row) => [row.number, row.id]));
    expect(acknowledged.filter(([number, id]) => idOf.get(number) !== id)).toEqual([]);
    expect(duplicates(stored.map((row) => row.number))).toEqual([]);
  });

  test('has nothing that nobody asked for, and nothing by halves', () => {
    const asked = new Set(callers.flatMap((caller) => [...caller.acknowledged.keys(), ...caller.unanswered]));

    const stored = rowsOf<{ number: string; lines: number; facts: number; audits: number }>(
      folder,
      `SELECT number,
         (SELECT count(*) FROM decision_line line WHERE line."decisionId" = decision.id) AS lines,
         (SELECT count(*) FROM office_fact fact WHERE fact."decisionId" = decision.id) AS facts,
         (SELECT count(*) FROM audit_record audit WHERE audit."decisionId" = decision.id AND audit.action = 'decision.record') AS audits
       FROM decision WHERE number LIKE '%-%/QĐ-GĐ' OR number LIKE '%-%/QĐ-ĐĐ'`,
    );

    expect(stored.map((row) => row.number).filter((number) => !asked.has(number))).toEqual([]);
    expect(stored.filter((row) => row.lines !== 1 || row.facts < 1 || row.audits !== 1)).toEqual([]);
  });

  test('ends with all three accounts of everybody who was appointed', async () => {
    const holders = callers.flatMap((caller) => caller.holders).filter((holder) => holder.mayBeAt === null);

    await eventually('accounts are missing', async () => {
      for (const holder of holders) {
        const { person } = await city.ask<{ person: { accounts: { target: { id: string }; status: string }[] } }>(
          ACCOUNTS,
          { id: holder.id },
          token,
        );
        const active = person.accounts.filter((one) => one.status === 'ACTIVE').map((one) => one.target.id);
        if (active.length !== 3 || !active.some((id) => id.endsWith(holder.unitId)))
          return `${holder.login} of ${holder.unitId} has ${active.join(', ')}`;
      }
      return null;
    });

    const directory = await city.directoryPeople();
    const mail = await city.mailAccounts();
    const logins = new Set(directory.map((entry) => entry['uid']));
    expect(holders.filter((holder) => !logins.has(holder.login))).toEqual([]);
    expect(holders.filter((holder) => mail.get(holder.login)?.['personId'] !== holder.id)).toEqual([]);
    for (const unitId of UNITS) {
      const active = new Set(
        (await city.qlvbUsers(unitId)).filter((user) => user.status === 'active').map((user) => user.externalId),
      );
      expect(
        holders
          .filter((holder) => (holder.unitId === unitId) !== active.has(holder.id))
          .map((holder) => `${unitId}: ${holder.login} of ${holder.unitId}`),
      ).toEqual([]);
    }
  });

  test('gave nobody two accounts in one system', async () => {
    const directory = await city.directoryPeople();
    const mail = [...(await city.mailAccounts())];

    expect(duplicates(directory.map((entry) => String(entry['uid'])))).toEqual([]);
    expect(duplicates(directory.flatMap((entry) => entry['employeeNumber'] ?? []).map(String))).toEqual([]);
    expect(directory.filter((entry) => String(entry['employeeNumber'] ?? '') === '').length).toBeLessThanOrEqual(1);
    expect(duplicates(mail.map(([, account]) => account['personId'] ?? ''))).toEqual([]);
    for (const unitId of UNITS) {
      const users = await city.qlvbUsers(unitId);
      expect(duplicates(users.map((user) => user.externalId ?? ''))).toEqual([]);
    }
  });

  test('announced each change once, in a log without a gap', async () => {
    await eventually('the log is not in order yet', () => {
      const waiting = rowsOf<{ n: number }>(folder, 'SELECT count(*) AS n FROM outbox_event WHERE seq IS NULL')[0]?.n;
      return Promise.resolve(waiting === 0 ? null : `${waiting} wait`);
    });
    const placed = rowsOf<{ seq: number }>(folder, 'SELECT seq FROM outbox_event ORDER BY seq').map((row) => row.seq);
    expect(placed.every((seq, index) => seq === index + 1)).toBe(true);

    const told: { id: string; cursor: string; kind: string; decision: { number: string } }[] = [];
    for (let after: string | null = null, page = 0; page < 1_000; page += 1) {
      const {
        roleChanges,
      }: {
        roleChanges: {
          edges: { node: (typeof told)[number] }[];
          pageInfo: { hasNextPage: boolean; endCursor: string };
        };
      } = await city.ask(
        'query($after: String) { roleChanges(first: 500, after: $after) { edges { node { id cursor kind decision { number } } } pageInfo { hasNextPage endCursor } } }',
        { after },
        token,
      );
      told.push(...roleChanges.edges.map((edge) => edge.node));
      if (!roleChanges.pageInfo.hasNextPage) break;
      after = roleChanges.pageInfo.endCursor;
    }
    const numbers = callers.flatMap((caller) => [...caller.acknowledged.keys()]);
    const changesOf = (number: string): string[] =>
      told.filter((change) => change.decision.number === number).map((change) => change.kind);
    expect(duplicates(told.map((change) => change.cursor))).toEqual([]);
    expect(duplicates(told.map((change) => change.id))).toEqual([]);
    expect(
      numbers.filter(
        (number) => number.endsWith('GĐ') && changesOf(number).filter((kind) => kind === 'APPOINTED').length !== 1,
      ),
    ).toEqual([]);
    expect(
      numbers.filter(
        (number) => number.endsWith('ĐĐ') && changesOf(number).filter((kind) => kind === 'TRANSFERRED').length !== 1,
      ),
    ).toEqual([]);
  });

  test('still has a whole chain of audit records', async () => {
    await eventually('audit records wait to be chained', () => {
      const waiting = rowsOf<{ n: number }>(folder, 'SELECT count(*) AS n FROM audit_record WHERE seq IS NULL')[0]?.n;
      return Promise.resolve(waiting === 0 ? null : `${waiting} wait`);
    });

    const verified = await runCli(['audit', 'verify', '--offline', '--json'], { DIEUHANH_HOME: folder });

    expect(JSON.parse(verified.stdout)).toMatchObject({ ok: true, finding: null });
    expect(verified.code).toBe(0);
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
