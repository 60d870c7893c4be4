/**
 * What the engine writes for a new person, written by protocol clients alone: an entry and its groups at the directory, an
 * entry and its mailboxes at the mail server, transactions at the store. Nothing is read before or after.
 */
import { Attribute, Change, Client } from 'ldapts';
import { createPool } from 'mysql2/promise';
import type { Systems as Addresses } from '../../../src/main/sandbox';
import { newId } from '../../../src/shared/ids';

const DICTIONARY = 'proxy::accounts';
const FOLDERS = ['INBOX', 'Sent', 'Drafts', 'Trash', 'Junk'];

/** The exit code by which doveadm says that a mailbox is there: an INBOX makes itself. */
const EXISTS = 65;

interface Fault {
  readonly exitCode?: number;
}

/** An account that the engine has made. */
export interface Model {
  readonly entry: Readonly<Record<string, string | string[]>>;
  readonly groupDns: readonly string[];
  readonly mailEntry: string;
}

export class RawAccounts {
  private made = 0;

  private constructor(
    private readonly addresses: Addresses,
    private readonly storeUrl: string,
    private readonly ldap: Client,
    private readonly inFlight: number,
  ) {}

  static async connect(addresses: Addresses, storeUrl: string, inFlight: number): Promise<RawAccounts> {
    const { url, bindDn, password, tls } = addresses.ldap;
    const ldap = new Client({ url, ...(tls?.ca === undefined ? {} : { tlsOptions: { ca: tls.ca } }) });
    await ldap.bind(bindDn, password);
    return new RawAccounts(addresses, storeUrl, ldap, inFlight);
  }

  close(): Promise<void> {
    return this.ldap.unbind();
  }

  /** What one person has got. */
  async model(login: string): Promise<Model> {
    const { peopleDn, groupsDn } = this.addresses.ldap;
    const { searchEntries } = await this.ldap.search(peopleDn, { scope: 'sub', filter: `(uid=${login})` });
    const groups = await this.ldap.search(groupsDn, {
      scope: 'one',
      filter: `(member=uid=${login},${peopleDn})`,
      attributes: ['cn'],
    });
    const { dn, userPassword: _, ...entry } = searchEntries[0]!;
    if (dn !== `uid=${login},${peopleDn}`) throw new Error(`an entry by another name: ${dn}`);
    const [[, rows]] = (await this.doveadm([['dictGet', { dictUri: DICTIONARY, key: `shared/userdb/${login}` }]])) as [
      [string, { value: string }[]],
    ];
    return {
      entry: entry as Record<string, string | string[]>,
      groupDns: groups.searchEntries.map((group) => group.dn),
      mailEntry: rows[0]!.value,
    };
  }

  /** So many accounts in so many groups; in which time. */
  directory(count: number, { entry, groupDns }: Model): Promise<number> {
    return this.timed(count, async (name) => {
      const dn = `uid=${name},${this.addresses.ldap.peopleDn}`;
      await this.ldap.add(dn, { ...entry, uid: name, mail: `${name}@example.org`, employeeNumber: newId() });
      const member = new Change({
        operation: 'add',
        modification: new Attribute({ type: 'member', values: [dn] }),
      });
      for (const groupDn of groupDns) await this.ldap.modify(groupDn, member);
    });
  }

  mail(count: number, { mailEntry }: Model): Promise<number> {
    return this.timed(count, async (name) => {
      await this.doveadm([['dictSet', { dictUri: DICTIONARY, key: `shared/userdb/${name}`, value: mailEntry }]]);
      await this.doveadm(
        FOLDERS.map((folder) => ['mailboxCreate', { user: name, mailbox: [folder], subscriptions: true }]),
      );
    });
  }

  /** Bare transactions of one row each. */
  async store(count: number): Promise<number> {
    const pool = createPool({ uri: this.storeUrl, connectionLimit: this.inFlight });
    const holder = newId();
    const ms = await this.timed(count, async (name) => {
      const connection = await pool.getConnection();
      await connection.beginTransaction();
      await connection.query('INSERT INTO lease (name, holder, until, fence) VALUES (?, ?, UTC_TIMESTAMP(3), 1)', [
        `${holder}-${name}`,
        'b',
      ]);
      await connection.commit();
      connection.release();
    });
    await pool.end();
    return ms;
  }

  private async timed(count: number, work: (name: string) => Promise<void>): Promise<number> {
    const names = Array.from({ length: count }, () => `tho${(this.made += 1)}`).values();
    const hand = async (): Promise<void> => {
      for (const name of names) await work(name);
    };
    const begin = performance.now();
    await Promise.all(Array.from({ length: this.inFlight }, hand));
    return performance.now() - begin;
  }

  private async doveadm(commands: readonly (readonly [string, object])[]): Promise<unknown[]> {
    const { url, apiKey } = this.addresses.mail;
    const response = await fetch(`${url}/doveadm/v1`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `X-Dovecot-API ${Buffer.from(apiKey).toString('base64')}`,
      },
      body: JSON.stringify(commands.map(([name, parameters], index) => [name, parameters, String(index)])),
    });
    const answers = (await response.json()) as [string, unknown, string][];
    const failed = answers.find(([kind, what]) => kind === 'error' && (what as Fault).exitCode !== EXISTS);
    if (failed !== undefined) throw new Error(`doveadm: ${JSON.stringify(failed)}`);
    return answers;
  }
}
