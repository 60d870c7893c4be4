/** What open handovers mean for their receivers, as facts for the core: what they keep for others. */
import { In, IsNull, type EntityManager } from 'typeorm';
import { dayOf } from '../../shared/day';
import { chunks } from '../../shared/lists';
import type { KeptPost, PostFacts, TakenBack } from '../core/facts';
import { HandoverRow } from './handover.entity';

/** By receiver, in a fixed order; persons who keep nothing are left out. */
export async function keptPosts(
  manager: EntityManager,
  personIds: readonly string[],
): Promise<ReadonlyMap<string, readonly KeptPost[]>> {
  const found = new Map<string, KeptPost[]>();
  for (const some of chunks(personIds)) {
    const rows = await manager.find(HandoverRow, {
      where: { receiverId: In(some), releasedAt: IsNull() },
      order: { endedOn: 'ASC', appointmentId: 'ASC' },
    });
    for (const row of rows) {
      const receiverId = row.receiverId ?? '';
      found.set(receiverId, [...(found.get(receiverId) ?? []), keptPost(row)]);
    }
  }
  return found;
}

/** By the person who takes it back, what a keeper is to give back to them. */
export async function takenBack(
  manager: EntityManager,
  personIds: readonly string[],
): Promise<ReadonlyMap<string, readonly TakenBack[]>> {
  const found = new Map<string, TakenBack[]>();
  for (const some of chunks(personIds)) {
    const rows = await manager.find(HandoverRow, {
      where: { personId: In(some), reverse: 'ACCEPTED' },
      order: { endedOn: 'ASC', appointmentId: 'ASC' },
    });
    for (const row of rows) {
      const { appointmentId, personId, keyName: key } = row;
      const one: TakenBack = { appointmentId, key, post: JSON.parse(row.post) as PostFacts, basis: basisOf(row) };
      found.set(personId, [...(found.get(personId) ?? []), one]);
    }
  }
  return found;
}

export function keptPost(row: HandoverRow): KeptPost {
  // A closed post is carried only for what is left under it; its unit's system may be gone soon.
  const keys = row.closed && row.heldItems === 0 ? [] : (JSON.parse(row.carries) as string[]);
  return {
    appointmentId: row.appointmentId,
    post: JSON.parse(row.post) as PostFacts,
    keys,
    vacant: row.vacant,
    closed: row.closed,
    holdsPapers: row.heldItems > 0,
    leftOn: row.endedOn,
    since: dayOf(row.receivedAt),
    because: row.because,
    basis: basisOf(row),
  };
}

function basisOf({ decisionId, line }: HandoverRow): KeptPost['basis'] {
  return decisionId === null ? null : { decisionId, line: line ?? 0 };
}
