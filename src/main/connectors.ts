/** The connectors of a city by target id; those of per-unit QLVB instances are made when they are first asked for. */
import type { Connector } from '../connectors/contract';
import { createDovecotConnector } from '../connectors/dovecot';
import { createLdapConnector } from '../connectors/ldap';
import { createQlvbConnector, type QlvbConnector } from '../connectors/qlvb';
import type { ConnectorRegistry } from '../provisioning/effects';
import type { Systems } from './sandbox';

const TIMEOUT_MS = 10_000;
const QLVB = 'qlvb:';
/** One connector per unit; a city has some hundred. */
const INSTANCES_MAX = 5_000;

export class CityConnectors implements ConnectorRegistry {
  readonly directory: ReturnType<typeof createLdapConnector>;
  /** Live reads have a connection and a queue of their own: they and the engine's writes never wait for each other. */
  readonly directoryReads: ReturnType<typeof createLdapConnector>;
  readonly mail: ReturnType<typeof createDovecotConnector>;
  private readonly instances = new Map<string, QlvbConnector>();

  /** `readMs` is the deadline of a live read of the directory; the connector is more patient than the deadline's keeper. */
  constructor(
    private readonly systems: Systems,
    readMs: number,
  ) {
    this.directory = createLdapConnector(systems.ldap);
    this.directoryReads = createLdapConnector({ ...systems.ldap, timeoutMs: 2 * readMs });
    this.mail = createDovecotConnector({ ...systems.mail, timeoutMs: TIMEOUT_MS });
  }

  get(targetId: string): Connector | null {
    if (targetId === 'directory') return this.directory;
    if (targetId === 'mail') return this.mail;
    return targetId.startsWith(QLVB) ? this.qlvb(targetId.slice(QLVB.length)) : null;
  }

  qlvb(unitId: string): QlvbConnector {
    const known = this.instances.get(unitId);
    if (known !== undefined) return known;
    if (this.instances.size >= INSTANCES_MAX) throw new Error(`more than ${INSTANCES_MAX} QLVB instances`);
    const connector = createQlvbConnector({
      url: `${this.systems.qlvb.url}/don-vi/${encodeURIComponent(unitId)}/api/v1`,
      apiKey: this.systems.qlvb.provisioningKey,
      timeoutMs: TIMEOUT_MS,
    });
    this.instances.set(unitId, connector);
    return connector;
  }

  async close(): Promise<void> {
    await Promise.all([
      this.directory.close(),
      this.directoryReads.close(),
      this.mail.close(),
      ...[...this.instances.values()].map((one) => one.close()),
    ]);
  }
}
