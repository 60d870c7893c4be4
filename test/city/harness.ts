/**
 * A whole city for a test: every server on a free port of 127.0.0.1, a folder of its own, and a clock that the test
 * moves. What happened is read by clients that share no code with our connectors: ldapts, imapflow and fetch.
 */
import 'reflect-metadata';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { ImapFlow } from 'imapflow';
import { Client, type Entry } from 'ldapts';
import { readConfig, type Config } from '../../src/config/config';
import { startCity, type City } from '../../src/main';
import { deliver } from '../../src/main/lmtp';
import { settlePatiently } from '../../src/main/patience';
import { fillCity, type FirstStart } from '../../src/main/first-start';
import { InProcessApi } from '../../src/main/in-process-api';
import { ManualClock } from '../../src/shared/clock';
import { dayOf } from '../../src/shared/day';
import { silentLogger, type Logger } from '../../src/shared/logger';
import { openWithoutDue } from '../process/open-without-due';
import { behindDoors, startBehindDoors, type Doors, type System } from './doors';
import { startRealCity, type RealCity } from '../servers/real-city';

const SUFFIX = 'dc=hanoi,dc=gov,dc=vn';
const DICTIONARY = 'proxy::accounts';
/** No retry waits longer (the engine's `retryMaxMs`). */
const RETRY_MAX_MS = 300_000;
/** An access token lives for five minutes. */
const TOKEN_USED_MS = 240_000;

const LOOKS_MAX = 400;
const LOOK_EVERY_MS = 25;
const LONG_AGO = { signedOn: '2020-01-06', effectiveOn: '2020-01-06' };

export const ANNUL =
  'mutation($id: ID!, $by: DecisionHeadInput!, $including: [ID!]) { annulDecision(decisionId: $id, by: $by, including: $including) { decision { id } } }';
export const RECORD =
  'mutation($input: RecordDecisionInput!) { recordDecision(input: $input) { decision { id } plan { id } } }';

export interface Answer<T> {
  readonly status: number;
  readonly data: T | null;
  readonly errors: readonly {
    message: string;
    path?: (string | number)[];
    extensions: { code: string; problems?: { code: string; path: (string | number)[]; message: string }[] };
  }[];
  readonly extensions: Record<string, unknown> | undefined;
}

export interface Holder {
  readonly id: string;
  readonly login: string;
}

export interface Held {
  readonly id: string;
  readonly mode: string;
  readonly primary: boolean;
  readonly fields: readonly string[];
  readonly startsOn: string;
  readonly endsOn: string | null;
  readonly status: string;
  readonly post: { readonly id: string };
}

/** An entry as the directory tells its own administrator. */
export interface DirectoryPerson {
  readonly uuid: string;
  readonly cn: string;
  readonly sn: string;
  readonly givenName: string;
  readonly mail: string;
  readonly aliases: readonly string[];
  readonly title: string | null;
  readonly unit: string | null;
  readonly locked: boolean;
  readonly groups: readonly string[];
}

/** A mailbox as doveadm tells of it. */
export interface MailPerson {
  readonly denied: boolean;
  readonly fullName: string;
  readonly address: string;
  readonly aliases: readonly string[];
  readonly quotaMiB: number;
  readonly roleMailboxes: readonly string[];
}

/** An account as a unit's QLVB tells of it. */
export interface QlvbPerson {
  readonly id: string;
  readonly login: string;
  readonly fullName: string;
  readonly title: string | null;
  readonly unit: string | null;
  readonly posts: readonly string[];
  readonly roles: readonly string[];
  readonly fields: readonly string[];
  readonly status: string;
}

export interface ApiAccount {
  readonly name: string;
  readonly status: string;
  readonly target: { readonly id: string };
  readonly grants: readonly { readonly kind: string; readonly value: string; readonly justification: string }[];
}

/** `real`: OpenLDAP, Dovecot and MariaDB; only QLVB is the embedded one. */
export type CitySystems = 'embedded' | 'real';

