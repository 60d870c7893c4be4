/** Keeps what targets told of accounts. A shadow is knowledge with a date, never the account itself. */
import { In, MoreThan, Not } from 'typeorm';
import type { Store, Tx } from '../../store/store';
import { newId } from '../../shared/ids';
import { chunks } from '../../shared/lists';
import type { AccountRecord, Correlated, Shadow, Situation } from '../core';
import { ShadowRow } from './shadow.entity';

/** A shadow with what only the effects need to know of it. */
export interface KnownAccount extends Shadow {
  readonly id: string;
  readonly personId: string | null;
  readonly situation: Situation;
}

/** When an account was seen that nobody has seen since its target is observed anew. */
export const OF_BEFORE = new Date(0);
/** Of so many one at least is still there, unless the target shows nobody. */
const OTHERS_MAX = 10;

export class ShadowStore {
  constructor(private readonly store: Store) {}

  /** All known accounts of these persons that are not gone, by person. */
  async ofPersons(personIds: readonly string[]): Promise<ReadonlyMap<string, readonly KnownAccount[]>> {
    const byPerson = new Map<string, KnownAccount[]>(personIds.map((id) => [id, []]));
    for (const ids of chunks(personIds)) {
      const rows = await this.store.read.find(ShadowRow, {
        where: { personId: In(ids) },
        order: { targetId: 'ASC', id: 'ASC' },
      });
      for (const row of rows) if (row.situation !== 'gone') byPerson.get(row.personId!)?.push(knownAccount(row));
    }
    return byPerson;
  }

  /**
   * Targets that said that an account of this person is gone. They are asked again at every look: an answer that was
   * empty by mistake must not leave an account open that nobody thinks of any more.
   */
  async goneAt(personId: string): Promise<readonly string[]> {
    const rows = await this.store.read.find(ShadowRow, {
      where: { personId, situation: 'gone' },
      select: { id: true, targetId: true },
    });
    return rows.map((row) => row.targetId);
  }

  /** A few accounts of other persons that were seen at a target, those seen last, by native id. */
  async othersAt(targetId: string, personId: string): Promise<readonly string[]> {
    const rows = await this.store.read.find(ShadowRow, {
      where: { targetId, linked: true, personId: Not(personId), observedAt: MoreThan(OF_BEFORE) },
      select: { id: true, nativeId: true },
      order: { observedAt: 'DESC' },
      take: OTHERS_MAX,
    });
    return rows.map((row) => row.nativeId);
  }

  /** How many active accounts are known at each target. */
  async population(): Promise<ReadonlyMap<string, number>> {
    const rows = await this.store.read
      .createQueryBuilder(ShadowRow, 'shadow')
      .select('shadow.targetId', 'targetId')
      .addSelect('COUNT(*)', 'active')
      .where('shadow.status = :status AND shadow.linked = :linked', { status: 'active', linked: true })
      .groupBy('shadow.targetId')
      .getRawMany<{ targetId: string; active: number | string }>();
    return new Map(rows.map((row) => [row.targetId, Number(row.active)]));
  }

  /** Writes down what an observation found for a person. An account that another person is linked to stays with that person. */
  async note(tx: Tx, personId: string, found: readonly Correlated[]): Promise<void> {
    const seen = found.flatMap(({ targetId, situation, record, shadow }) => {
      const told = record ?? shadow?.record;
      return situation === 'unmatched' || told === undefined ? [] : [{ personId, targetId, situation, record: told }];
    });
    if (seen.length === 0) return;
    const rows = await tx.manager.findBy(
      ShadowRow,
      seen.map(({ targetId, record }) => ({ targetId, nativeId: record.nativeId })),
    );
    const known = new Map(rows.map((row) => [keyOf(row.targetId, row.nativeId), row]));
    const asBefore: string[] = [];
    for (const one of seen) {
      const key = keyOf(one.targetId, one.record.nativeId);
      const before = known.get(key) ?? null;
      if (before !== null && staysWith(before, personId, one.situation)) continue;
      const row = shadowRow(before, { ...one, observedAt: tx.now }, tx.now);
      known.set(key, row);
      if (before === null) await tx.manager.insert(ShadowRow, row);
      else if (tellsTheSame(before, row)) asBefore.push(row.id);
      else await tx.manager.update(ShadowRow, { id: row.id }, row);
    }
    if (asBefore.length > 0) await tx.manager.update(ShadowRow, { id: In(asBefore) }, { observedAt: tx.now });
  }

