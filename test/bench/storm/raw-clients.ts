/**
 * The three systems by their own protocols, without anything of ours in between: LDAP modifies, doveadm dictionary writes,
 * QLVB calls. What they write is what a disabled account consists of; nothing is read back, nothing is recorded.
 */
import { Attribute, Change, Client } from 'ldapts';
import type { Systems as Addresses } from '../../../src/main/sandbox';

export interface Leaver {
  readonly personId: string;
  readonly login: string;
  readonly unitId: string;
}

const LOCK = 'pwdAccountLockedTime';
const LOCKED = '000001010000Z';
const DICTIONARY = 'proxy::accounts';
const PAGE = 500;
const PAGES_MAX = 100;
const PREPARED_AT_ONCE = 8;

interface QlvbUser {
  readonly id: string;
  readonly login: string;
  readonly status: string;
}

export class RawClients {
  private qlvbIds: ReadonlyMap<string, string> = new Map();

  private constructor(
    private readonly addresses: Addresses,
    private readonly leavers: readonly Leaver[],
    private readonly ldap: Client,
  ) {}

  static async connect(addresses: Addresses, leavers: readonly Leaver[]): Promise<RawClients> {
    const { url, bindDn, password, tls } = addresses.ldap;
    const ldap = new Client({ url, ...(tls?.ca === undefined ? {} : { tlsOptions: { ca: tls.ca } }) });
    await ldap.bind(bindDn, password);
    const clients = new RawClients(addresses, leavers, ldap);
    clients.qlvbIds = new Map((await clients.qlvbUsers()).map(({ login, id }) => [login, id]));
    return clients;
  }

  close(): Promise<void> {
    return this.ldap.unbind();
  }

  /** How many accounts of the leavers let somebody in, in the three systems together. */
  async active(): Promise<number> {
    const logins = new Set(this.leavers.map(({ login }) => login));
    const { searchEntries } = await this.ldap.search(this.addresses.ldap.peopleDn, {
      scope: 'sub',
      filter: `(&(objectClass=inetOrgPerson)(!(${LOCK}=*)))`,
      attributes: ['uid'],
    });
    const users = (await this.qlvbUsers()).filter(({ login, status }) => logins.has(login) && status === 'active');
    let mail = 0;
    for (const { login } of this.leavers) if ((await this.dictionary('dictGet', login)) === null) mail += 1;
    return searchEntries.filter(({ uid }) => logins.has(String(uid))).length + users.length + mail;
  }

  async enableAll(): Promise<void> {
    await this.each(PREPARED_AT_ONCE, async (leaver) => {
      await this.lock(leaver, []);
      await this.dictionary('dictUnset', leaver.login);
      await this.turn(leaver, 'enable');
    });
  }

  /** One after another for a leaver, so many leavers at a time; how long it took. */
  async disableAll(inFlight: number): Promise<number> {
    const begin = performance.now();
    await this.each(inFlight, async (leaver) => {
      await this.lock(leaver, [LOCKED]);
      await this.dictionary('dictSet', leaver.login);
      await this.turn(leaver, 'disable');
    });
    return performance.now() - begin;
  }

  private async each(atOnce: number, work: (leaver: Leaver) => Promise<void>): Promise<void> {
    const waiting = this.leavers.values();
    const hand = async (): Promise<void> => {
      for (const leaver of waiting) await work(leaver);
    };
    await Promise.all(Array.from({ length: atOnce }, hand));
  }

  private lock({ login }: Leaver, values: string[]): Promise<void> {
    const change = new Change({ operation: 'replace', modification: new Attribute({ type: LOCK, values }) });
    return this.ldap.modify(`uid=${login},${this.addresses.ldap.peopleDn}`, change);
  }

  /** Of the entry by which mail refuses a login: null when there is none. */
  private async dictionary(command: 'dictGet' | 'dictSet' | 'dictUnset', login: string): Promise<unknown> {
    const { url, apiKey } = this.addresses.mail;
    const parameters = {
      dictUri: DICTIONARY,
      key: `shared/deny/${login}`,
      ...(command === 'dictSet' ? { value: '1' } : {}),
    };
    const response = await fetch(`${url}/doveadm/v1`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `X-Dovecot-API ${Buffer.from(apiKey).toString('base64')}`,
      },
      body: JSON.stringify([[command, parameters, 'tag']]),
    });
    const [[kind, answer] = ['error', null]] = (await response.json()) as [string, unknown, string][];
    if (kind === 'error' && command !== 'dictGet') throw new Error(`${command} ${login}: ${JSON.stringify(answer)}`);
    return kind === 'error' ? null : answer;
  }

  private async turn({ login, unitId }: Leaver, verb: 'enable' | 'disable'): Promise<void> {
    const response = await this.qlvb(unitId, `/users/${this.qlvbIds.get(login)}/${verb}`, 'POST');
    if (!response.ok) throw new Error(`${verb} ${login}: status ${response.status}`);
    await response.arrayBuffer();
  }

  private async qlvbUsers(): Promise<QlvbUser[]> {
    const users: QlvbUser[] = [];
    for (const unitId of new Set(this.leavers.map((leaver) => leaver.unitId))) {
      let after: string | null = null;
      for (let page = 0; page < PAGES_MAX; page += 1) {
        const path = `/users?size=${PAGE}${after === null ? '' : `&after=${after}`}`;
        const response = await this.qlvb(unitId, path, 'GET');
        const { items, next }: { items: QlvbUser[]; next: string | null } = (await response.json()) as never;
        users.push(...items);
        after = next;
        if (after === null) break;
      }
    }
    return users;
  }

  private qlvb(unitId: string, path: string, method: 'GET' | 'POST'): Promise<Response> {
    const { url, provisioningKey } = this.addresses.qlvb;
    const headers = { authorization: `Bearer ${provisioningKey}` };
    return fetch(`${url}/don-vi/${unitId}/api/v1${path}`, { method, headers });
  }
}
