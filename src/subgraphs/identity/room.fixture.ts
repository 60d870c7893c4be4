/** The room for tests: its own schema, a real store, a clock that stands still, a directory and an office in memory. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { graphql } from 'graphql';
import { AUDIT_ENTITIES } from '../../audit';
import { AuditRecord } from '../../audit/audit-record.entity';
import { EVENT_ENTITIES, Relay } from '../../events';
import { ManualClock } from '../../shared/clock';
import { silentLogger } from '../../shared/logger';
import { openStore } from '../../store/open';
import type { Store } from '../../store/store';
import type { Context } from './face';
import { createIdentityRoom, IDENTITY_ENTITIES, type IdentityRoom, type IdentitySettings } from './index';
import { API } from './key-holder.fixture';
import type { CustodyOfTablet, PasswordOutcome, PersonLogin, Standing } from './ports';
import type { ShownProof } from './proofs';

export const SESSION = '{ accessToken refreshToken tokenType expiresAt person { id } }';
/** Of everybody, until they change it. */
export const PASSWORD = 'mat-khau-dung';
const PASSWORD_MIN = 10;

export interface Answer {
  readonly data: Record<string, unknown> | null;
  readonly code: unknown;
  readonly message: string | undefined;
  readonly reason: unknown;
}

interface Audited {
  readonly subjectId: string;
  readonly actorId: string | null;
  readonly detail: Readonly<Record<string, unknown>>;
}

export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly tokenType: string;
  readonly expiresAt: string;
  readonly person: { readonly id: string };
}

export interface Asking {
  readonly token?: string;
  readonly scheme?: 'Bearer' | 'DPoP';
  readonly proof?: string;
  readonly origin?: string;
  readonly key?: string;
}

export class IdentityTown {
  readonly passwords = new Map<string, string>();
  readonly persons = new Map<string, PersonLogin>();
  readonly standings = new Map<string, Standing>();
  readonly locked = new Set<string>();
  /** Instants from which a person is out of office. */
  readonly leaves = new Map<string, Date>();
  readonly tablets = new Map<string, CustodyOfTablet>();
  readonly clock = new ManualClock(new Date('2026-03-02T02:00:00.000Z'));
  binds = 0;
  directoryDown = false;
  store: Store;
  relay: Relay;
  room: IdentityRoom;

  private constructor(
    readonly folder: string,
    private readonly settings: Partial<IdentitySettings>,
  ) {}

  static async open(settings: Partial<IdentitySettings> = {}): Promise<IdentityTown> {
    const town = new IdentityTown(mkdtempSync(join(tmpdir(), 'identity-')), settings);
    town.add('p-mau', 'nvmau', { unitIds: ['so-tttt'] });
    town.add('p-lan', 'ttlan', { unitIds: ['so-tttt'], administers: ['so-tttt', 'so-tttt-vp'] });
    town.add('p-admin', 'admin', { inOffice: false });
    const entities = [...IDENTITY_ENTITIES, ...AUDIT_ENTITIES, ...EVENT_ENTITIES];
    town.store = await openStore({ kind: 'sqlite', file: join(town.folder, 'city.db') }, entities, town.clock);
    town.relay = new Relay(town.store, silentLogger);
    town.relay.start();
    town.room = town.openRoom();
    return town;
  }

  get keysFile(): string {
    return join(this.folder, 'keys.json');
  }

  async close(): Promise<void> {
    await this.room.close();
    await this.relay.stop();
    await this.store.close();
    rmSync(this.folder, { recursive: true });
  }

  /** The process dies and another begins. */
  async restart(settings: Partial<IdentitySettings> = this.settings): Promise<void> {
    await this.room.close();
    this.room = this.openRoom(settings);
  }

  add(personId: string, login: string, standing: Partial<Standing>): void {
    this.persons.set(personId, { personId, login });
    this.passwords.set(login, PASSWORD);
    this.standings.set(personId, { inOffice: true, suspended: false, unitIds: [], administers: [], ...standing });
  }

  change(personId: string, standing: Partial<Standing>): void {
    this.standings.set(personId, { ...this.standings.get(personId)!, ...standing });
  }

  context(asking: Asking): Promise<Context> {
    const { token, scheme = 'Bearer', proof } = asking;
    const shown: ShownProof | undefined = proof === undefined ? undefined : { jwt: proof, method: 'POST', urls: [API] };
    return this.room.contextFor({
      authorization: token === undefined ? undefined : `${scheme} ${token}`,
      ...(shown && { proof: shown }),
      acceptLanguage: 'en',
      origin: asking.origin ?? '127.0.0.1',
      idempotencyKey: asking.key,
      signal: new AbortController().signal,
    });
  }

