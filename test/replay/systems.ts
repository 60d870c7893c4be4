/**
 * Reads the three systems as their own administrators would: LDAP by ldapts, mail by doveadm over HTTP, each unit's QLVB
 * by its HTTP interface. Nothing of our connectors is used here.
 */
import { Client } from 'ldapts';
import type { ReplayCity } from './replay-city';

const SUFFIX = 'dc=hanoi,dc=gov,dc=vn';
const DICTIONARY = 'proxy::accounts';
const PAGES_MAX = 400;

/** Logins by state at one system; a deleted account is in neither. */
export interface Accounts {
  readonly enabled: ReadonlySet<string>;
  readonly disabled: ReadonlySet<string>;
}

export interface Reading {
  readonly directory: Accounts;
  readonly mail: Accounts;
  /** By unit. */
  readonly qlvb: ReadonlyMap<string, Accounts>;
}

/** What an open account says and grants, by `system|login`: to compare two cities. */
export type Details = ReadonlyMap<string, string>;

interface QlvbUser {
  readonly login: string;
  readonly status: string;
  readonly title: string | null;
  readonly unit: string | null;
  readonly posts: readonly string[];
  readonly roles: readonly string[];
}

interface DictRow {
  readonly key: string;
  readonly value: string;
}

export class Systems {
  private readonly ldap: Client;

  private constructor(
    private readonly city: ReplayCity,
    private readonly unitIds: readonly string[],
  ) {
    this.ldap = new Client({ url: city.city.sandbox.addresses.ldap });
  }

  static async connect(city: ReplayCity, unitIds: readonly string[]): Promise<Systems> {
    const systems = new Systems(city, unitIds);
    await systems.ldap.bind(`cn=admin,${SUFFIX}`, city.secret('ldap-admin.key'));
    return systems;
  }

  async close(): Promise<void> {
    await this.ldap.unbind();
  }

  async read(): Promise<Reading> {
    const [directory, mail, qlvb] = await Promise.all([this.directory(), this.mail(), this.qlvb()]);
    return {
      directory: split(directory.map((entry) => [String(entry.uid), entry.pwdAccountLockedTime === undefined])),
      mail: split(mail.map(({ login, open }) => [login, open])),
      qlvb: new Map(
        [...qlvb].map(([unitId, users]) => [
          unitId,
          split(users.map((user) => [user.login, user.status === 'active'])),
        ]),
      ),
    };
  }

  /** Of open accounts only. */
  async details(): Promise<Details> {
    const [directory, mail, qlvb] = await Promise.all([this.directory(), this.mail(), this.qlvb()]);
    const groups = await this.groupsByLogin();
    const details = new Map<string, string>();
    for (const entry of directory.filter((one) => one.pwdAccountLockedTime === undefined)) {
      const login = String(entry.uid);
      const { cn, mail: address, title, departmentNumber, labeledURI } = entry;
      const aliases = [labeledURI ?? []].flat().map(String).sort();
      details.set(
        `directory|${login}`,
        JSON.stringify({ cn, address, title, departmentNumber, aliases, groups: (groups.get(login) ?? []).sort() }),
      );
    }
    for (const { login, fields, roleMailboxes } of mail.filter(({ open }) => open)) {
      const { fullName, address, aliases, quotaMiB } = fields;
      details.set(
        `mail|${login}`,
        JSON.stringify({ fullName, address, aliases: aliases?.split(' ').sort(), quotaMiB, roleMailboxes }),
      );
    }
    for (const [unitId, users] of qlvb) {
      for (const { login, title, unit, posts, roles } of users.filter(({ status }) => status === 'active'))
        details.set(
          `qlvb:${unitId}|${login}`,
          JSON.stringify({ title, unit, posts: [...posts].sort(), roles: [...roles].sort() }),
        );
    }
    return details;
  }

  private async directory(): Promise<readonly Record<string, unknown>[]> {
    const { searchEntries } = await this.ldap.search(SUFFIX, {
      scope: 'sub',
      filter: '(&(objectClass=inetOrgPerson)(uid=*))',
      attributes: ['*', '+'],
    });
    return searchEntries;
  }

