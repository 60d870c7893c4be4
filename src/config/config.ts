/**
 * The only reader of the environment. Every setting has a default that runs the whole city on one machine; a wrong value
 * is told by name with what it should be, before anything starts.
 */
import { join, resolve } from 'node:path';
import { z } from 'zod';
import type { Language } from '../errors/catalogue';
import { ConfigError } from './config-error';
import { CREDENTIAL_SETTINGS, credentialsIn, type CredentialConfig } from './credentials';
import { SETTINGS_VI } from './settings-vi';

export { ConfigError } from './config-error';

const port = (preset: number): z.ZodDefault<z.ZodCoercedNumber> =>
  z.coerce.number().int().min(0).max(65_535).default(preset);

/** How one outside system is read: `system` is its name in the settings, `what` in their meaning. */
const backend = <N extends string>(
  system: N,
  what: string,
  preset: { readonly deadlineMs: number; readonly breakAfter: number; readonly restMs: number },
): Record<`DIEUHANH_${N}_${'DEADLINE_MS' | 'BREAK_AFTER' | 'REST_MS'}`, z.ZodDefault<z.ZodCoercedNumber>> => {
  const whole = (min: number, max: number, value: number): z.ZodDefault<z.ZodCoercedNumber> =>
    z.coerce.number().int().min(min).max(max).default(value);
  return {
    [`DIEUHANH_${system}_DEADLINE_MS`]: whole(10, 25_000, preset.deadlineMs).describe(
      `Longest that ${what} may take, in ms; then it counts as a failure.`,
    ),
    [`DIEUHANH_${system}_BREAK_AFTER`]: whole(1, 1_000, preset.breakAfter).describe(
      `Failures of ${what} in a row after which the system is left alone.`,
    ),
    [`DIEUHANH_${system}_REST_MS`]: whole(10, 600_000, preset.restMs).describe(
      `How long it is left alone, in ms, before one call tries again.`,
    ),
  } as Record<`DIEUHANH_${N}_${'DEADLINE_MS' | 'BREAK_AFTER' | 'REST_MS'}`, z.ZodDefault<z.ZodCoercedNumber>>;
};

const READ = { deadlineMs: 1_500, breakAfter: 5, restMs: 5_000 };

