/**
 * Signing in with the directory's password, and setting one. Every login takes the same steps whether it is known or
 * not: count the attempt, ask the directory once, look at the facts.
 */
import { recordEvent } from '../../audit/record';
import { Phrase } from '../../errors/phrases';
import { Refusal } from '../../errors/refusal';
import type { Clock } from '../../shared/clock';
import type { Logger } from '../../shared/logger';
import type { Store } from '../../store/store';
import type { Access, AccessFacts } from './access';
import type { Activation, Reservation } from './activation';
import type { Attempt } from './attempts';
import { DirectoryPasswords } from './directory-passwords';
import type { Context } from './face';
import type { PasswordAuthority, PasswordOutcome, PersonLogin, StandingReader } from './ports';
import { canonicalLogin } from './printable';
import { personOf } from './session-service';
import type { Sessions } from './sessions';
import type { SignedIn, Steps } from './steps';

export interface PasswordParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly passwords: PasswordAuthority;
  readonly standing: StandingReader;
  readonly facts: AccessFacts;
  readonly sessions: Sessions;
  readonly activation: Activation;
  readonly steps: Steps;
  /** Told after a code was used. */
  readonly onActivated: (personId: string) => void;
}

/** Stands in for the person of an unknown login, so that the same questions are asked. */
const NOBODY = '00000000-0000-0000-0000-000000000000';
/** Stands in for what no login can be: the directory is asked all the same, and takes as long. */
const NO_LOGIN = '-';
const PASSWORD_MAX = 512;
/** Under which the calls to it are on record. */
const DIRECTORY = 'directory';

export class PasswordSignIn {
  private readonly directory: DirectoryPasswords;

  constructor(private readonly parts: PasswordParts) {
    this.directory = new DirectoryPasswords(parts.passwords, parts.logger);
  }

  async login(ctx: Context, username: string, password: string, device: string | null): Promise<SignedIn> {
    const { steps, standing, facts, clock } = this.parts;
    const login = canonicalLogin(username);
    const attempt: Attempt = { account: login, address: ctx.origin };
    await steps.count(ctx, attempt, username);
    const known = login === null ? null : await standing.personByLogin(login);
    const access = await facts.of(known?.personId ?? NOBODY, clock.now());
    const outcome = await steps.judged(attempt, () => this.check(login ?? NO_LOGIN, password));
    if (outcome !== 'ok' || known === null || !access.allowed) {
      await steps.refuse(ctx, username, known?.personId ?? null, reasonOf(outcome, known !== null, access));
      throw new Refusal('SIGN_IN_FAILED');
    }
    await steps.succeeded(attempt);
    return steps.open(ctx, { personId: known.personId, device, how: 'password' });
  }

  async activate(ctx: Context, code: string, password: string): Promise<SignedIn> {
    const { store, activation, steps, sessions } = this.parts;
    const attempt: Attempt = { account: null, address: ctx.origin };
    await steps.count(ctx, attempt, 'activation');
    checkNewPassword(password, 'password');
    const reserved = await store.write((tx) => activation.reserve(tx, code, ctx.origin));
    if (reserved === null) {
      await steps.refuse(ctx, 'activation', null, 'wrong-code');
      throw new Refusal('ACTIVATION_CODE_INVALID', undefined, ['code']);
    }
    const { personId } = reserved;
    await steps.judged(attempt, () =>
      this.orRelease(ctx, reserved, () => this.setFirstPassword(ctx, personId, password)),
    );
    await steps.succeeded(attempt);
    this.parts.onActivated(personId);
    const by = { actorId: personId, origin: ctx.origin };
    return steps.open(ctx, {
      personId,
      device: null,
      how: 'activation',
      // A new password by code means that the old one is lost: whoever still uses it is put out.
      before: async (tx) => {
        await recordEvent(tx, { action: 'password.change', subject: { kind: 'person', id: personId }, ...by });
        await sessions.revokeAll(tx, personId, 'password-changed', by);
      },
    });
  }

