/**
 * One life of the process: engines, office and relay over the store as it is. It ends at a named write boundary as a
 * killed process does: nothing is written from there on, and the next life finds what was kept.
 */
import { randomUUID } from 'node:crypto';
import { Relay } from '../../src/events';
import { createEngine, type Engine, type EngineSettings } from '../../src/provisioning/effects';
import type { OfficeReader } from '../../src/provisioning/office-reader';
import type { Clock } from '../../src/shared/clock';
import { silentLogger, type Logger } from '../../src/shared/logger';
import { observeBoundaries, type WriteBoundary } from '../../src/shared/write-boundary';
import type { Store } from '../../src/store/store';
import { announceDue } from '../../src/subgraphs/organisation/announcements';
import { Decisions } from '../../src/subgraphs/organisation/decisions';
import { People } from '../../src/subgraphs/organisation/people';
import { StoredOffice } from '../../src/subgraphs/organisation/reader';
import { Scopes } from '../../src/subgraphs/provisioning/scope';
import { ProvisioningService } from '../../src/subgraphs/provisioning/service';
import type { Bench, PolicyName } from './bench';
import type { Parts } from './mistake';
import type { Weather } from './weather';

export const LEASE_MS = 60_000;
export const RETRY_MAX_MS = 300_000;

const SETTINGS: Partial<EngineSettings> = {
  leaseMs: LEASE_MS,
  retryMaxMs: RETRY_MAX_MS,
  // Faults are decided by the history; these only must not come first.
  readTimeoutMs: 20_000,
  writeTimeoutMs: 20_000,
  patienceMs: 10_000,
  headStartMs: 10_000,
};

/** Comes out of a write boundary at which the process dies. */
class Death extends Error {}

export interface Ground {
  readonly bench: Bench;
  readonly weather: Weather;
  readonly clock: Clock;
  readonly random: () => number;
  readonly policy: { name: PolicyName };
  /** A planted mistake replaces parts here. */
  readonly parts: Parts;
}

export class Life {
  readonly store: Store;
  readonly office: OfficeReader;
  readonly engines: readonly Engine[];
  readonly decisions: Decisions;
  readonly people: People;
  readonly service: ProvisioningService;
  readonly relay: Relay;
  /** What the engine told of its own failures. */
  readonly errors: string[] = [];
  dead = false;
  private unobserve: () => void = () => undefined;

  constructor(private readonly ground: Ground) {
    const { bench, clock, weather, random, parts } = ground;
    const store = this.whileAlive(bench.store(clock), ['write']);
    this.store = store;
    this.office = parts.office(new StoredOffice(store, clock));
    const policy = { current: () => parts.policy(bench.policies[ground.policy.name]), text: () => '' };
    this.engines = [0, 1].map((worker) => {
      const registry = weather.registry(worker);
      const engine = createEngine({
        store,
        clock: parts.clock(clock),
        office: this.office,
        connectors: {
          get: (targetId) => {
            const connector = parts.connector(targetId, registry.get(targetId));
            return connector === null ? null : this.whileAlive(connector, null);
          },
        },
        policy,
        logger: this.listening(),
        random,
        settings: SETTINGS,
      });
      parts.engine(engine);
      return engine;
    });
    const [engine] = this.engines;
    this.decisions = new Decisions({
      store,
      due: { mark: (manager, personIds, cause, now) => engine!.due.mark(manager, parts.marked(personIds), cause, now) },
      planHash: {
        hashOf: (input, asker) => engine!.plans.hashOf(input, asker),
        hashOfAnnulment: (annulment, asker) => engine!.plans.hashOfAnnulment(annulment, asker),
      },
    });
    this.people = new People(store, Buffer.alloc(32, 7));
    this.service = new ProvisioningService(store, engine!, new Scopes(store, engine!, this.office));
    this.relay = new Relay(store, silentLogger);
  }

  /** Some functions of a part, or all of them: a dead process writes and calls nothing, however long its turns go on here. */
  private whileAlive<T extends object>(part: T, names: readonly string[] | null): T {
    const reject = (): Promise<never> => Promise.reject(new Death('it was dead already'));
    return new Proxy(part, {
      get: (of, name) => {
        const own: unknown = Reflect.get(of, name);
        const guarded = names === null || names.includes(String(name));
        if (typeof own !== 'function' || !guarded) return own;
        return (...asked: unknown[]): unknown => (this.dead ? reject() : Reflect.apply(own, of, asked));
      },
    });
  }

  /** A failure inside of the engine that is nobody's fault but its own; none counts that a dying process tells. */
  private listening(): Logger {
    const error = (told: { readonly err?: unknown }): void => {
      if (!this.dead)
        this.errors.push(told.err instanceof Error ? (told.err.stack ?? told.err.message) : String(told.err));
    };
    return Object.create(silentLogger, { error: { value: error } }) as Logger;
  }

  get engine(): Engine {
    return this.engines[0]!;
  }

  /** What a running process does by itself: tells what is due, orders the log, brings accounts to rest. */
  async work(relay: boolean): Promise<void> {
    await announceDue(this.store, this.ground.clock.now());
    if (relay) await this.relay.drain();
    await this.engine.loop.settle();
    if (relay) await this.relay.drain();
  }

  /** From now on the process dies when it reaches the boundary for the n-th time. */
  dieAt(boundary: WriteBoundary, count: number): void {
    let left = count;
    this.unobserve = observeBoundaries((reached) => {
      if (!this.dead && reached === boundary) {
        left -= 1;
        if (left <= 0) this.dead = true;
      }
      if (this.dead) throw new Death(`dead at ${boundary}`);
    });
  }

  live(): void {
    this.unobserve();
  }

  /** The life after this one; `asAnotherProcess`: leases are another process's, and dead at once. */
  async next(asAnotherProcess: boolean): Promise<Life> {
    await this.ground.weather.idle();
    for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    await this.ground.bench
      .store(this.ground.clock)
      .write(() => Promise.resolve())
      .catch(() => undefined);
    this.unobserve();
    if (asAnotherProcess)
      this.ground.bench.database
        .prepare('UPDATE due_person SET leaseHolder = ? WHERE leaseHolder IS NOT NULL')
        .run(`${randomUUID()}:gone`);
    return new Life(this.ground);
  }
}
