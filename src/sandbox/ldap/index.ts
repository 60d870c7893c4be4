/** The city's directory in a box. */
export { startLdapServer, type LdapServer, type LdapServerOptions } from './server';
export type { ServiceAccount, ServiceRole } from './access';
