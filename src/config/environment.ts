/** Every setting: its name in the environment, what it may be, what it is when nobody says, and what it means. */
import { z } from 'zod';
import { CREDENTIAL_SETTINGS } from './credentials';

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

export const environment = z.object({
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
