/**
 * The tree in memory with its indexes, and its file behind it. A commit is written to the file first and shown to
 * readers afterwards: what a client was told has happened has happened, whatever kills the process next.
 */
import { valueKey, type Entry } from './entry';
import type { EntryFile } from './file';

export interface Commit {
  readonly put?: readonly Entry[];
  /** Ids. */
  readonly remove?: readonly number[];
}

/** Attributes by which entries are found without looking at all of them. */
const INDEXED = ['uid', 'cn', 'mail', 'member', 'employeenumber', 'entryuuid', 'ou'] as const;

export class Tree {
  private readonly byId = new Map<number, Entry>();
  private readonly byKey = new Map<string, Entry>();
  private readonly children = new Map<string, Set<number>>();
  private readonly indexes = new Map<string, Map<string, Set<number>>>(INDEXED.map((name) => [name, new Map()]));
  private lastId = 0;

  constructor(private readonly file: EntryFile) {
    for (const entry of file.load()) this.link(entry);
  }

  nextId(): number {
    return this.lastId + 1;
  }

  /** The greatest change number of an entry; '' where there is none. */
  latestCsn(): string {
    let latest = '';
    for (const { csn } of this.byId.values()) if (csn > latest) latest = csn;
    return latest;
  }

  find(key: string): Entry | undefined {
    return this.byKey.get(key);
  }

  hasChildren(key: string): boolean {
    return (this.children.get(key)?.size ?? 0) > 0;
  }

  /** In order of creation. */
  all(): IterableIterator<Entry> {
    return this.byId.values();
  }

  childrenOf(key: string): Entry[] {
    return this.ordered(this.children.get(key) ?? new Set());
  }

  /** The entry's descendants, parents first. */
  below(key: string): Entry[] {
    return this.childrenOf(key).flatMap((child) => [child, ...this.below(child.key)]);
  }

  /** Entries that have a value in an indexed attribute, or null for one that is not indexed. */
  having(name: string, value: string): Entry[] | null {
    const index = this.indexes.get(name.toLowerCase());
    return index === undefined ? null : this.ordered(index.get(valueKey(name, value)) ?? new Set());
  }

  /** The groups that name an entry as a member. */
  groupsOf(key: string): Entry[] {
    return this.ordered(this.indexes.get('member')!.get(key) ?? new Set());
  }

  commit(commit: Commit): void {
    this.file.write(commit);
    for (const id of commit.remove ?? []) {
      this.unlink(id);
      this.byId.delete(id);
    }
    for (const entry of commit.put ?? []) this.unlink(entry.id);
    for (const entry of commit.put ?? []) this.link(entry);
  }

  private ordered(ids: ReadonlySet<number>): Entry[] {
    return [...ids].sort((a, b) => a - b).map((id) => this.byId.get(id)!);
  }

  private link(entry: Entry): void {
    this.lastId = Math.max(this.lastId, entry.id);
    this.byId.set(entry.id, entry);
    this.byKey.set(entry.key, entry);
    addTo(this.children, entry.parentKey, entry.id);
    for (const [name, key] of indexKeys(entry)) addTo(this.indexes.get(name)!, key, entry.id);
  }

  /** Leaves the entry's place in `byId`: paging walks in order of creation, which a change must not disturb. */
  private unlink(id: number): void {
    const entry = this.byId.get(id);
    if (entry === undefined) return;
    if (this.byKey.get(entry.key) === entry) this.byKey.delete(entry.key);
    removeFrom(this.children, entry.parentKey, id);
    for (const [name, key] of indexKeys(entry)) removeFrom(this.indexes.get(name)!, key, id);
  }
}

function indexKeys(entry: Entry): [string, string][] {
  return INDEXED.flatMap((name) => {
    const values = name === 'entryuuid' ? [entry.uuid] : (entry.attributes.get(name)?.values ?? []);
    return values.map((value): [string, string] => [name, valueKey(name, value)]);
  });
}

function addTo(map: Map<string, Set<number>>, key: string, id: number): void {
  const ids = map.get(key);
  if (ids === undefined) map.set(key, new Set([id]));
  else ids.add(id);
}

function removeFrom(map: Map<string, Set<number>>, key: string, id: number): void {
  const ids = map.get(key);
  ids?.delete(id);
  if (ids?.size === 0) map.delete(key);
}
