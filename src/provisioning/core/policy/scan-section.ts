/** The sections that say what a scan may do: correct or report a difference, and adopt by which exact rule. */
import type { ConnectorKind, DriftRule, TargetPolicy } from './policy.types';
import { namedTarget } from './targets-section';
import type { Place, YamlReader } from './yaml-reader';

const DRIFT_RULES: readonly DriftRule[] = ['correct', 'report'];

/** Attributes that say who somebody is, by kind of connector; a title or a quota says nothing of that. */
const IDENTIFYING: Readonly<Record<ConnectorKind, readonly string[]>> = {
  ldap: ['fullName', 'familyName', 'givenName', 'mail', 'unit', 'unitName'],
  dovecot: ['fullName', 'address'],
  qlvb: ['fullName', 'unit'],
  scim: ['fullName', 'familyName', 'givenName', 'mail', 'unit'],
  manual: ['fullName', 'unit'],
};

export function readDrift(
  reader: YamlReader,
  place: Place | undefined,
  targets: readonly TargetPolicy[],
): Readonly<Record<string, DriftRule>> {
  if (!place) return {};
  return Object.fromEntries(
    [...reader.mapping(place, null)].flatMap(([key, entry]): [string, DriftRule][] => {
      namedTarget(reader, targets, key, entry);
      const rule = reader.word(entry, DRIFT_RULES);
      return rule === null ? [] : [[key, rule]];
    }),
  );
}

export function readAdopt(
  reader: YamlReader,
  place: Place | undefined,
  targets: readonly TargetPolicy[],
): Readonly<Record<string, readonly string[]>> {
  if (!place) return {};
  return Object.fromEntries(
    [...reader.mapping(place, null)].map(([key, entry]): [string, readonly string[]] => {
      const target = namedTarget(reader, targets, key, entry);
      const places = reader.list(entry);
      if (places.length === 0) reader.problem(entry, 'adoptsByNothing');
      const known = target ? IDENTIFYING[target.connector] : [];
      return [key, target ? [...new Set(reader.words(places, known))].sort() : []];
    }),
  );
}
