/**
 * One list out of a person's desks at several instances. All instances keep the same order and the same cursors
 * (`place`), so that the merged page is the head of the merged desks and its cursor is good at each of them.
 *
 * A desk that does not answer is shown as last seen, with its age; if it was never seen there is no list at all:
 * a list with one unit's papers missing would read as "nothing to do there".
 */
import type { Clock } from '../../shared/clock';
import { LastKnown } from '../../shared/last-known';
import type { DocumentFacts, DocumentListing, DocumentQuery, DocumentReader } from './ports';

export interface DeskDocument extends Omit<DocumentFacts, 'unitId' | 'senderUnitId'> {
  readonly senderUnit: string | null;
}

export interface DeskPage {
  readonly items: readonly DeskDocument[];
  readonly totalCount: number;
  /** Null when nothing follows. */
  readonly next: string | null;
}

/** What one person has at one instance. */
export interface Desk {
  readonly unitId: string;
  /** Null when the instance says that there is no such account; rejects when there is no answer. */
  read(
    query: { readonly open: boolean | null; readonly after: string | null; readonly size: number },
    signal: AbortSignal,
  ): Promise<DeskPage | null>;
}

export interface Desks {
  /** One for every active account of the person. */
  of(personId: string): Promise<readonly Desk[]>;
}

export interface InboxOptions {
  readonly desks: Desks;
  readonly clock: Clock;
  /** How many answers are remembered for when an instance is down. */
  readonly rememberedMax?: number;
  /** Age beyond which what is remembered is shown no more. */
  readonly rememberedForMs?: number;
}

interface Seen {
  readonly unitId: string;
  readonly page: DeskPage;
  readonly ageMs: number;
}

const DAY_MS = 86_400_000;
const NOTHING: DeskPage = { items: [], totalCount: 0, next: null };

export function createInbox(options: InboxOptions): DocumentReader {
  const { desks, clock, rememberedMax: keep = 1_000, rememberedForMs: keepForMs = DAY_MS } = options;
  return new Inbox(desks, new LastKnown({ keep, keepForMs }, () => clock.now().getTime()));
}

class Inbox implements DocumentReader {
  constructor(
    private readonly desks: Desks,
    private readonly remembered: LastKnown<DeskPage>,
  ) {}

  async documents(
    personId: string,
    query: DocumentQuery,
    signal: AbortSignal,
  ): ReturnType<DocumentReader['documents']> {
    const desks = await this.desks.of(personId);
    const seen = await Promise.all(desks.map((desk) => this.look(personId, desk, query, signal)));
    if (!seen.every((one) => one !== null)) return null;
    return { value: merge(seen, query.first), ageMs: Math.max(0, ...seen.map((one) => one.ageMs)) };
  }

  private async look(personId: string, desk: Desk, query: DocumentQuery, signal: AbortSignal): Promise<Seen | null> {
    const key = JSON.stringify([personId, desk.unitId, query.open, query.after, query.first]);
    try {
      const page = await desk.read({ open: query.open, after: query.after, size: query.first }, signal);
      this.remembered.keep(key, page);
      return { unitId: desk.unitId, page: page ?? NOTHING, ageMs: 0 };
    } catch (fault) {
      if (signal.aborted) throw fault;
      const last = this.remembered.of(key);
      return last === null ? null : { unitId: desk.unitId, page: last.value, ageMs: last.ageMs };
    }
  }
}

function merge(seen: readonly Seen[], first: number): DocumentListing {
  const all = seen.flatMap(({ unitId, page }) => page.items.map((item) => factsOf(unitId, item)));
  all.sort((a, b) => (a.place < b.place ? -1 : a.place > b.place ? 1 : 0));
  return {
    items: all.slice(0, first),
    totalCount: seen.reduce((sum, { page }) => sum + page.totalCount, 0),
    hasNext: all.length > first || seen.some(({ page }) => page.next !== null),
  };
}

/** Ids are the instance's own, so the unit goes in front. */
function factsOf(unitId: string, { senderUnit, ...document }: DeskDocument): DocumentFacts {
  return { ...document, id: `${unitId}:${document.id}`, unitId, senderUnitId: senderUnit };
}
