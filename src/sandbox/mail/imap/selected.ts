/**
 * A selected mailbox as its client believes it to be. Numbers of messages stay still while commands refer to them;
 * what has changed is told only when `news` is asked for.
 */
import type { MailStore, MessageHead } from '../mail-store';
import type { Folder } from './folders';

export interface Numbered {
  readonly sequence: number;
  readonly uid: number;
}

export class Selected {
  private uids: number[];
  private readonly toldFlags = new Map<number, string>();
  /** False while nothing has changed since the last news: most commands then cost no query. */
  private hasChanged = false;
  private readonly stopWatching: () => void;

  constructor(
    private readonly store: MailStore,
    readonly folder: Folder,
    readonly readOnly: boolean,
  ) {
    this.uids = store.uids(folder.mailbox.id);
    this.stopWatching = store.watch(folder.mailbox.id, () => {
      this.hasChanged = true;
    });
  }

  /** To be called when the mailbox is left. */
  close(): void {
    this.stopWatching();
  }

  firstUnseen(): Numbered | null {
    const flags = this.store.flagsByUid(this.folder.mailbox.id);
    return this.all().find(({ uid }) => !flags.get(uid)?.split(' ').includes('\\Seen')) ?? null;
  }

  get size(): number {
    return this.uids.length;
  }

  get largestUid(): number {
    return this.uids.at(-1) ?? 0;
  }

  all(): Numbered[] {
    return this.uids.map((uid, index) => ({ sequence: index + 1, uid }));
  }

  head(uid: number): MessageHead | null {
    const head = this.store.head(this.folder.mailbox.id, uid);
    if (head) this.toldFlags.set(uid, head.flags.join(' '));
    return head;
  }

  raw(uid: number): string {
    return this.store.raw(this.folder.mailbox.id, uid)?.toString('latin1') ?? '';
  }

  setFlags(uid: number, flags: readonly string[]): void {
    this.store.setFlags(this.folder.mailbox.id, uid, flags);
  }

  remove(uids: readonly number[]): void {
    this.store.remove(this.folder.mailbox.id, uids);
  }

  /** Untagged lines for what others have done since; what has gone is told only where numbers may move. */
  news(mayMove: boolean): string[] {
    if (!this.hasChanged) return [];
    const lines: string[] = [];
    const now = this.store.flagsByUid(this.folder.mailbox.id);
    const gone = this.uids.filter((uid) => !now.has(uid));
    this.hasChanged = gone.length > 0 && !mayMove;
    if (mayMove && gone.length > 0) {
      for (let index = this.uids.length - 1; index >= 0; index -= 1) {
        if (now.has(this.uids[index]!)) continue;
        lines.push(`* ${index + 1} EXPUNGE`);
        this.toldFlags.delete(this.uids[index]!);
      }
      this.uids = this.uids.filter((uid) => now.has(uid));
    }
    const newest = this.largestUid;
    const arrived = [...now.keys()].filter((uid) => uid > newest);
    if (arrived.length > 0) {
      this.uids.push(...arrived);
      lines.push(`* ${this.uids.length} EXISTS`);
    }
    for (const { sequence, uid } of this.all()) {
      const told = this.toldFlags.get(uid);
      const flags = now.get(uid);
      if (told === undefined || flags === undefined || flags === told) continue;
      this.toldFlags.set(uid, flags);
      lines.push(`* ${sequence} FETCH (UID ${uid} FLAGS (${flags}))`);
    }
    return lines;
  }
}
