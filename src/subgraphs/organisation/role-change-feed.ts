/** Role changes from the ordered log: a page to catch up, then live; no gap and no repeat. */
import { LogReader, LOG_PAGE_MAX, type LiveLog, type LogEntry } from '../../events';
import { OutboxEvent } from '../../events/outbox-event.entity';
import { PAGE_DEFAULT, type Connection, type PageRequest } from '../../shared/paging';
import { sameForAll } from '../../shared/same-for-all';
import type { Store } from '../../store/store';
import { ROLE_CHANGE_TOPIC, type AnnouncedChange } from './announcements';
import type { RoleChangeKind } from './office/role-changes';

export interface RoleChangeFilter {
  readonly unitIds: readonly string[] | null;
  readonly kinds: readonly RoleChangeKind[] | null;
}

export interface PlacedChange {
  readonly cursor: string;
  readonly change: AnnouncedChange;
}

/** Pages of the log looked through for one page of matches. */
const SCAN_PAGES_MAX = 20;

export class RoleChangeFeed {
  readonly reader: LogReader;
  private readonly known = new WeakMap<LogEntry, Promise<PlacedChange>>();

  constructor(
    private readonly store: Store,
    log: LiveLog,
  ) {
    this.reader = new LogReader(store, log, { name: 'rc', topics: [ROLE_CHANGE_TOPIC] });
  }

  /** From the oldest that is kept when there is no cursor. `endCursor` is where the subscription goes on, always. */
  async page(
    request: PageRequest = { first: PAGE_DEFAULT, after: null },
    filter: RoleChangeFilter,
  ): Promise<Connection<PlacedChange>> {
    const { reader } = this;
    const found: PlacedChange[] = [];
    let afterSeq = request.after === null ? await reader.beginning() : (await reader.placeOf(request.after)).seq;
    let more = true;
    for (let page = 0; page < SCAN_PAGES_MAX && more && found.length < request.first; page += 1) {
      const entries = await reader.read(afterSeq, LOG_PAGE_MAX);
      more = entries.length > 0;
      for (const entry of entries) {
        if (found.length === request.first) break;
        afterSeq = entry.seq;
        if (matches(entry, filter)) found.push(await this.placed(entry));
      }
    }
    if (more) more = (await reader.read(afterSeq, 1)).length > 0;
    return {
      edges: found.map((node) => ({ cursor: node.cursor, node })),
      pageInfo: {
        hasNextPage: more,
        hasPreviousPage: request.after !== null,
        startCursor: found[0]?.cursor ?? null,
        endCursor: await reader.cursorAt(afterSeq),
      },
      totalCount: await this.store.read.countBy(OutboxEvent, { topic: ROLE_CHANGE_TOPIC }),
    };
  }

  /** From the cursor, then live, until the signal; from now when there is no cursor. */
  async *follow(after: string | null, filter: RoleChangeFilter, until: AbortSignal): AsyncGenerator<PlacedChange> {
    const from = after === null ? await this.reader.end() : (await this.reader.placeOf(after)).seq;
    for await (const entry of this.reader.follow(from, until)) {
      if (matches(entry, filter)) yield await this.placed(entry);
    }
  }

  /** One object for all who were given the same entry; a snapshot reads the same for everybody. */
  private placed(entry: LogEntry): Promise<PlacedChange> {
    let placed = this.known.get(entry);
    if (placed === undefined) this.known.set(entry, (placed = this.place(entry)));
    return placed;
  }

  private async place(entry: LogEntry): Promise<PlacedChange> {
    const cursor = await this.reader.cursorAt(entry.seq);
    return sameForAll({ cursor, change: entry.payload as unknown as AnnouncedChange });
  }
}

/** A unit stands for all below it. */
function matches(entry: LogEntry, filter: RoleChangeFilter): boolean {
  const change = entry.payload as unknown as AnnouncedChange;
  if (filter.kinds && !filter.kinds.includes(change.kind)) return false;
  return !filter.unitIds || filter.unitIds.some((id) => change.unitPath.includes(id));
}
