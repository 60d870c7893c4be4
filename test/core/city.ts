/** A small city for the tests of the core: units, posts and persons as plain facts, under the default policy. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { AppointmentFacts, PersonFacts, PostFacts, UnitFacts } from '../../src/provisioning/core/facts';
import { loadPolicy } from '../../src/provisioning/core/policy/load';

const ROOT = join(__dirname, '../..');

export const POSITIONS: Readonly<Record<string, { readonly title: string; readonly rank: number }>> = {
  'giam-doc-so': { title: 'Giám đốc Sở', rank: 1 },
  'pho-giam-doc-so': { title: 'Phó Giám đốc Sở', rank: 2 },
  'uy-vien-ubnd-tp': { title: 'Ủy viên UBND Thành phố', rank: 3 },
  'van-thu': { title: 'Văn thư cơ quan', rank: 9 },
  'quan-tri-don-vi': { title: 'Quản trị hệ thống của đơn vị', rank: 9 },
  'chuyen-vien': { title: 'Chuyên viên', rank: 10 },
};

const catalogue = parse(readFileSync(join(ROOT, 'data/hanoi-units-2017.yaml'), 'utf8')) as {
  readonly position_profiles: Readonly<Record<string, readonly { readonly id?: string }[]>>;
};

/** Every position id of the data file. */
export const KNOWN = {
  positions: Object.values(catalogue.position_profiles).flatMap((profile) => profile.flatMap(({ id }) => id ?? [])),
};

export const POLICY_TEXT = readFileSync(join(ROOT, 'data/policy.yaml'), 'utf8');

export const policy = loadPolicy(POLICY_TEXT, 'data/policy.yaml', KNOWN);

export function unit(id: string, kind = 'department', instanceUnitId = id): UnitFacts {
  return { id, name: `Sở ${id}`, kind, path: [id, 'ubnd-tp'], instanceUnitId };
}

export const SO_TTTT = unit('so-tttt');
export const SO_NOI_VU = unit('so-noi-vu');
export const UBND = unit('ubnd-tp', 'city_government');

export function post(where: UnitFacts, positionId: string): PostFacts {
  const position = POSITIONS[positionId] ?? { title: positionId, rank: 5 };
  return { id: `${where.id}/${positionId}`, positionId, ...position, unit: where };
}

let count = 0;

export function appointment(at: PostFacts, startsOn: string, more: Partial<AppointmentFacts> = {}): AppointmentFacts {
  count += 1;
  const endsOn = more.endsOn ?? null;
  return {
    id: `appointment-${count}`,
    post: at,
    mode: 'official',
    primary: false,
    fields: [],
    homeAppointmentId: null,
    startsOn,
    basis: { decisionId: `decision-${count}`, line: 0 },
    endBasis: endsOn === null ? null : { decisionId: `end-${count}`, line: 0 },
    ...more,
    endsOn,
  };
}

export function person(appointments: readonly AppointmentFacts[], more: Partial<PersonFacts> = {}): PersonFacts {
  return {
    personId: 'person-1',
    login: 'nvmau',
    names: [{ startsOn: '2000-01-01', familyName: 'Nguyễn', middleName: 'Văn', givenName: 'Mẫu' }],
    appointments,
    suspensions: [],
    delegations: [],
    locks: [],
    exceptions: [],
    ...more,
  };
}

/** Noon in Hanoi. */
export function noon(day: string): Date {
  return new Date(`${day}T05:00:00.000Z`);
}
