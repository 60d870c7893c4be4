/** One city in one process: store, sandbox, engine, rooms, relay, gateway – started in the order in which they lean on one another, stopped in the reverse. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Registry } from 'prom-client';
import { AUDIT_ENTITIES, openSigner, RefusalLog } from '../audit';
import { record } from '../audit/record';
import type { Config } from '../config/config';
import { createLdapPasswordAuthority } from '../connectors/ldap';
import { EVENT_ENTITIES, Relay } from '../events';
import { startGateway, type Gateway } from '../gateway';
import { positionsIn } from '../provisioning/core';
import {
  createEngine,
  PolicyVersions,
  PROVISIONING_ENTITIES,
  type Engine,
  type TabletHoldings,
} from '../provisioning/effects';
import { systemClock, type Clock } from '../shared/clock';
import { createLogger, type Logger } from '../shared/logger';
import { openStore } from '../store/open';
import type { Subgraph } from '../shared/subgraph';
import type { Store } from '../store/store';
import { createDirectoryRoom } from '../subgraphs/directory';
import { createDocumentsRoom } from '../subgraphs/documents';
import {
  createIdentityRoom,
  IDENTITY_DEFAULTS,
  IDENTITY_ENTITIES,
  PersonRetention,
  type IdentityRoom,
  type TabletCustody,
} from '../subgraphs/identity';
import { createMailRoom } from '../subgraphs/mail';
import { createOrganisationRoom, ORGANISATION_ENTITIES, type OrganisationRoom } from '../subgraphs/organisation';
import { createProvisioningRoom } from '../subgraphs/provisioning';
import { createTabletsRoom, TABLETS_ENTITIES } from '../subgraphs/tablets';
import { announceRegularly } from './announcer';
import { applicationsOf } from './applications';
import { auditPartsOf, notingRefusals } from './audit-parts';
import { Backends } from './backends';
import { boundedPasswords } from './bounded-passwords';
import { CityConnectors } from './connectors';
import type { FirstFill } from './first-fill';
import { createReaders } from './readers';
import { readinessOf } from './readiness';
import { servedUnitsOf } from './served-units-of';
import { startSandbox, type Sandbox } from './sandbox';
import { readSecrets } from './secrets';
import { readSystems } from './systems';
import { tabletHandovers } from './tablet-handovers';

/** Every table of the city; `ormconfig.ts` and the tests of the migrations use the same list. */
export const ENTITIES = [
  ...AUDIT_ENTITIES,
  ...EVENT_ENTITIES,
  ...IDENTITY_ENTITIES,
  ...ORGANISATION_ENTITIES,
  ...PROVISIONING_ENTITIES,
  ...TABLETS_ENTITIES,
];

export interface CityOptions {
  readonly clock?: Clock;
  readonly random?: () => number;
  readonly logger?: Logger;
  /** Starts the systems; a test puts doors before them that it can shut. */
  readonly startSandbox?: typeof startSandbox;
  /** What is left of the first start; the city is not ready before. */
  readonly fill?: FirstFill;
  /** Told after a one-time code was used. */
  readonly onActivated?: (personId: string) => void;
  /** Nothing is written to any system until a person ends that: why. */
  readonly observeOnly?: string;
}

