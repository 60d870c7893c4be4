/**
 * What one refresh (RFC 4533, refreshOnly) comes to, folded from its messages. A directory tells either what is not there
 * any more, or – where it does not remember that – everything that still is; or the one after the other. Whatever is
 * told last of an entry holds.
 */
import type { Entry } from 'ldapts';
import { garbled } from './ber';
import type { SyncMessage } from './messages';

/** A present phase names everybody: some 36 bytes each. */
const IDS_MAX = 500_000;

export interface Refresh {
  /** Made or changed since the cookie. */
  readonly entries: readonly Entry[];
  /** Not there any more: these, or all but these. Entries beyond the content may be among them. */
  readonly gone: { readonly kind: 'these' | 'all-but'; readonly nativeIds: readonly string[] };
  /** Null where the directory has given none: the one before still holds. */
  readonly cookie: Buffer | null;
}

export class RefreshFold {
  private readonly entries = new Map<string, Entry>();
  /** Whether an entry is there, as far as it was told. */
  private readonly told = new Map<string, boolean>();
  private presentPhase = false;
  private cookie: Buffer | null = null;

  constructor(private readonly limits: { readonly entriesMax: number; readonly idsMax?: number }) {}

  /** False when that was more than is taken. */
  add(message: Exclude<SyncMessage, { kind: 'done' }>): boolean {
    if (message.kind === 'other') return true;
    this.cookie = message.cookie ?? this.cookie;
    if (message.kind === 'ids') for (const id of message.ids) this.note(id, !message.deleted);
    if (message.kind === 'phase' && message.phase === 'present') this.presentPhase = true;
    if (message.kind === 'entry') {
      this.note(message.id, message.state !== 'delete');
      if (message.state === 'add' || message.state === 'modify') this.entries.set(message.id, message.entry);
    }
    return this.entries.size <= this.limits.entriesMax && this.told.size <= (this.limits.idsMax ?? IDS_MAX);
  }

  /** The search has ended well. */
  end({ sync }: Extract<SyncMessage, { kind: 'done' }>): Refresh {
    if (sync === null) throw garbled('a refresh that ends without saying how');
    const allBut = this.presentPhase || !sync.refreshDeletes;
    return {
      entries: [...this.entries.values()],
      gone: {
        kind: allBut ? 'all-but' : 'these',
        nativeIds: [...this.told].filter(([, isThere]) => isThere === allBut).map(([id]) => id),
      },
      cookie: sync.cookie ?? this.cookie,
    };
  }

  private note(id: string, isThere: boolean): void {
    this.told.set(id, isThere);
    if (!isThere) this.entries.delete(id);
  }
}