export interface TestCityOptions {
  /** Start of the manual clock; left out: 2 March 2026, 09:00 in Hanoi. Null: the real clock. */
  readonly now?: Date | null;
  /** Load the roster too; left out: only bodies, posts and the administrator. */
  readonly roster?: boolean;
  /** Keep a folder from an earlier city. */
  readonly folder?: string;
  readonly systems?: CitySystems;
  /** A store on a database server; left out: a file in the folder. */
  readonly storeUrl?: string | null;
  /** Where the city logs; left out: nowhere. */
  readonly logger?: Logger;
}

export class TestCity {
  private constructor(
    private running: Running,
    readonly config: Config,
    readonly folder: string,
    readonly clock: ManualClock | null,
    readonly first: FirstStart | null,
    private readonly real: RealCity | null,
    private readonly logger: Logger,
  ) {}

  get city(): City {
    return this.running.city;
  }

  private admin: { readonly token: string; readonly at: number } | null = null;
  readonly password = 'Mat-Khau-Thu-2026';

  static async open(options: TestCityOptions = {}): Promise<TestCity> {
    const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'city-'));
    const real = options.systems === 'real' ? await startRealCity(folder, { unsynced: true }) : null;
    const storeUrl = options.storeUrl ?? real?.storeUrl ?? null;
    const config = { ...testConfig(folder, options.roster === true), storeUrl };
    const clock = options.now === null ? null : new ManualClock(options.now ?? new Date('2026-03-02T02:00:00.000Z'));
    const { logger = silentLogger } = options;
    const running = await start(config, clock, real, logger);
    const first =
      options.folder === undefined ? await fill(running.city, config, () => clock?.now() ?? new Date()) : null;
    const opened = new TestCity(running, config, folder, clock, first, real, logger);
    if (first !== null) await opened.activate(first.administrator.code);
    return opened;
  }

  /** Ends the process, as it were, and starts the city again over what it has stored; every system is there again. */
  async restart(): Promise<void> {
    await this.city.close();
    this.running = await start(this.config, this.clock, this.real, this.logger);
    this.admin = null;
  }

  async close(keepFolder = false): Promise<void> {
    await this.city.close();
    await this.real?.close();
    if (!keepFolder) rmSync(this.folder, { recursive: true, force: true });
  }

  /** Everything that is due now is done: announced, ordered, reconciled. While every system answers nobody is left waiting. */
  async settle(): Promise<void> {
    if (!this.allOpen()) return this.city.settle();
    if (await settlePatiently(this.city, () => this.now())) return this.refuseForgotten();
    const left: unknown[] = await this.city.store.read.query(
      "SELECT personId, targetId, kind, lastErrorCode FROM operation WHERE status IN ('WAITING_RETRY', 'FAILED')",
    );
    throw new Error(`somebody waits although every system answers: ${JSON.stringify(left.slice(0, 5))}`);
  }

  private async refuseForgotten(): Promise<void> {
    const forgotten = await openWithoutDue(this.city.store.read, this.now());
    if (forgotten.length > 0) throw new Error(`nobody is due for ${forgotten.join('; ')}`);
  }

  private allOpen(): boolean {
    return Object.values(this.running.doors).every((door) => door.isOpen);
  }

  /** Moves the clock to the beginning of a Hanoi day, plus some milliseconds, and settles. */
  async beginDay(day: string, plusMs = 0): Promise<void> {
    this.clock?.set(new Date(Date.parse(`${day}T00:00:00.000+07:00`) + plusMs));
    await this.settle();
  }

  /** Waits for what the running city does by itself. */
  async until(holds: () => Promise<boolean>): Promise<void> {
    for (let looks = 0; looks < LOOKS_MAX; looks += 1) {
      if (await holds()) return;
      await setTimeout(LOOK_EVERY_MS);
    }
    throw new Error('it did not come to be');
  }

  now(): Date {
    return this.clock?.now() ?? new Date();
  }

  today(): string {
    return dayOf(this.now());
  }

  async away(...systems: System[]): Promise<void> {
    await Promise.all(systems.map((system) => this.running.doors[system].shut()));
  }

  /** The systems answer again, and the time passes after which a patient caller tries again. */
  async back(...systems: System[]): Promise<void> {
    await Promise.all(systems.map((system) => this.running.doors[system].open()));
    this.clock?.advance(RETRY_MAX_MS);
    await this.settle();
  }

  /** Token of the administrator, from a new sign-in once the clock has moved. */
  async adminToken(): Promise<string> {
    const at = this.now().getTime();
    if (this.admin === null || Math.abs(at - this.admin.at) > TOKEN_USED_MS) {
      const token = await this.login(this.first?.administrator.login ?? '');
      if (token === null) throw new Error('the administrator cannot sign in');
      this.admin = { token, at };
    }
    return this.admin.token;
  }

  /** Rows of every table, but for what the city writes by itself now and then: refusals, once a minute, and signed roots. */
  async rowCounts(): Promise<Record<string, number>> {
    const { read } = this.city.store;
    const tables: { name: string }[] = await read.query("SELECT name FROM sqlite_master WHERE type = 'table'");
    const counts: Record<string, number> = {};
    for (const { name } of tables) {
      if (name === 'audit_root') continue;
      const which = name === 'audit_record' ? `WHERE action <> 'request.refuse'` : '';
      const [row] = (await read.query(`SELECT COUNT(*) AS count FROM "${name}" ${which}`)) as { count: number }[];
      counts[name] = Number(row?.count);
    }
    return counts;
  }

  // ── the API ───────────────────────────────────────────────────────────────
  async send<T = Record<string, unknown>>(
    query: string,
    variables: Record<string, unknown> = {},
    token?: string | null,
    headers: Record<string, string> = {},
  ): Promise<Answer<T>> {
    const bearer = token === undefined ? await this.adminToken() : token;
    const response = await fetch(`${this.city.gateway.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'accept-language': 'en',
        ...(bearer === null ? {} : { authorization: `Bearer ${bearer}` }),
        ...headers,
      },
      body: JSON.stringify({ query, variables }),
    });
    const body = (await response.json()) as {
      data?: T | null;
      errors?: Answer<T>['errors'];
      extensions?: Record<string, unknown>;
    };
    return { status: response.status, data: body.data ?? null, errors: body.errors ?? [], extensions: body.extensions };
  }

  /** The data of an operation that must succeed. */
  async ask<T = Record<string, never>>(
    query: string,
    variables: Record<string, unknown> = {},
    token?: string | null,
  ): Promise<T> {
    const answer = await this.send<T>(query, variables, token);
    if (answer.errors.length > 0) throw new Error(JSON.stringify(answer.errors, null, 1));
    return answer.data as T;
  }

  /** Codes of an operation that must be refused, each with its path: `SEAT_OCCUPIED appoint.0.postId`. */
  async refused(query: string, variables: Record<string, unknown> = {}, token?: string | null): Promise<string[]> {
    const answer = await this.send(query, variables, token);
    return answer.errors.flatMap(({ extensions }) =>
      (extensions.problems ?? [{ code: extensions.code, path: [] }]).map(({ code, path }) =>
        [code, path.join('.')].join(' ').trim(),
      ),
    );
  }

  /** A new person. */
  async person(
    familyName: string,
    middleName: string,
    givenName: string,
    more: Record<string, unknown> = {},
  ): Promise<Holder> {
    const { createPerson } = await this.ask<{ createPerson: Holder }>(
      'mutation($input: CreatePersonInput!) { createPerson(input: $input) { id login } }',
      {
        input: { familyName, middleName, givenName, ...more },
      },
    );
    return createPerson;
  }

  private papers = 0;

  /** A decision input with a number of its own; signed and effective today unless told otherwise. */
  paper(lines: Record<string, unknown>, head: Record<string, unknown> = {}): Record<string, unknown> {
    this.papers += 1;
    const today = this.today();
    return {
      number: `${this.papers}/QĐ-THU`,
      issuerId: 'ubnd-tp',
      signedOn: today,
      effectiveOn: today,
      ...head,
      ...lines,
    };
  }

  /** Records, settles, and gives the decision. */
  async decide(
    lines: Record<string, unknown>,
    head: Record<string, unknown> = {},
  ): Promise<{ id: string; planId: string }> {
    const { recordDecision } = await this.ask<{ recordDecision: { decision: { id: string }; plan: { id: string } } }>(
      RECORD,
      { input: this.paper(lines, head) },
    );
    await this.settle();
    return { id: recordDecision.decision.id, planId: recordDecision.plan.id };
  }

  /** Annuls by a paper of today, and settles. */
  async annul(decisionId: string, including: readonly string[] = []): Promise<void> {
    await this.ask(ANNUL, { id: decisionId, by: this.paper({}), including });
    await this.settle();
  }

  /** A new person who has held the post for years, with an account that they have activated. */
  async holder(
    name: readonly [string, string, string],
    postId: string,
    more: Record<string, unknown> = {},
  ): Promise<Holder> {
    const person = await this.person(...name);
    await this.decide({ appoint: [{ personId: person.id, postId, ...more }] }, LONG_AGO);
    await this.activatePerson(person.id);
    return person;
  }

  /** Codes with which a decision is refused, each with its path. */
  refusedDecision(lines: Record<string, unknown>, head: Record<string, unknown> = {}): Promise<string[]> {
    return this.refused(RECORD, { input: this.paper(lines, head) });
  }

  async appointments(
    personId: string,
    on?: { readonly on?: string; readonly knownAt?: string },
  ): Promise<readonly Held[]> {
    const { person } = await this.ask<{ person: { appointments: readonly Held[] } }>(
      'query($id: ID!, $on: Date, $knownAt: DateTime) { person(id: $id) { appointments(on: $on, knownAt: $knownAt) { id mode primary fields startsOn endsOn status post { id } } } }',
      { id: personId, ...on },
    );
    return person.appointments;
  }

  /** The id of the person's appointment to a post that stands. */
  async appointmentId(personId: string, postId: string): Promise<string> {
    const held = (await this.appointments(personId)).find((one) => one.post.id === postId && one.status === 'IN_FORCE');
    if (held === undefined) throw new Error(`${personId} does not hold ${postId}`);
    return held.id;
  }

  /** What `person { accounts }` says, by target. */
  async accounts(personId: string): Promise<Record<string, ApiAccount>> {
    const { person } = await this.ask<{ person: { accounts: readonly ApiAccount[] } }>(
      'query($id: ID!) { person(id: $id) { accounts { name status target { id } grants { kind value justification } } } }',
      { id: personId },
    );
    return Object.fromEntries(person.accounts.map((account) => [account.target.id, account]));
  }

  /** Approves every plan that holds an operation of this person back, and waits for what follows. */
  async approveAll(personId: string): Promise<void> {
    const { read } = this.city.store;
    const rows: { id: string; hash: string }[] = await read.query(
      "SELECT DISTINCT plan.id, plan.hash FROM plan JOIN operation ON operation.planId = plan.id WHERE operation.personId = ? AND operation.status = 'WAITING_APPROVAL'",
      [personId],
    );
    for (const plan of rows) await this.approve(plan.id, plan.hash);
    await this.settle();
  }

  /** Approves a plan, as a second administrator too where it takes two. */
  async approve(planId: string, hash: string): Promise<void> {
    const APPROVE =
      'mutation($planId: ID!, $hash: String!) { approvePlan(planId: $planId, hash: $hash) { approvalsNeeded approvals { approvedAt } } }';
    const { approvePlan: first } = await this.ask<{ approvePlan: { approvalsNeeded: number; approvals: unknown[] } }>(
      APPROVE,
      { planId, hash },
    );
    if (first.approvals.length < first.approvalsNeeded)
      await this.ask(APPROVE, { planId, hash }, await this.secondAdminToken());
  }

  private second: Holder | null = null;

  /** Token of a second administrator of the city, whom the first has bound and the system has given a code. */
  async secondAdminToken(): Promise<string> {
    if (this.second === null) {
      const person = await this.person('Đỗ', 'Thị', 'Hai');
      await this.decide({ appoint: [{ personId: person.id, postId: 'so-tttt/can-bo-cntt' }] }, LONG_AGO);
      await this.ask(
        'mutation($id: ID!) { bindRole(personId: $id, role: ADMINISTRATOR, reason: "Người thứ hai") { status } }',
        { id: person.id },
      );
      const { code } = await this.city.identity.issueCodeFor(person.id);
      await this.activate(code);
      this.second = person;
    }
    const token = await this.login(this.second.login);
    if (token === null) throw new Error('the second administrator cannot sign in');
    return token;
  }

  async activate(code: string): Promise<string> {
    const { activate } = await this.ask<{ activate: { accessToken: string } }>(
      'mutation($code: String!, $password: String!) { activate(code: $code, password: $password) { accessToken } }',
      { code, password: this.password },
      null,
    );
    return activate.accessToken;
  }

  /** Issues a code, sets the test password and gives a token. */
  async activatePerson(personId: string): Promise<string> {
    const { issueActivationCode } = await this.ask<{ issueActivationCode: { code: string } }>(
      'mutation($id: ID!) { issueActivationCode(personId: $id) { code } }',
      { id: personId },
    );
    return this.activate(issueActivationCode.code);
  }

  /** Both tokens of a new session; throws when it is refused. */
  async signIn(login: string): Promise<{ readonly accessToken: string; readonly refreshToken: string }> {
    const answer = await this.ask<{ login: { accessToken: string; refreshToken: string } }>(
      'mutation($u: String!, $p: String!) { login(username: $u, password: $p) { accessToken refreshToken } }',
      { u: login, p: this.password },
      null,
    );
    return answer.login;
  }

  async login(login: string): Promise<string | null> {
    const answer = await this.send<{ login: { accessToken: string } }>(
      'mutation($u: String!, $p: String!) { login(username: $u, password: $p) { accessToken } }',
      { u: login, p: this.password },
      null,
    );
    return answer.data?.login.accessToken ?? null;
  }

  // ── the three systems, asked directly ─────────────────────────────────────
  /** The person's entry as the directory tells its own administrator, operational attributes included; null when there is none. */
  async ldapEntry(login: string): Promise<Entry | null> {
    return this.withLdap(async (client) => {
      const { searchEntries } = await client.search(`ou=people,${SUFFIX}`, {
        scope: 'sub',
        filter: `(uid=${login})`,
        attributes: ['*', '+'],
      });
      return searchEntries[0] ?? null;
    });
  }

  async directory(login: string): Promise<DirectoryPerson | null> {
    const entry = await this.ldapEntry(login);
    if (entry === null) return null;
    const text = (name: string): string | null => (entry[name] === undefined ? null : String(entry[name]));
    return {
      uuid: String(entry.entryUUID),
      cn: String(entry.cn),
      sn: String(entry.sn),
      givenName: String(entry.givenName),
      mail: String(entry.mail),
      aliases: [entry.labeledURI ?? []]
        .flat()
        .map((uri) => String(uri).replace(/^mailto:(\S+) alias$/, '$1'))
        .sort(),
      title: text('title'),
      unit: text('departmentNumber'),
      locked: entry.pwdAccountLockedTime !== undefined,
      groups: await this.ldapGroups(login),
    };
  }

  async ldapGroups(login: string): Promise<string[]> {
    return this.withLdap(async (client) => {
      const { searchEntries } = await client.search(`ou=groups,${SUFFIX}`, {
        scope: 'sub',
        filter: `(member=uid=${login},ou=people,${SUFFIX})`,
        attributes: ['cn'],
      });
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
      headers: {
        'content-type': 'application/json',
        authorization: `X-Dovecot-API ${Buffer.from(secret(this.folder, 'doveadm.key')).toString('base64')}`,
      },
      body: JSON.stringify([[command, parameters, 'tag']]),
    });
    const [[kind, answer]] = (await response.json()) as [[string, unknown, string]];
    return kind === 'error' ? { error: answer } : answer;
  }

  async mailbox(login: string): Promise<MailPerson | null> {
    const value = async (key: string): Promise<string | null> => {
      const answer = await this.doveadm('dictGet', { dictUri: DICTIONARY, key });
      return Array.isArray(answer) ? ((answer[0] as { value?: string } | undefined)?.value ?? null) : null;
    };
    const account = await value(`shared/userdb/${login}`);
    if (account === null) return null;
    const fields = JSON.parse(account) as Record<string, string>;
    const prefix = `shared/shared-boxes/user/${login}/`;
    const shared = await this.doveadm('dictIter', { dictUri: DICTIONARY, prefix, recurse: true, noValue: true });
    return {
      denied: (await value(`shared/deny/${login}`)) !== null,
      fullName: fields.fullName ?? '',
      address: fields.address ?? '',
      aliases: (fields.aliases ?? '')
        .split(' ')
        .filter((alias) => alias !== '')
        .sort(),
      quotaMiB: Number(fields.quotaMiB),
      roleMailboxes: Array.isArray(shared)
        ? shared.map((row: { key: string }) => row.key.slice(prefix.length)).sort()
        : [],
    };
  }

  /** How many connections doveadm sees of a person. */
  async mailSessions(login: string): Promise<number> {
    const answer = await this.doveadm('who', { mask: [login] });
    return Array.isArray(answer) ? answer.filter((row: { username?: string }) => row.username === login).length : 0;
  }

  /** A logged-in IMAP client; rejects when the server refuses. */
  async imap(login: string, password = this.password): Promise<ImapFlow> {
    const { hostname, port } = new URL(this.city.sandbox.addresses.imap);
    const client = new ImapFlow({
      host: hostname,
      port: Number(port),
      secure: false,
      auth: { user: login, pass: password },
      logger: false,
      disableAutoIdle: true,
    });
    client.on('error', () => undefined);
    await client.connect();
    return client;
  }

  /** A connection that waits for news of the inbox (IDLE); `cut` comes true when the server ends it. */
  async openMail(login: string): Promise<{ readonly cut: Promise<void> }> {
    const client = await this.imap(login);
    const cut = new Promise<void>((resolve) => client.once('close', () => resolve()));
    await client.mailboxOpen('INBOX');
    client.idle().catch(() => undefined);
    return { cut };
  }

  /** A message comes in over LMTP. */
  async deliver(to: string, subject: string): Promise<void> {
    const { hostname, port } = new URL(this.city.sandbox.addresses.lmtp);
    const from = 'vanphong@hanoi.gov.vn';
    const encoded = `=?utf-8?B?${Buffer.from(subject).toString('base64')}?=`;
    const message = [`From: ${from}`, `To: ${to}`, `Subject: ${encoded}`, '', 'Kính gửi đồng chí.'].join('\r\n');
    await deliver({ host: hostname, port: Number(port), from, to, message });
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
  async qlvb(unitId: string, personId: string): Promise<QlvbPerson | null> {
    const body = await this.qlvbCall<{ items: QlvbPerson[] }>(
      unitId,
      `users?externalId=${encodeURIComponent(personId)}`,
      'qlvb-reader.key',
    );
    return body.items[0] ?? null;
  }

  /** A document comes in for a post. */
  async document(unitId: string, document: Record<string, unknown>): Promise<{ readonly id: string }> {
    return this.qlvbCall(unitId, 'documents', 'qlvb-provisioning.key', document);
  }

  private async qlvbCall<T>(unitId: string, path: string, key: string, body?: unknown): Promise<T> {
    const base = this.city.sandbox.addresses.qlvb.replace('<unit>', encodeURIComponent(unitId));
    const response = await fetch(`${base}/${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${secret(this.folder, key)}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`QLVB ${unitId} ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
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

interface Running {
  readonly city: City;
  readonly doors: Doors;
}

async function start(
  config: Config,
  clock: ManualClock | null,
  real: RealCity | null,
  logger: Logger,
): Promise<Running> {
  let doors: Doors | undefined;
  const take = (made: Doors): void => {
    doors = made;
  };
  const city = await startCity(config, {
    ...(clock === null ? {} : { clock }),
    logger,
    startSandbox: (...parts) => (real === null ? startBehindDoors(take, ...parts) : behindDoors(take, real.sandbox())),
  });
  return { city, doors: doors! };
}

async function fill(city: City, config: Config, now: () => Date): Promise<FirstStart> {
  const api = new InProcessApi(city.gateway, () => city.identity.systemContext('first-start'));
  return fillCity({
    api,
    config,
    settle: async () => void (await settlePatiently(city, now)),
    bootstrapAdministrator: (personId) => city.identity.bootstrapAdministrator(personId),
    report: () => undefined,
  });
}

function secret(folder: string, name: string): string {
  return readFileSync(join(folder, 'keys', name), 'utf8').trim();
}
