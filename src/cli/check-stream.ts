/** `dieuhanh check-stream`: whether a gateway tells role changes without loss, repeat or disorder, seen from outside. */
import { InvalidArgumentError, Option, type Command } from 'commander';
import type { Api } from '../import/api';
import { connectAnonymously, currentToken } from './connection';
import { HttpApi } from './http-api';
import { print, printJson, run } from './output';
import { say, spokenLanguage } from './texts';
import { isClean } from './stream/comparison';
import { randomFrom } from './stream/random';
import { checkStream, StreamRefused, type Verdict } from './stream/stream-check';

interface CheckOptions {
  readonly minutes?: number;
  readonly disconnects?: number;
  readonly token?: string;
  readonly clientId?: string;
  readonly clientSecret?: string;
  readonly seed?: number;
  readonly after?: string;
  readonly patience: number;
  readonly lang: string;
  readonly json?: boolean;
}

const MINUTES = 1;

export function checkStreamVerb(program: Command): void {
  program
    .command('check-stream')
    .argument('<url>', say('gatewayAddress'))
    .description(say('checkStreamAbout'))
    .option('--minutes <n>', say('minutesOption', { preset: MINUTES }), positive)
    .option('--disconnects <n>', say('disconnectsOption'), whole)
    .addOption(new Option('--token <token>', say('token')).env('DIEUHANH_TOKEN'))
    .addOption(new Option('--client-id <id>', say('clientIdOption')).env('DIEUHANH_CLIENT_ID'))
    .addOption(new Option('--client-secret <secret>', say('clientSecretOption')).env('DIEUHANH_CLIENT_SECRET'))
    .option('--after <cursor>', say('afterOption'))
    .option('--seed <n>', say('seedOption'), whole)
    .option('--patience <seconds>', say('patienceOption'), positive, 60)
    .addOption(new Option('--lang <language>', say('lang')).choices(['vi', 'en']).default(spokenLanguage()))
    .option('--json', say('verdictJson'))
    .action((url: string, options: CheckOptions) => run(options.json, () => check(url, options)));
}

async function check(url: string, options: CheckOptions): Promise<void> {
  const token = tokensOf(url, options);
  const seed = options.seed ?? Math.floor(Math.random() * 2 ** 31);
  const interrupted = new AbortController();
  process.once('SIGINT', () => interrupted.abort());
  const tell = (line: string): void => void process.stderr.write(`${line}\n`);
  tell(say('seed', { seed }));
  try {
    const verdict = await checkStream({
      url,
      language: options.lang,
      api: new HttpApi(url, token, options.lang),
      token,
      random: randomFrom(seed),
      after: options.after ?? null,
      disconnects: options.disconnects ?? null,
      durationMs: minutesOf(options),
      patienceMs: options.patience * 1_000,
      onProgress: (progress) => tell(say('streamProgress', { ...progress })),
      signal: interrupted.signal,
    });
    if (!verdict.ok) process.exitCode = 1;
    if (options.json) printJson({ seed, ...verdict });
    else print(summary(verdict));
  } catch (error) {
    if (!(error instanceof StreamRefused) || !options.json) throw error;
    process.exitCode = 1;
    printJson({ errors: [{ message: error.message, extensions: { code: error.code } }] });
  }
}

/** The last line that a check prints. */
export function summary(about: Verdict): string {
  const { ok, logged, unknown, heard, connections, lost, doubled, outOfOrder } = about;
  const verdict = say(ok ? 'streamOk' : isClean(about) && logged === 0 ? 'streamNothing' : 'streamMismatch');
  const counted = say('streamSummary', { verdict, heard, connections, lost, doubled, outOfOrder });
  return `${counted}${unknown > 0 ? say('streamUnknown', { unknown }) : ''}`;
}

function minutesOf({ minutes, disconnects }: CheckOptions): number | null {
  if (minutes === undefined) return disconnects === undefined ? MINUTES * 60_000 : null;
  return minutes * 60_000;
}

const SIGN_IN = `mutation SignIn($id: ID!, $secret: String!) { clientToken(clientId: $id, clientSecret: $secret) { accessToken expiresAt } }`;
/** A token that ends within this time is exchanged first. */
const MARGIN_MS = 60_000;

/** Gives a token that is valid now, signing in again as a system when the last one is about to end. */
function tokensOf(url: string, options: CheckOptions): () => Promise<string> {
  const { clientId, clientSecret, token, lang } = options;
  if (clientId === undefined || clientSecret === undefined) {
    return async () => {
      const current = await currentToken({ url, lang, ...(token === undefined ? {} : { token }) });
      if (current === null) throw new StreamRefused('UNAUTHENTICATED', say('streamSignIn'));
      return current;
    };
  }
  const api = connectAnonymously({ url, lang });
  let held: Promise<{ readonly accessToken: string; readonly expiresAt: string }> | undefined;
  return async () => {
    const last = await held?.catch(() => undefined);
    if (last === undefined || Date.parse(last.expiresAt) - Date.now() < MARGIN_MS)
      held = signIn(api, clientId, clientSecret);
    return (await held!).accessToken;
  };
}

async function signIn(api: Api, id: string, secret: string): Promise<{ accessToken: string; expiresAt: string }> {
  type SignedIn = { readonly clientToken: { readonly accessToken: string; readonly expiresAt: string } };
  return (await api.request<SignedIn>(SIGN_IN, { id, secret })).clientToken;
}

function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError(say('positiveNumber'));
  return value;
}

function whole(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new InvalidArgumentError(say('wholeNumber'));
  return value;
}
