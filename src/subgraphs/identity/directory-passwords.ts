/**
 * The directory's password operations with their faults put into words that a caller can act on. Whether a login exists
 * is never among them for who only typed one: a missing entry is told to the holder of a valid activation code alone.
 */
import { Phrase } from '../../errors/phrases';
import { Refusal } from '../../errors/refusal';
import type { Logger } from '../../shared/logger';
import type { PasswordAuthority, PasswordOutcome } from './ports';
import { printable } from './printable';

const SAID_MAX = 200;
/** From so many characters on, a password is looked for inside words too. */
const ANYWHERE_FROM = 4;

export class DirectoryPasswords {
  constructor(
    private readonly authority: PasswordAuthority,
    private readonly logger: Logger,
  ) {}

  verify(login: string, password: string): Promise<PasswordOutcome> {
    // Nothing can be wrong with a password that is only compared: whatever goes wrong here is the directory's fault.
    return this.told('verify', null, () => this.authority.verify(login, password));
  }

  set(login: string, password: string): Promise<void> {
    return this.told('setPassword', [password], () => this.authority.setPassword(login, password));
  }

  change(login: string, oldPassword: string, newPassword: string): Promise<void> {
    return this.told('changePassword', [oldPassword, newPassword], () =>
      this.authority.changePassword(login, oldPassword, newPassword),
    );
  }

  private async told<T>(operation: string, secrets: readonly string[] | null, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const code = codeOf(error);
      if (code === 'rejected' && secrets !== null)
        throw new Refusal('PASSWORD_REJECTED', { detail: saidOf(error, secrets) });
      if (code === 'notFound' && secrets !== null) throw new Refusal('ACCOUNT_NOT_IN_DIRECTORY');
      if (code === 'unauthorised' && operation === 'changePassword') throw new Refusal('SIGN_IN_FAILED');
      this.logger.warn({ operation, fault: code ?? 'unknown' }, 'the directory failed a password operation');
      throw new Refusal('UNAVAILABLE', { system: 'directory' });
    }
  }
}

function codeOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}

/**
 * Why the directory refused, in its own words – unless they quote a password: that must reach no screen and no log, and
 * words with holes would tell its length. A very short one only counts where it stands by itself: its letters are in any
 * sentence.
 */
function saidOf(error: unknown, secrets: readonly string[]): Phrase {
  const message = error instanceof Error ? error.message : '';
  if (message === '' || secrets.some((secret) => quotes(message, secret))) return new Phrase('OTHER_PASSWORD');
  return new Phrase('DIRECTORY_SAID', { said: printable(message, SAID_MAX) });
}

function quotes(message: string, secret: string): boolean {
  if (secret.length >= ANYWHERE_FROM) return message.includes(secret);
  return message.split(/[^\p{L}\p{M}\p{N}]+/u).includes(secret) || message.includes(`"${secret}"`);
}
