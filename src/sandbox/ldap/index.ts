/** The city's directory in a box. */
export { startLdapServer, type LdapServer } from './server';
