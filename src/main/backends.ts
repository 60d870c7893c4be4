/**
 * The outside systems as this city's readers see them: one `Backend` for each, made with the settings of its kind, and
 * what can be told of them together – in `/ready` which of them answer, in `/metrics` how their calls went.
 */
import { Counter, Gauge, type Registry } from 'prom-client';
import type { Config } from '../config/config';
import { Backend, type BackendCalls, type BackendState } from '../shared/backend';

export type BackendKind = keyof Config['backends'];

/** In words of their own: a kind is a setting, this is the name that people and dashboards read. */
const NAMES: Readonly<Record<BackendKind, string>> = {
  directory: 'directory',
  mail: 'mail',
  qlvb: 'qlvb',
  signIn: 'sign-in',
};

const OUTCOMES: Readonly<Record<keyof BackendCalls, string>> = {
  answered: 'answered',
  failed: 'failed',
  overdue: 'overdue',
  leftAlone: 'left_alone',
  turnedAway: 'turned_away',
};

const STATES: readonly BackendState[] = ['unasked', 'up', 'failing', 'resting'];

type Watched = Pick<Backend<unknown>, 'name' | 'state' | 'calls'>;

export class Backends {
  /** As many as there are systems: one for each QLVB instance, which the connectors bound. */
  private readonly all: { readonly kind: BackendKind; readonly backend: Watched }[] = [];

  constructor(
    private readonly settings: Pick<Config, 'backends' | 'lastKnown'>,
    private readonly nowMs: () => number,
  ) {}

  deadlineMs(kind: BackendKind): number {
    return this.settings.backends[kind].deadlineMs;
  }

  /** `instance` tells the systems of one kind apart. */
  make<T>(kind: BackendKind, instance?: string): Backend<T> {
    const { deadlineMs, breakAfter, restMs } = this.settings.backends[kind];
    const name = instance === undefined ? NAMES[kind] : `${NAMES[kind]}:${instance}`;
    const backend = new Backend<T>(
      { name, deadlineMs, breakAfter, breakForMs: restMs, ...this.settings.lastKnown },
      this.nowMs,
    );
    this.all.push({ kind, backend });
    return backend;
  }

  /** Each system by name, as its last calls found it: asking for this asks nobody. */
  parts(): Record<string, BackendState> {
    return Object.fromEntries(this.all.map(({ backend }) => [backend.name, backend.state]));
  }

  /** By kind, not by instance: a label takes few values however many units there are. */
  expose(registry: Registry): void {
    const kinds = Object.keys(NAMES) as BackendKind[];
    const watched = (kind: BackendKind): readonly Watched[] =>
      this.all.filter((one) => one.kind === kind).map(({ backend }) => backend);
    const states = new Gauge({
      name: 'city_backends',
      help: 'Outside systems by what their last calls found; resting ones are left alone by the breaker.',
      labelNames: ['system', 'state'],
      registers: [],
      collect() {
        for (const kind of kinds)
          for (const state of STATES)
            this.set({ system: NAMES[kind], state }, watched(kind).filter((one) => one.state === state).length);
      },
    });
    const calls = new Counter({
      name: 'city_backend_calls_total',
      help: 'Calls to outside systems by how they went; those left alone or turned away were never sent.',
      labelNames: ['system', 'outcome'],
      registers: [],
      collect() {
        this.reset();
        for (const kind of kinds)
          for (const [outcome, label] of Object.entries(OUTCOMES) as [keyof BackendCalls, string][])
            this.inc(
              { system: NAMES[kind], outcome: label },
              watched(kind).reduce((sum, one) => sum + one.calls[outcome], 0),
            );
      },
    });
    registry.registerMetric(states);
    registry.registerMetric(calls);
  }
}