  /** One request over one transport; a refusal of the credentials themselves is told like any other. */
  async ask(source: string, asking: Asking = {}, variables: Record<string, unknown> = {}): Promise<Answer> {
    try {
      const contextValue = await this.context(asking);
      const { schema } = this.room.subgraph;
      const result = await graphql({ schema, source, contextValue, variableValues: variables });
      return answerOf(result.data ?? null, result.errors?.[0]);
    } catch (error) {
      return answerOf(null, error);
    }
  }

  signIn(login: string, asking: Asking = {}): Promise<Answer> {
    return this.ask(
      `mutation { login(username: "${login}", password: "${this.passwords.get(login) ?? ''}") ${SESSION} }`,
      asking,
    );
  }

  async tokens(login: string, asking: Asking = {}): Promise<Tokens> {
    return valueOf(await this.signIn(login, asking)) as Tokens;
  }

  refresh(token: string, asking: Asking = {}): Promise<Answer> {
    return this.ask(`mutation { refresh(refreshToken: "${token}") ${SESSION} }`, asking);
  }

  async refreshed(token: string): Promise<Tokens> {
    return valueOf(await this.refresh(token)) as Tokens;
  }

  async isSignedIn(asking: Asking): Promise<boolean> {
    return (await this.context(asking)).principal !== null;
  }

  async administrator(): Promise<string> {
    await this.room.bootstrapAdministrator('p-admin');
    return (await this.tokens('admin')).accessToken;
  }

  /** What the record holds of an action, what can be erased included. */
  async audited(action: string): Promise<readonly Audited[]> {
    const rows = await this.store.read.find(AuditRecord, { where: { action }, order: { id: 'ASC' } });
    return rows.map(({ subjectId, detail, personal, actorId }) => ({
      subjectId,
      actorId,
      detail: { ...(JSON.parse(detail) as object), ...(JSON.parse(personal ?? '{}') as object) },
    }));
  }

  async reasons(action = 'session.refuse'): Promise<unknown[]> {
    return (await this.audited(action)).map(({ detail }) => detail['reason']);
  }

  private standing(personId: string): Standing | null {
    const standing = this.standings.get(personId) ?? null;
    const leaves = this.leaves.get(personId);
    if (standing === null || leaves === undefined || leaves > this.clock.now()) return standing;
    return { ...standing, inOffice: false, unitIds: [], administers: [] };
  }

  private setPassword(login: string, password: string): void {
    if (this.directoryDown) throw Object.assign(new Error('no route'), { code: 'unreachable' });
    if (password.length < PASSWORD_MIN) throw Object.assign(new Error(`too short: ${password}`), { code: 'rejected' });
    this.passwords.set(login, password);
  }

  private openRoom(settings = this.settings): IdentityRoom {
    const { store, clock } = this;
    return createIdentityRoom({
      store,
      clock,
      passwords: {
        verify: async (login, password): Promise<PasswordOutcome> => {
          this.binds += 1;
          if (this.directoryDown) throw Object.assign(new Error('no route'), { code: 'unreachable' });
          const kept = this.passwords.get(login);
          if (kept === undefined) return 'unknownUser';
          return kept === password ? 'ok' : 'wrong';
        },
        setPassword: async (login, password) => this.setPassword(login, password),
        changePassword: async (login, _, password) => this.setPassword(login, password),
      },
      standing: {
        standing: async (personId) => this.standing(personId),
        personByLogin: async (login) => [...this.persons.values()].find((one) => one.login === login) ?? null,
        personsById: async (ids) => ids.flatMap((id) => this.persons.get(id) ?? []),
      },
      locks: { isLocked: async (personId) => this.locked.has(personId) },
      tablets: {
        heldBy: async (ids) => [...this.tablets.values()].filter(({ holderId }) => ids.includes(holderId ?? '')),
        find: async (id) => this.tablets.get(id) ?? null,
      },
      log: this.relay,
      settings: { keysFile: this.keysFile, ...settings },
      logger: silentLogger,
    });
  }
}

/** The value of a field that must have been answered. */
export function valueOf({ data, code }: Answer): unknown {
  if (data === null) throw new Error(`refused: ${String(code)}`);
  return Object.values(data)[0];
}

function answerOf(data: unknown, error: unknown): Answer {
  const {
    extensions,
    message,
    originalError = error,
  } = (error ?? {}) as {
    readonly extensions?: { readonly code?: unknown };
    readonly message?: string;
    readonly originalError?: unknown;
  };
  const { problems } = (originalError ?? {}) as { readonly problems?: { values?: { reason?: unknown } }[] };
  return { data: data as Answer['data'], code: extensions?.code, message, reason: problems?.[0]?.values?.reason };
}