const environment = z.object({
  DIEUHANH_HOME: z
    .string()
    .default('city')
    .describe('Folder of the store, the keys and the sandbox; made at the first start.'),
  DIEUHANH_HOST: z.string().default('127.0.0.1').describe('Address that the gateway and the sandbox listen on.'),
  DIEUHANH_PORT: port(4000).describe('Port of the gateway; 0 takes a free one.'),
  DIEUHANH_LDAP_PORT: port(3890).describe('Port of the sandbox directory.'),
  DIEUHANH_IMAP_PORT: port(1430).describe('Port of the sandbox mail server, IMAP.'),
  DIEUHANH_LMTP_PORT: port(2400).describe('Port of the sandbox mail server, LMTP.'),
  DIEUHANH_DOVEADM_PORT: port(8090).describe('Port of the sandbox mail server, doveadm HTTP.'),
  DIEUHANH_QLVB_PORT: port(8070).describe('Port of the sandbox QLVB server.'),
  DIEUHANH_STORE_URL: z
    .string()
    .optional()
    .describe('mysql://… for MySQL or MariaDB; without it an SQLite file in the home folder.'),
  DIEUHANH_SYSTEMS: z
    .string()
    .optional()
    .describe('JSON file that names a directory, a mail system and QLVB elsewhere; without it the embedded ones.'),
  DIEUHANH_POLICY: z.string().default('data/policy.yaml').describe('Provisioning policy.'),
  DIEUHANH_ORG: z.string().default('data/hanoi-units-2017.yaml').describe('Bodies and posts for the first start.'),
  DIEUHANH_ROSTER: z
    .string()
    .default('data/roster.csv')
    .describe('Invented people for the first start; empty for none.'),
  DIEUHANH_MAIL_DOMAIN: z.string().default('hanoi.gov.vn').describe('Domain of the mail addresses.'),
  DIEUHANH_LOG: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .default('warn')
    .describe('Least severity that is logged, to stderr as JSON.'),
  DIEUHANH_WORKERS: z.coerce
    .number()
    .int()
    .min(1)
    .max(64)
    .default(8)
    .describe('People that the worker reconciles at a time.'),
  DIEUHANH_SCAN_HOURS: z.coerce
    .number()
    .int()
    .min(0)
    .max(8_760)
    .default(24)
    .describe('How often all accounts of every system are read and compared; 0 for only when somebody asks.'),
  DIEUHANH_EVENT_RETENTION_DAYS: z.coerce
    .number()
    .int()
    .min(1)
    .max(3_650)
    .default(90)
    .describe('Days for which events can be read again; an older cursor is CURSOR_EXPIRED.'),
  DIEUHANH_PERSON_RETENTION_DAYS: z.coerce
    .number()
    .int()
    .min(1)
    .max(36_500)
    .default(3_650)
    .describe('Days after the last office of a person during which nothing held about them can be erased.'),
  DIEUHANH_ERASE_HOURS: z.coerce
    .number()
    .int()
    .min(0)
    .max(8_760)
    .default(24)
    .describe('How often what is held about people beyond those days is erased; 0 for only when somebody asks.'),
  ...backend('DIRECTORY', 'a live read of the directory', READ),
  ...backend('MAIL', 'a live read of the mail system', READ),
  ...backend('QLVB', 'a live read of one unit’s QLVB', READ),
  ...backend('SIGN_IN', 'the directory’s check of a password', { deadlineMs: 5_000, breakAfter: 5, restMs: 2_000 }),
  DIEUHANH_SIGN_IN_ATTEMPTS: z.coerce
    .number()
    .int()
    .min(1)
    .max(1_000)
    .default(10)
    .describe('Wrong sign-ins of one login within the window; then it waits until the window ends.'),
  DIEUHANH_SIGN_IN_ATTEMPTS_PER_ADDRESS: z.coerce
    .number()
    .int()
    .min(1)
    .max(100_000)
    .default(100)
    .describe('Wrong sign-ins from one address (IPv6: one /64) within the window; a whole office may share one.'),
  DIEUHANH_SIGN_IN_WINDOW_SECONDS: z.coerce
    .number()
    .int()
    .min(1)
    .max(86_400)
    .default(300)
    .describe('Length of that window, counted from the first wrong sign-in, in seconds.'),
  ...CREDENTIAL_SETTINGS,
  DIEUHANH_STREAMS_PER_CALLER: z.coerce
    .number()
    .int()
    .min(1)
    .max(10_000)
    .default(200)
    .describe('Event streams that one person or service client may hold open at a time, over all transports.'),
  DIEUHANH_LAST_KNOWN_MAX: z.coerce
    .number()
    .int()
    .min(0)
    .max(1_000_000)
    .default(5_000)
    .describe('Last answers kept for each system, shown and marked stale while it does not answer.'),
  DIEUHANH_LAST_KNOWN_MINUTES: z.coerce
    .number()
    .int()
    .min(1)
    .max(43_200)
    .default(1_440)
    .describe('Age beyond which a last answer is shown no more.'),
});

/** How one outside system is read, and when it is left alone. */
export interface BackendLimits {
  readonly deadlineMs: number;
  /** Failures in a row. */
  readonly breakAfter: number;
  readonly restMs: number;
}

export interface Config extends CredentialConfig {
  readonly homeFolder: string;
  readonly host: string;
  readonly port: number;
  readonly sandbox: {
    readonly ldapPort: number;
    readonly imapPort: number;
    readonly lmtpPort: number;
    readonly doveadmPort: number;
    readonly qlvbPort: number;
  };
  readonly storeUrl: string | null;
  /** Names systems that run elsewhere; null: the embedded city. */
  readonly systemsFile: string | null;
  readonly policyFile: string;
  readonly orgFile: string;
  readonly rosterFile: string | null;
  readonly mailDomain: string;
  readonly logLevel: string;
  readonly workers: number;
  /** 0 – only when somebody asks. */
  readonly scanEveryMs: number;
  readonly eventRetentionDays: number;
  readonly personRetentionDays: number;
  /** 0 – only when somebody asks. */
  readonly eraseEveryMs: number;
  readonly backends: {
    readonly directory: BackendLimits;
    readonly mail: BackendLimits;
    /** Of each instance. */
    readonly qlvb: BackendLimits;
    readonly signIn: BackendLimits;
  };
  /** How many wrong sign-ins are borne. */
  readonly signIn: { readonly perAccount: number; readonly perAddress: number; readonly windowSeconds: number };
  /** Event streams that one caller may hold open. */
  readonly streamsPerCaller: number;
  /** What the systems said last: so many answers for each, and none older. */
  readonly lastKnown: { readonly keep: number; readonly keepForMs: number };
}

