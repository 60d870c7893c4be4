/** Identity: sign-in, sessions, service clients, and who may do what. Built and joined with the others by `main`. */
import type { EntityManager } from 'typeorm';
import type { Registry } from 'prom-client';
import type { LiveLog } from '../../events';
import type { Clock } from '../../shared/clock';
import { ResolverContainer } from '../../shared/container';
import type { Logger } from '../../shared/logger';
import type { Room, RoomEntities } from '../../shared/room';
import { buildSubgraph } from '../../shared/subgraph';
import type { Store, Tx } from '../../store/store';
import { AccessFacts } from './access';
import { AccessTokens } from './access-token';
import { Activation } from './activation';
import { ActivationCode } from './activation-code.entity';
import { AUDIT_RESOLVERS, auditResolvers, type AuditParts } from './audit';
import { Attempts } from './attempts';
import { Authenticator } from './authenticator';
import { BreakGlass } from './break-glass';
import { BreakGlassKey } from './break-glass-key.entity';
import { Clients } from './clients';
import { ClientResolver } from './clients.resolver';
import { CodeDesk } from './code-desk';
import { createContextFactory, type ContextFactory, type IncomingRequest } from './context';
import { CredentialsResolver } from './credentials.resolver';
import { DeviceKey } from './device-key.entity';
import { Devices } from './devices';
import { breakGlassFigures } from './figures';
import type { Context, Principal } from './face';
import { IdempotencyKey } from './idempotency-key.entity';
import { IssuerSubject } from './issuer-subject.entity';
import { IssuerSubjects } from './issuer-subjects';
import { IssuerTokens } from './issuer-tokens';
import { loadKeys } from './keys';
import { OtherSignIn } from './other-sign-in';
import { PasswordSignIn } from './password-sign-in';
import { NO_TABLETS, type AccessLocks, type PasswordAuthority, type StandingReader, type TabletCustody } from './ports';
import { Proofs } from './proofs';
import { RefreshToken } from './refresh-token.entity';
import { SessionResolver } from './resolvers';
import { RoleBinding } from './role-binding.entity';
import { RoleRequest } from './role-request.entity';
import { RoleRequests } from './role-requests';
import { RoleResolver } from './role.resolver';
import { ServiceClient } from './service-client.entity';
import { SessionFamily } from './session-family.entity';
import { SessionService } from './session-service';
import { Sessions } from './sessions';
import { isOneHand } from './two-people';
import { IDENTITY_DEFAULTS, type IdentitySettings } from './settings';
import { StandingNews, type Doubtful } from './standing-news';
import { Steps } from './steps';

export { PersonRetention } from './audit';
export type { AuditParts, HeldAboutPerson, HeldSection, Kept, PeoplePage, PeopleRecords } from './audit';
export type { ContextFactory } from './context';
export { permissionTable } from './permissions';
export { rotateKeys, retireKeys, toldKeys, type ToldKey } from './key-file';
export type { AccessLocks, PasswordAuthority, StandingReader, TabletCustody } from './ports';
export { IDENTITY_DEFAULTS, type IdentitySettings } from './settings';

export const IDENTITY_ENTITIES: RoomEntities = [
  SessionFamily,
  RefreshToken,
  ActivationCode,
  RoleBinding,
  RoleRequest,
  ServiceClient,
  IdempotencyKey,
  DeviceKey,
  IssuerSubject,
  BreakGlassKey,
];

export interface IdentityDependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly passwords: PasswordAuthority;
  readonly standing: StandingReader;
  readonly locks: AccessLocks;
  /** What is left out has the value of IDENTITY_DEFAULTS. */
  readonly settings: Partial<IdentitySettings> & Pick<IdentitySettings, 'keysFile'>;
  readonly logger: Logger;
  /** Left out, nobody holds a tablet and no key is enrolled. */
  readonly tablets?: TabletCustody;
  /** The log of events; left out, changes of standing are found by looking now and then only. */
  readonly log?: LiveLog;
  /** What the audit part must know of others; left out, nothing is signed and nobody's data is told. */
  readonly audit?: AuditParts;
  /** Told after somebody has used a code, so that nothing shows it any longer. */
  readonly onActivated?: (personId: string) => void;
}

/** A code as it is handed over: shown once. */
export interface HandedCode {
  readonly code: string;
  readonly expiresAt: Date;
}

