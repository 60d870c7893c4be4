/**
 * The city's mail server in a box: IMAP, LMTP and doveadm's HTTP API over one SQLite file, on loopback. It stands in
 * for a Dovecot that is configured as `src/connectors/dovecot/README.md` says.
 */
import { systemClock, type Clock } from '../../shared/clock';
import { silentLogger, type Logger } from '../../shared/logger';
import { openDatabase } from './database';
import { Dictionary } from './dictionary';
import { startDoveadm } from './doveadm/server';
import { startImap } from './imap/server';
import { startLmtp } from './lmtp/server';
import { MailStore } from './mail-store';
import { Sessions } from './sessions';
import { SieveDelivery, type SentMail } from './sieve/delivery';
import { Scripts } from './sieve/scripts';
import { ldapBind, SignIn, type Authenticate } from './sign-in';

export interface MailServerOptions {
  readonly host: string;
  /** Each port: 0 takes a free one. */
  readonly imapPort: number;
  readonly lmtpPort: number;
  readonly httpPort: number;
  /** The SQLite file; made when it is not there. */
  readonly file: string;
  /** Where passwords are checked: a bind as `uid=<login>,<peopleDn>`. */
  readonly ldap: { readonly url: string; readonly peopleDn: string };
  readonly apiKey: string;
  readonly domain: string;
  /** The one dictionary that doveadm may write; `proxy::accounts` when left out. */
  readonly dictUri?: string;
  /** How long a sign-in is answered from memory; Dovecot's hour when left out, 0 never. */
  readonly authCacheTtlMs?: number;
  /** Takes the place of the LDAP bind. */
  readonly authenticate?: Authenticate;
  readonly clock?: Clock;
  readonly logger?: Logger;
}

export interface MailServer {
  readonly imapPort: number;
  readonly lmtpPort: number;
  /** Base address of the doveadm HTTP API, without a path. */
  readonly httpUrl: string;
  /** Answers and forwarded mail for people who are not of this server. */
  sent(): readonly SentMail[];
  close(): Promise<void>;
}

const AUTH_CACHE_TTL_MS = 3_600_000;

export async function startMailServer(options: MailServerOptions): Promise<MailServer> {
  const { host, domain, clock = systemClock, logger = silentLogger } = options;
  const database = openDatabase(options.file);
  const closing: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(closing.splice(0).map((one) => one()));
    if (database.open) database.close();
  };
  try {
    const dictionary = new Dictionary(database);
    const store = new MailStore(database, dictionary);
    const sessions = new Sessions();
    const signIn = new SignIn(
      dictionary,
      options.authenticate ?? ldapBind(options.ldap),
      clock,
      options.authCacheTtlMs ?? AUTH_CACHE_TTL_MS,
    );
    const imap = await startImap(host, options.imapPort, { store, signIn, sessions, clock }, logger);
    closing.push(() => imap.close());
    const scripts = new Scripts(database);
    const sieve = new SieveDelivery({ scripts, dictionary, store, clock });
    const lmtp = await startLmtp(host, options.lmtpPort, { dictionary, store, sieve, clock, domain }, logger);
    closing.push(() => lmtp.close());
    const dictUri = options.dictUri ?? 'proxy::accounts';
    const doveadm = await startDoveadm(
      { host, port: options.httpPort, apiKey: options.apiKey },
      { dictionary, store, sessions, signIn, scripts, clock, dictUri },
      logger,
    );
    closing.push(() => doveadm.close());
    return { imapPort: imap.port, lmtpPort: lmtp.port, httpUrl: doveadm.url, sent: () => sieve.sent, close };
  } catch (error) {
    await close();
    throw error;
  }
}
