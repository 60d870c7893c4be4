/** Which grants each kind of connector knows: the key in the policy file, the grant kind it makes, and the values it may have. */
import type { ConnectorKind } from './policy.types';

export interface GrantKey {
  readonly kind: string;
  /** The closed list of values, or null where the policy names them freely. */
  readonly values: readonly string[] | null;
}

/** Rights of the document system: direct (chỉ đạo), sign (ký), assign (giao), process (xử lý), register (vào sổ), administer, read. */
export const QLVB_ROLES = ['direct', 'sign', 'assign', 'process', 'register', 'administer', 'read'] as const;

export const GRANT_KEYS: Readonly<Record<ConnectorKind, Readonly<Record<string, GrantKey>>>> = {
  ldap: { groups: { kind: 'group', values: null } },
  dovecot: { roleMailbox: { kind: 'roleMailbox', values: null } },
  qlvb: { roles: { kind: 'role', values: QLVB_ROLES }, fields: { kind: 'field', values: null } },
  scim: { groups: { kind: 'group', values: null } },
  manual: { rights: { kind: 'right', values: null } },
};

export const CONNECTOR_KINDS = Object.keys(GRANT_KEYS) as readonly ConnectorKind[];

/** Connectors with a mailbox size. */
export const QUOTA_CONNECTORS: readonly ConnectorKind[] = ['dovecot'];
