/**
 * A whole city for a test: every server on a free port of 127.0.0.1, a folder of its own, and a clock that the test
 * moves. What happened is read by clients that share no code with our connectors: ldapts, imapflow and fetch.
 */
import 'reflect-metadata';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ImapFlow } from 'imapflow';
import { Client, type Entry } from 'ldapts';
import { readConfig, type Config } from '../../src/config/config';
import { startCity, type City } from '../../src/main';
import { fillCity, type FirstStart } from '../../src/main/first-start';
import { InProcessApi } from '../../src/main/in-process-api';
import { ManualClock, type Clock } from '../../src/shared/clock';
import { silentLogger } from '../../src/shared/logger';

export const SUFFIX = 'dc=hanoi,dc=gov,dc=vn';

export interface Answer<T> {
  readonly status: number;
  readonly data: T | null;
  readonly errors: readonly { message: string; path?: (string | number)[]; extensions: { code: string; problems?: { code: string; path: (string | number)[]; message: string }[] } }[];
  readonly extensions: Record<string, unknown> | undefined;
}

export interface TestCityOptions {
  /** Start of the manual clock; left out: 2 March 2026, 09:00 in Hanoi. Null: the real clock. */
  readonly now?: Date | null;
  /** Load the roster too; left out: only bodies, posts and the administrator. */
  readonly roster?: boolean;
  /** Keep a folder from an earlier city. */
  readonly folder?: string;
}

export class TestCity {
  private constructor(
    readonly city: City,
    readonly config: Config,
    readonly folder: string,
    readonly clock: ManualClock | null,
    readonly first: FirstStart | null,
  ) {}

  /** Token of the administrator; set by `open` when the city was filled. */
  adminToken = '';
  readonly password = 'Mat-Khau-Thu-2026';

