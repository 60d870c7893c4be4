/** A small city for tests of the engine: a real store in a temporary folder, office facts in memory, three targets. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AuditHead } from '../../src/audit/audit-head.entity';
import { AuditRecord } from '../../src/audit/audit-record.entity';
import { Lease } from '../../src/events/lease.entity';
import { OutboxEvent } from '../../src/events/outbox-event.entity';
import type { ConnectorRegistry } from '../../src/provisioning/effects';
import type { AppointmentFacts, Policy, UnitFacts } from '../../src/provisioning/core';
import { createEngine, PROVISIONING_ENTITIES, type Engine, type EngineSettings } from '../../src/provisioning/effects';
import { OperationRow } from '../../src/provisioning/effects/operation.entity';
import { PlanRow } from '../../src/provisioning/effects/plan.entity';
import type {
  DecisionFacts,
  OfficeFacts,
  OfficeReader,
  OfficeUnderDecision,
} from '../../src/provisioning/office-reader';
import { ManualClock } from '../../src/shared/clock';
import { silentLogger } from '../../src/shared/logger';
import { openStore } from '../../src/store/open';
import type { Store } from '../../src/store/store';
import { openWithoutDue } from '../process/open-without-due';
import { MemoryConnector } from './memory-connector';

export const START = new Date('2026-03-02T02:00:00.000Z');

export const UNIT: UnitFacts = {
  id: 'so-tttt',
  name: 'Sở Thông tin và Truyền thông',
  kind: 'department',
  path: ['so-tttt', 'ubnd-tp'],
  instanceUnitId: 'so-tttt',
};
export const OTHER_UNIT: UnitFacts = {
  id: 'so-yt',
  name: 'Sở Y tế',
  kind: 'department',
  path: ['so-yt', 'ubnd-tp'],
  instanceUnitId: 'so-yt',
};

/** Where a head of UNIT has an account. */
export const SYSTEMS = ['directory', 'mail', `qlvb:${UNIT.id}`];

/** Heads get an account everywhere; mail is opened after the directory. */
export const POLICY: Policy = {
  version: 'test-1',
  file: 'test.yaml',
  mailDomain: 'hanoi.test',
  targets: [
    { key: 'directory', connector: 'ldap', instancePer: 'city', createAfter: [], assignee: null, line: 2 },
    { key: 'mail', connector: 'dovecot', instancePer: 'city', createAfter: ['directory'], assignee: null, line: 3 },
    { key: 'qlvb', connector: 'qlvb', instancePer: 'unit', createAfter: [], assignee: null, line: 4 },
  ],
  roles: [
    {
      role: 'unit-head',
      positions: ['giam-doc-so'],
      modes: ['official', 'acting', 'in-charge'],
      line: 6,
      targets: [
        { target: 'directory', grants: [{ kind: 'group', value: 'leaders', line: 8 }], quotaMiB: null, line: 8 },
        { target: 'mail', grants: [], quotaMiB: 10240, line: 9 },
        { target: 'qlvb', grants: [{ kind: 'role', value: 'direct', line: 10 }], quotaMiB: null, line: 10 },
      ],
    },
  ],
  delegations: [],
  leave: { accounts: { archiveAfterDays: 90, deleteAfterDays: 1825 }, handover: { tabletReturnDays: 7 } },
  brake: { windowMs: 3_600_000, netLossPerTarget: { atLeast: 20, percent: 5 }, netLossOverall: 50 },
  protectedNames: { directory: ['uid=admin'] },
};

/** Office as plain facts that a test sets; a decision is the list of persons it concerns. */
export class FakeOffice implements OfficeReader {
  readonly people = new Map<string, OfficeFacts>();
  readonly decisions = new Map<string, DecisionFacts>();
  /** What `factsUnder` answers, whatever the input. */
  under: OfficeUnderDecision | null = null;

  facts(personIds: readonly string[]): Promise<readonly OfficeFacts[]> {
    return Promise.resolve(personIds.flatMap((id) => this.people.get(id) ?? []));
  }

  factsUnder(): Promise<OfficeUnderDecision> {
    if (this.under === null) throw new Error('the test names no facts');
    return Promise.resolve(this.under);
  }

  units(): Promise<readonly UnitFacts[]> {
    return Promise.resolve([UNIT, OTHER_UNIT]);
  }

  decision(decisionId: string): Promise<DecisionFacts | null> {
    return Promise.resolve(this.decisions.get(decisionId) ?? null);
  }

  personsByLogin(logins: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const wanted = new Set(logins.map((login) => login.toLowerCase()));
    return Promise.resolve(
      new Map([...this.people.values()].filter((one) => wanted.has(one.login)).map((one) => [one.login, one.personId])),
    );
  }

  personIds(after: string | null, size: number): Promise<readonly string[]> {
    return Promise.resolve(
      [...this.people.keys()]
        .sort()
        .filter((id) => after === null || id > after)
        .slice(0, size),
    );
  }
}

