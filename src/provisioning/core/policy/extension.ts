/**
 * A unit's own addition to the city's policy (clause 72): roles for posts of its own subtree, and nothing else. It adds
 * and never loosens: no section of the city's may be written again, no right to direct, sign or administer given, and
 * nothing that reaches beyond the unit – a group whose name does not hold the unit is one that others share.
 */
import { readRoles } from './roles-section';
import type { Known } from './roles-section';
import type { Policy, RolePolicy } from './policy.types';
import { templateProblem } from './placeholders';
import type { Place, YamlReader } from './yaml-reader';

/** What a unit wrote, with the number of lines that stand before it where all are shown as one text. */
export interface ExtensionText {
  readonly unitId: string;
  readonly text: string;
  readonly firstLine: number;
}

const CITY_ONLY = ['mailDomain', 'targets', 'delegation', 'merge', 'leave', 'brake', 'protected', 'drift', 'adopt'];
const RESERVED_RIGHTS: readonly string[] = ['direct', 'sign', 'administer'];
const OWN_PLACE = ['{unit}', '{unit.slug}', '{unit.instance}', '{post}', '{post.mailbox}'];

/** The roles that the unit adds; what is wrong is told to the reader, with lines as in the unit's own text. */
export function readExtension(
  reader: YamlReader,
  { unitId, text, firstLine }: ExtensionText,
  city: Pick<Policy, 'targets' | 'roles'>,
  known: Known,
): readonly RolePolicy[] {
  const top = reader.mapping(reader.open(text), ['version', 'roles', ...CITY_ONLY], ['version', 'roles']);
  const version = top.get('version');
  if (version && reader.count(version, 1) !== 1) reader.problem(version, 'mustBeOne');
  for (const key of CITY_ONLY) {
    const place = top.get(key);
    if (place) reader.problem(place, 'cityOnly');
  }
  const roles = readRoles(reader, top.get('roles'), city.targets, known);
  for (const role of roles) inspect(reader, role, city);
  return roles.map((role) => within(role, unitId, firstLine - 1));
}

function inspect(reader: YamlReader, role: RolePolicy, city: Pick<Policy, 'roles'>): void {
  const at = (line: number): Place => ({ node: null, line, name: `role ${role.role}` });
  if (city.roles.some((one) => one.role === role.role)) reader.problem(at(role.line), 'cityRole');
  const quotaMax = Math.max(0, ...city.roles.flatMap(({ targets }) => targets.map(({ quotaMiB }) => quotaMiB ?? 0)));
  for (const { grants, quotaMiB, line } of role.targets) {
    if ((quotaMiB ?? 0) > quotaMax) reader.problem(at(line), 'quotaAbove', { quota: quotaMiB ?? 0, max: quotaMax });
    for (const grant of grants) {
      if (templateProblem(grant.value) !== null) continue;
      if (grant.kind === 'role' && RESERVED_RIGHTS.includes(grant.value))
        reader.problem(at(grant.line), 'reservedRight', { value: grant.value });
      if (SHARED.includes(grant.kind) && !OWN_PLACE.some((word) => grant.value.includes(word)))
        reader.problem(at(grant.line), 'beyondUnit', { value: grant.value });
    }
  }
}

/** Kinds of grants that many units draw from one place. */
const SHARED: readonly string[] = ['group', 'roleMailbox'];

function within(role: RolePolicy, unitId: string, before: number): RolePolicy {
  const later = <T extends { readonly line: number }>(one: T): T => ({ ...one, line: one.line + before });
  return {
    ...later(role),
    within: unitId,
    targets: role.targets.map((target) => ({ ...later(target), grants: target.grants.map(later) })),
  };
}
