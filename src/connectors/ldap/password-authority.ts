/**
 * Passwords live in the directory and nowhere else. A password is checked by a bind as the user, on a connection of its
 * own that is thrown away afterwards. Everybody costs the same steps – one look-up, one bind – whether the user exists
 * or not. An empty password is refused before: directories take such a bind for an anonymous one and say success.
 */
import { AndFilter, type Client, EqualityFilter } from 'ldapts';
import { ConnectorError, type Call } from '../contract';
import { resolveSettings, type LdapSettings, type LdapSettingsInput } from './config';
import { newDn } from './entry-name';
import { assertReadable } from './branches';
import { isResult, toConnectorError } from './faults';
import { Gate } from './gate';
import { LdapLink, openBound, withinDeadline } from './link';
import { isLocked } from './lock';
import { writePassword } from './passwords';

export type Verdict = 'ok' | 'wrong' | 'locked' | 'unknownUser';

export interface PasswordAuthority {
  verify(login: string, password: string): Promise<Verdict>;
  /** Sets a password without the old one. ConnectorError `rejected` carries the directory's own text. */
  setPassword(login: string, newPassword: string): Promise<void>;
  /** `unauthorised` when the old password is wrong, `rejected` when the new one is refused. */
  changePassword(login: string, oldPassword: string, newPassword: string): Promise<void>;
  close(): Promise<void>;
}

const BINDS_AT_ONCE = 8;

interface FoundUser {
  readonly dn: string;
  readonly exists: boolean;
  readonly locked: boolean;
}

export function createLdapPasswordAuthority(input: LdapSettingsInput): PasswordAuthority {
  return new LdapPasswordAuthority(resolveSettings(input));
}

class LdapPasswordAuthority implements PasswordAuthority {
  private readonly link: LdapLink;
  private readonly binds = new Gate(BINDS_AT_ONCE);

  constructor(private readonly settings: LdapSettings) {
    this.link = new LdapLink(settings);
  }

  async verify(login: string, password: string): Promise<Verdict> {
    if (password === '' || login === '') return 'wrong';
    const user = await this.find(login);
    const fits = await this.as(user, password, async () => true);
    if (!user.exists) return 'unknownUser';
    if (user.locked) return 'locked';
    return fits === null ? 'wrong' : 'ok';
  }

  async setPassword(login: string, newPassword: string): Promise<void> {
    requirePassword(newPassword);
    const user = await this.find(login);
    if (!user.exists) throw new ConnectorError('notFound', 'the directory has no such user');
    const passwords = { old: null, next: newPassword };
    await this.link.run(`set password of ${login}`, 'write', this.call(), (client) =>
      writePassword(client, user.dn, passwords, this.settings),
    );
  }

  async changePassword(login: string, oldPassword: string, newPassword: string): Promise<void> {
    requirePassword(newPassword);
    const user = await this.find(login);
    const done =
      oldPassword === ''
        ? null
        : await this.as(user, oldPassword, (client) =>
            writePassword(client, user.dn, { old: oldPassword, next: newPassword }, this.settings).then(() => true),
          );
    if (done === null) throw new ConnectorError('unauthorised', 'the old password is not right');
  }

  close(): Promise<void> {
    return this.link.close();
  }

  /** The user's entry; for an unknown one the DN that it would have, so that the bind can be tried all the same. */
  private find(login: string): Promise<FoundUser> {
    const { peopleDn, disable, schema } = this.settings;
    return this.link.run('look up', 'read', this.call(), async (client) => {
      const filter = new AndFilter({
        filters: [
          new EqualityFilter({ attribute: 'objectClass', value: schema.personClass }),
          new EqualityFilter({ attribute: schema.login, value: login }),
        ],
      });
      const search = client.search(peopleDn, { scope: 'sub', filter, attributes: [disable.attribute] });
      const found = await search.catch(async (error: unknown) => {
        if (isResult(error, 32)) await assertReadable(client, 'peopleDn', peopleDn);
        throw error;
      });
      const entry = found.searchEntries.length === 1 ? found.searchEntries[0]! : null;
      if (entry === null) return { dn: this.strangersDn(login), exists: false, locked: false };
      return { dn: entry.dn, exists: true, locked: isLocked(entry, this.settings) };
    });
  }

  private strangersDn(login: string): string {
    return newDn({ name: login, personId: login, attributes: { unit: login } }, this.settings);
  }

  /** Runs work bound as the user; null when the directory does not take the password. */
  private as<T>(user: FoundUser, password: string, work: (client: Client) => Promise<T>): Promise<T | null> {
    const { signal } = this.call();
    return this.binds.run(signal, async () => {
      const bound = await openBound(this.settings, { dn: user.dn, password }, signal).catch((error: unknown) => {
        if (isResult(error, 32, 48, 49)) return null;
        throw this.fault(error, 'bind', false);
      });
      if (bound === null) return null;
      try {
        return await withinDeadline(work(bound.client), signal, 'password');
      } catch (error) {
        throw this.fault(error, 'password', true);
      } finally {
        bound.socket.destroy();
      }
    });
  }

  private fault(error: unknown, operation: string, sent: boolean): ConnectorError {
    return toConnectorError(error, { url: this.settings.url, operation, sent });
  }

  private call(): Call {
    return { signal: AbortSignal.timeout(this.settings.timeoutMs), timeoutMs: this.settings.timeoutMs };
  }
}

function requirePassword(password: string): void {
  if (password === '') throw new ConnectorError('rejected', 'a password is not empty');
}
