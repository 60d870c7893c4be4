/**
 * Where a directory stands, by its own counting: `contextCSN` and `entryCSN` (OpenLDAP with syncprov),
 * `highestCommittedUSN` and `uSNChanged` (Active Directory: each domain controller counts for itself, so the cursor names
 * the one it is of). A directory that does not count is asked by time: `modifyTimestamp` or `whenChanged`, from a while
 * before the last look, because its clock is not ours.
 */
import type { Client } from 'ldapts';
import type { LdapSettings } from './config';
import { dnKey, parseDn } from './distinguished-name';
import { firstOf, valuesOf } from './entry-values';
import { isResult } from './faults';

/** By how much the directory's clock may differ from ours. */
const CLOCKS_APART_MS = 600_000;

export interface Position {
  /** By which entries tell when they changed. */
  readonly attribute: string;
  /** What counts: the attribute, and who counts where there are several. */
  readonly counter: string;
  readonly cursor: string;
}

export async function positionOf(client: Client, settings: LdapSettings): Promise<Position> {
  if (settings.changesBy !== 'time') {
    const attributes = ['highestCommittedUSN', 'dsServiceName', 'namingContexts'];
    const root = (await client.search('', { scope: 'base', attributes })).searchEntries[0];
    const usn = root === undefined ? null : firstOf(root, 'highestCommittedUSN');
    if (usn !== null) return position('uSNChanged', usn, firstOf(root!, 'dsServiceName') ?? '');
    const contexts = root === undefined ? [] : valuesOf(root, 'namingContexts');
    const csn = await earliestCsn(client, contexts, settings.peopleDn);
    if (csn !== null) return position('entryCSN', csn);
  }
  const digits = new Date(Date.now() - CLOCKS_APART_MS).toISOString().replace(/[-:T]/g, '').slice(0, 14);
  return position(settings.schema.changedOn, `${digits}.0Z`);
}

/** The value from which on entries have changed since; null where the cursor is of another counting. */
export function since({ counter }: Position, cursor: string): string | null {
  return cursor.startsWith(`${counter} `) ? cursor.slice(counter.length + 1) : null;
}

function position(attribute: string, value: string, by = ''): Position {
  const counter = by === '' ? attribute : `${attribute}@${by.replace(/ /g, '')}`;
  return { attribute, counter, cursor: `${counter} ${value}` };
}

/** One for each provider: the one that is furthest behind leaves nothing out. Null where nobody counts. */
async function earliestCsn(client: Client, contexts: readonly string[], peopleDn: string): Promise<string | null> {
  const suffix = contexts.find((dn) => isBelow(peopleDn, dn));
  if (suffix === undefined) return null;
  try {
    const [context] = (await client.search(suffix, { scope: 'base', attributes: ['contextCSN'] })).searchEntries;
    return context === undefined ? null : (valuesOf(context, 'contextCSN').sort()[0] ?? null);
  } catch (error) {
    // Our account need not see more than its branches.
    if (isResult(error, 32, 50)) return null;
    throw error;
  }
}

function isBelow(dn: string, suffix: string): boolean {
  const parts = parseDn(dn)?.length ?? 0;
  const above = parseDn(suffix)?.length ?? 0;
  const tail = dn.split(/(?<!\\),/).slice(parts - above);
  return above > 0 && dnKey(tail.join(',')) === dnKey(suffix);
}
