/**
 * What a worker process keeps for all its histories: the servers, the connectors, the store, and the town that every
 * history begins with. Between histories rows are put back; nothing is started anew.
 */
import 'reflect-metadata';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { AUDIT_ENTITIES } from '../../src/audit';
import type { Connector } from '../../src/connectors/contract';
import { createQlvbConnector } from '../../src/connectors/qlvb';
import { EVENT_ENTITIES } from '../../src/events';
import { loadPolicy, type Policy } from '../../src/provisioning/core';
import { PROVISIONING_ENTITIES } from '../../src/provisioning/effects';
import type { Clock } from '../../src/shared/clock';
import type { Entities } from '../../src/store/open';
import { Store } from '../../src/store/store';
import { ORGANISATION_ENTITIES } from '../../src/subgraphs/organisation';
import { scratchFolder } from '../scratch';
import type { Actual, DirectorySystem, MailSystem, System } from './systems/actual';
import { startEmbedded } from './systems/embedded';
import type { Papers } from './systems/papers';
import { startReal } from './systems/real';
import { KeptRows, type Rows } from './systems/rows';
import type { Servers } from './systems/servers';

export const POLICIES = ['a', 'b', 'c'] as const;
export type PolicyName = (typeof POLICIES)[number];
const POSITIONS = ['truong', 'pho', 'van-thu', 'chuyen-vien'];
const SETTING = join(__dirname.replace(/dist\/(?=test\/)/, ''), 'setting');
const ENTITIES: Entities = [...ORGANISATION_ENTITIES, ...AUDIT_ENTITIES, ...EVENT_ENTITIES, ...PROVISIONING_ENTITIES];

/** `real`: OpenLDAP, Dovecot and MariaDB. */
export type Kind = 'embedded' | 'real';

export class Bench {
  readonly policies: Readonly<Record<PolicyName, Policy>>;
  private readonly connectors = new Map<string, Connector>();
  private kept: KeptRows | null = null;
  private clock: Clock | null = null;
  private readonly onlyStore: Store;

  private constructor(
    private readonly folder: string,
    private readonly servers: Servers,
  ) {
    const { writer, reader } = servers;
    this.onlyStore = new Store(writer, reader, { now: () => this.clock!.now() });
    const load = (name: PolicyName): Policy => {
      const file = join(SETTING, `policy-${name}.yaml`);
      return loadPolicy(readFileSync(file, 'utf8'), file, { positions: POSITIONS });
    };
    this.policies = { a: load('a'), b: load('b'), c: load('c') };
  }

  static async open(kind: Kind = 'embedded'): Promise<Bench> {
    const folder = mkdtempSync(join(scratchFolder(), 'proof-'));
    try {
      // The users as which servers run must be able to walk down to their folders.
      chmodSync(folder, 0o755);
      return new Bench(folder, await (kind === 'real' ? startReal : startEmbedded)(folder, ENTITIES));
    } catch (error) {
      rmSync(folder, { recursive: true, force: true });
      throw error;
    }
  }

  /** Past TypeORM and its connections: to put rows back, and to look. */
  get database(): Rows {
    return this.servers.rows;
  }

  get directory(): DirectorySystem {
    return this.servers.directory;
  }

  get mail(): MailSystem {
    return this.servers.mail;
  }

  get papers(): Papers {
    return this.servers.papers;
  }

  /** The one store of all lives: each has its own clock. (A store watches asynchronous contexts for as long as Node lives.) */
  store(clock: Clock): Store {
    this.clock = clock;
    this.servers.turnTo(clock);
    return this.onlyStore;
  }

  connector(targetId: string): Connector | null {
    const known = this.connectors.get(targetId);
    if (known !== undefined) return known;
    const made = this.connect(targetId);
    if (made !== null) this.connectors.set(targetId, made);
    return made;
  }

  private connect(targetId: string): Connector | null {
    if (targetId === 'directory' || targetId === 'mail') return this.servers.connect(targetId);
    return targetId.startsWith('qlvb:')
      ? createQlvbConnector(this.papers.settings(targetId.slice('qlvb:'.length)))
      : null;
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

  async keep(): Promise<void> {
    await this.disconnect();
    this.kept = new KeptRows(this.servers.rows);
    for (const system of this.systems) await system.keep();
  }

  async reset(): Promise<void> {
    await this.servers.settled();
    await this.disconnect();
    this.kept?.putBack();
    for (const system of this.systems) await system.reset();
  }

  async close(): Promise<void> {
    for (const connector of this.connectors.values()) await connector.close();
    await Promise.all(this.systems.map((system) => system.close()));
    this.servers.rows.close();
    await this.servers.reader.destroy();
    await this.servers.writer.destroy();
    await this.servers.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Before servers end to which there are connections. */
  private async disconnect(): Promise<void> {
    if (!this.servers.restarts) return;
    for (const connector of this.connectors.values()) await connector.close();
    this.connectors.clear();
  }

  /** Mail checks passwords at the directory, which is there first. */
  private get systems(): readonly System[] {
    return [this.directory, this.mail, this.papers];
  }
}
