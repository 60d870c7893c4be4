/**
 * One list out of a person's desks at several instances. All instances keep the same order and the same cursors
 * (`place`), so that the merged page is the head of the merged desks and its cursor is good at each of them.
 *
 * A desk that does not answer is shown as last seen, with its age; if it was never seen there is no list at all:
 * a list with one unit's papers missing would read as "nothing to do there".
 */
import type { Clock } from '../../shared/clock';
import { LastKnown } from '../../shared/last-known';
import type { DocumentFacts, DocumentListing, DocumentReader, DocumentsAsked } from './ports';
import { askInTurn } from './round';

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
  /** For each of the persons, in their order: one desk for every active account. */
  of(personIds: readonly string[]): Promise<readonly (readonly Desk[])[]>;
}

export interface InboxOptions {
  readonly desks: Desks;
  readonly clock: Clock;
  /** How many answers are remembered for when an instance is down. */
  readonly rememberedMax?: number;
  /** Age beyond which what is remembered is shown no more. */
  readonly rememberedForMs?: number;
  /** How long a desk of a request that asks many may wait for its turn; then it counts as not answering. */
  readonly turnWithinMs?: number;
}

interface Seen {
  readonly unitId: string;
  readonly page: DeskPage;
  readonly ageMs: number;
}

/** One desk that is to be looked at, for one of those whom the request asks about. */
interface Look {
  readonly unitId: string;
  readonly desk: Desk;
  readonly asked: DocumentsAsked;
}

const DAY_MS = 86_400_000;
/** Long beside one desk and short beside a request, which ends after 30 s. */
const TURN_WITHIN_MS = 10_000;
/** What a person with many units has; more would take the turns of others. */
const DESKS_AT_ONCE = 8;
const NOTHING: DeskPage = { items: [], totalCount: 0, next: null };

export function createInbox(options: InboxOptions): DocumentReader {
  const { desks, clock, rememberedMax: keep = 1_000, rememberedForMs: keepForMs = DAY_MS } = options;
  const remembered = new LastKnown<DeskPage>({ keep, keepForMs }, () => clock.now().getTime());
  return new Inbox(desks, remembered, options.turnWithinMs ?? TURN_WITHIN_MS);
}

class Inbox implements DocumentReader {
  constructor(
    private readonly desks: Desks,
    private readonly remembered: LastKnown<DeskPage>,
    private readonly turnWithinMs: number,
  ) {}

  async documents(all: readonly DocumentsAsked[], signal: AbortSignal): ReturnType<DocumentReader['documents']> {
    const desks = await this.desks.of(all.map(({ personId }) => personId));
    const looks = all.map((asked, index) => (desks[index] ?? []).map((desk) => ({ unitId: desk.unitId, desk, asked })));
    const settings = { atOnce: DESKS_AT_ONCE, turnWithinMs: this.turnWithinMs };
    const pages = await askInTurn(looks.flat(), settings, (look) => this.live(look, signal));
    if (signal.aborted) throw signal.reason;
    let taken = 0;
    return looks.map((own, index) => {
      const seen = own.map((look) => pages[taken++] ?? this.lastSeen(look));
      if (!seen.every((one) => one !== null)) return null;
      const ageMs = Math.max(0, ...seen.map((one) => one.ageMs));
      return { value: merge(seen, all[index]!.query.first), ageMs };
    });
  }

  private async live({ unitId, desk, asked }: Look, signal: AbortSignal): Promise<Seen> {
    const { open, after, first: size } = asked.query;
    const page = await desk.read({ open, after, size }, signal);
    this.remembered.keep(keyOf(unitId, asked), page);
    return { unitId, page: page ?? NOTHING, ageMs: 0 };
  }

  private lastSeen({ unitId, asked }: Look): Seen | null {
    const last = this.remembered.of(keyOf(unitId, asked));
    return last === null ? null : { unitId, page: last.value, ageMs: last.ageMs };
  }
}

function keyOf(unitId: string, { personId, query }: DocumentsAsked): string {
  return JSON.stringify([personId, unitId, query.open, query.after, query.first]);
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
