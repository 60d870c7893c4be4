/**
 * What has changed since an earlier look, by the directory's own counting: `contextCSN` and `entryCSN` (OpenLDAP with
 * syncprov), `highestCommittedUSN` and `uSNChanged` (Active Directory, one domain controller). Membership stands with
 * the group, so groups that changed are told by name, without their members. What was deleted leaves no trace: only a
 * look at everything finds it.
 */
import { AndFilter, EqualityFilter, GreaterThanEqualsFilter, type Client, type Entry, type Filter } from 'ldapts';
import { ConnectorError, type TargetGrant } from '../contract';
import { assertReadable } from './branches';
import type { LdapSettings } from './config';
import { dnKey, parseDn } from './distinguished-name';
import { firstOf, valuesOf } from './entry-values';
import { wanted } from './translate';

/** More than so many are not told one by one: everything is to be read instead. */
const CHANGES_MAX = 5_000;

export interface ChangedEntries {
  readonly entries: readonly Entry[];
  readonly grants: readonly TargetGrant[];
  readonly complete: boolean;
  readonly cursor: string;
}

/** Where the directory stands: an attribute that counts, and how far it is. */
interface Position {
  readonly attribute: 'entryCSN' | 'uSNChanged';
  readonly value: string;
}

export async function readChanges(
  client: Client,
  cursor: string | null,
  settings: LdapSettings,
): Promise<ChangedEntries> {
  // Read first: what changes meanwhile is told again, and never left out.
  const now = await position(client, settings);
  const next = `${now.attribute}=${now.value}`;
  if (cursor === null) return { entries: [], grants: [], complete: true, cursor: next };
  const since = cursor.startsWith(`${now.attribute}=`) ? cursor.slice(now.attribute.length + 1) : null;
  if (since === null) throw new ConnectorError('rejected', 'this directory counts its changes otherwise; begin again');

  const changed = (ofClass: string): Filter =>
    new AndFilter({
      filters: [
        new EqualityFilter({ attribute: 'objectClass', value: ofClass }),
        new GreaterThanEqualsFilter({ attribute: now.attribute, value: since }),
      ],
    });
  const { peopleDn, groupsDn, schema } = settings;
  const search = { scope: 'sub', sizeLimit: CHANGES_MAX } as const;
  const people = await client.search(peopleDn, { ...search, filter: changed(schema.personClass), ...wanted(settings) });
  if (people.searchEntries.length === 0) await assertReadable(client, 'peopleDn', peopleDn);
  const groups = await client.search(groupsDn, { ...search, filter: changed(schema.group.class), attributes: ['cn'] });
  return {
    entries: people.searchEntries,
    grants: groups.searchEntries.map((group) => ({ kind: 'group', value: firstOf(group, 'cn') ?? '' })),
    complete: people.searchEntries.length < CHANGES_MAX && groups.searchEntries.length < CHANGES_MAX,
    cursor: next,
  };
}

async function position(client: Client, { peopleDn }: LdapSettings): Promise<Position> {
  const asked = { scope: 'base', attributes: ['highestCommittedUSN', 'namingContexts'] } as const;
  const root = (await client.search('', { ...asked, attributes: [...asked.attributes] })).searchEntries[0];
  const usn = root === undefined ? null : firstOf(root, 'highestCommittedUSN');
  if (usn !== null) return { attribute: 'uSNChanged', value: usn };
  const suffix = (root === undefined ? [] : valuesOf(root, 'namingContexts')).find((dn) => isBelow(peopleDn, dn));
  const context =
    suffix === undefined
      ? undefined
      : (await client.search(suffix, { scope: 'base', attributes: ['contextCSN'] })).searchEntries[0];
  // One for each provider: the one that is furthest behind leaves nothing out.
  const [earliest] = context === undefined ? [] : valuesOf(context, 'contextCSN').sort();
  if (earliest === undefined)
    throw new ConnectorError('rejected', 'the directory does not count its changes – load the overlay syncprov');
  return { attribute: 'entryCSN', value: earliest };
}

function isBelow(dn: string, suffix: string): boolean {
  const parts = parseDn(dn)?.length ?? 0;
  const above = parseDn(suffix)?.length ?? 0;
  const tail = dn.split(/(?<!\\),/).slice(parts - above);
  return above > 0 && dnKey(tail.join(',')) === dnKey(suffix);
}
