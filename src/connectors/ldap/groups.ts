/**
 * Grants as group membership. A change adds or removes exactly one value, so that two writers of one group never undo
 * each other; "is there already" and "is not there" are successes. A group is made when it is first needed and holds
 * the groups' own branch as a member, because groupOfNames may not be empty.
 */
import { AndFilter, Attribute, Change, type Client, EqualityFilter, OrFilter } from 'ldapts';
import { reached } from '../../shared/write-boundary';
import { ConnectorError, type TargetGrant } from '../contract';
import type { LdapSettings } from './config';
import { childDn, dnKey, nameBelow } from './distinguished-name';
import { isResult } from './faults';
import { firstOf, valuesOf } from './translate';

export function groupDn(grant: TargetGrant, settings: LdapSettings): string {
  if (grant.kind !== 'group') throw new ConnectorError('rejected', `the directory grants groups, not "${grant.kind}"`);
  return childDn('cn', grant.value, settings.groupsDn);
}

function member(operation: 'add' | 'delete', dn: string): Change {
  return new Change({ operation, modification: new Attribute({ type: 'member', values: [dn] }) });
}

export async function addMember(
  client: Client,
  group: string,
  grant: TargetGrant,
  dn: string,
  settings: LdapSettings,
): Promise<void> {
  reached('directory.before-group');
  if (await addToExisting(client, group, dn)) return;
  try {
    await client.add(group, {
      objectClass: ['top', 'groupOfNames'],
      cn: [grant.value],
      member: [settings.groupsDn, dn],
    });
  } catch (error) {
    if (!isResult(error, 68)) throw error;
    await addToExisting(client, group, dn);
  }
}

/** False when there is no such group. */
async function addToExisting(client: Client, group: string, dn: string): Promise<boolean> {
  try {
    await client.modify(group, member('add', dn));
    return true;
  } catch (error) {
    if (isResult(error, 20)) return true;
    if (isResult(error, 32)) return false;
    throw error;
  }
}

export async function removeMember(client: Client, group: string, dn: string, settings: LdapSettings): Promise<void> {
  reached('directory.before-group');
  try {
    await client.modify(group, member('delete', dn)).catch((error: unknown) => {
      if (!isResult(error, 65)) throw error;
      return client.modify(group, [member('add', settings.groupsDn), member('delete', dn)]);
    });
  } catch (error) {
    if (!isResult(error, 16, 32)) throw error;
  }
}

/** Takes an account that is going away out of the groups that still name it. */
export async function leaveGroups(client: Client, dn: string, settings: LdapSettings): Promise<void> {
  const found = await client.search(settings.groupsDn, {
    scope: 'sub',
    filter: memberFilter([dn]),
    attributes: ['cn'],
  });
  for (const group of found.searchEntries) await removeMember(client, group.dn, dn, settings);
}

/** The names of the groups of each entry, by the key of its DN. */
export async function groupsOf(
  client: Client,
  entries: readonly { readonly dn: string; readonly memberOf: readonly string[] }[],
  settings: LdapSettings,
): Promise<Map<string, string[]>> {
  const names = new Map(entries.map((entry) => [dnKey(entry.dn), new Array<string>()]));
  if (settings.memberOf) {
    for (const entry of entries) {
      const own = entry.memberOf.map((dn) => nameBelow(dn, settings.groupsDn)).filter((name) => name !== null);
      names.get(dnKey(entry.dn))!.push(...own.sort());
    }
    return names;
  }
  if (entries.length === 0) return names;
  const found = await client.search(settings.groupsDn, {
    scope: 'one',
    filter: memberFilter(entries.map((entry) => entry.dn)),
    attributes: ['cn', 'member'],
  });
  for (const group of found.searchEntries) {
    const name = nameBelow(group.dn, settings.groupsDn) ?? firstOf(group, 'cn');
    for (const dn of valuesOf(group, 'member')) if (name !== null) names.get(dnKey(dn))?.push(name);
  }
  for (const list of names.values()) list.sort();
  return names;
}

function memberFilter(dns: readonly string[]): AndFilter {
  const anyOf = new OrFilter({ filters: dns.map((value) => new EqualityFilter({ attribute: 'member', value })) });
  return new AndFilter({ filters: [new EqualityFilter({ attribute: 'objectClass', value: 'groupOfNames' }), anyOf] });
}
