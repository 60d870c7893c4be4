/** A small city on a real store, for this room's tests. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import DataLoader from 'dataloader';
import { AUDIT_ENTITIES } from '../../audit';
import { EVENT_ENTITIES, Relay } from '../../events';
import { Refusal } from '../../errors/refusal';
import { ManualClock } from '../../shared/clock';
import { silentLogger } from '../../shared/logger';
import { openStore } from '../../store/open';
import type { Store } from '../../store/store';
import type { Context, Principal } from '../identity/face';
import { graphql, type ExecutionResult } from 'graphql';
import { createOrganisationRoom, type OrganisationRoom } from '.';
import { Catalogue } from './catalogue';
import { Decisions } from './decisions';
import type { DecisionInput } from './office/input';
import { ORGANISATION_ENTITIES } from './organisation-entities';
import { People } from './people';
import type { PlanHash } from './ports';
import { StoredOffice } from './reader';

export const NOW = new Date('2026-05-04T02:00:00.000Z');
export const TODAY = '2026-05-04';

export class City {
  readonly clock = new ManualClock(NOW);
  readonly marked: string[] = [];
  readonly planHash = {
    hash: 'h',
    exceedsBrake: false,
    hashOf: (): Promise<PlanHash> =>
      Promise.resolve({
        hash: this.planHash.hash,
        exceedsBrake: this.planHash.exceedsBrake,
        netLoss: 31,
        exceeded: 'mail 31 (20)',
      }),
    hashOfAnnulment: (): Promise<PlanHash> => this.planHash.hashOf(),
  };
  readonly decisions: Decisions;
  readonly people: People;
  readonly catalogue: Catalogue;
  readonly office: StoredOffice;
  readonly room: OrganisationRoom;
  private readonly log: Relay;
  private count = 0;

  private constructor(
    readonly store: Store,
    private readonly folder: string,
    clock: ManualClock,
  ) {
    this.clock = clock;
    const due = {
      mark: (_: unknown, personIds: readonly string[]): Promise<void> => {
        this.marked.push(...personIds);
        return Promise.resolve();
      },
    };
    this.decisions = new Decisions({ store, due, planHash: this.planHash });
    this.people = new People(store, Buffer.alloc(32, 7));
    this.catalogue = new Catalogue(store);
    this.office = new StoredOffice(store, clock);
    this.log = new Relay(store, silentLogger);
    this.room = createOrganisationRoom({
      store,
      clock,
      due,
      planHash: this.planHash,
      citizenKey: Buffer.alloc(32, 7),
      log: this.log,
    });
  }

  /** Root `tp`, departments `so-a` and `so-b` with a head (1 seat), deputies (no limit), a clerk and an administrator. */
  static async open(): Promise<City> {
    const folder = mkdtempSync(join(tmpdir(), 'organisation-'));
    const clock = new ManualClock(NOW);
    const store = await openStore(
      { kind: 'sqlite', file: join(folder, 'city.db') },
      [...ORGANISATION_ENTITIES, ...AUDIT_ENTITIES, ...EVENT_ENTITIES],
      clock,
    );
    const city = new City(store, folder, clock);
    await city.catalogue.define(contextOf(ADMINISTRATOR), [
      {
        id: 'giam-doc',
        titleVi: 'Giám đốc',
        titleEn: 'Director',
        rank: 1,
        covered: true,
        managementRole: 'unit-head',
        seats: 1,
      },
      {
        id: 'pho',
        titleVi: 'Phó Giám đốc',
        titleEn: 'Deputy Director',
        rank: 2,
        covered: true,
        managementRole: 'deputy-head',
        seats: null,
      },
      {
        id: 'van-thu',
        titleVi: 'Văn thư',
        titleEn: 'Records clerk',
        rank: 6,
        managementRole: 'records-clerk',
        seats: 2,
      },
      {
        id: 'quan-tri',
        titleVi: 'Quản trị',
        titleEn: 'Unit administrator',
        rank: 6,
        managementRole: 'unit-administrator',
      },
    ]);
    await city.record({
      issuerId: 'tp',
      effectiveOn: '2017-03-30',
      establishUnit: [
        { id: 'tp', name: 'Thành phố Hà Nội', nameEn: 'Hanoi', kind: 'city_government' },
        { id: 'so-a', name: 'Sở A', kind: 'department', parentId: 'tp' },
        { id: 'so-b', name: 'Sở B', kind: 'department', parentId: 'tp' },
        { id: 'so-a-p1', name: 'Phòng Một', kind: 'division', parentId: 'so-a' },
      ],
      openPost: ['so-a', 'so-b', 'so-a-p1'].flatMap((unitId) =>
        ['giam-doc', 'pho', 'van-thu', 'quan-tri'].map((positionId) => ({
          id: `${unitId}/${positionId}`,
          unitId,
          positionId,
        })),
      ),
    });
    return city;
  }

  /** Records a decision as the administrator; what is left out of the head gets a value. */
  async record(input: Partial<DecisionInput>): Promise<string> {
    return (await this.decisions.record(contextOf(ADMINISTRATOR), this.input(input))).id;
  }

  input(input: Partial<DecisionInput>): DecisionInput {
    this.count += 1;
    // What is written within one millisecond has no order of its own.
    this.clock.advance(1);
    return { number: `${this.count}/QĐ-UBND`, issuerId: 'tp', signedOn: '2026-05-01', effectiveOn: TODAY, ...input };
  }

  async annul(decisionId: string, including: readonly string[] = []): Promise<string> {
    const { number, issuerId, signedOn, effectiveOn } = this.input({});
    const row = await this.decisions.annul(
      contextOf(ADMINISTRATOR),
      decisionId,
      { number, issuerId, signedOn, effectiveOn },
      including,
    );
    return row.id;
  }

  async person(familyName: string, middleName: string, givenName: string): Promise<string> {
    return (await this.people.create(contextOf(ADMINISTRATOR), { familyName, middleName, givenName })).id;
  }

  /** Appoints and answers with the appointment's id. */
  async appoint(
    personId: string,
    postId: string,
    effectiveOn = TODAY,
    more: Partial<NonNullable<DecisionInput['appoint']>[number]> = {},
  ): Promise<string> {
    await this.record({ effectiveOn, appoint: [{ personId, postId, ...more }] });
    const [facts] = await this.office.facts([personId]);
    const found = facts?.appointments.find((one) => one.post.id === postId && one.startsOn === effectiveOn);
    if (!found) throw new Error('the appointment was not recorded');
    return found.id;
  }

  /** Executes against the room's own schema. */
  async ask(
    source: string,
    variableValues: Record<string, unknown> = {},
    principal: Principal | null = ADMINISTRATOR,
  ): Promise<ExecutionResult> {
    return graphql({ schema: this.room.subgraph.schema, source, variableValues, contextValue: contextOf(principal) });
  }

  /** The answer's data as plain values; an error fails the test. */
  async data(
    source: string,
    variableValues: Record<string, unknown> = {},
    principal: Principal | null = ADMINISTRATOR,
  ): Promise<Record<string, unknown>> {
    const result = await this.ask(source, variableValues, principal);
    if (result.errors) throw result.errors[0]?.originalError ?? result.errors[0];
    return JSON.parse(JSON.stringify(result.data)) as Record<string, unknown>;
  }

  /** Gives what was committed its place in the log. */
  async relay(): Promise<void> {
    await this.log.drain();
  }

  async close(): Promise<void> {
    await this.store.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export const ADMINISTRATOR: Principal = {
  kind: 'client',
  id: 'admin',
  sessionId: 's',
  roles: ['administrator'],
  administers: new Set(),
};

/** Who is asking: administrators may all, the others only in the units they administer. */
export function contextOf(principal: Principal | null): Context {
  const loaders = new Map<string, unknown>();
  const may: Context['may'] = (_, scope) => {
    if (!principal) return false;
    if (principal.roles.includes('administrator')) return true;
    return (scope?.units ?? []).every((unit) => principal.administers.has(unit));
  };
  const signedIn = (): Principal => {
    if (!principal) throw new Refusal('UNAUTHENTICATED');
    return principal;
  };
  return {
    principal,
    language: 'vi',
    origin: 'test',
    idempotencyKey: null,
    signal: new AbortController().signal,
    signedIn,
    may,
    require(permission, scope) {
      const asker = signedIn();
      if (!may(permission, scope)) throw new Refusal('FORBIDDEN', { permission });
      return asker;
    },
    loader<K, V>(name: string, batch: (keys: readonly K[]) => Promise<readonly (V | Error)[]>): DataLoader<K, V> {
      const loader = loaders.get(name) ?? new DataLoader<K, V>(batch);
      loaders.set(name, loader);
      return loader as DataLoader<K, V>;
    },
    markStale: () => undefined,
    stale: [],
  };
}

/** The codes of a refusal with their paths: `SEAT_OCCUPIED appoint.0.postId`. */
export async function refusal(work: Promise<unknown>): Promise<string[]> {
  try {
    await work;
  } catch (error) {
    if (error instanceof Refusal) return error.problems.map((one) => `${one.code} ${one.path.join('.')}`.trim());
    throw error;
  }
  return [];
}
