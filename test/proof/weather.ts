/**
 * Faults, between the engine and the real connectors: decided by the history alone, never by time. A frozen target takes
 * writes and applies them when it thaws; every call of all workers takes its turn, so that a history runs the same way
 * each time.
 */
import {
  archives,
  ConnectorError,
  transfersHoldings,
  type AccountDelta,
  type AccountRecord,
  type AccountSpec,
  type Call,
  type Connector,
} from '../../src/connectors/contract';
import { Mutex } from '../../src/shared/mutex';
import { sleep } from '../../src/shared/timing';

/** `frozen` applies late, `swallowing` takes a write and never applies it, `mute` applies it and its answer is lost. */
export const FAULTS = [
  'down',
  'slow',
  'frozen',
  'swallowing',
  'mute',
  'refusing',
  'throttled',
  'partial',
  'empty',
] as const;
export type Fault = (typeof FAULTS)[number];

export interface Write {
  readonly targetId: string;
  readonly operation: 'create' | 'modify' | 'enable' | 'disable' | 'archive' | 'delete' | 'handover';
  readonly nativeId: string | null;
  readonly spec: AccountSpec | null;
  readonly delta: AccountDelta | null;
  /** Which of the workers sent it. */
  readonly worker: number;
  /** The target applied it after its sender had given up, or its sender had been paused before it sent it. */
  readonly late: boolean;
}

export interface Watcher {
  /** A worker sends a write; gives back what to do when it is answered or given up. */
  sent(write: Write): () => void;
  /** Before a write is applied. */
  before(write: Write): void;
  after(write: Write, result: AccountRecord | null): void;
  /** A fault met a call. */
  hit(fault: Fault): void;
}

const SLOW_MS = 12;
const FOREVER: Call = { signal: new AbortController().signal, timeoutMs: 60_000 };

interface Hold {
  readonly worker: number;
  readonly reached: () => void;
  readonly go: Promise<void>;
}

export class Weather {
  private readonly turn = new Mutex();
  private readonly faults = new Map<string, Fault>();
  private frozen: { readonly targetId: string; readonly apply: () => Promise<void> }[] = [];
  private hold: Hold | null = null;
  /** Write calls that reached a connector or were held back by a fault after they were sent. */
  sent = 0;

  constructor(
    private readonly inner: (targetId: string) => Connector | null,
    private readonly watcher: Watcher,
  ) {}

  /** The connectors of one worker. */
  registry(worker: number): { get(targetId: string): Connector | null } {
    const known = new Map<string, Connector | null>();
    return {
      get: (targetId) => {
        const found = known.get(targetId);
        if (found !== undefined) return found;
        const inner = this.inner(targetId);
        const made = inner === null ? null : this.connector(targetId, inner, worker);
        known.set(targetId, made);
        return made;
      },
    };
  }

  faultOf(targetId: string): Fault | null {
    return this.faults.get(targetId) ?? null;
  }

  get faulty(): readonly string[] {
    return [...this.faults.keys()];
  }

  async set(targetId: string, fault: Fault | null): Promise<void> {
    if (this.faults.get(targetId) === 'frozen' && fault !== 'frozen') {
      this.faults.delete(targetId);
      await this.thaw(targetId);
    }
    if (fault === null) this.faults.delete(targetId);
    else this.faults.set(targetId, fault);
  }

  async clear(): Promise<void> {
    for (const targetId of this.faulty) await this.set(targetId, null);
  }

  /** Stops the next write of a worker before it is sent. */
  pause(worker: number): { readonly arrived: Promise<void>; readonly release: () => void } {
    let reached: () => void = () => undefined;
    let release: () => void = () => undefined;
    const arrived = new Promise<void>((resolve) => (reached = resolve));
    const go = new Promise<void>((resolve) => (release = resolve));
    this.hold = { worker, reached, go };
    return {
      arrived,
      release: () => {
        this.hold = null;
        release();
      },
    };
  }

  /** Resolves when no call is under way. */
  idle(): Promise<void> {
    return this.turn.run(() => Promise.resolve());
  }

  private async thaw(targetId: string): Promise<void> {
    const late = this.frozen.filter((one) => one.targetId === targetId);
    this.frozen = this.frozen.filter((one) => one.targetId !== targetId);
    for (const { apply } of late) await this.turn.run(apply);
  }

