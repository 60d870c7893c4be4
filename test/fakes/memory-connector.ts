/**
 * A target in memory that keeps the connector contract and can misbehave: be down, freeze (and apply late what it was
 * asked meanwhile), refuse, or answer only part of a search. It enforces unique names, as real directories do.
 */
import {
  ConnectorError,
  type AccountDelta,
  type AccountPage,
  type AccountQuery,
  type AccountRecord,
  type AccountSpec,
  type Attributes,
  type Call,
  type Connector,
  type TargetGrant,
  type TestFinding,
} from '../../src/connectors/contract';

export interface CallSeen {
  readonly operation: string;
  readonly subject: string;
}

export class MemoryConnector implements Connector {
  readonly kind = 'memory';
  readonly accounts = new Map<string, AccountRecord>();
  /** Every call in order, reads included. */
  readonly seen: CallSeen[] = [];
  /** Operations that fail with this code until it is removed. */
  readonly refuses = new Map<string, 'rejected' | 'throttled' | 'unauthorised' | 'protocol'>();
  private down = false;
  private frozen = false;
  private partial = false;
  private readonly held: (() => void)[] = [];
  private readonly gates: { readonly operation: string; readonly reached: () => void; readonly go: Promise<void> }[] =
    [];
  private created = 0;
  private version = 0;

  constructor(private readonly prefix: string) {}

  goDown(): void {
    this.down = true;
  }

  comeBack(): void {
    this.down = false;
  }

  /** From now on nothing answers before its deadline; writes are kept for later. */
  freeze(): void {
    this.frozen = true;
  }

  /** Answers again, after having applied what it was asked while it was frozen. */
  thaw(): void {
    this.frozen = false;
    for (const apply of this.held.splice(0)) apply();
  }

  answerInPart(partial: boolean): void {
    this.partial = partial;
  }

  /** Stops the next call of this operation before it is applied; resolves when it has arrived. */
  hold(operation: string): { readonly arrived: Promise<void>; readonly letGo: () => void } {
    let reached: () => void = () => undefined;
    let letGo: () => void = () => undefined;
    const arrived = new Promise<void>((resolve) => (reached = resolve));
    const go = new Promise<void>((resolve) => (letGo = resolve));
    this.gates.push({ operation, reached, go });
    return { arrived, letGo };
  }

  /** Puts an account there behind everybody's back. */
  plant(record: Partial<AccountRecord> & { readonly name: string }): AccountRecord {
    const full: AccountRecord = {
      nativeId: this.nextId(),
      personId: null,
      status: 'active',
      attributes: {},
      grants: [],
      version: null,
      ...record,
    };
    this.accounts.set(full.nativeId, full);
    return full;
  }

  get writes(): readonly CallSeen[] {
    return this.seen.filter((call) => !['read', 'search', 'test'].includes(call.operation));
  }

  byName(name: string): AccountRecord | undefined {
    return [...this.accounts.values()].find((record) => record.name === name);
  }

  async test(call: Call): Promise<readonly TestFinding[]> {
    await this.enter('test', '', call, () => undefined);
    return [{ check: 'reachable', ok: true, detail: '' }];
  }

  read(nativeId: string, call: Call): Promise<AccountRecord | null> {
    return this.enter('read', nativeId, call, () => this.accounts.get(nativeId) ?? null);
  }

  search(
    query: AccountQuery,
    page: { readonly after: string | null; readonly size: number },
    call: Call,
  ): Promise<AccountPage> {
    return this.enter('search', query.by, call, () => {
      if (this.partial && page.after !== null) throw new ConnectorError('unreachable', 'the second page is missing');
      const records = [...this.accounts.values()].filter((record) => matches(query, record));
      return this.partial ? { records: [], next: 'more' } : { records, next: null };
    });
  }

  create(spec: AccountSpec, call: Call): Promise<AccountRecord> {
    return this.enter('create', spec.name, call, () => {
      if (this.byName(spec.name)) throw new ConnectorError('alreadyExists', `${spec.name} exists`);
      const record: AccountRecord = {
        nativeId: this.nextId(),
        name: spec.name,
        personId: spec.personId,
        status: 'active',
        attributes: without(spec.attributes),
        grants: [...spec.grants],
        version: this.nextVersion(),
      };
      this.accounts.set(record.nativeId, record);
      return record;
    });
  }

  modify(nativeId: string, delta: AccountDelta, call: Call, expectedVersion?: string | null): Promise<void> {
    return this.enter('modify', nativeId, call, () => {
      const record = this.present(nativeId);
      if (expectedVersion && expectedVersion !== record.version)
        throw new ConnectorError('conflict', `${nativeId} has changed`);
      const same = (a: TargetGrant, b: TargetGrant): boolean => a.kind === b.kind && a.value === b.value;
      const kept = record.grants.filter(
        (grant) => ![...(delta.removeGrants ?? []), ...(delta.addGrants ?? [])].some((one) => same(one, grant)),
      );
      this.put({
        ...record,
        attributes: without({ ...record.attributes, ...delta.set }),
        grants: [...kept, ...(delta.addGrants ?? [])],
      });
    });
  }

  enable(nativeId: string, call: Call): Promise<void> {
    return this.enter('enable', nativeId, call, () => this.put({ ...this.present(nativeId), status: 'active' }));
  }

  disable(nativeId: string, call: Call): Promise<void> {
    return this.enter('disable', nativeId, call, () => this.put({ ...this.present(nativeId), status: 'disabled' }));
  }

  archive(nativeId: string, call: Call): Promise<void> {
    return this.enter('archive', nativeId, call, () => this.put({ ...this.present(nativeId), status: 'archived' }));
  }

  delete(nativeId: string, call: Call): Promise<void> {
    return this.enter('delete', nativeId, call, () => {
      this.present(nativeId);
      this.accounts.delete(nativeId);
    });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  private async enter<T>(operation: string, subject: string, call: Call, apply: () => T): Promise<T> {
    this.seen.push({ operation, subject });
    const gate = this.gates.findIndex((one) => one.operation === operation);
    if (gate >= 0) {
      const [held] = this.gates.splice(gate, 1);
      held!.reached();
      await held!.go;
    }
    if (this.down) throw new ConnectorError('unreachable', `${this.prefix} is down`);
    const refused = this.refuses.get(operation);
    if (refused) throw new ConnectorError(refused, `${operation} is refused`);
    if (this.frozen) {
      if (!['read', 'search', 'test'].includes(operation)) this.held.push(() => quietly(apply));
      await aborted(call.signal);
      throw new ConnectorError('timeout', `${operation} was not answered`);
    }
    return apply();
  }

  private present(nativeId: string): AccountRecord {
    const record = this.accounts.get(nativeId);
    if (record === undefined) throw new ConnectorError('notFound', `${nativeId} is not there`);
    return record;
  }

  private put(record: AccountRecord): void {
    this.accounts.set(record.nativeId, { ...record, version: this.nextVersion() });
  }

  private nextId(): string {
    this.created += 1;
    return `${this.prefix}-${this.created}`;
  }

  private nextVersion(): string {
    this.version += 1;
    return `v${this.version}`;
  }
}

function matches(query: AccountQuery, record: AccountRecord): boolean {
  if (query.by === 'name') return record.name === query.name;
  return query.by === 'all' || record.personId === query.personId;
}

function without(attributes: Attributes): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== null));
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** What is applied late is refused silently where it no longer fits: nobody waits for the answer. */
function quietly(apply: () => unknown): void {
  try {
    apply();
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error;
  }
}
