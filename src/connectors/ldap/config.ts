/** The settings of one directory, validated before the first connection. */
import { z } from 'zod';
import { directorySchema, PROFILES, type DirectorySchema, type Disabling } from './schema';

const attribute = z.string().min(1).describe('Where it stands that an account may not sign in.');

export const ldapSettings = z.strictObject({
  url: z
    .string()
    .regex(/^ldaps?:\/\/.+/, 'starts with ldap:// or ldaps://')
    .describe('Address of the directory.'),
  bindDn: z.string().min(1).describe('The service account that provisioning writes with.'),
  password: z.string().min(1).describe('Its password. An empty one would bind anonymously and is refused.'),
  peopleDn: z.string().min(1).describe('Where accounts are made and looked for.'),
  groupsDn: z.string().min(1).describe('Where groups are; also the member that keeps a group from being empty.'),
  profile: z
    .enum(['inetOrgPerson', 'activeDirectory'])
    .default('inetOrgPerson')
    .describe('What kind of directory it is: names of attributes and classes, and how it disables.'),
  schema: z
    .strictObject({
      ...directorySchema.partial().shape,
      attributes: directorySchema.shape.attributes.partial().optional(),
      group: directorySchema.shape.group.partial().optional(),
    })
    .default({})
    .describe('In what this directory differs from its profile.'),
  startTls: z
    .boolean()
    .default(false)
    .describe('The connection to an ldap:// address is encrypted before the password is sent.'),
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
  assertions: z.boolean().optional().describe('The directory knows the assertion control (RFC 4528).'),
  passwordMaxAgeDays: z
    .int()
    .positive()
    .optional()
    .describe('Age at which the directory lets a password expire, if it does.'),
  changesBy: z
    .enum(['sync', 'counter', 'time'])
    .default('sync')
    .describe(
      'What changed is asked by content synchronisation (RFC 4533), which tells deletions too; where the directory has ' +
        'none, or by `counter`, by its own counting; where it has none either, or by `time`, by time.',
    ),
  changesMax: z
    .int()
    .positive()
    .max(100_000)
    .default(5_000)
    .describe('Most changes that are told one by one; when there are more, everything is read instead.'),
  disable: z
    .union([
      z.strictObject({ attribute, value: z.string().min(1).describe('What is written; its being there disables.') }),
      z.strictObject({
        attribute,
        bit: z
          .int()
          .positive()
          .max(2 ** 30)
          .describe('The bit that disables; the others stay.'),
      }),
    ])
    .optional()
    .describe('How an account is disabled, where it is not as the profile does.'),
  tls: z
    .strictObject({
      ca: z.string().optional().describe('Certificate authority in PEM, where it is not a public one.'),
      serverName: z.string().optional().describe('Name in the certificate, where it is not that of the address.'),
    })
    .default({}),
});

/** As it stands in the configuration file, defaults left out. */
export type LdapSettingsInput = z.input<typeof ldapSettings>;

/** With everything that the profile knows filled in. */
export interface LdapSettings extends Omit<z.output<typeof ldapSettings>, 'schema' | 'disable' | 'assertions'> {
  readonly schema: DirectorySchema;
  readonly disable: Disabling;
  readonly assertions: boolean;
}

/** Throws a ZodError on settings that cannot be. */
export function resolveSettings(input: LdapSettingsInput): LdapSettings {
  const settings = ldapSettings.parse(input);
  const profile = PROFILES[settings.profile];
  const { attributes, group, extra, ...plain } = settings.schema;
  return {
    ...settings,
    schema: {
      ...profile.schema,
      ...plain,
      attributes: { ...profile.schema.attributes, ...attributes },
      group: { ...profile.schema.group, ...group },
      extra: { ...profile.schema.extra, ...extra },
    },
    disable: settings.disable ?? profile.disable,
    assertions: settings.assertions ?? profile.assertions,
  };
}
