/** The three systems asked directly, by clients that share no code with the connectors. One connection to each is kept. */
import { Client } from 'ldapts';
import type { CityProcess } from './process';

export interface Subject {
  readonly personId: string;
  readonly login: string;
  readonly unitId: string;
}

export const SYSTEMS = ['directory', 'mail', 'qlvb'] as const;
export type System = (typeof SYSTEMS)[number];

/** What one system holds of a person, names left out, so that two persons in the same office compare equal. */
export type State = Readonly<Record<string, unknown>> & { readonly status: 'absent' | 'active' | 'disabled' };

const ABSENT: State = { status: 'absent' };

export class Systems {
  private readonly ldap: Client;
  private readonly suffix: string;
  private readonly doveadmKey: string;
  private readonly qlvbKey: string;

  private constructor(private readonly city: Pick<CityProcess, 'facts' | 'secret'>) {
    this.ldap = new Client({ url: city.facts.ldap });
    this.suffix = city.facts.ldapAdminDn.slice(city.facts.ldapAdminDn.indexOf(',') + 1);
    this.doveadmKey = Buffer.from(city.secret('doveadm.key')).toString('base64');
    this.qlvbKey = city.secret('qlvb-reader.key');
  }

  static async connect(city: Pick<CityProcess, 'facts' | 'secret'>): Promise<Systems> {
    const systems = new Systems(city);
    await systems.ldap.bind(city.facts.ldapAdminDn, city.secret('ldap-admin.key'));
    return systems;
  }

  close(): Promise<void> {
    return this.ldap.unbind();
  }

  state(system: System, subject: Subject): Promise<State> {
    switch (system) {
      case 'directory':
        return this.directory(subject);
      case 'mail':
        return this.mail(subject);
      case 'qlvb':
        return this.qlvb(subject);
    }
  }

  private async directory({ login }: Subject): Promise<State> {
    const dn = `uid=${login},ou=people,${this.suffix}`;
    const people = await this.ldap.search(`ou=people,${this.suffix}`, {
      scope: 'sub',
      filter: `(uid=${login})`,
      attributes: ['uid', 'mail', 'pwdAccountLockedTime'],
    });
    const [entry] = people.searchEntries;
    if (entry === undefined) return ABSENT;
    const groups = await this.ldap.search(`ou=groups,${this.suffix}`, {
      scope: 'sub',
      filter: `(member=${dn})`,
      attributes: ['cn'],
    });
    const locked = entry.pwdAccountLockedTime;
    return {
      status: locked === undefined || locked.length === 0 ? 'active' : 'disabled',
      hasMail: entry.mail !== undefined && entry.mail.length > 0,
      groups: groups.searchEntries.map((group) => String(group.cn)).sort(),
    };
  }

  private async mail({ login }: Subject): Promise<State> {
    const keys = [`shared/userdb/${login}`, `shared/deny/${login}`];
    const dictUri = 'proxy::accounts';
    const response = await fetch(this.city.facts.doveadm, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `X-Dovecot-API ${this.doveadmKey}` },
      body: JSON.stringify(keys.map((key, index) => ['dictGet', { dictUri, key }, String(index)])),
    });
    const [entry = null, denied = null] = ((await response.json()) as [string, { value?: string }[], string][]).map(
      ([kind, rows]) => (kind === 'error' ? null : (rows[0]?.value ?? '')),
    );
    if (entry === null) return ABSENT;
    const fields = JSON.parse(entry) as Record<string, string>;
    if (fields.building !== undefined) return ABSENT;
    return { status: denied === null ? 'active' : 'disabled', quota: fields.quota_rule ?? null };
  }

  private async qlvb({ personId, unitId }: Subject): Promise<State> {
    const { qlvb } = this.city.facts;
    const response = await fetch(`${qlvb.replace('<unit>', unitId)}/users?externalId=${personId}`, {
      headers: { authorization: `Bearer ${this.qlvbKey}` },
    });
    const { items = [] } = (await response.json()) as {
      items?: { status: 'active' | 'disabled'; roles: string[]; posts: string[] }[];
    };
    const [user] = items;
    return user === undefined ? ABSENT : { status: user.status, roles: user.roles, posts: user.posts };
  }
}
