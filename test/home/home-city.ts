/**
 * A city whose three systems stand behind proxies that can be told to fail, with short deadlines, and one officer after
 * another who has something in each system: a post in two units, mail, documents at both, a tablet.
 */
import 'reflect-metadata';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Config } from '../../src/config/config';
import { startCity, type City } from '../../src/main';
import { fillCity } from '../../src/main/first-start';
import { InProcessApi } from '../../src/main/in-process-api';
import { deliver } from '../../src/main/lmtp';
import { settlePatiently } from '../../src/main/patience';
import { startSandbox } from '../../src/main/sandbox';
import { ManualClock } from '../../src/shared/clock';
import { silentLogger } from '../../src/shared/logger';
import { testConfig } from '../city/harness';
import { FaultyProxy } from './proxy';

export const SYSTEMS = ['directory', 'mail', 'qlvb'] as const;
export type System = (typeof SYSTEMS)[number];

/** The units of every officer here; each has a QLVB of its own. */
export const UNITS = ['so-tttt', 'so-noi-vu'] as const;

/** Deadlines of the cities here. What a test waits for beyond is bounded by Jest's own timeout alone. */
export const DEADLINE_MS = 800;
const PASSWORD = 'Mat-Khau-Thu-2026';
const LOOKS_MAX = 200;
const LOOK_EVERY_MS = 25;

const HOME = readFileSync(join(__dirname, '../../schema/operations/TabletHome.graphql'), 'utf8');
const LOGIN = 'mutation($u: String!, $p: String!) { login(username: $u, password: $p) { accessToken } }';

export interface Home {
  readonly fullName: string;
  readonly directory: { readonly groups: readonly string[] } | null;
  readonly appointments: readonly { readonly post: { readonly unit: { readonly name: string } } }[];
  readonly applications: readonly { readonly status: string }[] | null;
  readonly tablets: readonly { readonly serial: string }[] | null;
  readonly mailbox: { readonly unread: number } | null;
  readonly documents: {
    readonly totalCount: number;
    readonly edges: readonly {
      readonly node: { readonly subject: string; readonly sender: { readonly name: string } | null };
    }[];
  } | null;
}

export interface Answer<T> {
  readonly data: T | null;
  /** Each as `CODE path`. */
  readonly errors: readonly string[];
  readonly stale: readonly { readonly path: readonly string[]; readonly source: string; readonly age: number }[];
}

export interface Officer {
  readonly id: string;
  readonly login: string;
  readonly token: string;
}

export interface HomeCitySettings {
  /** Over the short deadlines, a breaker that stays out of the way, and the real bounds of what is remembered. */
  readonly backends?: Partial<Config['backends']>;
  readonly lastKnown?: Partial<Config['lastKnown']>;
}

export class HomeCity {
  private officers = 0;

  private constructor(
    readonly city: City,
    readonly clock: ManualClock,
    readonly proxies: Readonly<Record<System, FaultyProxy>>,
    private readonly api: InProcessApi,
    private readonly folder: string,
    private readonly activationCode: string,
  ) {}

  static async open(settings: HomeCitySettings = {}): Promise<HomeCity> {
    const folder = mkdtempSync(join(tmpdir(), 'home-'));
    const clock = new ManualClock(new Date('2026-03-02T02:00:00.000Z'));
    const base = testConfig(folder, false);
    const patient = { deadlineMs: DEADLINE_MS, breakAfter: 1_000, restMs: 60_000 };
    const config = {
      ...base,
      backends: {
        directory: patient,
        mail: patient,
        qlvb: patient,
        signIn: { ...patient, deadlineMs: 3_000 },
        ...settings.backends,
      },
      lastKnown: { ...base.lastKnown, ...settings.lastKnown },
    };
    let proxies: Readonly<Record<System, FaultyProxy>> | undefined;
    const city = await startCity(config, {
      clock,
      logger: silentLogger,
      startSandbox: async (...parts) => {
        const sandbox = await startSandbox(...parts);
        const made = {
          directory: await proxyTo(sandbox.ldap.url),
          mail: await proxyTo(sandbox.mail.url),
          qlvb: await proxyTo(sandbox.qlvb.url),
        };
        proxies = made;
        return {
          ...sandbox,
          ldap: { ...sandbox.ldap, url: through(sandbox.ldap.url, made.directory) },
          mail: { ...sandbox.mail, url: through(sandbox.mail.url, made.mail) },
          qlvb: { ...sandbox.qlvb, url: through(sandbox.qlvb.url, made.qlvb) },
          async close() {
            await Promise.all(Object.values(made).map((proxy) => proxy.close()));
            await sandbox.close();
          },
        };
      },
    });
    const api = new InProcessApi(city.gateway, () => city.identity.systemContext('first-start'));
    const { administrator } = await fillCity({
      api,
      config,
      settle: () => city.settle(),
      bootstrapAdministrator: (personId) => city.identity.bootstrapAdministrator(personId),
      report: () => undefined,
    });
    return new HomeCity(city, clock, proxies!, api, folder, administrator.code);
  }

