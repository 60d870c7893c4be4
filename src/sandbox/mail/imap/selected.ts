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
  private toldFlags = new Map<number, string>();

  constructor(
    private readonly store: MailStore,
    readonly folder: Folder,
    readonly readOnly: boolean,
  ) {
    this.uids = store.uids(folder.mailbox.id);
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
    const lines: string[] = [];
    const now = this.store.uids(this.folder.mailbox.id);
    const present = new Set(now);
    if (mayMove) {
      for (let index = this.uids.length - 1; index >= 0; index -= 1) {
        const uid = this.uids[index]!;
        if (present.has(uid)) continue;
        lines.push(`* ${index + 1} EXPUNGE`);
        this.uids.splice(index, 1);
        this.toldFlags.delete(uid);
      }
    }
    const newest = this.largestUid;
    const arrived = now.filter((uid) => uid > newest);
    if (arrived.length > 0) {
      this.uids.push(...arrived);
      lines.push(`* ${this.uids.length} EXISTS`);
    }
    for (const { sequence, uid } of this.all()) {
      const told = this.toldFlags.get(uid);
      if (told === undefined || !present.has(uid)) continue;
      const flags = this.head(uid)?.flags ?? [];
      if (flags.join(' ') !== told) lines.push(`* ${sequence} FETCH (UID ${uid} FLAGS (${flags.join(' ')}))`);
    }
    return lines;
  }
}
