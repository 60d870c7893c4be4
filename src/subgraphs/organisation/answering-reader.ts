/** The posts whose holders answer for a body or for its papers, from the projections: who they are is read in every turn. */
import { In, type EntityManager } from 'typeorm';
import type { AnsweringPost } from '../../provisioning/core/facts';
import { chunks } from '../../shared/lists';
import { AppointmentRow } from './appointment.entity';
import { answersFor } from './office/view';
import { PostRow } from './post.entity';
import { loadPositions } from './snapshot';

export async function readAnswering(
  manager: EntityManager,
  unitIds: readonly string[],
): Promise<readonly AnsweringPost[]> {
  const positions = await loadPositions(manager);
  const found: AnsweringPost[] = [];
  for (const some of chunks([...new Set(unitIds)])) {
    const rows = await manager.find(PostRow, { where: { unitId: In(some), annulled: false }, order: { id: 'ASC' } });
    const posts = rows.flatMap(({ id, unitId, positionId, startsOn, endsOn }) => {
      const position = positions.get(positionId);
      const answers = position === undefined ? null : answersFor(position);
      if (position === undefined || answers === null) return [];
      return [{ id, unitId, startsOn, endsOn, answersFor: answers, rank: position.rank }];
    });
    const since = await firstHeld(
      manager,
      posts.map(({ id }) => id),
    );
    found.push(...posts.map((post) => ({ ...post, heldSince: since.get(post.id) ?? null })));
  }
  return found;
}

async function firstHeld(manager: EntityManager, postIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const since = new Map<string, string>();
  for (const some of chunks(postIds)) {
    const rows = await manager.find(AppointmentRow, {
      where: { postId: In(some), annulled: false },
      select: { id: true, postId: true, startsOn: true, endsOn: true },
      order: { startsOn: 'DESC' },
    });
    for (const { postId, startsOn, endsOn } of rows) if (endsOn !== startsOn) since.set(postId, startsOn);
  }
  return since;
}
