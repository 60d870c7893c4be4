/** The `delegation` section: what a delegation of each scope may carry (clause 52). */
import type { DelegationScope, TargetPolicy } from './policy.types';
import { namedTarget } from './targets-section';
import { GRANT_KEYS } from './vocabulary';
import type { Place, YamlReader } from './yaml-reader';

export function readDelegations(
  reader: YamlReader,
  place: Place | undefined,
  targets: readonly TargetPolicy[],
): readonly DelegationScope[] {
  const seen = new Set<string | null>();
  return (place ? reader.list(place) : []).map((item) => {
    const fields = reader.mapping(item, ['scope', 'carries'], ['carries']);
    const named = fields.get('scope');
    const scope = named ? reader.text(named) : null;
    if (seen.has(scope))
      reader.problem(item, scope === null ? 'secondWithoutScope' : 'twice', scope === null ? {} : { name: scope });
    seen.add(scope);
    const carries = fields.get('carries');
    return { scope, carries: carries ? readCarries(reader, carries, targets) : {} };
  });
}

function readCarries(
  reader: YamlReader,
  place: Place,
  targets: readonly TargetPolicy[],
): Readonly<Record<string, readonly string[]>> {
  const carried = [...reader.mapping(place, null)].map(([key, entry]): [string, readonly string[]] => {
    const target = namedTarget(reader, targets, key, entry);
    const known = target ? GRANT_KEYS[target.connector] : {};
    const fields = target ? reader.mapping(entry, Object.keys(known)) : new Map<string, Place>();
    const patterns = [...fields].flatMap(([name, field]) => {
      const { kind, values } = known[name] ?? { kind: name, values: null };
      return reader.listOrOne(field).flatMap((item) => {
        const value = values ? reader.word(item, [...values, '*']) : reader.text(item);
        return value === null ? [] : [`${kind}:${value}`];
      });
    });
    return [key, patterns];
  });
  return Object.fromEntries(carried);
}
