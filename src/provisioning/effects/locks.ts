/** The engine's own facts about persons: locks of access and dated exceptions to the policy. */
import { In, IsNull } from 'typeorm';
import { batched } from '../../shared/batched';
import type { Store, Tx } from '../../store/store';
import { newId } from '../../shared/ids';
import type { ExceptionFacts, LockFacts, PersonFacts } from '../core/facts';
import type { OfficeFacts, OfficeReader } from '../office-reader';
import { AccessLockRow } from './access-lock.entity';
import { answeringFor } from './answering-for';
import { keptPosts, takenBack } from './handover-facts';
import { GrantExceptionRow } from './grant-exception.entity';

export class AccessLocks {
  constructor(
    private readonly store: Store,
    private readonly office: Pick<OfficeReader, 'answering'>,
  ) {}

  /** True while a lock of everything holds: asked at every request, so that a session dies at the instant. */
  async isLocked(personId: string, at: Date): Promise<boolean> {
    return (await this.ofEverything(personId)).some((row) => holds(row, at));
  }

  private readonly ofEverything = batched(async (personIds: readonly string[]) => {
    const where = { personId: In([...new Set(personIds)]), targetId: IsNull(), liftedAt: IsNull() };
    const rows = await this.store.read.findBy(AccessLockRow, where);
    return personIds.map((personId) => rows.filter((row) => row.personId === personId));
  });

  /** Office's facts made whole with our own. */
  async complete(facts: readonly OfficeFacts[]): Promise<readonly PersonFacts[]> {
    if (facts.length === 0) return [];
    const personIds = facts.map((one) => one.personId);
    const personId = In(personIds);
    const [locks, exceptions, kept, back] = await Promise.all([
      this.store.read.findBy(AccessLockRow, { personId, liftedAt: IsNull() }),
      this.store.read.findBy(GrantExceptionRow, { personId }),
      keptPosts(this.store.read, personIds),
      takenBack(this.store.read, personIds),
    ]);
    const exceptionsOf = (id: string): readonly GrantExceptionRow[] => exceptions.filter((row) => row.personId === id);
    const answering = await answeringFor(this.store.read, this.office, facts, exceptionsOf);
    return facts.map((one) => ({
      ...one,
      locks: locks.filter((row) => row.personId === one.personId).map(lockFacts),
      exceptions: exceptionsOf(one.personId).map(exceptionFacts),
      ...(answering.has(one.personId) ? { answering: answering.get(one.personId) } : {}),
      ...(kept.has(one.personId) ? { keeps: kept.get(one.personId) } : {}),
      ...(back.has(one.personId) ? { takesBack: back.get(one.personId) } : {}),
    }));
  }

  async lock(
    tx: Tx,
    lock: {
      readonly personId: string;
      readonly targetId: string | null;
      readonly reason: string;
      readonly endsAt: Date | null;
    },
  ): Promise<void> {
    await tx.manager.insert(AccessLockRow, { id: newId(tx.now), ...lock, startsAt: tx.now, liftedAt: null });
  }

  /** Ends the locks of a person at one target, or those of everything; how many there were. */
  async unlock(tx: Tx, personId: string, targetId: string | null): Promise<number> {
    const held = await this.held(tx, personId, targetId);
    if (held.length > 0)
      await tx.manager.update(AccessLockRow, { id: In(held.map((row) => row.id)) }, { liftedAt: tx.now });
    return held.length;
  }

  /** The locks that hold now: of a person at one target, or of everything. */
  async held(tx: Tx, personId: string, targetId: string | null): Promise<readonly AccessLockRow[]> {
    const rows = await tx.manager.find(AccessLockRow, {
      where: { personId, targetId: targetId ?? IsNull(), liftedAt: IsNull() },
      order: { id: 'ASC' },
    });
    return rows.filter((row) => row.endsAt === null || tx.now < row.endsAt);
  }
}

function holds(row: AccessLockRow, at: Date): boolean {
  return row.startsAt <= at && (row.endsAt === null || at < row.endsAt);
}

function lockFacts(row: AccessLockRow): LockFacts {
  return { targetId: row.targetId, startsAt: row.startsAt, endsAt: row.endsAt, reason: row.reason };
}

function exceptionFacts(row: GrantExceptionRow): ExceptionFacts {
  return {
    id: row.id,
    targetId: row.targetId,
    grant: { kind: row.grantKind, value: row.grantValue },
    reason: row.reason,
    startsOn: row.startsOn,
    endsOn: row.endsOn,
  };
}
