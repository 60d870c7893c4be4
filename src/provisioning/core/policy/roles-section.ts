/** The `roles` section: which positions make a role, and what the role has at each target. */
import type { Mode } from '../facts';
import { templateProblem } from './placeholders';
import type { GrantTemplate, RolePolicy, TargetGrants, TargetPolicy } from './policy.types';
import { namedTarget } from './targets-section';
import { GRANT_KEYS, QUOTA_CONNECTORS } from './vocabulary';
import type { Place, YamlReader } from './yaml-reader';

const MODES: readonly Mode[] = ['official', 'acting', 'in-charge', 'seconded'];

export interface Known {
  /** Ids of every position of the catalogue. */
  readonly positions: readonly string[];
}

export function readRoles(
  reader: YamlReader,
  place: Place | undefined,
  targets: readonly TargetPolicy[],
  known: Known,
): readonly RolePolicy[] {
  const seen = new Set<string>();
  return (place ? reader.list(place) : []).map((item) => {
    const fields = reader.mapping(
      item,
      ['role', 'position', 'modes', 'clause', 'grants'],
      ['role', 'position', 'grants'],
    );
    const name = fields.get('role');
    const role = (name && reader.text(name)) ?? '';
    if (name && seen.has(role)) reader.problem(name, 'twice', { name: role });
    seen.add(role);
    const position = fields.get('position');
    const modes = fields.get('modes');
    const clause = fields.get('clause');
    const grants = fields.get('grants');
    return {
      role,
      positions: position ? readPositions(reader, position, known) : [],
      modes: modes ? reader.words(reader.listOrOne(modes), MODES) : MODES,
      targets: grants ? readTargetGrants(reader, grants, targets) : [],
      ...(clause ? { clauses: reader.listOrOne(clause).flatMap((one) => reader.count(one, 1) ?? []) } : {}),
      line: item.line,
    };
  });
}

function readPositions(reader: YamlReader, place: Place, known: Known): readonly string[] {
  return reader.listOrOne(place).flatMap((item) => {
    const position = reader.text(item);
    if (position === null) return [];
    if (!known.positions.includes(position)) reader.problem(item, 'unknownPosition', { value: position });
    return [position];
  });
}

function readTargetGrants(reader: YamlReader, place: Place, targets: readonly TargetPolicy[]): readonly TargetGrants[] {
  return [...reader.mapping(place, null)].flatMap(([key, entry]) => {
    const target = namedTarget(reader, targets, key, entry);
    if (!target) return [];
    const keys = GRANT_KEYS[target.connector];
    const hasQuota = QUOTA_CONNECTORS.includes(target.connector);
    const fields = reader.mapping(entry, [...Object.keys(keys), ...(hasQuota ? ['quotaMiB'] : [])]);
    const quota = fields.get('quotaMiB');
    const grants = Object.keys(keys).flatMap((name) =>
      readGrants(reader, fields.get(name), keys[name]?.kind ?? name, keys[name]?.values ?? null),
    );
    return [{ target: key, grants, quotaMiB: quota ? reader.count(quota, 1) : null, line: entry.line }];
  });
}

function readGrants(
  reader: YamlReader,
  place: Place | undefined,
  kind: string,
  values: readonly string[] | null,
): readonly GrantTemplate[] {
  return (place ? reader.listOrOne(place) : []).flatMap((item) => {
    const value = values ? reader.word(item, values) : reader.text(item);
    if (value === null) return [];
    const problem = templateProblem(value);
    if (problem) reader.problem(item, problem.fault, problem.values);
    return [{ kind, value, line: item.line }];
  });
}
