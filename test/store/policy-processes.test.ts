/** Several processes on one store: a policy that one of them puts in force is what all of them work by. */
import 'reflect-metadata';
import { join } from 'node:path';
import { AUDIT_ENTITIES } from '../../src/audit';
import { EVENT_ENTITIES } from '../../src/events';
import {
  createEngine,
  PolicyVersionRow,
  PolicyVersions,
  PROVISIONING_ENTITIES,
  type Engine,
} from '../../src/provisioning/effects';
import { ManualClock } from '../../src/shared/clock';
import { silentLogger } from '../../src/shared/logger';
import { openStore, type StoreSettings } from '../../src/store/open';
import type { Store, Tx } from '../../src/store/store';
import { KNOWN, POLICY_TEXT } from '../core/city';
import { MemoryConnector } from '../fakes/memory-connector';
import { FakeOffice, head, person, START, UNIT } from '../fakes/provisioning-city';
import { describeWith, mariadb, temporaryFolder } from '../servers';

const ENTITIES = [...AUDIT_ENTITIES, ...EVENT_ENTITIES, ...PROVISIONING_ENTITIES];
const OTHER_POLICY = POLICY_TEXT.replace(
  "groups: [leaders, 'unit-{unit}'",
  "groups: [leaders, truong-moi, 'unit-{unit}'",
);
const EXTENSION = `version: 1
roles:
  - role: truc-ban
    position: giam-doc-so
    grants:
      directory: { groups: ['truc-ban-{unit}'] }
`;

/** Where each test gets an empty store of its own. */
interface Place {
  next(): Promise<StoreSettings>;
  remove(): Promise<void>;
}

async function onFile(): Promise<Place> {
  const folder = temporaryFolder('policy');
  let files = 0;
  return {
    next: () => Promise.resolve({ kind: 'sqlite', file: join(folder.path, `${(files += 1)}.db`) }),
    remove: async () => folder.remove(),
  };
}

async function onServer(): Promise<Place> {
  const server = await mariadb();
  let databases = 0;
  return {
    next: async () => ({ kind: 'mysql', url: await server.database(`chung_${(databases += 1)}`) }),
    remove: () => server.close(),
  };
}

/** One file belongs to one process in a city; here two share it, which write one after another. */
describeProcesses('a file', onFile);
describeWith(['mariadb'])('on a server', () => describeProcesses('MariaDB', onServer));

function describeProcesses(name: string, open: () => Promise<Place>): void {
  describe(`two processes on ${name}`, () => {
    const clock = new ManualClock(START);
    const office = new FakeOffice();
    const systems = new Map<string, MemoryConnector>();
    let place: Place;
    let settings: StoreSettings;
    const stores: Store[] = [];
    let one: Engine;
    let other: Engine;

    beforeAll(async () => {
      place = await open();
    }, 60_000);

    beforeEach(async () => {
      settings = await place.next();
      office.people.clear();
      for (const id of ['directory', 'mail', 'qlvb:so-tttt']) systems.set(id, new MemoryConnector(id));
      [one, other] = [await start(), await start()];
      await decide(one, 'nvan');
      await one.loop.settle();
    }, 60_000);

    afterEach(async () => {
      for (const store of stores.splice(0)) await store.close();
    });

    afterAll(() => place.remove());

    async function start(): Promise<Engine> {
      const store = await openStore(settings, ENTITIES, clock);
      stores.push(store);
      const source = { file: 'policy.yaml', text: POLICY_TEXT, known: KNOWN };
      return createEngine({
        store,
        clock,
        office,
        policy: await PolicyVersions.open(store, source, silentLogger),
        connectors: { get: (id) => systems.get(id) ?? null },
        logger: silentLogger,
        random: () => 0.5,
      });
    }

    const storeOf = (engine: Engine): Store => stores[engine === one ? 0 : 1]!;

    const groupsOf = (login: string): readonly string[] =>
      (systems.get('directory')!.byName(login)?.grants ?? []).map((grant) => grant.value);

    async function decide(engine: Engine, login: string): Promise<void> {
      office.people.set(login, person(login, [head(login)]));
      await storeOf(engine).write((tx) => engine.due.mark(tx.manager, [login], { kind: 'link', id: null }, tx.now));
    }

    async function apply(engine: Engine, text: string, unitId: string | null = null): Promise<void> {
      const changes = engine.policyChanges!;
      const known = await changes.difference({ unitId, text }, 'policy');
      await storeOf(engine).write((tx: Tx) => changes.record(tx, { unitId, text }, 'p-admin', known));
      clock.advance(1_000);
    }

    it('work by what the other put in force, for whom it concerns and for whoever comes next', async () => {
      await apply(one, OTHER_POLICY);
      await other.loop.settle();
      await decide(other, 'nvb');
      await other.loop.settle();

      expect(groupsOf('nvan')).toContain('truong-moi');
      expect(groupsOf('nvb')).toContain('truong-moi');
      expect(other.policy.current().version).toBe(one.policy.current().version);
      expect(other.policy.text()).toBe(one.policy.text());
    });

    it('know it before anybody is due', async () => {
      await decide(one, 'nvc');
      await apply(one, OTHER_POLICY);
      await one.loop.settle();

      await other.loop.settle();

      expect(other.policy.current().version).toBe(one.policy.current().version);
    });

    it('plan by it, whatever their own loop has seen', async () => {
      await apply(one, OTHER_POLICY);

      const { policyVersion } = await other.plans.prepare(['nvan'], { kind: 'scan', id: null });

      expect(policyVersion).toBe(one.policy.current().version);
    });

    it('keep what the other changed when they change another part', async () => {
      await apply(one, OTHER_POLICY);

      await apply(other, EXTENSION, UNIT.id);
      await one.loop.settle();

      expect(groupsOf('nvan')).toEqual(expect.arrayContaining(['truong-moi', `truc-ban-${UNIT.id}`]));
      const rows = await stores[0]!.read.findBy(PolicyVersionRow, { status: 'applied' });
      expect(rows).toHaveLength(3);
      expect(rows.map((row) => row.version)).toContain(one.policy.current().version);
    });

    it('forget what was not committed', async () => {
      const before = one.policy.current().version;
      const changes = one.policyChanges!;
      const known = await changes.difference({ unitId: null, text: OTHER_POLICY }, 'policy');
      const cut = storeOf(one).write(async (tx) => {
        await changes.record(tx, { unitId: null, text: OTHER_POLICY }, 'p-admin', known);
        await one.policy.refresh!(tx.manager);
        throw new Error('cut off');
      });

      await expect(cut).rejects.toThrow('cut off');
      await one.loop.settle();

      expect(one.policy.current().version).toBe(before);
    });
  });
}