  async close(): Promise<void> {
    await this.healed();
    await this.city.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Every system as it should be. */
  async healed(): Promise<void> {
    await Promise.all(Object.values(this.proxies).map((proxy) => proxy.spoil('none')));
  }

  /** A new officer in two units with a group, a message, a document at each unit and a tablet. */
  async officer(): Promise<Officer> {
    this.officers += 1;
    const number = this.officers;
    const { createPerson: person } = await this.api.request<{ createPerson: { id: string; login: string } }>(
      'mutation($input: CreatePersonInput!) { createPerson(input: $input) { id login } }',
      {
        input: {
          familyName: 'Nguyễn',
          middleName: 'Văn',
          givenName: `Mẫu${'abcdefghijklmnopqrstuvwxyz'[number] ?? ''}`,
        },
      },
    );
    await this.api.request(
      'mutation($input: RecordDecisionInput!) { recordDecision(input: $input) { decision { id } } }',
      {
        input: {
          number: `${number}/QĐ-THU`,
          issuerId: 'ubnd-tp',
          signedOn: '2020-01-06',
          effectiveOn: '2020-01-06',
          appoint: UNITS.map((unit, index) => ({
            personId: person.id,
            postId: `${unit}/pho-giam-doc-so`,
            primary: index === 0,
          })),
        },
      },
    );
    await this.settle();
    await this.fill(person, number);
    const { issueActivationCode } = await this.api.request<{ issueActivationCode: { code: string } }>(
      'mutation($id: ID!) { issueActivationCode(personId: $id) { code } }',
      { id: person.id },
    );
    return { ...person, token: await this.activate(issueActivationCode.code) };
  }

  /** The token of who may read everybody's accounts. */
  administrator(): Promise<string> {
    return this.activate(this.activationCode);
  }

  /** So many people more in one unit, with accounts and without anything in them. */
  async crowd(count: number): Promise<void> {
    const ids: string[] = [];
    for (let number = 0; number < count; number += 1) {
      const name = [...String(number)].map((digit) => 'abcdefghij'[Number(digit)]).join('');
      const { createPerson } = await this.api.request<{ createPerson: { id: string } }>(
        'mutation($input: CreatePersonInput!) { createPerson(input: $input) { id } }',
        { input: { familyName: 'Trần', middleName: 'Thị', givenName: `Đông${name}` } },
      );
      ids.push(createPerson.id);
    }
    await this.api.request(
      'mutation($input: RecordDecisionInput!) { recordDecision(input: $input) { decision { id } } }',
      {
        input: {
          number: '1/QĐ-DONG',
          issuerId: 'ubnd-tp',
          signedOn: '2020-01-06',
          effectiveOn: '2020-01-06',
          appoint: ids.map((personId) => ({ personId, postId: `${UNITS[0]}/pho-giam-doc-so` })),
        },
      },
    );
    await this.settle();
  }

  private async settle(): Promise<void> {
    if (!(await settlePatiently(this.city, () => this.clock.now()))) throw new Error('somebody has no account yet');
  }

  private async activate(code: string): Promise<string> {
    const { activate } = await this.api.request<{ activate: { accessToken: string } }>(
      'mutation($code: String!, $password: String!) { activate(code: $code, password: $password) { accessToken } }',
      { code, password: PASSWORD },
    );
    return activate.accessToken;
  }

  /** What an officer's tablet shows first. */
  async home(officer: Officer, signal?: AbortSignal): Promise<Answer<Home>> {
    const { data, ...rest } = await this.send<{ me: Home }>(HOME, {}, officer.token, signal);
    return { data: data?.me ?? null, ...rest };
  }

  /** A sign-in: the codes with which it was refused, nothing when it was not. */
  async signIn(login: string, password = PASSWORD): Promise<readonly string[]> {
    return (await this.send(LOGIN, { u: login, p: password })).errors;
  }

  async send<T>(
    query: string,
    variables: Record<string, unknown> = {},
    token?: string,
    signal?: AbortSignal,
  ): Promise<Answer<T>> {
    const response = await fetch(`${this.city.gateway.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify({ query, variables }),
      signal,
    });
    const body = (await response.json()) as {
      data?: T | null;
      errors?: { path?: (string | number)[]; extensions: { code: string } }[];
      extensions?: { stale?: Answer<T>['stale'] };
    };
    return {
      data: body.data ?? null,
      errors: (body.errors ?? []).map(({ path = [], extensions }) => `${extensions.code} ${path.join('.')}`),
      stale: body.extensions?.stale ?? [],
    };
  }

  /** What `/ready` says of each part. */
  async parts(): Promise<{ readonly ready: boolean; readonly parts: Readonly<Record<string, string>> }> {
    const response = await fetch(`${this.city.gateway.url}/ready`);
    return (await response.json()) as { ready: boolean; parts: Record<string, string> };
  }

  /** One figure of `/metrics`, by its name and labels as they are written there. */
  async figure(series: string): Promise<number> {
    const text = await (await fetch(`${this.city.gateway.url}/metrics`)).text();
    const line = text.split('\n').find((one) => one.startsWith(`${series} `));
    return Number(line?.slice(series.length) ?? Number.NaN);
  }

  async until(holds: () => Promise<boolean>): Promise<void> {
    for (let looks = 0; looks < LOOKS_MAX; looks += 1) {
      if (await holds()) return;
      await setTimeout(LOOK_EVERY_MS);
    }
    throw new Error('it did not come to be');
  }

  private async fill(person: { readonly id: string; readonly login: string }, number: number): Promise<void> {
    const { addresses } = this.city.sandbox;
    const { hostname, port } = new URL(addresses.lmtp);
    const from = 'vanphong@hanoi.gov.vn';
    const to = `${person.login}@hanoi.gov.vn`;
    const message = `From: ${from}\r\nTo: ${to}\r\nSubject: Giao ban\r\n\r\nMoi hop.`;
    await deliver({ host: hostname, port: Number(port), from, to, message });
    for (const unit of UNITS) {
      const response = await fetch(`${addresses.qlvb.replace('<unit>', unit)}/users?externalId=${person.id}`, {
        headers: this.qlvbHeaders(),
      });
      const { items } = (await response.json()) as { items: { id: string }[] };
      const made = await fetch(`${addresses.qlvb.replace('<unit>', unit)}/documents`, {
        method: 'POST',
        headers: this.qlvbHeaders(),
        body: JSON.stringify({
          subject: `Việc của ${unit}`,
          type: 'Công văn',
          senderUnit: 'vp-ubnd-tp',
          ownerUser: items[0]?.id,
        }),
      });
      if (!made.ok) throw new Error(`no document at ${unit}: ${await made.text()}`);
    }
    const { receiveTablets } = await this.api.request<{ receiveTablets: { id: string }[] }>(
      'mutation($input: ReceiveTabletsInput!) { receiveTablets(input: $input) { id } }',
      { input: { unitId: UNITS[0], model: 'MTB', serials: [`MTB-${number}`], recordNumber: `BB-${number}` } },
    );
    await this.api.request(
      'mutation($tabletId: ID!, $personId: ID!) { issueTablet(tabletId: $tabletId, personId: $personId, recordNumber: "BB-GN") { id } }',
      { tabletId: receiveTablets[0]?.id, personId: person.id },
    );
  }

  private qlvbHeaders(): Record<string, string> {
    return {
      authorization: `Bearer ${this.city.sandbox.qlvb.provisioningKey}`,
      'content-type': 'application/json',
    };
  }
}

async function proxyTo(url: string): Promise<FaultyProxy> {
  const { hostname, port } = new URL(url);
  const proxy = new FaultyProxy({ host: hostname, port: Number(port) });
  await proxy.open();
  return proxy;
}

function through(url: string, proxy: FaultyProxy): string {
  return url.replace(new URL(url).host, proxy.address);
}
