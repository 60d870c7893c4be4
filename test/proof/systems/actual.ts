import type { LdapSettingsInput } from '../../../src/connectors/ldap';

/** An account as its system holds it, read past every protocol and connector. */
export interface Actual {
  readonly targetId: string;
  readonly nativeId: string;
  readonly name: string;
  readonly personId: string | null;
  readonly status: 'active' | 'disabled' | 'archived';
  /** `kind:value`. */
  readonly grants: ReadonlySet<string>;
  readonly fullName: string | null;
  readonly quotaMiB: number | null;
  readonly title: string | null;
  /** Everything about it, to see that nobody touched it. */
  readonly raw: string;
}

/** A server whose content can be read at once, and kept and put back. */
export interface System {
  accounts(): readonly Actual[];
  /** What is there now is what every history begins with. */
  keep(): void | Promise<void>;
  reset(): void | Promise<void>;
  close(): Promise<void>;
}

export interface DirectorySystem extends System {
  readonly settings: LdapSettingsInput;
  /** Another administrator gives an account another name. */
  rename(nativeId: string, name: string): void | Promise<void>;
  /** An account that nobody of us made. */
  plant(name: string): void | Promise<void>;
}

export interface MailSystem extends System {
  readonly settings: { readonly url: string; readonly apiKey: string; readonly domain: string };
}