export interface IdentityRoom extends Room {
  /** The context of one request; a fresh one for every event of a subscription. */
  readonly contextFor: ContextFactory;
  /** For open subscriptions: false as soon as anything the context was allowed is no longer allowed. */
  stillValid(context: Pick<Context, 'principal'>): Promise<boolean>;
  /** Told whose standing may just have changed; returns the way to stop. */
  onDoubt(listener: (doubtful: Doubtful) => void): () => void;
  readonly devices: {
    /** The tablet left its holder: its key ends, and every session bound to it. Joins the open transaction. */
    left(tx: Tx, tabletId: string): Promise<void>;
  };
  /** Adds what operators watch to a registry. */
  expose(registry: Registry): void;
  hasAdministrator(): Promise<boolean>;
  /** Whether a person has a role of the whole city: what is done to them is then for administrators. */
  isBound(personId: string): Promise<boolean>;
  /** Whether two who acted, each as `person:ID` or `client:ID`, count as one. */
  isOneHand(manager: EntityManager, first: string, second: string, now: Date): Promise<boolean>;
  /** A context for the system's own work, with an administrator's rights; `name` stands as the origin in the audit record. */
  systemContext(name: string): Promise<Context>;
  /** Binds a person as administrator of the whole city and issues the code for a first password. */
  bootstrapAdministrator(personId: string): Promise<HandedCode>;
  /** Whether a code that was handed over would still be taken. */
  isCodeOpen(code: string): Promise<boolean>;
  /** A code issued by the system itself. */
  issueCodeFor(personId: string): Promise<HandedCode>;
  close(): Promise<void>;
}

export function createIdentityRoom(dependencies: IdentityDependencies): IdentityRoom {
  const { store, clock, passwords, standing, locks, logger } = dependencies;
  const settings: IdentitySettings = { ...IDENTITY_DEFAULTS, ...dependencies.settings };
  const keys = loadKeys(settings.keysFile);
  const tokens = new AccessTokens(keys, settings);
  const facts = new AccessFacts(store, standing, locks);
  const clients = new Clients(store, keys);
  const attempts = new Attempts(settings.attempts);
  const sessions = new Sessions(keys, settings);
  const activation = new Activation(keys, settings);
  const proofs = new Proofs(clock, settings);
  const devices = new Devices(store, sessions, dependencies.tablets ?? NO_TABLETS);
  const steps = new Steps({ store, clock, tokens, sessions, attempts, devices, proofs });
  const issuerTokens = settings.issuerTokens === null ? null : new IssuerTokens(clock, settings.issuerTokens);
  const subjects = new IssuerSubjects(store, standing, sessions, facts, issuerTokens?.issuer ?? null);
  const breakGlass = new BreakGlass({ store, clock, logger, tokens, steps, sessionMs: settings.breakGlassMs });
  const codes = new CodeDesk(store, activation, standing);
  const onActivated = dependencies.onActivated ?? ((): void => undefined);
  const passwordSignIn = new PasswordSignIn({
    store,
    clock,
    logger,
    passwords,
    standing,
    facts,
    sessions,
    activation,
    steps,
    onActivated,
  });
  const others = new OtherSignIn({ clock, logger, facts, tokens, clients, subjects, issuerTokens, steps });
  const service = new SessionService({ store, clock, facts, sessions, proofs, steps });
  const news = dependencies.log === undefined ? null : new StandingNews(store, dependencies.log, clock, logger);
  const authenticator = new Authenticator(store, clock, tokens, facts, proofs);
  return {
    subgraph: buildSubgraph<Context>({
      name: 'identity',
      schema: {
        resolvers: [SessionResolver, ClientResolver, CredentialsResolver, RoleResolver, ...AUDIT_RESOLVERS],
        container: new ResolverContainer([
          new SessionResolver(passwordSignIn, others, service, codes, facts, clock),
          new ClientResolver(others, clients, clock),
          new CredentialsResolver(devices, subjects, breakGlass, facts, clock),
          new RoleResolver(new RoleRequests(store, standing, logger), clock),
          ...auditResolvers(store, clock, dependencies.audit),
        ]),
      },
      references: {},
    }),
    contextFor: createContextFactory({ authenticator }),
    stillValid: async ({ principal }) => principal !== null && authenticator.stillHolds(principal),
    systemContext: (name) =>
      createContextFactory({
        authenticator: { authenticate: () => Promise.resolve({ principal: systemPrincipal(name), proof: null }) },
      })(systemRequest(name)),
    onDoubt: (listener) => news?.on(listener) ?? (() => undefined),
    devices: {
      async left(tx, tabletId) {
        await devices.left(tx, tabletId, 'returned', { actorId: null, origin: 'tablets' });
      },
    },
    expose: (registry) => breakGlassFigures(registry, breakGlass),
    hasAdministrator: () => store.read.existsBy(RoleBinding, { role: 'administrator' }),
    isBound: (personId) => facts.isBound(personId),
    isOneHand,
    bootstrapAdministrator: (personId) => codes.bootstrapAdministrator(personId),
    isCodeOpen: (code) => activation.isOpen(store.read, code, clock.now()),
    issueCodeFor: (personId) => codes.issueBySystem(personId),
    async close() {
      await news?.close();
      await attempts.close();
    },
  };
}

/** No session stands behind it and no token leads to it. */
function systemPrincipal(name: string): Principal {
  return { kind: 'client', id: name, sessionId: name, roles: ['administrator'], administers: new Set() };
}

function systemRequest(name: string): IncomingRequest {
  return {
    authorization: undefined,
    acceptLanguage: 'en',
    origin: name,
    idempotencyKey: undefined,
    signal: new AbortController().signal,
  };
}