  static async open(options: TestCityOptions = {}): Promise<TestCity> {
    const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'city-'));
    const config = testConfig(folder, options.roster === true);
    const clock = options.now === null ? null : new ManualClock(options.now ?? new Date('2026-03-02T02:00:00.000Z'));
    const city = await startCity(config, { ...(clock === null ? {} : { clock: clock as Clock }), logger: silentLogger });
    const first = options.folder === undefined ? await fill(city, config) : null;
    const opened = new TestCity(city, config, folder, clock, first);
    if (first !== null) opened.adminToken = await opened.activate(first.administrator.code);
    return opened;
  }

  async close(keepFolder = false): Promise<void> {
    await this.city.close();
    if (!keepFolder) rmSync(this.folder, { recursive: true, force: true });
  }

  /** Everything that is due now is done: announced, ordered, reconciled. */
  settle(): Promise<void> {
    return this.city.settle();
  }

  /** Moves the clock to the beginning of a Hanoi day, plus some milliseconds, and settles. */
  async beginDay(day: string, plusMs = 0): Promise<void> {
    this.clock?.set(new Date(Date.parse(`${day}T00:00:00.000+07:00`) + plusMs));
    await this.settle();
  }

  // ── the API ───────────────────────────────────────────────────────────────
  async send<T = Record<string, unknown>>(query: string, variables: Record<string, unknown> = {}, token: string | null = this.adminToken, headers: Record<string, string> = {}): Promise<Answer<T>> {
    const response = await fetch(`${this.city.gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'accept-language': 'en', ...(token === null ? {} : { authorization: `Bearer ${token}` }), ...headers },
      body: JSON.stringify({ query, variables }),
    });
    const body = (await response.json()) as { data?: T | null; errors?: Answer<T>['errors']; extensions?: Record<string, unknown> };
    return { status: response.status, data: body.data ?? null, errors: body.errors ?? [], extensions: body.extensions };
  }

  /** The data of an operation that must succeed. */
  async ask<T = Record<string, never>>(query: string, variables: Record<string, unknown> = {}, token: string | null = this.adminToken): Promise<T> {
    const answer = await this.send<T>(query, variables, token);
    if (answer.errors.length > 0) throw new Error(JSON.stringify(answer.errors, null, 1));
    return answer.data as T;
  }

  /** Codes of an operation that must be refused, each with its path: `SEAT_OCCUPIED appoint.0.postId`. */
  async refused(query: string, variables: Record<string, unknown> = {}, token: string | null = this.adminToken): Promise<string[]> {
    const answer = await this.send(query, variables, token);
    return answer.errors.flatMap(({ extensions }) => (extensions.problems ?? [{ code: extensions.code, path: [] }]).map(({ code, path }) => [code, path.join('.')].join(' ').trim()));
  }

  async person(familyName: string, middleName: string, givenName: string, more: Record<string, unknown> = {}): Promise<{ id: string; login: string }> {
    const { createPerson } = await this.ask<{ createPerson: { id: string; login: string } }>('mutation($input: CreatePersonInput!) { createPerson(input: $input) { id login } }', {
      input: { familyName, middleName, givenName, ...more },
    });
    return createPerson;
  }

  private papers = 0;

  /** A decision input with a number of its own; signed and effective today unless told otherwise. */
  paper(lines: Record<string, unknown>, head: Record<string, unknown> = {}): Record<string, unknown> {
    this.papers += 1;
    const today = new Date((this.clock?.now() ?? new Date()).getTime() + 7 * 3_600_000).toISOString().slice(0, 10);
    return { number: `${this.papers}/QĐ-THU`, issuerId: 'ubnd-tp', signedOn: today, effectiveOn: today, ...head, ...lines };
  }

  /** Records, settles, and gives the decision. */
  async decide(lines: Record<string, unknown>, head: Record<string, unknown> = {}): Promise<{ id: string; planId: string }> {
    const { recordDecision } = await this.ask<{ recordDecision: { decision: { id: string }; plan: { id: string } } }>(
      'mutation($input: RecordDecisionInput!) { recordDecision(input: $input) { decision { id } plan { id } } }',
      { input: this.paper(lines, head) },
    );
    await this.settle();
    return { id: recordDecision.decision.id, planId: recordDecision.plan.id };
  }

  async appointments(personId: string): Promise<{ id: string; mode: string; startsOn: string; endsOn: string | null; post: { id: string } }[]> {
    const { person } = await this.ask<{ person: { appointments: { id: string; mode: string; startsOn: string; endsOn: string | null; post: { id: string } }[] } }>(
      'query($id: ID!) { person(id: $id) { appointments { id mode startsOn endsOn post { id } } } }',
      { id: personId },
    );
    return person.appointments;
  }

  async activate(code: string): Promise<string> {
    const { activate } = await this.ask<{ activate: { accessToken: string } }>('mutation($code: String!, $password: String!) { activate(code: $code, password: $password) { accessToken } }', { code, password: this.password }, null);
    return activate.accessToken;
  }

  /** Issues a code, sets the test password and gives a token. */
  async activatePerson(personId: string): Promise<string> {
    const { issueActivationCode } = await this.ask<{ issueActivationCode: { code: string } }>('mutation($id: ID!) { issueActivationCode(personId: $id) { code } }', { id: personId });
    return this.activate(issueActivationCode.code);
  }

  async login(login: string): Promise<string | null> {
    const answer = await this.send<{ login: { accessToken: string } }>('mutation($u: String!, $p: String!) { login(username: $u, password: $p) { accessToken } }', { u: login, p: this.password }, null);
    return answer.data?.login.accessToken ?? null;
  }

  // ── the three systems, asked directly ─────────────────────────────────────
  /** The person's entry as the directory tells its own administrator, operational attributes included; null when there is none. */
  async ldapEntry(login: string): Promise<Entry | null> {
    return this.withLdap(async (client) => {
      const { searchEntries } = await client.search(`ou=people,${SUFFIX}`, { scope: 'sub', filter: `(uid=${login})`, attributes: ['*', '+'] });
      return searchEntries[0] ?? null;
    });
  }

  async ldapGroups(login: string): Promise<string[]> {
    return this.withLdap(async (client) => {
      const { searchEntries } = await client.search(`ou=groups,${SUFFIX}`, { scope: 'sub', filter: `(member=uid=${login},ou=people,${SUFFIX})`, attributes: ['cn'] });
      return searchEntries.map((entry) => String(entry.cn)).sort();
    });
  }

  /** True when the directory lets this person bind. */
  async ldapBinds(login: string, password = this.password): Promise<boolean> {
    const client = new Client({ url: this.city.sandbox.addresses.ldap });
    try {
      await client.bind(`uid=${login},ou=people,${SUFFIX}`, password);
      return true;
    } catch {
      return false;
    } finally {
      await client.unbind();
    }
  }

  private async withLdap<T>(work: (client: Client) => Promise<T>): Promise<T> {
    const client = new Client({ url: this.city.sandbox.addresses.ldap });
    try {
      await client.bind(`cn=admin,${SUFFIX}`, secret(this.folder, 'ldap-admin.key'));
      return await work(client);
    } finally {
      await client.unbind();
    }
  }

  /** One doveadm command over its HTTP API: what it answered, or its exit code. */
  async doveadm(command: string, parameters: Record<string, unknown>): Promise<unknown> {
    const response = await fetch(this.city.sandbox.addresses.doveadm, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `X-Dovecot-API ${Buffer.from(secret(this.folder, 'doveadm.key')).toString('base64')}` },
      body: JSON.stringify([[command, parameters, 'tag']]),
    });
    const [[kind, answer]] = (await response.json()) as [[string, unknown, string]];
    return kind === 'error' ? { error: answer } : answer;
  }

  /** A logged-in IMAP client; rejects when the server refuses. */
  async imap(login: string, password = this.password): Promise<ImapFlow> {
    const { hostname, port } = new URL(this.city.sandbox.addresses.imap);
    const client = new ImapFlow({ host: hostname, port: Number(port), secure: false, auth: { user: login, pass: password }, logger: false, disableAutoIdle: true });
    client.on('error', () => undefined);
    await client.connect();
    return client;
  }

  async imapLogsIn(login: string): Promise<boolean> {
    try {
      const client = await this.imap(login);
      await client.logout();
      return true;
    } catch {
      return false;
    }
  }

  /** The person's account at a unit's QLVB, as its own interface tells it; null when there is none. */
  async qlvbUser(unitId: string, personId: string): Promise<Record<string, unknown> | null> {
    const response = await fetch(`${this.city.sandbox.qlvb.url}/don-vi/${unitId}/api/v1/users?externalId=${encodeURIComponent(personId)}`, {
      headers: { authorization: `Bearer ${secret(this.folder, 'qlvb-reader.key')}` },
    });
    const body = (await response.json()) as { items?: Record<string, unknown>[]; users?: Record<string, unknown>[] };
    return (body.items ?? body.users ?? [])[0] ?? null;
  }
}

export function testConfig(folder: string, roster: boolean): Config {
  return readConfig(
    {
      DIEUHANH_HOME: folder,
      DIEUHANH_PORT: '0',
      DIEUHANH_LDAP_PORT: '0',
      DIEUHANH_IMAP_PORT: '0',
      DIEUHANH_LMTP_PORT: '0',
      DIEUHANH_DOVEADM_PORT: '0',
      DIEUHANH_QLVB_PORT: '0',
      ...(roster ? {} : { DIEUHANH_ROSTER: '' }),
    },
    resolve(__dirname, '../..'),
  );
}

async function fill(city: City, config: Config): Promise<FirstStart> {
  const api = new InProcessApi(city.gateway, () => city.identity.systemContext('first-start'));
  return fillCity({ api, config, settle: () => city.settle(), bootstrapAdministrator: (personId) => city.identity.bootstrapAdministrator(personId), report: () => undefined });
}

function secret(folder: string, name: string): string {
  return readFileSync(join(folder, 'keys', name), 'utf8').trim();
}
