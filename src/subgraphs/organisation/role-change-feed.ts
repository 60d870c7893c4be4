/** Reads role changes from the ordered log: a page to catch up, then live; no gap and no repeat. */
import { Refusal } from '../../errors/refusal';
import { followLog, lastSeq, readLog, LOG_PAGE_MAX, type LogEntry, type LogSignal } from '../../events/log';
import { OutboxEvent } from '../../events/outbox-event.entity';
import { PAGE_DEFAULT, decodeCursor, encodeCursor, type Connection, type PageRequest } from '../../shared/paging';
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

const TOPICS = [ROLE_CHANGE_TOPIC];
const CURSOR = /^rc:(\d{1,15})$/;
/** Pages of the log looked through for one page of matches. */
const SCAN_PAGES_MAX = 20;

export class RoleChangeFeed {
  constructor(
    private readonly store: Store,
    private readonly signal: LogSignal,
  ) {}

  /** `endCursor` is where the subscription goes on, also when nothing matched. */
  async page(
    request: PageRequest = { first: PAGE_DEFAULT, after: null },
    filter: RoleChangeFilter,
  ): Promise<Connection<PlacedChange>> {
    const found: PlacedChange[] = [];
    let afterSeq = request.after === null ? 0 : await this.position(request.after);
    let more = true;
    for (let page = 0; page < SCAN_PAGES_MAX && more && found.length < request.first; page += 1) {
      const entries = await readLog(this.store, { topics: TOPICS, afterSeq, limit: LOG_PAGE_MAX });
      more = entries.length > 0;
      for (const entry of entries) {
        if (found.length === request.first) break;
        afterSeq = entry.seq;
        if (matches(entry, filter)) found.push(placed(entry));
      }
    }
    if (more) more = (await readLog(this.store, { topics: TOPICS, afterSeq, limit: 1 })).length > 0;
    const endCursor = cursorOf(afterSeq);
    return {
      edges: found.map((node) => ({ cursor: node.cursor, node })),
      pageInfo: {
        hasNextPage: more,
        hasPreviousPage: request.after !== null,
        startCursor: found[0]?.cursor ?? null,
        endCursor,
      },
      totalCount: await this.store.read.countBy(OutboxEvent, { topic: ROLE_CHANGE_TOPIC }),
    };
  }

  /** From the cursor, then live, until the signal; from now when there is no cursor. */
  async *follow(after: string | null, filter: RoleChangeFilter, until: AbortSignal): AsyncGenerator<PlacedChange> {
    const afterSeq = after === null ? await lastSeq(this.store) : await this.position(after);
    for await (const entry of followLog(this.store, this.signal, { topics: TOPICS, afterSeq }, until)) {
      if (matches(entry, filter)) yield placed(entry);
    }
  }

  private async position(cursor: string): Promise<number> {
    const match = CURSOR.exec(decodeCursor(cursor));
    const seq = Number(match?.[1]);
    if (!match || seq > (await lastSeq(this.store))) throw new Refusal('INVALID_CURSOR', {}, ['after']);
    return seq;
  }
}

function placed(entry: LogEntry): PlacedChange {
  return { cursor: cursorOf(entry.seq), change: entry.payload as unknown as AnnouncedChange };
}

function cursorOf(seq: number): string {
  return encodeCursor(`rc:${seq}`);
}

/** A unit stands for all below it. */
function matches(entry: LogEntry, filter: RoleChangeFilter): boolean {
  const change = entry.payload as unknown as AnnouncedChange;
  if (filter.kinds && !filter.kinds.includes(change.kind)) return false;
  return !filter.unitIds || filter.unitIds.some((id) => change.unitPath.includes(id));
}
