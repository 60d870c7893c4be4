/** Turns a seed into a line that fits the town as it is known, as far as a clerk who looks would; null where nothing fits. */
import { holds, plusDays, type Day, type Holding, type Mode, type Office, type Person } from './oracle';
import type { LineSeed } from './history';

export interface Composed {
  readonly kind: LineSeed['kind'];
  /** As the API takes it. */
  readonly line: Readonly<Record<string, unknown>>;
}

const MODES: readonly Mode[] = [
  'official',
  'official',
  'official',
  'official',
  'acting',
  'in-charge',
  'seconded',
  'seconded',
];
const FIELDS = ['tai-chinh', 'cntt'];
const REASONS = ['RETIRED', 'RESIGNED', 'DISMISSED', 'OTHER'];
const SCOPES = ['all', 'sign', 'ký thay'];
const GIVEN = ['Khoa', 'Lan', 'Minh', 'Nga'];

export function compose(
  seed: LineSeed,
  office: Office,
  persons: readonly Person[],
  on: Day,
  count: number,
): Composed | null {
  const held = office.holdings.filter((one) => holds(one.startsOn, one.endsOn, on));
  const posts = office.posts.filter((one) => holds(one.startsOn, one.endsOn, on));
  const units = office.units.filter((one) => holds(one.startsOn, one.endsOn, on));
  const ends = seed.ends === 0 ? null : plusDays(on, seed.ends);
  const holding = pick(held, seed.who);
  const { kind } = seed;
  switch (kind) {
    case 'appoint':
      return appoint(seed, held, posts, persons, ends);
    case 'reappoint':
      return holding ? { kind, line: { appointmentId: holding.id, termEndsOn: plusDays(on, 400 + seed.where) } } : null;
    case 'end': {
      if (holding === undefined) return null;
      const successor = pick(
        persons.filter((one) => one.id !== holding.personId),
        seed.where,
      );
      return {
        kind,
        line: {
          ...(seed.flag ? { personId: holding.personId } : { appointmentId: holding.id }),
          reason: REASONS[seed.mode % REASONS.length],
          ...(seed.mode > 5 && successor ? { successorId: successor.id } : {}),
        },
      };
    }
    case 'transfer': {
      const free = posts.filter((one) => holding && one.id !== holding.postId && hasRoom(one, held));
      const to = pick(free, seed.where);
      return holding && to
        ? {
            kind,
            line: {
              appointmentId: holding.id,
              toPostId: to.id,
              mode: 'OFFICIAL',
              primary: seed.flag,
              fields: fieldsFor(to, seed),
            },
          }
        : null;
    }
    case 'suspend': {
      const free = held.filter(
        (one) =>
          !office.pauses.some((pause) => pause.personId === one.personId && holds(pause.startsOn, pause.endsOn, on)),
      );
      const one = pick(free, seed.who);
      return one ? { kind, line: { ...scope(one, seed.flag), endsOn: ends } } : null;
    }
    case 'reinstate': {
      const pause = pick(
        office.pauses.filter((one) => holds(one.startsOn, one.endsOn, on)),
        seed.who,
      );
      return pause
        ? {
            kind,
            line: pause.appointmentId === null ? { personId: pause.personId } : { appointmentId: pause.appointmentId },
          }
        : null;
    }
    case 'delegate': {
      const heads = held.filter((one) => one.postId.endsWith('/truong'));
      const from = pick(heads.length > 0 && seed.mode < 6 ? heads : held, seed.who);
      const to = pick(
        held.filter((one) => from && one.personId !== from.personId),
        seed.where,
      );
      if (!from || !to) return null;
      const fields = seed.flag ? [FIELDS[seed.mode % FIELDS.length]!] : [];
      return {
        kind,
        line: {
          fromAppointmentId: from.id,
          toPersonId: to.personId,
          scope: SCOPES[seed.mode % SCOPES.length],
          fields,
          endsOn: plusDays(on, seed.ends + 5),
        },
      };
    }
    case 'endDelegation': {
      const one = pick(
        office.delegations.filter((other) => holds(other.startsOn, other.endsOn, on)),
        seed.who,
      );
      return one ? { kind, line: { delegationId: one.id } } : null;
    }
    case 'changeName': {
      const person = pick(persons, seed.who);
      return person
        ? {
            kind,
            line: {
              personId: person.id,
              familyName: 'Đỗ',
              middleName: seed.flag ? 'Thị' : '',
              givenName: `${GIVEN[seed.where % 4]}`,
            },
          }
        : null;
    }
    case 'establishUnit': {
      const parent = pick(units, seed.where);
      return parent
        ? {
            kind,
            line: {
              id: `moi-${count}`,
              name: `Đơn vị mới ${count}`,
              kind: seed.flag ? 'division' : 'department',
              parentId: parent.id,
            },
          }
        : null;
    }
    case 'openPost': {
      const unit = pick(units, seed.where);
      const positionId = ['truong', 'pho', 'van-thu', 'chuyen-vien'][seed.mode % 4]!;
      return unit ? { kind, line: { id: `${unit.id}/${positionId}-${count}`, unitId: unit.id, positionId } } : null;
    }
    case 'endUnit': {
      const empty = units.filter(
        (one) =>
          !units.some((other) => other.parentId === one.id) &&
          !office.holdings.some(
            (other) =>
              office.posts.some((post) => post.id === other.postId && post.unitId === one.id) &&
              (other.endsOn === null || other.endsOn > on),
          ),
      );
      const one = pick(empty, seed.where);
      return one
        ? { kind, line: { unitId: one.id, successorIds: seed.flag && one.parentId ? [one.parentId] : [] } }
        : null;
    }
    case 'mapPost': {
      const from =
        pick(
          posts.filter((one) => held.some((other) => other.postId === one.id)),
          seed.who,
        ) ?? pick(posts, seed.who);
      const to = pick(
        posts.filter(
          (one) => from && one.id !== from.id && (one.seats === null || !held.some((other) => other.postId === one.id)),
        ),
        seed.where,
      );
      return from && to ? { kind, line: { fromPostId: from.id, toPostId: to.id } } : null;
    }
  }
}

