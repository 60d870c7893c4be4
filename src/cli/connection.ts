/** Options that every verb towards a running gateway shares, and the API that follows from them. */
import { Option, type Command } from 'commander';
import type { Api } from '../import/api';
import { HttpApi } from './http-api';
import { say, spokenLanguage } from './texts';
import { SessionFile, type StoredSession } from './session';

export interface ConnectionOptions {
  readonly url: string;
  readonly token?: string;
  readonly lang: string;
  readonly json?: boolean;
}

export function withConnection(command: Command): Command {
  return command
    .addOption(new Option('--url <url>', say('url')).env('DIEUHANH_URL').default('http://127.0.0.1:4000'))
    .addOption(new Option('--token <token>', say('token')).env('DIEUHANH_TOKEN'))
    .addOption(new Option('--lang <language>', say('lang')).choices(['vi', 'en']).default(spokenLanguage()))
    .option('--json', say('json'));
}

export const SESSION_FIELDS = 'accessToken refreshToken expiresAt person { id }';

const REFRESH = `mutation Refresh($token: String!) { refresh(refreshToken: $token) { ${SESSION_FIELDS} } }`;
/** A token that ends within this time is exchanged first. */
const MARGIN_MS = 30_000;

export function connect(options: ConnectionOptions): Api {
  return new HttpApi(options.url, () => currentToken(options), options.lang);
}

/** For sign-in itself. */
export function connectAnonymously(options: Pick<ConnectionOptions, 'url' | 'lang'>): Api {
  return new HttpApi(options.url, () => Promise.resolve(null), options.lang);
}

/** The token given, or that of the session, renewed when it is about to end; null when nobody signed in. */
export async function currentToken(options: Pick<ConnectionOptions, 'url' | 'token' | 'lang'>): Promise<string | null> {
  if (options.token !== undefined) return options.token;
  const file = new SessionFile();
  const session = file.read(options.url);
  if (session === null) return null;
  if (Date.parse(session.expiresAt) - Date.now() > MARGIN_MS) return session.accessToken;
  const { refresh } = await connectAnonymously(options).request<{ refresh: StoredSession }>(REFRESH, {
    token: session.refreshToken,
  });
  file.write(options.url, refresh);
  return refresh.accessToken;
}
