/**
 * Asks targets what they hold of a person. An answer counts only when it was read to its end: a missing page or an
 * error anywhere leaves the target unobserved, and what is unobserved is never taken for gone (invariant 13). Nor is a
 * known account that is not shown where nobody else is shown either.
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
  /** A few accounts of others that are known at this target, by native id. */
  readonly others: () => Promise<readonly string[]>;
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
  const found = await searchPerson(connector, wanted, call);
  if (ids.length > 0 && !found.some(({ nativeId }) => ids.includes(nativeId)))
    await assertShowsOthers(connector, wanted, call);
  return found;
}

/**
 * An account that was there is gone only from a target that shows somebody. One that shows nobody – a copy that has lost
 * its content, a view without rights – says nothing of this person; an account made on its word could be the second one.
 */
async function assertShowsOthers(connector: Connector, wanted: Wanted, call: Call): Promise<void> {
  const others = await wanted.others();
  const shown = await Promise.all(others.map((nativeId) => connector.read(nativeId, call)));
  if (others.length > 0 && shown.every((record) => record === null))
    throw new ConnectorError(
      'protocol',
      `${wanted.targetId} shows neither this account nor any of ${others.length} others that are known there; ` +
        'mend its content or our right to read it – if it was emptied on purpose, begin and end to observe it (dieuhanh observe-only)',
    );
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