  private async groupsByLogin(): Promise<Map<string, string[]>> {
    const { searchEntries } = await this.ldap.search(`ou=groups,${SUFFIX}`, {
      scope: 'one',
      filter: '(cn=*)',
      attributes: ['cn', 'member'],
    });
    const groups = new Map<string, string[]>();
    for (const { cn, member } of searchEntries) {
      for (const dn of [member ?? []].flat().map(String)) {
        const login = /^uid=([^,]+),/.exec(dn)?.[1];
        if (login !== undefined) groups.set(login, [...(groups.get(login) ?? []), String(cn)]);
      }
    }
    return groups;
  }

  private async mail(): Promise<
    { login: string; open: boolean; fields: Record<string, string>; roleMailboxes: string[] }[]
  > {
    const [users, denied, shared] = await this.dictionary([
      'shared/userdb/',
      'shared/deny/',
      'shared/shared-boxes/user',
    ]);
    const deniedNames = new Set(denied!.map(({ key }) => key.slice('shared/deny/'.length)));
    return users!
      .map(({ key, value }) => ({
        login: key.slice('shared/userdb/'.length),
        fields: JSON.parse(value) as Record<string, string>,
      }))
      .filter(({ login, fields }) => fields.kind === 'account' && !login.includes('@'))
      .map(({ login, fields }) => {
        const own = `shared/shared-boxes/user/${login}/`;
        const roleMailboxes = shared!.filter(({ key }) => key.startsWith(own)).map(({ key }) => key.slice(own.length));
        return { login, fields, open: !deniedNames.has(login), roleMailboxes: roleMailboxes.sort() };
      });
  }

  private async dictionary(prefixes: readonly string[]): Promise<readonly (readonly DictRow[])[]> {
    const response = await ask(this.city.city.sandbox.addresses.doveadm, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `X-Dovecot-API ${Buffer.from(this.city.secret('doveadm.key')).toString('base64')}`,
      },
      body: JSON.stringify(
        prefixes.map((prefix, index) => ['dictIter', { dictUri: DICTIONARY, prefix, recurse: true }, String(index)]),
      ),
    });
    const answers = (await response.json()) as [string, unknown, string][];
    return answers.map(([kind, rows]) => {
      if (kind === 'error' || !Array.isArray(rows)) throw new Error(`doveadm dictIter: ${JSON.stringify(rows)}`);
      return rows as DictRow[];
    });
  }

  private async qlvb(): Promise<ReadonlyMap<string, readonly QlvbUser[]>> {
    const found = new Map<string, readonly QlvbUser[]>();
    for (const unitId of this.unitIds) found.set(unitId, await this.qlvbUsers(unitId));
    return found;
  }

  private async qlvbUsers(unitId: string): Promise<readonly QlvbUser[]> {
    const base = this.city.city.sandbox.addresses.qlvb.replace('<unit>', encodeURIComponent(unitId));
    const users: QlvbUser[] = [];
    let after = '';
    for (let page = 0; page < PAGES_MAX; page += 1) {
      const response = await ask(`${base}/users?size=500${after}`, {
        headers: { authorization: `Bearer ${this.city.secret('qlvb-reader.key')}` },
      });
      if (!response.ok) throw new Error(`QLVB ${unitId}: ${response.status}`);
      const { items, next } = (await response.json()) as { items: QlvbUser[]; next: string | null };
      users.push(...items);
      if (next === null) return users;
      after = `&after=${next}`;
    }
    throw new Error(`QLVB ${unitId} has more than ${PAGES_MAX} pages`);
  }
}

/** A connection that was kept may have been closed by the other side just now; these are reads, so that asking again is safe. */
async function ask(url: string, init: RequestInit): Promise<Response> {
  return fetch(url, init).catch(() => fetch(url, init));
}

function split(states: readonly (readonly [string, boolean])[]): Accounts {
  return {
    enabled: new Set(states.filter(([, open]) => open).map(([login]) => login)),
    disabled: new Set(states.filter(([, open]) => !open).map(([login]) => login)),
  };
}
