/** The settings of one directory, validated before the first connection. */
import { z } from 'zod';

export const ldapSettings = z.strictObject({
  url: z
    .string()
    .regex(/^ldaps?:\/\/.+/, 'starts with ldap:// or ldaps://')
    .describe('Address of the directory.'),
  bindDn: z.string().min(1).describe('The service account that provisioning writes with.'),
  password: z.string().min(1).describe('Its password. An empty one would bind anonymously and is refused.'),
  peopleDn: z.string().min(1).describe('Where accounts are made and looked for.'),
  groupsDn: z.string().min(1).describe('Where groups are; also the member that keeps a group from being empty.'),
  timeoutMs: z
    .int()
    .positive()
    .max(120_000)
    .default(5_000)
    .describe('Longest wait for connect and bind, and for a call that names no shorter one.'),
  concurrency: z.int().positive().max(256).default(16).describe('Operations in flight on the connection.'),
  memberOf: z
    .boolean()
    .default(true)
    .describe('The directory keeps memberOf itself; false looks the groups up instead.'),
  assertions: z.boolean().default(true).describe('The directory knows the assertion control (RFC 4528).'),
  passwordMaxAgeDays: z
    .int()
    .positive()
    .optional()
    .describe('Age at which the directory lets a password expire, if it does.'),
  disable: z
    .strictObject({
      attribute: z.string().min(1).describe('Present on an account that may not sign in.'),
      value: z.string().min(1).describe('What is written into it.'),
    })
    .default({ attribute: 'pwdAccountLockedTime', value: '000001010000Z' }),
  tls: z
    .strictObject({
      ca: z.string().optional().describe('Certificate authority in PEM, where it is not a public one.'),
      serverName: z.string().optional().describe('Name in the certificate, where it is not that of the address.'),
    })
    .default({}),
});

export type LdapSettings = z.output<typeof ldapSettings>;
/** As it stands in the configuration file, defaults left out. */
export type LdapSettingsInput = z.input<typeof ldapSettings>;