function appoint(
  seed: LineSeed,
  held: readonly Holding[],
  posts: Office['posts'],
  persons: readonly Person[],
  endsOn: Day | null,
): Composed | null {
  const person = pick(persons, seed.who);
  const mode = MODES[seed.mode]!;
  const own = held.filter((one) => one.personId === person?.id);
  const fits = posts.filter(
    (one) =>
      !own.some((other) => other.postId === one.id) &&
      (mode === 'official' ? hasRoom(one, held) : mode === 'seconded' || hasRoom(one, held)),
  );
  const post = pick(fits, seed.where);
  if (!person || !post) return null;
  const base = { personId: person.id, postId: post.id, primary: seed.flag, fields: fieldsFor(post, seed), endsOn };
  if (mode !== 'seconded') return { kind: 'appoint', line: { ...base, mode: mode.toUpperCase().replace('-', '_') } };
  const home = pick(
    own.filter((one) => one.mode !== 'seconded'),
    seed.where,
  );
  return {
    kind: 'appoint',
    line: home ? { ...base, mode: 'SECONDED', homeAppointmentId: home.id } : { ...base, mode: 'OFFICIAL' },
  };
}

function hasRoom(post: Office['posts'][number], held: readonly Holding[]): boolean {
  return post.seats === null || held.filter((one) => one.postId === post.id).length < post.seats;
}

function fieldsFor(post: Office['posts'][number], seed: LineSeed): readonly string[] {
  return post.positionId === 'pho' && seed.flag ? FIELDS.slice(0, 1 + (seed.mode % 2)) : [];
}

function scope(holding: Holding, whole: boolean): Readonly<Record<string, string>> {
  return whole ? { personId: holding.personId } : { appointmentId: holding.id };
}

export function pick<T>(list: readonly T[], index: number): T | undefined {
  return list.length === 0 ? undefined : list[index % list.length];
}