/** `root` is the folder of the project: data files named by a relative path are looked for there. */
export function readConfig(variables: NodeJS.ProcessEnv = process.env, root: string = projectRoot()): Config {
  const parsed = environment.safeParse(
    Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== undefined && value !== '')),
  );
  if (!parsed.success)
    throw new ConfigError(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`));
  const values = parsed.data;
  const roster = variables.DIEUHANH_ROSTER ?? null;
  if (values.DIEUHANH_SYSTEMS !== undefined && (roster ?? '') !== '')
    throw new ConfigError([
      'DIEUHANH_ROSTER: invented people belong to the embedded city, not beside DIEUHANH_SYSTEMS',
    ]);
  const limitsOf = (system: 'DIRECTORY' | 'MAIL' | 'QLVB' | 'SIGN_IN'): BackendLimits => ({
    deadlineMs: values[`DIEUHANH_${system}_DEADLINE_MS`],
    breakAfter: values[`DIEUHANH_${system}_BREAK_AFTER`],
    restMs: values[`DIEUHANH_${system}_REST_MS`],
  });
  return {
    homeFolder: resolve(values.DIEUHANH_HOME),
    host: values.DIEUHANH_HOST,
    port: values.DIEUHANH_PORT,
    sandbox: {
      ldapPort: values.DIEUHANH_LDAP_PORT,
      imapPort: values.DIEUHANH_IMAP_PORT,
      lmtpPort: values.DIEUHANH_LMTP_PORT,
      doveadmPort: values.DIEUHANH_DOVEADM_PORT,
      qlvbPort: values.DIEUHANH_QLVB_PORT,
    },
    storeUrl: values.DIEUHANH_STORE_URL ?? null,
    systemsFile: values.DIEUHANH_SYSTEMS === undefined ? null : resolve(values.DIEUHANH_SYSTEMS),
    policyFile: resolve(root, values.DIEUHANH_POLICY),
    orgFile: resolve(root, values.DIEUHANH_ORG),
    rosterFile: roster === '' || values.DIEUHANH_SYSTEMS !== undefined ? null : resolve(root, values.DIEUHANH_ROSTER),
    mailDomain: values.DIEUHANH_MAIL_DOMAIN,
    logLevel: values.DIEUHANH_LOG,
    workers: values.DIEUHANH_WORKERS,
    scanEveryMs: values.DIEUHANH_SCAN_HOURS * 3_600_000,
    eventRetentionDays: values.DIEUHANH_EVENT_RETENTION_DAYS,
    personRetentionDays: values.DIEUHANH_PERSON_RETENTION_DAYS,
    eraseEveryMs: values.DIEUHANH_ERASE_HOURS * 3_600_000,
    backends: {
      directory: limitsOf('DIRECTORY'),
      mail: limitsOf('MAIL'),
      qlvb: limitsOf('QLVB'),
      signIn: limitsOf('SIGN_IN'),
    },
    signIn: {
      perAccount: values.DIEUHANH_SIGN_IN_ATTEMPTS,
      perAddress: values.DIEUHANH_SIGN_IN_ATTEMPTS_PER_ADDRESS,
      windowSeconds: values.DIEUHANH_SIGN_IN_WINDOW_SECONDS,
    },
    ...credentialsIn(values),
    streamsPerCaller: values.DIEUHANH_STREAMS_PER_CALLER,
    lastKnown: { keep: values.DIEUHANH_LAST_KNOWN_MAX, keepForMs: values.DIEUHANH_LAST_KNOWN_MINUTES * 60_000 },
  };
}

/** Name, default and meaning of every setting, for `--help`. */
export function settingsHelp(language: Language): string {
  const width = Math.max(...Object.keys(environment.shape).map((name) => name.length));
  return Object.entries(environment.shape)
    .map(([name, schema]) => {
      const preset = schema instanceof z.ZodDefault ? String(schema.def.defaultValue) : '–';
      const meaning = language === 'vi' ? SETTINGS_VI[name] : schema.description;
      return `  ${name.padEnd(width)} ${meaning ?? ''} [${preset}]`;
    })
    .join('\n');
}

/** From `dist/src/config` (built) or `src/config` (tests) up to where package.json is. */
function projectRoot(): string {
  const depth = __dirname.includes(join('dist', 'src')) ? '../../..' : '../..';
  return resolve(__dirname, depth);
}
