/**
 * `dieuhanh break-glass`: makes the key of the sealed administrator, of which the city learns the public half only, and
 * opens it with the file from the envelope. The private half never leaves this machine.
 */
import { randomUUID } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { exportJWK, generateKeyPair, importJWK, SignJWT, type JWK } from 'jose';
import {
  ASSERTION_AUDIENCE,
  ASSERTION_SECONDS,
  ASSERTION_TYPE,
  BREAK_GLASS,
} from '../subgraphs/identity/face-break-glass';
import { connect, connectAnonymously, withConnection, type ConnectionOptions } from './connection';
import { print, printJson, run } from './output';
import { SessionFile } from './session';
import { say } from './texts';

const SEAL = 'mutation Seal($key: String!) { sealBreakGlass(publicKey: $key) { id sealedAt } }';
const OPEN =
  'mutation Open($assertion: String!, $reason: String!) { openBreakGlass(assertion: $assertion, reason: $reason) { accessToken expiresAt } }';
const UNSEAL = 'mutation Unseal($reason: String!) { unsealBreakGlass(reason: $reason) }';

export function breakGlassVerb(program: Command): void {
  const verb = program.command('break-glass').description(say('glassAbout'));
  withConnection(verb.command('seal'))
    .description(say('glassSealAbout'))
    .requiredOption('--out <file>', say('glassOut'))
    .action((options: ConnectionOptions & { out: string }) => run(options.json, () => seal(options)));
  withConnection(verb.command('open'))
    .description(say('glassOpenAbout'))
    .requiredOption('--key <file>', say('glassKey'))
    .requiredOption('--reason <text>', say('glassReason'))
    .action((options: ConnectionOptions & { key: string; reason: string }) => run(options.json, () => open(options)));
  withConnection(verb.command('unseal'))
    .description(say('glassUnsealAbout'))
    .requiredOption('--reason <text>', say('glassReason'))
    .action((options: ConnectionOptions & { reason: string }) =>
      run(options.json, async () => {
        const { unsealBreakGlass: ended } = await connect(options).request<{ unsealBreakGlass: boolean }>(UNSEAL, {
          reason: options.reason,
        });
        if (options.json) printJson({ unsealed: ended });
        else print(say(ended ? 'glassUnsealed' : 'glassNone'));
      }),
    );
}

/** The file is written first: a key that the city knows and nobody has would take the place of one that somebody has. */
async function seal(options: ConnectionOptions & { out: string }): Promise<void> {
  const { privateKey, publicKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  const content = `${JSON.stringify(await exportJWK(privateKey))}\n`;
  writeFileSync(options.out, content, { mode: 0o600, flag: 'wx', flush: true });
  const key = JSON.stringify(await exportJWK(publicKey));
  const { sealBreakGlass } = await connect(options).request<{ sealBreakGlass: { id: string; sealedAt: string } }>(
    SEAL,
    {
      key,
    },
  );
  if (options.json) printJson({ ...sealBreakGlass, file: options.out });
  else print(say('glassSealed', { path: options.out }));
}

async function open(options: ConnectionOptions & { key: string; reason: string }): Promise<void> {
  const assertion = await assertionOf(options.key);
  const { openBreakGlass: session } = await connectAnonymously(options).request<{
    openBreakGlass: { accessToken: string; expiresAt: string };
  }>(OPEN, { assertion, reason: options.reason });
  // There is nothing to refresh with: who needs longer opens it again and says why.
  new SessionFile().write(options.url, { ...session, refreshToken: '' });
  if (options.json) printJson({ url: options.url, expiresAt: session.expiresAt });
  else print(say('glassOpened', { expiresAt: session.expiresAt }));
}

async function assertionOf(path: string): Promise<string> {
  if (process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0)
    throw new Error(say('glassReadable', { path }));
  const key = await importJWK(readKey(path), 'EdDSA');
  const now = Math.floor(Date.now() / 1000);
  return new SignJWT({ jti: randomUUID() })
    .setProtectedHeader({ alg: 'EdDSA', typ: ASSERTION_TYPE })
    .setIssuer(BREAK_GLASS)
    .setSubject(BREAK_GLASS)
    .setAudience(ASSERTION_AUDIENCE)
    .setIssuedAt(now)
    .setExpirationTime(now + ASSERTION_SECONDS)
    .sign(key);
}

/** Nothing of what stands in the file is ever shown, also when it is wrong. */
function readKey(path: string): JWK {
  const text = readFileSync(path, 'utf8');
  try {
    const jwk = JSON.parse(text) as JWK;
    if (jwk.kty === 'OKP' && jwk.crv === 'Ed25519' && typeof jwk.d === 'string') return jwk;
  } catch {
    // told below like any other file that is none
  }
  throw new Error(say('glassBadKey', { path }));
}
