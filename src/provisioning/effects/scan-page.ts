/**
 * One page of a scan: whose are these accounts, do they differ from what is wanted, and what we know of them from now
 * on. Everything about a page is forgotten when it is written; what a scan remembers stands in the store.
 *
 * A page is older than the moment at which it is written. An account that was looked at by itself meanwhile is known
 * better than the page knows it, and keeps what was seen then.
 */
import { Brackets, In } from 'typeorm';
import type { Clock } from '../../shared/clock';
import { chunks } from '../../shared/lists';
import type { Store, Tx } from '../../store/store';
import {
  correlate,
  desired,
  isProtected,
  plan,
  type AccountRecord,
  type DesiredPerson,
  type PersonFacts,
  type Situation,
} from '../core';
import type { OfficeReader } from '../office-reader';
import type { AccessLocks } from './locks';
import type { PolicyHolder } from './policy-holder';
import { ShadowRow } from './shadow.entity';
import { knownAccount, shadowRow, type KnownAccount } from './shadows';

/** What a page adds to the figures of its scan. */
export interface PageFigures {
  readonly situations: ReadonlyMap<Situation, number>;
  readonly drifted: number;
}

export interface ScannedPage {
  readonly scanId: string;
  readonly targetId: string;
  readonly records: readonly AccountRecord[];
  /** When its reading began: what was observed later than that is newer. */
  readonly readAt: Date;
}

interface Judged {
  readonly record: AccountRecord;
  readonly personId: string | null;
  readonly situation: Situation;
  readonly drifted: boolean;
}

interface Claimant {
  readonly facts: PersonFacts;
  readonly wanted: DesiredPerson;
  /** Accounts that are linked to this person at the target. */
  readonly linked: readonly KnownAccount[];
}

const INSERT_ROWS = 50;

export class ScanPages {
  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
    private readonly office: OfficeReader,
    private readonly locks: AccessLocks,
    private readonly policy: PolicyHolder,
  ) {}

  /** Judges the accounts of a page; `keep` then writes them down. */
  async judge(page: ScannedPage): Promise<{ readonly figures: PageFigures; readonly keep: (tx: Tx) => Promise<void> }> {
    const { targetId, records } = page;
    const nativeIds = records.map((record) => record.nativeId);
    const rows = await this.store.read.findBy(ShadowRow, { targetId, nativeId: In(nativeIds) });
    const known = new Map(rows.map((row) => [row.nativeId, row]));
    const claims = await this.claims(records, known);
    const claimants = await this.claimants(targetId, [...new Set(claims.values())]);
    const judged = records.map((record) =>
      this.judgeOne(page, record, known.get(record.nativeId) ?? null, claimants.get(claims.get(record.nativeId) ?? '')),
    );
    const situations = new Map<Situation, number>();
    for (const { situation } of judged) situations.set(situation, (situations.get(situation) ?? 0) + 1);
    return {
      figures: { situations, drifted: judged.filter((one) => one.drifted).length },
      keep: (tx) => keep(tx, page, judged, known),
    };
  }

  /** Whom each account may belong to: who is linked, whose id it bears, or whose login it has. */
  private async claims(
    records: readonly AccountRecord[],
    known: ReadonlyMap<string, ShadowRow>,
  ): Promise<ReadonlyMap<string, string>> {
    const claims = new Map<string, string>();
    const nameless: AccountRecord[] = [];
    for (const record of records) {
      const shadow = known.get(record.nativeId);
      const personId = (shadow?.linked === true ? shadow.personId : null) ?? record.personId;
      if (personId === null) nameless.push(record);
      else claims.set(record.nativeId, personId);
    }
    const byLogin = await this.office.personsByLogin?.(nameless.map((record) => record.name));
    for (const record of nameless) {
      const personId = byLogin?.get(record.name.toLowerCase());
      if (personId !== undefined) claims.set(record.nativeId, personId);
    }
    return claims;
  }

  private async claimants(targetId: string, personIds: readonly string[]): Promise<ReadonlyMap<string, Claimant>> {
    if (personIds.length === 0) return new Map();
    const [facts, known] = await Promise.all([
      this.office.facts(personIds).then((office) => this.locks.complete(office)),
      // By person alone: asked with the target too, SQLite walks through all accounts of the target instead.
      this.store.read.findBy(ShadowRow, { personId: In([...personIds]) }),
    ]);
    const byPerson = new Map<string, KnownAccount[]>();
    for (const row of known.filter((one) => one.linked && one.targetId === targetId))
      byPerson.set(row.personId!, [...(byPerson.get(row.personId!) ?? []), knownAccount(row)]);
    const policy = this.policy.current();
    const at = this.clock.now();
    return new Map(
      facts.map((one) => [
        one.personId,
        { facts: one, wanted: desired(one, policy, at), linked: byPerson.get(one.personId) ?? [] },
      ]),
    );
  }

  private judgeOne(
    { targetId }: ScannedPage,
    record: AccountRecord,
    row: ShadowRow | null,
    claimant: Claimant | undefined,
  ): Judged {
    const policy = this.policy.current();
    const orphan = isProtected(policy, targetId, record.name) ? 'protected' : 'unmatched';
    if (claimant === undefined) return { record, personId: null, situation: orphan, drifted: false };
    const { facts, wanted, linked } = claimant;
    const shadow = row === null ? [] : [knownAccount(row)];
    const [found] = correlate(facts, facts.login, [{ targetId, record }], shadow, policy, new Set(), wanted);
    if (found === undefined || found.situation === 'unmatched')
      return { record, personId: null, situation: orphan, drifted: false };
    const { personId } = facts;
    // Another account is linked already: either is meant, and the look at this person will tell which.
    if (found.situation === 'linked' && linked.some((one) => one.record.nativeId !== record.nativeId))
      return { record, personId, situation: 'disputed', drifted: true };
    if (found.situation !== 'linked') return { record, personId, situation: found.situation, drifted: false };
    const now = this.clock.now();
    const disabledSince = record.status === 'active' ? null : (row?.disabledSince ?? now);
    const account = { targetId, record, observedAt: now, disabledSince, linked: true };
    const { operations } = plan(wanted, facts, [account], policy, now);
    const drifted = operations.some((one) => one.targetId === targetId && one.kind !== 'noop');
    return { record, personId, situation: 'linked', drifted };
  }
}

