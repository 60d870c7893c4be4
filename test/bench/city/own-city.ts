/** A city and its systems, each in a process of its own, in one temporary folder, with bodies and posts and nobody else. */
import { join, resolve } from 'node:path';
import type { Systems } from '../../../src/main/sandbox';
import { Worker } from '../worker';
import { BenchApi } from './api';
import type { System } from './systems';

export interface Started {
  readonly gateway: string;
  readonly administratorCode: string;
}

export interface OperationCount {
  readonly kind: string;
  readonly status: string;
  readonly count: number;
  readonly lastMs: number | null;
}

const PASSWORD = 'Mat-Khau-Do-Luong-2026';
/** From `dist/test/bench/city` to the project. */
const ROOT = resolve(__dirname, '../../../..');
const PORTS = ['', 'LDAP_', 'IMAP_', 'LMTP_', 'DOVEADM_', 'QLVB_'];

/** The settings of a city in a folder: every port free, nobody invented. */
export function variablesOf(folder: string, more: Readonly<Record<string, string>>): Record<string, string> {
  return {
    ...Object.fromEntries(PORTS.map((name) => [`DIEUHANH_${name}PORT`, '0'])),
    DIEUHANH_HOME: folder,
    DIEUHANH_POLICY: join(ROOT, 'data/policy.yaml'),
    DIEUHANH_ORG: join(ROOT, 'data/hanoi-units-2017.yaml'),
    DIEUHANH_ROSTER: '',
    ...more,
  };
}

export class OwnCity {
  private constructor(
    readonly city: Worker,
    private readonly servers: Worker,
    readonly systems: Systems,
    /** Null: the store is a file in the folder. */
    readonly storeUrl: string | null,
    readonly gateway: string,
    private readonly administratorCode: string,
  ) {}

  static start(folder: string, variables: Readonly<Record<string, string>> = {}): Promise<OwnCity> {
    return OwnCity.on(Worker.start(join(__dirname, 'serve-systems.js')), folder, variables);
  }

  /** On OpenLDAP, Dovecot and MariaDB; nothing of it can be frozen. */
  static startReal(folder: string, variables: Readonly<Record<string, string>> = {}): Promise<OwnCity> {
    return OwnCity.on(Worker.start(join(__dirname, '../real/serve-systems.js')), folder, variables);
  }

  private static async on(servers: Worker, folder: string, more: Readonly<Record<string, string>>): Promise<OwnCity> {
    const city = Worker.start(join(__dirname, 'serve-city.js'));
    try {
      const { storeUrl, ...systems } = await servers.ask<Systems & { storeUrl?: string }>('start', folder);
      const variables = { ...more, ...(storeUrl === undefined ? {} : { DIEUHANH_STORE_URL: storeUrl }) };
      const { gateway, administratorCode } = await city.ask<Started>('start', { folder, systems, variables });
      return new OwnCity(city, servers, systems, storeUrl ?? null, gateway, administratorCode);
    } catch (error) {
      await Promise.all([city.stop(), servers.stop()]);
      throw error;
    }
  }

  /** An operation inside the city's process, as its own first start would do it. */
  request<T>(query: string, variables: Readonly<Record<string, unknown>> = {}): Promise<T> {
    return this.city.ask<T>('request', { query, variables });
  }

  administrator(): Promise<BenchApi> {
    return new BenchApi(this.gateway).activate(this.administratorCode, PASSWORD);
  }

  /** A person signed in, who must have been appointed before. */
  async signedIn(personId: string): Promise<BenchApi> {
    const { issueActivationCode } = await this.request<{ issueActivationCode: { code: string } }>(
      'mutation($id: ID!) { issueActivationCode(personId: $id) { code } }',
      { id: personId },
    );
    return new BenchApi(this.gateway).activate(issueActivationCode.code, PASSWORD);
  }

  /** One system accepts connections and answers nothing; null: all of them answer. */
  freeze(system: System | null): Promise<void> {
    return this.servers.ask('freeze', system);
  }

  /** The city alone; its systems stay for those who ask them directly. */
  stopCity(): Promise<void> {
    return this.city.stop();
  }

  async stop(): Promise<void> {
    await this.city.stop();
    await this.servers.stop();
  }
}