  async changePassword(ctx: Context, oldPassword: string, newPassword: string): Promise<boolean> {
    const { store, sessions, standing, steps } = this.parts;
    const principal = personOf(ctx, 'changePassword');
    checkNewPassword(newPassword, 'newPassword');
    const [person] = await standing.personsById([principal.id]);
    if (person === undefined) throw new Refusal('SIGN_IN_FAILED');
    const attempt: Attempt = { account: person.login, address: ctx.origin };
    await steps.count(ctx, attempt, person.login);
    if ((await steps.judged(attempt, () => this.check(person.login, oldPassword))) !== 'ok') {
      await steps.refuse(ctx, person.login, person.personId, 'wrong');
      throw new Refusal('SIGN_IN_FAILED', undefined, ['oldPassword']);
    }
    await this.atDirectory(ctx, person, () => this.directory.change(person.login, oldPassword, newPassword));
    await steps.succeeded(attempt);
    await store.write(async (tx) => {
      const by = { actorId: person.personId, origin: ctx.origin };
      await recordEvent(tx, { action: 'password.change', subject: { kind: 'person', id: person.personId }, ...by });
      await sessions.revokeAll(tx, person.personId, 'password-changed', by, principal.sessionId);
    });
    return true;
  }

  /** An empty password would be an anonymous bind, which directories answer with success: it is never sent. */
  private async check(login: string, password: string): Promise<PasswordOutcome> {
    if (password === '' || password.length > PASSWORD_MAX || password.includes('\0')) return 'wrong';
    return this.directory.verify(login, password);
  }

  private async setFirstPassword(ctx: Context, personId: string, password: string): Promise<void> {
    const { facts, clock, standing, steps } = this.parts;
    const access = await facts.of(personId, clock.now());
    const [person] = await standing.personsById([personId]);
    if (!access.allowed || person === undefined) {
      await steps.refuse(ctx, 'activation', personId, access.allowed ? 'unknown' : access.reason);
      throw new Refusal('SIGN_IN_FAILED');
    }
    await this.atDirectory(ctx, person, () => this.directory.set(person.login, password));
  }

  /** A call to a target like any other: the intent is on record before it, the outcome after it. */
  private async atDirectory(ctx: Context, { personId, login }: PersonLogin, call: () => Promise<void>): Promise<void> {
    const tell = async (action: string, detail: Readonly<Record<string, unknown>>): Promise<void> => {
      const subject = { kind: 'account', id: `${DIRECTORY}/${login}` };
      const entry = { action, subject, actorId: personId, origin: ctx.origin, detail: { ...detail, personId } };
      await this.parts.store.write((tx) => recordEvent(tx, entry));
    };
    await tell('password.intent', {});
    try {
      await call();
    } catch (error) {
      const errorCode = error instanceof Refusal ? error.code : 'fault';
      await tell('password.outcome', { outcome: errorCode === 'UNAVAILABLE' ? 'unknown' : 'failed', errorCode });
      throw error;
    }
    await tell('password.outcome', { outcome: 'done', errorCode: null });
  }

  private async orRelease(ctx: Context, reserved: Reservation, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      const reason = error instanceof Refusal ? error.code : 'fault';
      await this.parts.store.write((tx) => this.parts.activation.release(tx, reserved, reason, ctx.origin));
      throw error;
    }
  }
}

function reasonOf(outcome: PasswordOutcome, known: boolean, access: Access): string {
  if (!known) return 'unknown';
  if (outcome !== 'ok') return outcome === 'locked' ? 'locked-in-directory' : outcome;
  return access.allowed ? 'wrong' : access.reason;
}

/** What the directory could misread; whether a password is good enough is the directory's to say. */
function checkNewPassword(password: string, field: string): void {
  if (password.length > 0 && password.length <= PASSWORD_MAX && !password.includes('\0')) return;
  throw new Refusal('PASSWORD_REJECTED', { detail: new Phrase('LENGTH', { min: 1, max: PASSWORD_MAX }) }, [field]);
}
