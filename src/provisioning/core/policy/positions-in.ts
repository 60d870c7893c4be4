/** Ids of the positions that an org file names: what the policy may speak of. */
import { parse } from 'yaml';

export function positionsIn(orgText: string): string[] {
  const { position_profiles: profiles } = parse(orgText) as { position_profiles: Record<string, { id?: string }[]> };
  return Object.values(profiles).flatMap((profile) =>
    profile.flatMap((entry) => (entry.id === undefined ? [] : [entry.id])),
  );
}