  /** The target has said that it closed the account. */
  async closed(tx: Tx, targetId: string, nativeId: string | null): Promise<void> {
    const known = nativeId === null ? null : await tx.manager.findOneBy(ShadowRow, { targetId, nativeId });
    if (known === null || known.status !== 'active') return;
    const record: AccountRecord = { ...(JSON.parse(known.record) as AccountRecord), status: 'disabled' };
    await tx.manager.update(
      ShadowRow,
      { id: known.id },
      { status: 'disabled', record: JSON.stringify(record), disabledSince: known.disabledSince ?? tx.now },
    );
  }

  /** The target has said that it deleted the account: it is looked for no more, and speaks for nobody else's absence. */
  async deleted(tx: Tx, targetId: string, nativeId: string | null): Promise<void> {
    if (nativeId === null) return;
    const gone = { situation: 'gone', status: 'gone', linked: false, observedAt: tx.now };
    await tx.manager.update(ShadowRow, { targetId, nativeId }, gone);
  }

  async upsert(
    tx: Tx,
    personId: string | null,
    targetId: string,
    record: AccountRecord,
    situation: Situation,
  ): Promise<string> {
    const known = await tx.manager.findOneBy(ShadowRow, { targetId, nativeId: record.nativeId });
    if (known !== null && staysWith(known, personId, situation)) return known.id;
    const row = shadowRow(known, { personId, targetId, record, situation, observedAt: tx.now }, tx.now);
    if (known === null) await tx.manager.insert(ShadowRow, row);
    else await tx.manager.update(ShadowRow, { id: known.id }, row);
    return row.id;
  }

  /** What we know of these accounts, whoever's they are. */
  async ofNative(accounts: readonly Pick<ShadowRow, 'targetId' | 'nativeId'>[]): Promise<readonly KnownAccount[]> {
    if (accounts.length === 0) return [];
    return (await this.store.read.findBy(ShadowRow, [...accounts])).map(knownAccount);
  }
}

function keyOf(targetId: string, nativeId: string): string {
  return JSON.stringify([targetId, nativeId]);
}

/** True when only the time of the look is another. */
function tellsTheSame(before: ShadowRow, after: ShadowRow): boolean {
  return Object.entries(after).every(([name, value]) => {
    const old: unknown = before[name as keyof ShadowRow];
    if (name === 'observedAt' || old === value) return true;
    return old instanceof Date && value instanceof Date && old.getTime() === value.getTime();
  });
}

/** An account that is linked to one person stays theirs whatever is seen of it while another is looked at. */
function staysWith(known: ShadowRow, personId: string | null, situation: Situation): boolean {
  return known.linked && situation !== 'linked' && known.personId !== personId;
}

/** The row of an account as it was observed; `known` is the row before, whose place it takes. */
export function shadowRow(
  known: ShadowRow | null,
  seen: {
    readonly personId: string | null;
    readonly targetId: string;
    readonly record: AccountRecord;
    readonly situation: Situation;
    readonly observedAt: Date;
  },
  now: Date,
): ShadowRow {
  const { personId, targetId, record, situation, observedAt } = seen;
  const status = situation === 'gone' ? 'gone' : record.status;
  return {
    id: known?.id ?? newId(now),
    targetId,
    nativeId: record.nativeId,
    personId,
    name: record.name,
    situation,
    record: JSON.stringify(record),
    status,
    observedAt,
    disabledSince: status === 'active' ? null : (known?.disabledSince ?? observedAt),
    linked: situation === 'linked',
    apartSince: situation === 'linked' ? null : (known?.apartSince ?? null),
    driftedIn: null,
  };
}

export function knownAccount(row: ShadowRow): KnownAccount {
  return {
    id: row.id,
    personId: row.personId,
    situation: row.situation as Situation,
    targetId: row.targetId,
    record: JSON.parse(row.record) as AccountRecord,
    observedAt: row.observedAt,
    disabledSince: row.disabledSince,
    linked: row.linked,
    ...(row.apartSince === null ? {} : { apart: true }),
  };
}
