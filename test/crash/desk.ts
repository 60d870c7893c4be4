/** The systems read and used by clients that share no code with ours: ldapts, and plain HTTP to doveadm and QLVB. */
import { Client } from 'ldapts';
import type { Ledger, Paper } from './ledger';
import type { TargetFacts } from './targets';

const SUFFIX = 'dc=hanoi,dc=gov,dc=vn';
const DICTIONARY = 'proxy::accounts';

export interface Person {
  readonly uid: string;
  readonly personId: string;
  readonly name: string;
  readonly open: boolean;
}

export interface MailAccount {
  readonly login: string;
  readonly personId: string;
  readonly open: boolean;
}

export interface QlvbUser {
  readonly id: string;
  readonly login: string;
  readonly externalId: string | null;
  readonly status: string;
  readonly roles: readonly string[];
}

export interface WrittenPaper {
  readonly id: string;
  readonly ownerUser: string | null;
  readonly ownerPost: string | null;
  readonly version: number;
}

export interface Systems {
  readonly people: readonly Person[];
  /** Members by group, as the directory lists them: logins. */
  readonly groups: ReadonlyMap<string, readonly string[]>;
  readonly mail: readonly MailAccount[];
  readonly qlvb: ReadonlyMap<string, readonly QlvbUser[]>;
}

export class Desk {
  constructor(
    private readonly targets: TargetFacts,
    private readonly ledger: Ledger,
  ) {}

  async read(): Promise<Systems> {
    const [directory, mail] = await Promise.all([this.directory(), this.mail()]);
    const qlvb = new Map<string, readonly QlvbUser[]>();
    for (const unitId of this.ledger.units) qlvb.set(unitId, await this.users(unitId));
    return { ...directory, mail, qlvb };
  }

  async paper(unitId: string, id: string): Promise<WrittenPaper> {
    return this.qlvb<WrittenPaper>(unitId, `documents/${id}`);
  }

  /** Two papers for one who is about to leave: one by name, and a draft of a colleague's that waits for the signature. */
  async lay(login: string, unitId: string): Promise<void> {
    const users = await this.users(unitId);
    const addressee = users.find((one) => one.login === login && one.status === 'active');
    const clerk = this.ledger.stable.find((one) => one.unitId === unitId);
    const drafter = users.find((one) => one.login === clerk?.login && one.status === 'active');
    if (addressee === undefined || drafter === undefined) return;
    const common = { subject: 'V/v báo cáo quý', type: 'Công văn', number: null, ownerUser: addressee.id };
    for (const more of [{ kind: 'task' }, { kind: 'draft', drafter: drafter.id }]) {
      const { id } = await this.qlvb<{ id: string }>(unitId, 'documents', { ...common, ...more });
      const paper: Paper = {
        id,
        unitId,
        addressee: { login, userId: addressee.id },
        drafter: more.kind === 'draft' ? drafter.id : null,
      };
      this.ledger.papers.push(paper);
    }
  }

  private async directory(): Promise<Pick<Systems, 'people' | 'groups'>> {
    const client = new Client({ url: this.targets.admin.url });
    try {
      await client.bind(this.targets.admin.dn, this.targets.admin.password);
      const paged = { pageSize: 200 };
      const people = await client.search(`ou=people,${SUFFIX}`, {
        scope: 'sub',
        filter: '(uid=*)',
        attributes: ['*', '+'],
        paged,
      });
      const groups = await client.search(`ou=groups,${SUFFIX}`, {
        scope: 'one',
        filter: '(cn=*)',
        attributes: ['cn', 'member'],
        paged,
      });
      return {
        people: people.searchEntries.map((entry) => ({
          uid: String(entry.uid),
          personId: [entry.employeeNumber ?? ''].flat().map(String).join(','),
          name: String(entry.displayName ?? ''),
          open: entry.pwdAccountLockedTime === undefined || [entry.pwdAccountLockedTime].flat().length === 0,
        })),
        groups: new Map(
          groups.searchEntries.map((entry) => [
            String(entry.cn),
            [entry.member ?? []].flat().flatMap((dn) => /^uid=([^,]+),/.exec(String(dn))?.[1] ?? []),
          ]),
        ),
      };
    } finally {
      await client.unbind();
    }
  }

  private async mail(): Promise<readonly MailAccount[]> {
    const { url, apiKey } = this.targets.systems.mail;
    const prefixes = ['shared/userdb/', 'shared/deny/'];
    const answers = await json<[string, { key: string; value: string }[], string][]>(`${url}/doveadm/v1`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `X-Dovecot-API ${Buffer.from(apiKey).toString('base64')}`,
      },
      body: JSON.stringify(
        prefixes.map((prefix, index) => ['dictIter', { dictUri: DICTIONARY, prefix, recurse: true }, String(index)]),
      ),
    });
    const [users = [], denied = []] = answers.map(([, rows]) => rows);
    const closed = new Set(denied.map(({ key }) => key.slice('shared/deny/'.length)));
    return users
      .map(({ key, value }) => ({
        login: key.slice('shared/userdb/'.length),
        fields: JSON.parse(value) as Record<string, string>,
      }))
      .filter(({ login, fields }) => fields.kind === 'account' && !login.includes('@'))
      .map(({ login, fields }) => ({ login, personId: fields.personId ?? '', open: !closed.has(login) }));
  }

  private async users(unitId: string): Promise<readonly QlvbUser[]> {
    return (await this.qlvb<{ items: readonly QlvbUser[] }>(unitId, 'users?size=500')).items;
  }

  private qlvb<T>(unitId: string, path: string, body?: unknown): Promise<T> {
    const { url, provisioningKey } = this.targets.systems.qlvb;
    return json<T>(`${url}/don-vi/${encodeURIComponent(unitId)}/api/v1/${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${provisioningKey}`, 'content-type': 'application/json', connection: 'close' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }
}

async function json<T>(url: string, init: RequestInit): Promise<T> {
  const response = await fetch(url, init);
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}
