/**
 * Grants as group membership. A change adds or removes exactly one value, so that two writers of one group never undo
 * each other; "is there already" and "is not there" are successes. A group is made when it is first needed; where its
 * class may not be empty it holds the groups' own branch as a member. No list of members is ever read: a group may have
 * tens of thousands.
 */
import { AndFilter, Attribute, Change, type Client, type Entry, EqualityFilter } from 'ldapts';
import { chunks } from '../../shared/lists';
import { reached } from '../../shared/write-boundary';
import { ConnectorError, type TargetGrant } from '../contract';
import type { LdapSettings } from './config';
import { childDn, dnKey, nameBelow } from './distinguished-name';
import { assertReadable, isReadable } from './branches';
import { isResult } from './faults';
import { firstOf } from './entry-values';

const LOOK_UPS_AT_ONCE = 32;
const TRIES_MAX = 3;
const KNOWN_MAX = 20_000;

export function groupDn(grant: TargetGrant, settings: LdapSettings): string {
  if (grant.kind !== 'group') throw new ConnectorError('rejected', `the directory grants groups, not "${grant.kind}"`);
  return childDn('cn', grant.value, settings.groupsDn);
}

function member(operation: 'add' | 'delete', dn: string, { schema }: LdapSettings): Change {
  return new Change({ operation, modification: new Attribute({ type: schema.group.member, values: [dn] }) });
}

export async function addMember(
  client: Client,
  group: string,
  grant: TargetGrant,
  dn: string,
  { known, settings }: { readonly known: KnownGroups; readonly settings: LdapSettings },
): Promise<void> {
  reached('directory.before-group');
  for (let tries = 0; tries < TRIES_MAX; tries += 1) {
    await known.ensure(client, group, grant);
    if (await addToExisting(client, group, dn, settings)) return;
    known.forget(group);
  }
  throw new ConnectorError('conflict', `the group ${grant.value} is taken away as often as it is made`);
}

/** False when there is no such group. */
async function addToExisting(client: Client, group: string, dn: string, settings: LdapSettings): Promise<boolean> {
  try {
    await client.modify(group, member('add', dn, settings));
    return true;
  } catch (error) {
    // 68 is what Active Directory says of a member that is there.
    if (isResult(error, 20, 68)) return true;
    if (isResult(error, 32)) return false;
    throw error;
  }
}

/**
 * Groups that are there, made once by whoever needs them first while the others wait. OpenLDAP's memberof overlay looks
 * for the group before it changes it: a member that is added while another connection makes the group is a member, and
 * its memberOf never says so.
 */
export class KnownGroups {
  private readonly seen = new Map<string, Promise<void>>();

  constructor(private readonly settings: LdapSettings) {}

  ensure(client: Client, group: string, grant: TargetGrant): Promise<void> {
    const before = this.seen.get(group);
    if (before !== undefined) return before;
    if (this.seen.size >= KNOWN_MAX) this.seen.clear();
    const made = this.make(client, group, grant);
    this.seen.set(group, made);
    made.catch(() => this.forget(group));
    return made;
  }

  forget(group: string): void {
    this.seen.delete(group);
  }

  private async make(client: Client, group: string, grant: TargetGrant): Promise<void> {
    if (await isReadable(client, group)) return;
    const { groupsDn, schema } = this.settings;
    const { classes, member: attribute, neverEmpty, extra } = schema.group;
    try {
      await client.add(group, {
        ...extra,
        objectClass: [...classes],
        cn: [grant.value],
        ...(neverEmpty && { [attribute]: [groupsDn] }),
      });
    } catch (error) {
      if (isResult(error, 32)) await assertReadable(client, 'groupsDn', groupsDn);
      if (!isResult(error, 68)) throw error;
    }
  }
}

export async function removeMember(client: Client, group: string, dn: string, settings: LdapSettings): Promise<void> {
  reached('directory.before-group');
  try {
    await client.modify(group, member('delete', dn, settings)).catch((error: unknown) => {
      if (!isResult(error, 65) || !settings.schema.group.neverEmpty) throw error;
      return client.modify(group, [member('add', settings.groupsDn, settings), member('delete', dn, settings)]);
    });
  } catch (error) {
    // Of a group that is not there, and of a member that is not: 53 is Active Directory's word for the latter.
    if (isResult(error, 32)) return assertReadable(client, 'groupsDn', settings.groupsDn);
    if (!isResult(error, 16) && !isNoMember(error)) throw error;
  }
}

/** ERROR_MEMBER_NOT_IN_GROUP, in the text that goes with `unwillingToPerform`. */
function isNoMember(error: unknown): boolean {
  return isResult(error, 53) && /\b00000561\b/.test((error as Error).message);
}

/** Takes an account that is going away out of the groups that still name it. */
export async function leaveGroups(client: Client, dn: string, settings: LdapSettings): Promise<void> {
  for (const group of await groupsNaming(client, dn, settings)) await removeMember(client, group.dn, dn, settings);
}

/** The names of the groups of each entry, by the key of its DN. */
export async function groupsOf(
  client: Client,
  entries: readonly { readonly dn: string; readonly memberOf: readonly string[] }[],
  settings: LdapSettings,
): Promise<Map<string, string[]>> {
  const names = new Map<string, string[]>();
  for (const some of chunks(entries, LOOK_UPS_AT_ONCE)) {
    const found = await Promise.all(
      some.map(async ({ dn, memberOf }) => {
        if (settings.memberOf) return memberOf.map((group) => nameBelow(group, settings.groupsDn));
        const groups = await groupsNaming(client, dn, settings);
        return groups.map((group) => nameBelow(group.dn, settings.groupsDn) ?? firstOf(group, 'cn'));
      }),
    );
    some.forEach(({ dn }, index) => names.set(dnKey(dn), found[index]!.filter((name) => name !== null).sort()));
  }
  return names;
}

/** The groups that have this entry as a member: one search by the member's index, without any group's members. */
async function groupsNaming(client: Client, dn: string, { schema, groupsDn }: LdapSettings): Promise<Entry[]> {
  const filter = new AndFilter({
    filters: [
      new EqualityFilter({ attribute: 'objectClass', value: schema.group.class }),
      new EqualityFilter({ attribute: schema.group.member, value: dn }),
    ],
  });
  return (await client.search(groupsDn, { scope: 'sub', filter, attributes: ['cn'] })).searchEntries;
}
