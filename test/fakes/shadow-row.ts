/** An account that was seen at a target: somebody's, or nobody's. */
import type { ShadowRow } from '../../src/provisioning/effects';
import { START } from './provisioning-city';

export function shadowRow(personId: string | null, targetId: string): ShadowRow {
  const name = personId ?? 'nobody';
  return {
    id: `${targetId}-${name}`,
    targetId,
    nativeId: name,
    personId,
    name,
    situation: personId === null ? 'unmatched' : 'linked',
    record: '{}',
    status: 'active',
    observedAt: START,
    disabledSince: null,
    linked: personId !== null,
    apartSince: null,
    driftedIn: null,
  };
}