  private connector(targetId: string, inner: Connector, worker: number): Connector {
    const read = <T>(what: () => Promise<T>, empty: T, pages: boolean): Promise<T> =>
      this.turn.run(async () => {
        const fault = this.meet(targetId);
        switch (fault) {
          case 'down':
            throw new ConnectorError('unreachable', `${targetId} is down`);
          case 'frozen':
            throw new ConnectorError('timeout', `${targetId} does not answer`);
          case 'throttled':
            throw new ConnectorError('throttled', `${targetId} is busy`, { retryAfterMs: 1_000 });
          case 'partial':
            if (pages) return empty;
            throw new ConnectorError('protocol', `${targetId} answered half`);
          case 'empty':
            return empty;
          case 'slow':
            await sleep(SLOW_MS);
            return what();
          case 'refusing':
          case 'swallowing':
          case 'mute':
          case null:
            return what();
        }
      });
    const write = async <T>(
      what: Pick<Write, 'operation' | 'nativeId'> & Partial<Pick<Write, 'spec' | 'delta'>>,
      act: (call: Call) => Promise<T>,
      call: Call,
    ): Promise<T> => {
      let late = false;
      if (this.hold?.worker === worker) {
        const { reached, go } = this.hold;
        this.hold = null;
        reached();
        await go;
        late = true;
      }
      const told = (isLate: boolean): Write => ({ spec: null, delta: null, ...what, targetId, worker, late: isLate });
      const answered = late ? nothing : this.watcher.sent(told(false));
      const taken = this.turn.run(async () => {
        const fault = this.meet(targetId);
        this.sent += 1;
        if (fault === 'down') throw new ConnectorError('unreachable', `${targetId} is down`);
        if (fault === 'refusing') throw new ConnectorError('rejected', `${targetId} refuses`);
        if (fault === 'throttled')
          throw new ConnectorError('throttled', `${targetId} is busy`, { retryAfterMs: 1_000 });
        if (fault === 'frozen') {
          this.frozen.push({
            targetId,
            apply: () => this.apply(told(true), () => act(FOREVER)).then(nothing, nothing),
          });
          throw new ConnectorError('timeout', `${targetId} does not answer`);
        }
        if (fault === 'swallowing') throw new ConnectorError('timeout', `${targetId} does not answer`);
        if (fault === 'mute') {
          await this.apply(told(late), () => act(call)).then(nothing, nothing);
          throw new ConnectorError('timeout', `the answer of ${targetId} was lost`);
        }
        if (fault === 'slow') await sleep(SLOW_MS);
        return this.apply(told(late), () => act(call));
      });
      return taken.finally(answered);
    };
    const wrapped: Connector = {
      kind: inner.kind,
      test: (call) => read(() => inner.test(call), [], false),
      read: (nativeId, call) => read(() => inner.read(nativeId, call), null, false),
      search: (query, page, call) => {
        const partial = this.faultOf(targetId) === 'partial';
        if (partial && page.after !== null)
          return read(
            () => Promise.reject(new ConnectorError('unreachable', 'the second page is missing')),
            { records: [], next: 'more' },
            false,
          );
        return read(() => inner.search(query, page, call), { records: [], next: partial ? 'more' : null }, true);
      },
      create: (spec, call) =>
        write({ operation: 'create', nativeId: null, spec }, (own) => inner.create(spec, own), call),
      modify: (nativeId, delta, call, expected) =>
        write({ operation: 'modify', nativeId, delta }, (own) => inner.modify(nativeId, delta, own, expected), call),
      enable: (nativeId, call) => write({ operation: 'enable', nativeId }, (own) => inner.enable(nativeId, own), call),
      disable: (nativeId, call) =>
        write({ operation: 'disable', nativeId }, (own) => inner.disable(nativeId, own), call),
      delete: (nativeId, call) => write({ operation: 'delete', nativeId }, (own) => inner.delete(nativeId, own), call),
      close: () => Promise.resolve(),
    };
    if (archives(inner))
      Object.assign(wrapped, {
        archive: (nativeId: string, call: Call) =>
          write({ operation: 'archive', nativeId }, (own) => inner.archive(nativeId, own), call),
      });
    if (transfersHoldings(inner))
      Object.assign(wrapped, {
        transferHoldings: (nativeId: string, to: { key: string; note: string }, call: Call) =>
          write({ operation: 'handover', nativeId }, (own) => inner.transferHoldings(nativeId, to, own), call),
      });
    return wrapped;
  }

  private async apply<T>(told: Write, act: () => Promise<T>): Promise<T> {
    this.watcher.before(told);
    const result = await act();
    this.watcher.after(told, told.operation === 'create' ? (result as AccountRecord) : null);
    return result;
  }

  private meet(targetId: string): Fault | null {
    const fault = this.faultOf(targetId);
    if (fault !== null) this.watcher.hit(fault);
    return fault;
  }
}

function nothing(): void {
  return undefined;
}
