/**
 * What has changed, asked by content synchronisation: of the people and of the groups, each with a cookie of its own.
 *
 * Where to begin is asked without reading anybody: of the branch's own entry alone, which no filter of ours lets through.
 * The cookie that comes with that is the whole directory's at OpenLDAP. It is tried at once: where a cookie belongs to
 * the one search that it came with, it is refused, and the directory is asked by its counting instead.
 */
import { createHash } from 'node:crypto';
import { EqualityFilter, type Client, type Entry } from 'ldapts';
import type { Call } from '../../contract';
import { assertReadable } from '../branches';
import type { LdapSettings } from '../config';
import { valuesOf } from '../entry-values';
import { isResult, toConnectorError } from '../faults';
import { deadlineOf, withinDeadline, type LdapLink } from '../link';
import { wanted } from '../translate';
import { SyncConnection } from './connection';
import { SYNC_REQUEST, type Content } from './messages';
import type { Refresh } from './refresh';

/** The only id that a refresh tells of what is gone. */
const SYNC_ID = 'entryuuid';

export interface ChangedEntries {
  readonly people: readonly Entry[];
  readonly groups: readonly Entry[];
  readonly gone?: Refresh['gone'];
  readonly complete: boolean;
  readonly cursor: string;
}

/** Of the people, and of the groups. */
type Cookies = readonly Buffer[];

/** Null where the directory, or this part of it, does not synchronise. */
export async function readSynced(
  link: LdapLink,
  settings: LdapSettings,
  cursor: string | null,
  call: Call,
): Promise<ChangedEntries | null> {
  if (settings.changesBy !== 'sync' || settings.schema.nativeId.toLowerCase() !== SYNC_ID) return null;
  if (!(await link.run('read changes', 'read', call, listsControl))) return null;
  const readable = async (client: Client): Promise<void> => {
    await assertReadable(client, 'peopleDn', settings.peopleDn);
    await assertReadable(client, 'groupsDn', settings.groupsDn);
  };
  const signal = deadlineOf(call, settings);
  let connection: SyncConnection | undefined;
  try {
    connection = await SyncConnection.open(settings, signal);
    const known = cursor === null ? null : cookiesOf(cursor, settings);
    const reading = known === null ? begin(connection, settings, cursor) : goOn(connection, settings, known);
    const read = await withinDeadline(reading, signal, 'read changes');
    // A branch that may not be read any more looks like one that everybody has left.
    if (read?.complete === true && read.people.length === 0) await link.run('read changes', 'read', call, readable);
    return read;
  } catch (error) {
    if (isResult(error, 32)) await link.run('read changes', 'read', call, readable);
    throw toConnectorError(error, { url: settings.url, operation: 'read changes', sent: false });
  } finally {
    connection?.close();
  }
}

async function listsControl(client: Client): Promise<boolean> {
  const root = (await client.search('', { scope: 'base', attributes: ['supportedControl'] })).searchEntries[0];
  return root !== undefined && valuesOf(root, 'supportedControl').includes(SYNC_REQUEST);
}

/** Only where to go on from; whatever cursor there is is of another kind, and everything is to be read. */
async function begin(
  connection: SyncConnection,
  settings: LdapSettings,
  cursor: string | null,
): Promise<ChangedEntries | null> {
  const cookies: Buffer[] = [];
  for (const content of contents(settings)) {
    const first = await connection.refresh({ ...content, scope: 'base', attributes: ['1.1'] }, null);
    if (typeof first === 'string' || first.cookie === null || first.cookie.length === 0) return null;
    const tried = await connection.refresh({ ...content, attributes: ['1.1'] }, first.cookie);
    if (typeof tried === 'string') return null;
    cookies.push(first.cookie);
  }
  return { people: [], groups: [], complete: cursor === null, cursor: cursorOf(cookies, settings) };
}

async function goOn(connection: SyncConnection, settings: LdapSettings, known: Cookies): Promise<ChangedEntries> {
  const [peopleContent, groupsContent] = contents(settings);
  const lost = { people: [], groups: [], complete: false, cursor: cursorOf(known, settings) };
  const people = await connection.refresh(peopleContent, known[0]!);
  if (isLost(people)) return lost;
  const groups = await connection.refresh(groupsContent, known[1]!);
  if (isLost(groups)) return lost;
  return {
    people: people.entries,
    groups: groups.entries,
    gone: people.gone,
    complete: true,
    cursor: cursorOf([people.cookie ?? known[0]!, groups.cookie ?? known[1]!], settings),
  };
}

/** An empty cookie: the directory told everything as if it had not been asked before. */
function isLost(refresh: Awaited<ReturnType<SyncConnection['refresh']>>): refresh is 'anew' | 'too-much' {
  return typeof refresh === 'string' || refresh.cookie?.length === 0;
}

function contents(settings: LdapSettings): readonly [people: Content, groups: Content] {
  const { peopleDn, groupsDn, schema } = settings;
  const ofClass = (value: string): EqualityFilter => new EqualityFilter({ attribute: 'objectClass', value });
  const { attributes = [] } = wanted(settings);
  return [
    { base: peopleDn, scope: 'sub', filter: ofClass(schema.personClass), attributes },
    { base: groupsDn, scope: 'sub', filter: ofClass(schema.group.class), attributes: ['cn'] },
  ];
}

/** Names what is asked for, too: a cookie says nothing of another branch. */
function kindOf({ peopleDn, groupsDn, schema }: LdapSettings): string {
  const asked = JSON.stringify([peopleDn, groupsDn, schema.personClass, schema.group.class]);
  return `sync@${createHash('sha256').update(asked).digest('base64url').slice(0, 12)}`;
}

function cursorOf(cookies: Cookies, settings: LdapSettings): string {
  return [kindOf(settings), ...cookies.map((cookie) => cookie.toString('base64url'))].join(' ');
}

/** Null where the cursor is of another kind. */
function cookiesOf(cursor: string, settings: LdapSettings): Cookies | null {
  const [kind, people, groups] = cursor.split(' ');
  if (kind !== kindOf(settings) || !people || !groups) return null;
  return [Buffer.from(people, 'base64url'), Buffer.from(groups, 'base64url')];
}
