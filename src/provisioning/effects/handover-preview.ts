/**
 * Whose access changes with a decision although it does not name them: who keeps what is left, and who kept it before.
 * Laid over the facts as they will be stored at the decision's turn, so that a preview, the decision's plan and what
 * is then done say the same.
 */
import type { PersonFacts } from '../core';
import { chunks } from '../../shared/lists';
import { compareText } from '../core/canonical';
import type { KeptPost } from '../core/facts';
import type { Closed, OfficeReader } from '../office-reader';
import type { HandoverForesight, Keepings } from './handover-changes';
import { keptPost } from './handover-facts';
import type { HandoverRow } from './handover.entity';
import type { AccessLocks } from './locks';
import type { ShadowStore } from './shadows';

export interface WithKeepers {
  readonly facts: readonly PersonFacts[];
  /** Who receives, by the appointment that was left; null for the queue of the unit's records clerks. */
  readonly receivers: ReadonlyMap<string, string | null>;
}

const FACTS_MAX = 1_000;

export class PlannedKeepers {
  constructor(
    private readonly office: OfficeReader,
    private readonly locks: AccessLocks,
    private readonly shadows: ShadowStore,
    private readonly foresight: HandoverForesight,
  ) {}

  /**
   * `keepings`: of office as it would be; left out, as it is. `closed`: units and posts that end, where nobody may be in
   * office any more and yet somebody keeps what was left there.
   */
  async with(
    facts: readonly PersonFacts[],
    at: Date,
    { keepings, closed }: { readonly keepings?: Keepings; readonly closed?: Closed },
  ): Promise<WithKeepers> {
    const ask = keepings ?? this.office.keepings?.bind(this.office);
    if (ask === undefined) return { facts, receivers: new Map() };
    const known = await this.shadows.ofPersons(facts.map((one) => one.personId));
    const foreseen = await this.foresight.at(facts, known, at, ask, closed);
    if (foreseen === null) return { facts, receivers: new Map() };
    const rows = [
      ...foreseen.opened.map(({ row }) => row),
      ...foreseen.changed.map(({ row, after }) => ({ ...row, ...after })),
    ];
    const before = foreseen.changed.map(({ row }) => row.receiverId);
    const concerned = [...new Set([...before, ...rows.map((row) => row.receiverId)].flatMap((id) => id ?? []))];
    const others = concerned.filter((id) => !facts.some((one) => one.personId === id));
    const all = [...facts, ...(await this.factsOf(others))];
    return {
      facts: all.map((one) => keeping(one, rows)),
      receivers: new Map(rows.map((row) => [row.appointmentId, row.receiverId])),
    };
  }

  private async factsOf(personIds: readonly string[]): Promise<readonly PersonFacts[]> {
    const all: PersonFacts[] = [];
    for (const some of chunks(personIds, FACTS_MAX))
      all.push(...(await this.locks.complete(await this.office.facts(some))));
    return all;
  }
}

/** What these rows say takes the place of what was stored of the same appointments; in the order of the store. */
function keeping(one: PersonFacts, rows: readonly HandoverRow[]): PersonFacts {
  const stored = (one.keeps ?? []).filter((kept) => !rows.some((row) => row.appointmentId === kept.appointmentId));
  const now = rows.filter((row) => row.receiverId === one.personId && row.releasedAt === null).map(keptPost);
  const keeps: KeptPost[] = [...stored, ...now].sort(
    (a, b) => compareText(a.leftOn, b.leftOn) || compareText(a.appointmentId, b.appointmentId),
  );
  return { ...one, keeps };
}
