/**
 * What is well and what is not in a directory that is to be written to. Nothing is changed: what can only be seen by
 * writing is not told here.
 */
import { AndFilter, type Client, type Entry, EqualityFilter, type SearchOptions } from 'ldapts';
import type { TestFinding } from '../contract';
import { isReadable } from './branches';
import type { LdapSettings } from './config';
import { firstOf, valuesOf } from './entry-values';
import { isResult } from './faults';

const PAGED_RESULTS = '1.2.840.113556.1.4.319';
const ASSERTION = '1.3.6.1.1.12';
/** Accounts that are asked whether their memberOf says what the groups say. */
const MEMBERS_ASKED_MAX = 20;

export async function findingsIn(client: Client, settings: LdapSettings): Promise<TestFinding[]> {
  const asked: SearchOptions = { scope: 'base', attributes: ['supportedControl', 'subschemaSubentry'] };
  const root = (await client.search('', asked)).searchEntries[0];
  const controls = root === undefined ? [] : valuesOf(root, 'supportedControl');
  const findings: TestFinding[] = [
    { check: 'connection', ok: true, detail: `bound as ${settings.bindDn}` },
    { check: 'paging', ok: controls.includes(PAGED_RESULTS), detail: 'paged results (RFC 2696)' },
    {
      check: 'assertion',
      ok: !settings.assertions || controls.includes(ASSERTION),
      detail: 'assertion control (RFC 4528)',
    },
    await schemaFinding(client, root, settings),
  ];
  for (const setting of ['peopleDn', 'groupsDn'] as const) {
    const dn = settings[setting];
    const ok = await isReadable(client, dn);
    findings.push({ check: 'branch', ok, detail: ok ? dn : `${dn} cannot be read; mend ${setting} or the rights` });
  }
  if (findings.every(({ ok }) => ok)) findings.push(await memberOfFinding(client, settings));
  return findings;
}

/** Without ppolicy, say, the attribute that locks is unknown: the first leader who leaves would stay. */
async function schemaFinding(client: Client, root: Entry | undefined, settings: LdapSettings): Promise<TestFinding> {
  const dn = root === undefined ? null : firstOf(root, 'subschemaSubentry');
  const known = dn === null ? null : await namesIn(client, dn);
  const missing = known === null ? [] : used(settings).filter((name) => !known.has(name.toLowerCase()));
  const detail = known === null ? 'the schema may not be read' : `unknown to the directory: ${missing.join(', ')}`;
  return { check: 'schema', ok: missing.length === 0, detail };
}

/** Names of attributes and classes, in small letters (RFC 4512, 4.1); null where the schema may not be read. */
async function namesIn(client: Client, dn: string): Promise<ReadonlySet<string> | null> {
  const asked: SearchOptions = { scope: 'base', attributes: ['attributeTypes', 'objectClasses'] };
  const found = await client.search(dn, asked).catch((error: unknown) => {
    if (isResult(error, 32, 50)) return null;
    throw error;
  });
  const entry = found?.searchEntries[0];
  if (entry === undefined) return null;
  const definitions = [...valuesOf(entry, 'attributeTypes'), ...valuesOf(entry, 'objectClasses')];
  const names = definitions.flatMap((definition) => {
    const [, one, several] = /\sNAME\s+(?:'([^']+)'|\(\s*([^)]*)\))/.exec(definition) ?? [];
    return one === undefined ? (several ?? '').replaceAll("'", '').split(/\s+/) : [one];
  });
  return names.length === 0 ? null : new Set(names.map((name) => name.toLowerCase()));
}

function used({ schema, disable }: LdapSettings): readonly string[] {
  const { attributes, group } = schema;
  const names = [
    disable.attribute,
    schema.login,
    schema.personId,
    schema.nativeId,
    schema.aliases,
    ...schema.personClasses,
    ...Object.values(attributes),
    ...Object.keys(schema.extra),
    ...group.classes,
    group.member,
    ...Object.keys(group.extra),
  ];
  return [...new Set(names)];
}

/** An account that a group names, and whose memberOf does not, would look as if it had no rights, and be given them for ever. */
async function memberOfFinding(client: Client, settings: LdapSettings): Promise<TestFinding> {
  const check = 'memberOf';
  if (!settings.memberOf) return { check, ok: true, detail: 'groups are looked up by member' };
  const { schema, peopleDn, groupsDn } = settings;
  const people = client.searchPaginated(peopleDn, {
    scope: 'sub',
    filter: new EqualityFilter({ attribute: 'objectClass', value: schema.personClass }),
    attributes: ['memberOf'],
    paged: { pageSize: MEMBERS_ASKED_MAX },
  });
  const { value } = await people.next();
  const silent = (value?.searchEntries ?? []).filter((entry: Entry) => valuesOf(entry, 'memberOf').length === 0);
  for (const { dn } of silent) {
    const filter = new AndFilter({
      filters: [
        new EqualityFilter({ attribute: 'objectClass', value: schema.group.class }),
        new EqualityFilter({ attribute: schema.group.member, value: dn }),
      ],
    });
    const [group] = (await client.search(groupsDn, { scope: 'sub', filter, attributes: ['1.1'] })).searchEntries;
    if (group !== undefined) return { check, ok: false, detail: `${dn} is in ${group.dn}, and its memberOf is silent` };
  }
  return { check, ok: true, detail: 'memberOf says what the groups say' };
}
