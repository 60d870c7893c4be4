/**
 * What a worker process keeps for all its histories: the servers, the connectors, the store, and the town that every
 * history begins with. Between histories rows are put back; nothing is started anew.
 */
import 'reflect-metadata';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { AUDIT_ENTITIES } from '../../src/audit';
import type { Connector } from '../../src/connectors/contract';
import { createDovecotConnector } from '../../src/connectors/dovecot';
import { createLdapConnector } from '../../src/connectors/ldap';
import { createQlvbConnector } from '../../src/connectors/qlvb';
import { EVENT_ENTITIES } from '../../src/events';
import { loadPolicy, type Policy } from '../../src/provisioning/core';
import { PROVISIONING_ENTITIES } from '../../src/provisioning/effects';
import type { Clock } from '../../src/shared/clock';
import { dataSourceOptions, type Entities } from '../../src/store/open';
import { Store } from '../../src/store/store';
import { ORGANISATION_ENTITIES } from '../../src/subgraphs/organisation';
import { scratchFolder } from '../scratch';
import type { Actual } from './systems/actual';
import { Directory } from './systems/directory';
import { Mail } from './systems/mail';
import { Papers } from './systems/papers';
import { KeptRows } from './systems/rows';

export const POLICIES = ['a', 'b', 'c'] as const;
export type PolicyName = (typeof POLICIES)[number];
const POSITIONS = ['truong', 'pho', 'van-thu', 'chuyen-vien'];
const SETTING = join(__dirname.replace(/dist\/(?=test\/)/, ''), 'setting');
const ENTITIES: Entities = [...ORGANISATION_ENTITIES, ...AUDIT_ENTITIES, ...EVENT_ENTITIES, ...PROVISIONING_ENTITIES];
/** Preparing a statement costs as much as running it. */
const STATEMENTS_MAX = 2_000;

export class Bench {
  readonly policies: Readonly<Record<PolicyName, Policy>>;
  private readonly connectors = new Map<string, Connector>();
  private kept: KeptRows | null = null;
  private clock: Clock | null = null;
  private readonly onlyStore: Store;

  private constructor(
    private readonly folder: string,
    private readonly writer: DataSource,
    private readonly reader: DataSource,
    /** Past TypeORM and its connections: to put rows back, and to look. */
    readonly database: Database.Database,
    readonly directory: Directory,
    readonly mail: Mail,
    readonly papers: Papers,
  ) {
    this.onlyStore = new Store(writer, reader, { now: () => this.clock!.now() });
    const load = (name: PolicyName): Policy => {
      const file = join(SETTING, `policy-${name}.yaml`);
      return loadPolicy(readFileSync(file, 'utf8'), file, { positions: POSITIONS });
    };
    this.policies = { a: load('a'), b: load('b'), c: load('c') };
    this.connectors.set('directory', createLdapConnector(directory.settings));
    this.connectors.set('mail', createDovecotConnector(mail.settings));
  }

  static async open(): Promise<Bench> {
    const folder = mkdtempSync(join(scratchFolder(), 'proof-'));
    const file = join(folder, 'city.db');
    const options = {
      ...dataSourceOptions({ kind: 'sqlite', file }, ENTITIES),
      statementCacheSize: STATEMENTS_MAX,
    } as DataSourceOptions;
    const writer = await new DataSource(options).initialize();
    await writer.runMigrations();
    await writer.query('PRAGMA synchronous = OFF');
    const prepareDatabase = (database: { pragma(text: string): unknown }): void =>
      void database.pragma('query_only = 1');
    const reader = await new DataSource({ ...options, prepareDatabase } as DataSourceOptions).initialize();
    const [directory, mail, papers] = await Promise.all([Directory.start(), Mail.start(folder), Papers.start(folder)]);
    return new Bench(folder, writer, reader, new Database(file), directory, mail, papers);
  }

  /** The one store of all lives: each has its own clock. (A store watches asynchronous contexts for as long as Node lives.) */
  store(clock: Clock): Store {
    this.clock = clock;
    return this.onlyStore;
  }

  connector(targetId: string): Connector | null {
    const known = this.connectors.get(targetId);
    if (known !== undefined) return known;
    if (!targetId.startsWith('qlvb:')) return null;
    const made = createQlvbConnector(this.papers.settings(targetId.slice('qlvb:'.length)));
    this.connectors.set(targetId, made);
    return made;
  }

  /** Every account of every system. */
  accounts(): readonly Actual[] {
    return [...this.directory.accounts(), ...this.mail.accounts(), ...this.papers.accounts()];
  }

  accountsAt(targetId: string): readonly Actual[] {
    if (targetId === 'directory') return this.directory.accounts();
    if (targetId === 'mail') return this.mail.accounts();
    return this.papers.accounts().filter((one) => one.targetId === targetId);
  }

  keep(): void {
    this.kept = new KeptRows(this.database);
    for (const system of [this.directory, this.mail, this.papers]) system.keep();
  }

  reset(): void {
    this.kept?.putBack();
    for (const system of [this.directory, this.mail, this.papers]) system.reset();
  }

  async close(): Promise<void> {
    for (const connector of this.connectors.values()) await connector.close();
    await Promise.all([this.directory.close(), this.mail.close(), this.papers.close()]);
    this.database.close();
    await this.reader.destroy();
    await this.writer.destroy();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
