/**
 * The only reader of the environment. Every setting has a default that runs the whole city on one machine; a wrong value
 * is told by name with what it should be, before anything starts.
 */
import { join, resolve } from 'node:path';
import { z } from 'zod';
import type { Language } from '../errors/catalogue';
import { ConfigError } from './config-error';
import { credentialsIn, type CredentialConfig } from './credentials';
import { environment } from './environment';
import { SETTINGS_VI } from './settings-vi';

export { ConfigError } from './config-error';

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