async function keep(
  tx: Tx,
  page: ScannedPage,
  judged: readonly Judged[],
  known: ReadonlyMap<string, ShadowRow>,
): Promise<void> {
  const { scanId, targetId, readAt } = page;
  const fresh: ShadowRow[] = [];
  const same = { clean: [] as string[], drifted: [] as string[] };
  for (const { record, personId, situation, drifted } of judged) {
    const before = known.get(record.nativeId) ?? null;
    const row = shadowRow(before, { personId, targetId, record, situation, observedAt: readAt }, tx.now);
    const after = { ...row, driftedIn: drifted ? scanId : null };
    if (before === null) fresh.push(after);
    else if (sameKnowledge(before, after)) same[drifted ? 'drifted' : 'clean'].push(after.id);
    else await notNewer(tx, [after.id], readAt, after);
  }
  await notNewer(tx, same.clean, readAt, { observedAt: readAt, driftedIn: null });
  await notNewer(tx, same.drifted, readAt, { observedAt: readAt, driftedIn: scanId });
  for (const some of chunks(fresh, INSERT_ROWS)) {
    await tx.manager
      .createQueryBuilder()
      .insert()
      .into(ShadowRow)
      .values(some)
      .orIgnore()
      .updateEntity(false)
      .execute();
  }
}

function sameKnowledge(a: ShadowRow, b: ShadowRow): boolean {
  return (
    a.record === b.record &&
    a.situation === b.situation &&
    a.personId === b.personId &&
    a.linked === b.linked &&
    a.status === b.status
  );
}

/** A row that says it was seen in the future was written before the clock stepped back, and is not newer. */
async function notNewer(tx: Tx, ids: readonly string[], readAt: Date, change: Partial<ShadowRow>): Promise<void> {
  if (ids.length === 0) return;
  await tx.manager
    .createQueryBuilder()
    .update(ShadowRow)
    .set(change)
    .where('id IN (:...ids)', { ids })
    .andWhere(
      new Brackets((older) =>
        older.where('observedAt <= :readAt', { readAt }).orWhere('observedAt > :now', { now: tx.now }),
      ),
    )
    .execute();
}
