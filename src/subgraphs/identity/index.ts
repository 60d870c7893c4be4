/** Identity: sign-in, sessions, service clients, and who may do what. Built and joined with the others by `main`. */
import type { Clock } from '../../shared/clock';
import { ResolverContainer } from '../../shared/container';
import type { Logger } from '../../shared/logger';
import type { Room, RoomEntities } from '../../shared/room';
import { buildSubgraph } from '../../shared/subgraph';
import type { Store } from '../../store/store';
import { AccessFacts } from './access';
import { AccessTokens } from './access-token';
import { Activation } from './activation';
import { ActivationCode } from './activation-code.entity';
import { AuditResolver } from './audit.resolver';
import { Attempts } from './attempts';
import { Authenticator } from './authenticator';
import { Clients } from './clients';
import { createContextFactory, type ContextFactory, type IncomingRequest } from './context';
import type { Context, Principal } from './face';
import { IdempotencyKey } from './idempotency-key.entity';
import { loadKeys } from './keys';
import type { AccessLocks, PasswordAuthority, StandingReader } from './ports';
import { RefreshToken } from './refresh-token.entity';
import { ClientResolver, SessionResolver } from './resolvers';
import { RoleBinding } from './role-binding.entity';
import { ServiceClient } from './service-client.entity';
import { SignInService } from './service';
import { SessionFamily } from './session-family.entity';
import { Sessions } from './sessions';
import { IDENTITY_DEFAULTS, type IdentitySettings } from './settings';

export type { ContextFactory } from './context';
export type { AccessLocks, PasswordAuthority, StandingReader } from './ports';
export { IDENTITY_DEFAULTS, type IdentitySettings } from './settings';

export const IDENTITY_ENTITIES: RoomEntities = [
  SessionFamily,
  RefreshToken,
  ActivationCode,
  RoleBinding,
  ServiceClient,
  IdempotencyKey,
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
  hasAdministrator(): Promise<boolean>;
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
  const service = new SignInService({
    store,
    clock,
    logger,
    passwords,
    standing,
    facts,
    tokens,
    sessions,
    activation,
    clients,
    attempts,
    onActivated: dependencies.onActivated ?? (() => undefined),
  });
  const authenticator = new Authenticator(store, clock, tokens, facts);
  return {
    subgraph: buildSubgraph<Context>({
      name: 'identity',
      schema: {
        resolvers: [SessionResolver, ClientResolver, AuditResolver],
        container: new ResolverContainer([
          new SessionResolver(service, facts, clock),
          new ClientResolver(service, clients),
          new AuditResolver(store),
        ]),
      },
      references: {},
    }),
    contextFor: createContextFactory({ authenticator }),
    stillValid: async ({ principal }) => principal !== null && authenticator.stillHolds(principal),
    systemContext: (name) =>
      createContextFactory({
        authenticator: { authenticate: () => Promise.resolve({ principal: systemPrincipal(name) }) },
      })(systemRequest(name)),
    hasAdministrator: () => store.read.existsBy(RoleBinding, { role: 'administrator' }),
    bootstrapAdministrator: (personId) => service.bootstrapAdministrator(personId),
    isCodeOpen: (code) => activation.isOpen(store.read, code, clock.now()),
    issueCodeFor: (personId) => service.issueCodeFor(personId),
    close: () => attempts.close(),
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
