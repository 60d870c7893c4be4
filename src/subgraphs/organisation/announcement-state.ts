/**
 * What a role change shows at the instant at which it is told. It was written with its decision, perhaps months before;
 * meanwhile a person may have taken another name or the catalogue another title, and an appointment may have ended.
 */
import { In } from 'typeorm';
import { covers, dayOf } from '../../shared/day';
import { fullName } from '../../shared/text';
import { chunks } from '../../shared/lists';
import type { Tx } from '../../store/store';
import { AppointmentRow } from './appointment.entity';
import type { PersonName } from './office/model';
import type { PersonSnapshot, PostSnapshot } from './office/role-changes';
import { PersonRow } from './person.entity';
import { PositionRow } from './position.entity';
import { PostRow } from './post.entity';

interface Shown {
  readonly effectiveAt: string;
  readonly person: PersonSnapshot | null;
  readonly post: PostSnapshot | null;
  readonly appointmentId: string | null;
}

/** Ids of the appointments named by the changes that stand now. */
export async function appointmentsStanding(tx: Tx, changes: readonly Shown[]): Promise<ReadonlySet<string>> {
  const today = dayOf(tx.now);
  const ids = [...new Set(changes.flatMap((change) => change.appointmentId ?? []))];
  const standing = new Set<string>();
  for (const some of chunks(ids)) {
    for (const row of await tx.manager.find(AppointmentRow, { where: { id: In(some), annulled: false } })) {
      if (covers(row.startsOn, row.endsOn, today)) standing.add(row.id);
    }
  }
  return standing;
}

/** The changes with names and titles as they are on the day on which they take effect. */
export async function asTheyAre<C extends Shown>(tx: Tx, changes: readonly C[]): Promise<C[]> {
  const persons = await byId(
    tx,
    PersonRow,
    changes.flatMap((change) => change.person?.id ?? []),
  );
  const posts = await byId(
    tx,
    PostRow,
    changes.flatMap((change) => change.post?.id ?? []),
  );
  const positions = await byId(
    tx,
    PositionRow,
    [...posts.values()].map((post) => post.positionId),
  );
  return changes.map((change) => {
    const person = change.person && persons.get(change.person.id);
    const post = change.post && posts.get(change.post.id);
    const position = post && positions.get(post.positionId);
    return {
      ...change,
      person: person ? { ...change.person, ...nameOn(person, change.effectiveAt) } : change.person,
      post: post && position ? { ...change.post, ...titlesOf(post, position) } : change.post,
    };
  });
}

function nameOn(person: PersonRow, effectiveAt: string): Partial<PersonSnapshot> {
  const on = dayOf(new Date(effectiveAt));
  const names = JSON.parse(person.names) as PersonName[];
  const name = names.filter((one) => one.startsOn <= on).at(-1) ?? names[0];
  if (!name) return {};
  const { familyName, middleName, givenName } = name;
  return { familyName, middleName, givenName, fullName: fullName(name) };
}

function titlesOf(post: PostRow, position: PositionRow): Pick<PostSnapshot, 'titleVi' | 'titleEn'> {
  return { titleVi: post.title ?? position.titleVi, titleEn: post.title ?? position.titleEn };
}

async function byId<R extends { id: string }>(
  tx: Tx,
  entity: new () => R,
  ids: readonly string[],
): Promise<Map<string, R>> {
  const found = new Map<string, R>();
  for (const some of chunks([...new Set(ids)])) {
    const rows = await tx.manager.find(entity, { where: { id: In(some) } as never });
    for (const row of rows) found.set(row.id, row);
  }
  return found;
}
