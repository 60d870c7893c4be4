/**
 * What the engine itself knows of a person over time – locks, exceptions, what was kept for others, policies – so that
 * a past day can be explained. Nothing here decides about access: that works from what holds now.
 */
import type { Store } from '../../store/store';
import type { ExceptionFacts, LockFacts } from '../core/facts';
import type { Policy } from '../core/policy/policy.types';
import type { KeptBetween, PersonPast, PolicySince } from '../core/explain';
import type { OfficeFacts } from '../office-reader';
import { AccessLockRow } from './access-lock.entity';
import { GrantExceptionRow } from './grant-exception.entity';
import { keptPost } from './handover-facts';
import { HandoverRow } from './handover.entity';
import type { AccessLocks } from './locks';
import type { PolicyHolder } from './policy-holder';

/** The policies that were in force, in the order of time; at least one. */
export interface PolicyPast {
  since(): Promise<readonly PolicySince[]>;
}

/** What the holder tells of the past; where it keeps none, today's policy stands for all time. Read anew once the policy changes. */
export function policyPast(holder: PolicyHolder): PolicyPast {
  let known: { readonly current: Policy; readonly since: Promise<readonly PolicySince[]> } | null = null;
  return {
    since: async () => {
      const current = holder.current();
      if (known?.current !== current) {
        const told = tellsPast(holder) ? holder.since() : Promise.resolve([]);
        const since = told.then((all) => (all.length === 0 ? [{ from: new Date(0), policy: current }] : all));
        known = { current, since };
        since.catch(() => (known = null));
      }
      return known.since;
    },
  };
}

function tellsPast(holder: PolicyHolder): holder is PolicyHolder & PolicyPast {
  return 'since' in holder && typeof holder.since === 'function';
}

export class PastFacts {
  constructor(
    private readonly store: Store,
    private readonly locks: AccessLocks,
    private readonly policies: PolicyPast,
  ) {}

  /** As we knew it at an instant; `facts` are those of office known then. */
  async complete(facts: OfficeFacts, knownAt: Date): Promise<PersonPast> {
    const { personId } = facts;
    const [[now], locks, exceptions, keeping, policies] = await Promise.all([
      this.locks.complete([facts]),
      this.store.read.findBy(AccessLockRow, { personId }),
      this.store.read.findBy(GrantExceptionRow, { personId }),
      this.keeping(personId),
      this.policies.since(),
    ]);
    return {
      facts: {
        ...(now ?? facts),
        locks: locks.filter(({ startsAt }) => startsAt <= knownAt).map((row) => lockFacts(row, knownAt)),
        exceptions: exceptions
          .filter(({ createdAt }) => createdAt === null || createdAt <= knownAt)
          .map((row) => exceptionFacts(row, knownAt)),
      },
      keeping,
      policies,
    };
  }

  private async keeping(personId: string): Promise<readonly KeptBetween[]> {
    const rows = await this.store.read.find(HandoverRow, {
      where: { receiverId: personId },
      order: { endedOn: 'ASC', appointmentId: 'ASC' },
    });
    return rows.map((row) => ({ kept: keptPost(row), from: row.receivedAt, until: row.releasedAt }));
  }
}

/** Lifted before its time, it ended then – once we knew of it. */
function lockFacts({ targetId, startsAt, endsAt, liftedAt, reason }: AccessLockRow, knownAt: Date): LockFacts {
  const lifted = liftedAt !== null && liftedAt <= knownAt;
  return { targetId, startsAt, endsAt: lifted && (endsAt === null || liftedAt < endsAt) ? liftedAt : endsAt, reason };
}

/** Before we knew that somebody ended it, no day up to then was the one on which it ended. */
function exceptionFacts(row: GrantExceptionRow, knownAt: Date): ExceptionFacts {
  const { id, targetId, grantKind, grantValue, reason, startsOn, endsOn, endedAt, endReason } = row;
  const exception = { id, targetId, grant: { kind: grantKind, value: grantValue }, reason, startsOn };
  return endedAt !== null && endedAt > knownAt ? { ...exception, endsOn: null } : { ...exception, endsOn, endReason };
}
