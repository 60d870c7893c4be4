/**
 * What has changed since an earlier look. Content synchronisation (sync/) tells deletions, too; a directory's own
 * counting, and time (changes-position.ts), tell only of entries that are there: there a deletion leaves no trace, and
 * only a look at everything finds it.
 *
 * Membership stands with the group. Groups that changed are told by name, and who is in a small one is told too, so that
 * somebody who was put into it by hand is seen; of a large one the members are not read.
 */
import { AndFilter, EqualityFilter, GreaterThanEqualsFilter, type Client, type Entry, type Filter } from 'ldapts';
import type { AccountRecord, Call, ChangedAccounts } from '../contract';
import { assertReadable } from './branches';
import { positionOf, since } from './changes-position';
import type { LdapSettings } from './config';
import { dnKey } from './distinguished-name';
import { firstOf } from './entry-values';
import type { LdapLink } from './link';
import { readSynced, type ChangedEntries } from './sync/changes';
import { wanted } from './translate';

const PAGE = 500;
/** Groups whose members are told, and how many members of each at most. */
const GROUPS_READ_MAX = 50;
const MEMBERS_READ_MAX = 200;

export interface ChangesParts {
  readonly link: LdapLink;
  readonly settings: LdapSettings;
  readonly toRecords: (client: Client, entries: readonly Entry[]) => Promise<AccountRecord[]>;
}

export async function readChanges(parts: ChangesParts, cursor: string | null, call: Call): Promise<ChangedAccounts> {
  const { link, settings, toRecords } = parts;
  const synced = await readSynced(link, settings, cursor, call);
  return link.run('read changes', 'read', call, async (client) => {
    const { people, groups, ...told } = synced ?? (await readCounted(client, cursor, settings));
    const entries = new Map(people.map((entry) => [dnKey(entry.dn), entry]));
    for (const member of await membersOfSmall(client, groups, settings)) entries.set(dnKey(member.dn), member);
    return {
      ...told,
      records: await toRecords(client, [...entries.values()]),
      grants: groups.map((group) => ({ kind: 'group', value: firstOf(group, 'cn') ?? '' })),
    };
  });
}

async function readCounted(client: Client, cursor: string | null, settings: LdapSettings): Promise<ChangedEntries> {
  // Read first: what changes meanwhile is told again, and never left out.
  const now = await positionOf(client, settings);
  const nothing = { people: [], groups: [], cursor: now.cursor };
  if (cursor === null) return { ...nothing, complete: true };
  const bound = since(now, cursor);
  if (bound === null) return { ...nothing, complete: false };

  const { peopleDn, groupsDn, schema, changesMax } = settings;
  const changed = (ofClass: string): Filter =>
    new AndFilter({
      filters: [
        new EqualityFilter({ attribute: 'objectClass', value: ofClass }),
        new GreaterThanEqualsFilter({ attribute: now.attribute, value: bound }),
      ],
    });
  const people = await atMost(client, peopleDn, changed(schema.personClass), wanted(settings), changesMax);
  if (people?.length === 0) await assertReadable(client, 'peopleDn', peopleDn);
  const groups = await atMost(client, groupsDn, changed(schema.group.class), { attributes: ['cn'] }, changesMax);
  return people === null || groups === null
    ? { ...nothing, complete: false }
    : { people, groups, complete: true, cursor: now.cursor };
}

/** Null when there are more. In pages: a limit of the directory's own then is a fault and never looks like an end. */
async function atMost(
  client: Client,
  base: string,
  filter: Filter,
  asked: ReturnType<typeof wanted>,
  countMax: number,
): Promise<Entry[] | null> {
  const found: Entry[] = [];
  const search = { scope: 'sub', filter, ...asked, paged: { pageSize: PAGE } } as const;
  for await (const { searchEntries } of client.searchPaginated(base, search)) {
    found.push(...searchEntries);
    if (found.length > countMax) return null;
  }
  return found;
}

async function membersOfSmall(client: Client, groups: readonly Entry[], settings: LdapSettings): Promise<Entry[]> {
  const { peopleDn, schema, memberOf } = settings;
  if (!memberOf || groups.length > GROUPS_READ_MAX) return [];
  const members: Entry[] = [];
  for (const group of groups) {
    const filter = new AndFilter({
      filters: [
        new EqualityFilter({ attribute: 'objectClass', value: schema.personClass }),
        new EqualityFilter({ attribute: 'memberOf', value: group.dn }),
      ],
    });
    members.push(...((await atMost(client, peopleDn, filter, wanted(settings), MEMBERS_READ_MAX)) ?? []));
  }
  return members;
}