export function head(
  personId: string,
  options: { readonly unit?: UnitFacts; readonly startsOn?: string; readonly endsOn?: string | null } = {},
): AppointmentFacts {
  const unit = options.unit ?? UNIT;
  return {
    id: `${personId}@${unit.id}`,
    post: { id: `${unit.id}/giam-doc-so`, positionId: 'giam-doc-so', title: 'Giám đốc Sở', rank: 3, unit },
    mode: 'official',
    primary: true,
    fields: [],
    homeAppointmentId: null,
    startsOn: options.startsOn ?? '2026-01-01',
    endsOn: options.endsOn ?? null,
    basis: { decisionId: 'd-in', line: 0 },
    endBasis: options.endsOn ? { decisionId: 'd-out', line: 0 } : null,
  };
}

export function person(personId: string, appointments: readonly AppointmentFacts[]): OfficeFacts {
  return {
    personId,
    login: personId,
    names: [{ startsOn: '1970-01-01', familyName: 'Nguyễn', middleName: 'Văn', givenName: personId }],
    appointments,
    suspensions: [],
    delegations: [],
  };
}

export class City {
  readonly clock = new ManualClock(START);
  readonly office = new FakeOffice();
  readonly targets = new Map<string, MemoryConnector>(
    ['directory', 'mail', 'qlvb:so-tttt', 'qlvb:so-yt'].map((id) => [id, new MemoryConnector(id)]),
  );
  private readonly engines: Engine[] = [];
  private decided = 0;

  private constructor(
    readonly store: Store,
    private readonly folder: string,
    clock: ManualClock,
  ) {
    this.clock = clock;
  }

  static async open(): Promise<City> {
    const folder = mkdtempSync(join(tmpdir(), 'provisioning-'));
    const clock = new ManualClock(START);
    const entities = [...PROVISIONING_ENTITIES, AuditRecord, AuditHead, OutboxEvent, Lease];
    return new City(await openStore({ kind: 'sqlite', file: join(folder, 'city.db') }, entities, clock), folder, clock);
  }

  /** `systems` takes the place of the connectors in memory and of the small policy. */
  engine(
    settings: Partial<EngineSettings> = {},
    systems: { readonly connectors: ConnectorRegistry; readonly policy: Policy } | null = null,
  ): Engine {
    const engine = createEngine({
      store: this.store,
      clock: this.clock,
      office: this.office,
      connectors: systems?.connectors ?? { get: (id) => this.targets.get(id) ?? null },
      policy: { current: () => systems?.policy ?? POLICY, text: () => '' },
      logger: silentLogger,
      random: () => 0.5,
      settings: {
        readTimeoutMs: 100,
        writeTimeoutMs: 100,
        patienceMs: 60,
        headStartMs: 20,
        probeMs: 20,
        pollMs: 20,
        ...settings,
      },
    });
    this.engines.push(engine);
    return engine;
  }

  target(id: string): MemoryConnector {
    return this.targets.get(id)!;
  }

  /** Records a decision that gives persons these facts, as organisation does: facts, then the marks, in one transaction. */
  async decide(engine: Engine, people: readonly OfficeFacts[], effectiveAt: Date = this.clock.now()): Promise<string> {
    this.decided += 1;
    const id = `decision-${this.decided}`;
    const affectedPersonIds = people.map((one) => one.personId);
    this.office.decisions.set(id, {
      id,
      number: `${this.decided}/QĐ`,
      effectiveAt,
      recordedAt: this.clock.now(),
      affectedPersonIds,
    });
    for (const one of people) this.office.people.set(one.personId, one);
    await this.store.write((tx) => engine.due.mark(tx.manager, affectedPersonIds, { kind: 'decision', id }, tx.now));
    return id;
  }

  /** Somebody comes to head the unit, and has what that gives. */
  async join(engine: Engine, personId = 'nvan'): Promise<void> {
    await this.decide(engine, [person(personId, [head(personId)])]);
    await engine.loop.settle();
  }

  /** It is decided that they have left; nothing is worked on yet. */
  leave(engine: Engine, personId = 'nvan'): Promise<string> {
    return this.decide(engine, [person(personId, [head(personId, { endsOn: '2026-03-02' })])]);
  }

  /** Lets time pass and works, as often as needed for what waits for a retry. */
  async pass(engine: Engine, stepMs: number, steps = 1): Promise<void> {
    for (let step = 0; step < steps; step += 1) {
      this.clock.advance(stepMs);
      await engine.loop.settle();
    }
  }

  operations(personId: string): Promise<readonly OperationRow[]> {
    return this.store.read.find(OperationRow, { where: { personId }, order: { id: 'ASC' } });
  }

  plans(): Promise<readonly PlanRow[]> {
    return this.store.read.find(PlanRow, { order: { createdAt: 'ASC' } });
  }

  statusOf(targetId: string, name: string): string | undefined {
    return this.target(targetId).byName(name)?.status;
  }

  async close(): Promise<void> {
    for (const engine of this.engines) await engine.loop.stop();
    const forgotten = await openWithoutDue(this.store.read, this.clock.now());
    await this.store.close();
    rmSync(this.folder, { recursive: true, force: true });
    if (forgotten.length > 0) throw new Error(`nobody is due for ${forgotten.join('; ')}`);
  }
}
