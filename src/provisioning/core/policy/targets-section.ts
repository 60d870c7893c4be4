/** The `targets` section: which systems there are, and which account waits for which. */
import type { TargetPolicy } from './policy.types';
import { CONNECTOR_KINDS } from './vocabulary';
import type { Place, YamlReader } from './yaml-reader';

const KEY = /^[a-z][a-z0-9-]*$/;

export function readTargets(reader: YamlReader, place: Place | undefined): readonly TargetPolicy[] {
  if (!place) return [];
  const entries = reader.mapping(place, null);
  const keys = [...entries.keys()];
  const targets = [...entries].map(([key, entry]) => readTarget(reader, key, entry, keys));
  for (const { key } of targets.filter((target) => reaches(targets, target.key, target.key))) {
    reader.problem(entries.get(key) ?? place, 'waitsForItself');
  }
  return targets;
}

function readTarget(reader: YamlReader, key: string, place: Place, keys: readonly string[]): TargetPolicy {
  if (!KEY.test(key)) reader.problem(place, 'keyShape');
  const fields = reader.mapping(place, ['connector', 'createAfter', 'instancePer', 'assignee'], ['connector']);
  const connector = fields.get('connector');
  const instancePer = fields.get('instancePer');
  const createAfter = fields.get('createAfter');
  const assignee = fields.get('assignee');
  const kind = connector ? reader.word(connector, CONNECTOR_KINDS) : null;
  if (kind === null) reader.doubtful.add(key);
  return {
    key,
    connector: kind ?? 'manual',
    instancePer: (instancePer && reader.word(instancePer, ['city', 'unit'])) ?? 'city',
    createAfter: createAfter ? reader.words(reader.list(createAfter), keys) : [],
    assignee: assignee ? reader.text(assignee) : null,
    line: place.line,
  };
}

/** True when following createAfter from one target arrives at the other. */
function reaches(targets: readonly TargetPolicy[], from: string, to: string): boolean {
  const seen = new Set<string>();
  const open = [...(targets.find((target) => target.key === from)?.createAfter ?? [])];
  for (let key = open.pop(); key !== undefined; key = open.pop()) {
    if (key === to) return true;
    if (seen.has(key)) continue;
    seen.add(key);
    open.push(...(targets.find((target) => target.key === key)?.createAfter ?? []));
  }
  return false;
}

/** The target that an entry names; one that is not there is a problem of that entry, a doubtful one was told before. */
export function namedTarget(
  reader: YamlReader,
  targets: readonly TargetPolicy[],
  key: string,
  place: Place,
): TargetPolicy | undefined {
  if (reader.doubtful.has(key)) return undefined;
  const found = targets.find((target) => target.key === key);
  if (!found) reader.problem(place, 'missingTarget', { key });
  return found;
}
