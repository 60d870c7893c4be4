/**
 * Asks targets what they hold of a person. An answer counts only when it was read to its end: a missing page or an
 * error anywhere leaves the target unobserved, and what is unobserved is never taken for gone (invariant 13).
 */
import type { AccountQuery, AccountRecord, Call, Connector } from '../../connectors/contract';
import { ConnectorError, findsPerson } from '../../connectors/contract';
import type { TargetGate } from './gate';
import type { KnownAccount } from './shadows';

export type Observation =
  | { readonly targetId: string; readonly complete: true; readonly records: readonly AccountRecord[] }
  | { readonly targetId: string; readonly complete: false; readonly error: ConnectorError };

export interface Wanted {
  readonly personId: string;
  readonly targetId: string;
  /** The name that the account has or would have there. */
  readonly name: string;
  /** What is known of the person's accounts at this target. */
  readonly known: readonly KnownAccount[];
  /** The account that we made a moment ago where there was none, by its native id. */
  readonly made?: string;
}

const PAGE_SIZE = 100;
const PAGES_MAX = 10;

export async function observe(gate: TargetGate, wanted: Wanted, timeoutMs: number): Promise<Observation> {
  const { targetId } = wanted;
  const closedUntil = gate.closedUntil(targetId);
  if (closedUntil !== null) {
    return {
      targetId,
      complete: false,
      error: new ConnectorError('unreachable', `${targetId} is left alone until ${closedUntil.toISOString()}`),
    };
  }
  try {
    const records = await gate.call(targetId, timeoutMs, (connector, call) => find(connector, wanted, call));
    return { targetId, complete: true, records };
  } catch (error) {
    if (error instanceof ConnectorError) return { targetId, complete: false, error };
    throw error;
  }
}

/** Linked accounts are read by their native id; where none is left, a search by person and by name decides. */
async function find(connector: Connector, wanted: Wanted, call: Call): Promise<readonly AccountRecord[]> {
  const linked = wanted.known.filter((known) => known.linked).map((known) => known.record.nativeId);
  const ids = wanted.made === undefined ? linked : [...linked, wanted.made];
  const read = await Promise.all(ids.map((nativeId) => connector.read(nativeId, call)));
  const present = read.filter((record) => record !== null);
  if (present.length > 0 && present.length === ids.length) return present;
  return searchPerson(connector, wanted, call);
}

/** Everything that bears the person's id or the name in question. */
export async function searchPerson(
  connector: Connector,
  wanted: Pick<Wanted, 'personId' | 'name'>,
  call: Call,
): Promise<readonly AccountRecord[]> {
  if (findsPerson(connector)) return connector.findPerson({ personId: wanted.personId, name: wanted.name }, call);
  const found = await Promise.all([
    searchAll(connector, { by: 'personId', personId: wanted.personId }, call),
    searchAll(connector, { by: 'name', name: wanted.name }, call),
  ]);
  return [...new Map(found.flat().map((record) => [record.nativeId, record])).values()];
}

async function searchAll(connector: Connector, query: AccountQuery, call: Call): Promise<readonly AccountRecord[]> {
  const records: AccountRecord[] = [];
  let after: string | null = null;
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const answer = await connector.search(query, { after, size: PAGE_SIZE }, call);
    records.push(...answer.records);
    if (answer.next === null) return records;
    after = answer.next;
  }
  throw new ConnectorError('protocol', `a search for one person did not end after ${PAGES_MAX} pages`);
}
