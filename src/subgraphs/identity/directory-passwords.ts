/** The directory's password operations with their faults put into words that a caller can act on. */
import { Refusal } from '../../errors/refusal';
import type { Logger } from '../../shared/logger';
import type { PasswordAuthority, PasswordOutcome } from './ports';
import { printable } from './printable';

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
      if (code === 'rejected' && secrets !== null) {
        throw new Refusal('PASSWORD_REJECTED', { detail: withoutSecrets(error, secrets) });
      }
      this.logger.warn({ operation, fault: code ?? 'unknown' }, 'the directory failed a password operation');
      throw new Refusal('UNAVAILABLE', { system: 'directory' });
    }
  }
}

function codeOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}

/** A directory that quotes the password in its answer must not put it on a screen or into a log. */
function withoutSecrets(error: unknown, secrets: readonly string[]): string {
  const message = error instanceof Error ? error.message : '';
  return printable(
    secrets.reduce((text, secret) => text.replaceAll(secret, '…'), message),
    200,
  );
}