export interface City {
  readonly gateway: Gateway;
  readonly store: Store;
  readonly logger: Logger;
  readonly engine: Engine;
  readonly identity: IdentityRoom;
  readonly organisation: OrganisationRoom;
  readonly relay: Relay;
  readonly retention: PersonRetention;
  readonly sandbox: Sandbox;
  /** As the gateway composes them; each refuses by itself what it would refuse behind it. */
  readonly subgraphs: readonly Subgraph[];
  /** Announces what is due, orders the log, and reconciles until nobody is due now. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

export async function startCity(config: Config, options: CityOptions = {}): Promise<City> {
  const clock = options.clock ?? systemClock;
  const logger = options.logger ?? createLogger(config.logLevel);
  const secrets = readSecrets(config.homeFolder);
  const closing: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const step of closing.splice(0).reverse()) await step();
  };
  try {
    const sandbox =
      config.systemsFile === null
        ? await (options.startSandbox ?? startSandbox)(config, secrets, logger)
        : readSystems(config.systemsFile, config.mailDomain);
    closing.push(() => sandbox.close());
    const store = await openStore(
      config.storeUrl === null
        ? { kind: 'sqlite', file: join(config.homeFolder, 'city.db') }
        : { kind: 'mysql', url: config.storeUrl },
      ENTITIES,
      clock,
    );
    closing.push(() => store.close());
    const connectors = new CityConnectors(sandbox, config.backends.directory.deadlineMs);
    closing.push(() => connectors.close());

    const signer = await openSigner(secrets.auditKeyFile);
    const refusals = new RefusalLog(store, logger);
    closing.push(() => refusals.close());
    const relay = new Relay(store, logger, { keptDays: config.eventRetentionDays, signer });
    const devices: Devices = { of: null };
    const { organisation, engine } = await joinOfficeAndEngine(config, {
      store,
      clock,
      logger,
      relay,
      connectors,
      citizenKey: secrets.citizenKey,
      random: options.random ?? Math.random,
      devices,
    });
    const backends = new Backends(config, () => clock.now().getTime());
    const passwords = createLdapPasswordAuthority({
      ...sandbox.ldap,
      timeoutMs: config.backends.signIn.deadlineMs,
    });
    closing.push(() => passwords.close());
    const audit = auditPartsOf(store, engine, signer, config.personRetentionDays);
    const identity = createIdentityRoom({
      store,
      clock,
      passwords: boundedPasswords(passwords, backends.make('signIn')),
      standing: organisation.standing,
      locks: engine,
      log: relay,
      tablets: {
        heldBy: (personIds) => devices.of?.heldBy(personIds) ?? Promise.resolve([]),
        find: (tabletId) => devices.of?.find(tabletId) ?? Promise.resolve(null),
      },
      settings: {
        keysFile: secrets.tokenKeyFile,
        attempts: { ...IDENTITY_DEFAULTS.attempts, ...config.signIn },
        proofNonce: config.proofNonce,
        issuerTokens: config.issuerTokens,
      },
      logger,
      audit,
      ...(options.onActivated && { onActivated: options.onActivated }),
    });
    closing.push(() => identity.close());
    const readers = createReaders({
      accounts: engine.accounts,
      connectors,
      backends,
      lastKnown: config.lastKnown,
      clock,
    });
    const tablets = createTabletsRoom({
      store,
      applications: applicationsOf(await readFile(config.orgFile, 'utf8')),
      accounts: readers.accountStatuses,
      unitsExist: (ids) => organisation.units.among(ids),
      handovers: tabletHandovers(engine.handovers, identity.devices),
    });
    devices.of = tablets.holdings;
    const rooms = [
      identity,
      organisation,
      createProvisioningRoom({ engine, store, clock, office: organisation.office, people: identity }),
      createDirectoryRoom({ reader: readers.directory, office: servedUnitsOf(organisation.office, clock) }),
      createMailRoom({ reader: readers.mailboxes }),
      createDocumentsRoom({ reader: readers.documents }),
      tablets,
    ];
    const subgraphs = rooms.map((room) => room.subgraph);

    if (options.observeOnly !== undefined) await observeEverywhere(store, engine, options.observeOnly);
    relay.start();
    closing.push(() => relay.stop());
    engine.loop.start();
    closing.push(() => engine.loop.stop());
    engine.scans.start();
    closing.push(() => engine.scans.stop());
    const announcer = announceRegularly(() => organisation.announcements.announceDue(clock.now()), logger);
    closing.push(() => announcer.stop());
    const retention = new PersonRetention({ store, clock, logger, people: audit.people }, config.eraseEveryMs);
    retention.start();
    closing.push(() => retention.stop());
    const registry = new Registry();
    backends.expose(registry);
    identity.expose(registry);
    const gateway = await startGateway({
      registry,
      subgraphs,
      contextFor: notingRefusals(identity.contextFor, refusals),
      refused: (request) => refusals.note(request),
      stillValid: (principal) => identity.stillValid({ principal }),
      onDoubt: (listener) => identity.onDoubt(listener),
      publicUrl: config.publicUrl,
      host: config.host,
      port: config.port,
      logger,
      ready: () => readinessOf(store, backends, options.fill?.progress() ?? null),
      limits: { streamsPerCallerMax: config.streamsPerCaller },
    });
    closing.push(() => gateway.close());
    const settle = async (): Promise<void> => {
      await refusals.flush();
      await organisation.announcements.announceDue(clock.now());
      await relay.drain();
      await engine.loop.settle();
      await relay.drain();
    };
    return {
      gateway,
      store,
      logger,
      engine,
      identity,
      organisation,
      relay,
      retention,
      sandbox,
      subgraphs,
      settle,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

interface Grounds {
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly relay: Relay;
  readonly connectors: CityConnectors;
  readonly citizenKey: Buffer;
  readonly random: () => number;
  readonly devices: Devices;
}

/** The register of tablets, once its room is there; the engine asks it what leavers hold. */
interface Devices {
  of: (TabletHoldings & Pick<TabletCustody, 'heldBy' | 'find'>) | null;
}

/**
 * Organisation tells the engine who is due, the engine asks organisation for the facts. Each is handed the other's face;
 * neither calls before both are there.
 */
async function joinOfficeAndEngine(
  config: Config,
  grounds: Grounds,
): Promise<{ organisation: OrganisationRoom; engine: Engine }> {
  const { store, clock, logger, relay, connectors } = grounds;
  const positions = positionsIn(await readFile(config.orgFile, 'utf8'));
  const policyText = await readFile(config.policyFile, 'utf8');
  const source = { file: config.policyFile, text: policyText, known: { positions } };
  const policy = await PolicyVersions.open(store, source, logger);
  const later: { engine?: Engine } = {};
  const engineNow = (): Engine => {
    if (later.engine === undefined) throw new Error('the engine was asked before it was there');
    return later.engine;
  };
  const organisation = createOrganisationRoom({
    store,
    clock,
    citizenKey: grounds.citizenKey,
    log: relay,
    due: { mark: (manager, personIds, cause, now) => engineNow().due.mark(manager, personIds, cause, now) },
    planHash: {
      hashOf: (input, asker) => engineNow().plans.hashOf(input, asker),
      hashOfAnnulment: (annulment, asker) => engineNow().plans.hashOfAnnulment(annulment, asker),
    },
  });
  const engine = createEngine({
    store,
    clock,
    logger,
    connectors,
    office: organisation.office,
    policy,
    random: grounds.random,
    tablets: { heldBy: (personIds) => grounds.devices.of?.heldBy(personIds) ?? Promise.resolve([]) },
    settings: { concurrency: config.workers, scanEveryMs: config.scanEveryMs },
  });
  later.engine = engine;
  return { organisation, engine };
}

/** Before the engine may write its first change: a store that was restored knows less than the systems do. */
async function observeEverywhere(store: Store, engine: Engine, reason: string): Promise<void> {
  await store.write(async (tx) => {
    const before = await engine.observeOnly.within(tx);
    await engine.observeOnly.begin(tx, null, reason);
    await record(tx, {
      action: 'target.observe-only',
      subject: { kind: 'target', id: '*' },
      actorId: null,
      origin: 'start',
      detail: { reason },
      before,
      after: await engine.observeOnly.within(tx),
    });
  });
}
