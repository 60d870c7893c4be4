/** What a test of a directory opens, and closes again in the other order. */
import { ConnectorError } from '../../src/connectors/contract';
import {
  createLdapConnector,
  createLdapPasswordAuthority,
  type LdapConnector,
  type LdapSettingsInput,
} from '../../src/connectors/ldap';
import { Door } from '../servers/door';
import type { Directory, DirectoryOptions } from './ldap-subjects';

export type OpenDirectory = (options?: DirectoryOptions) => Promise<Directory>;

export class DirectoryBench {
  private readonly open: { close(): Promise<void> }[] = [];

  constructor(private readonly make: OpenDirectory) {}

  async directory(options?: DirectoryOptions): Promise<Directory> {
    return this.keep(await this.make(options));
  }

  connector({ settings }: Directory, more: Partial<LdapSettingsInput> = {}): LdapConnector {
    return this.keep(createLdapConnector({ ...settings, ...more }));
  }

  authority(
    { settings }: Directory,
    more: Partial<LdapSettingsInput> = {},
  ): ReturnType<typeof createLdapPasswordAuthority> {
    return this.keep(createLdapPasswordAuthority({ ...settings, ...more }));
  }

  /** Open, before the directory. */
  async door({ url }: Directory): Promise<Door> {
    const door = new Door({ host: '127.0.0.1', port: Number(new URL(url).port) });
    await door.open();
    this.keep({ close: () => door.shut() });
    return door;
  }

  /** Code and text of the ConnectorError that a call ends with. */
  async messageOf(outcome: Promise<unknown>): Promise<string> {
    const error = await outcome.then(
      () => null,
      (fault: unknown) => fault,
    );
    if (!(error instanceof ConnectorError)) throw new Error('it did not fail as a connector does');
    return `${error.code} ${error.message}`;
  }

  async clear(): Promise<void> {
    for (const one of this.open.splice(0).reverse()) await one.close();
  }

  private keep<T extends { close(): Promise<void> }>(one: T): T {
    this.open.push(one);
    return one;
  }
}
