/**
 * Signing in, staying in and being put out. Every way in takes the same steps whoever is named: count the attempt, ask
 * the directory once, look at the facts; and every refusal reads the same, so that nobody learns which logins exist,
 * who was dismissed or who is suspended. The audit row says which it was.
 */
import { record } from '../../audit/record';
import { Phrase } from '../../errors/phrases';
import { Refusal } from '../../errors/refusal';
import type { Clock } from '../../shared/clock';
import { dayOf, startOf } from '../../shared/day';
import type { Logger } from '../../shared/logger';
import type { Store } from '../../store/store';
import type { Access, AccessFacts } from './access';
import type { AccessToken, AccessTokens } from './access-token';
import type { Activation, IssuedCode, Reservation } from './activation';
import type { Attempt, Attempts } from './attempts';
import type { Clients } from './clients';
import { DirectoryPasswords } from './directory-passwords';
import type { Context, Principal } from './face';
import { once } from './face-idempotency';
import type { PasswordAuthority, PasswordOutcome, StandingReader } from './ports';
import { canonicalLogin, printable } from './printable';
import { hashOf, type OpenSession, type Sessions } from './sessions';
import { RefreshToken } from './refresh-token.entity';
import { RoleBinding } from './role-binding.entity';
import { SessionFamily } from './session-family.entity';

export interface SignedIn {
  readonly access: AccessToken;
  readonly refreshToken: string;
  readonly personId: string;
}

export interface SignInParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly passwords: PasswordAuthority;
  readonly standing: StandingReader;
  readonly facts: AccessFacts;
  readonly tokens: AccessTokens;
  readonly sessions: Sessions;
  readonly activation: Activation;
  readonly clients: Clients;
  readonly attempts: Attempts;
  /** Told after a code was used. */
  readonly onActivated: (personId: string) => void;
}

/** Stands in for the person of an unknown login, so that the same questions are asked. */
const NOBODY = '00000000-0000-0000-0000-000000000000';
const PASSWORD_MAX = 512;
const DEVICE_MAX = 100;
const REASON_MAX = 200;

export class SignInService {
  private readonly directory: DirectoryPasswords;

  constructor(private readonly parts: SignInParts) {
    this.directory = new DirectoryPasswords(parts.passwords, parts.logger);
  }

  async login(ctx: Context, username: string, password: string, device: string | null): Promise<SignedIn> {
    const login = canonicalLogin(username);
    const attempt: Attempt = { account: login, address: ctx.origin };
    await this.count(ctx, attempt, username);
    const known = login === null ? null : await this.parts.standing.personByLogin(login);
    const access = await this.parts.facts.of(known?.personId ?? NOBODY, this.parts.clock.now());
    const outcome = await this.judged(attempt, () => this.check(login, password));
    if (outcome !== 'ok' || known === null || !access.allowed) {
      await this.refuse(ctx, username, known?.personId ?? null, reasonOf(outcome, known !== null, access));
      throw new Refusal('SIGN_IN_FAILED');
    }
    await this.parts.attempts.succeeded(attempt);
    return this.openSession(ctx, known.personId, device);
  }

  /** A facts change between two refreshes ends the session here at the latest; the request before it was refused too. */
  async refresh(ctx: Context, presented: string): Promise<SignedIn> {
    const { store, clock, sessions, facts } = this.parts;
    const held = await store.read.findOneBy(RefreshToken, { hash: hashOf(presented.slice(0, 200)) });
    const family = held && (await store.read.findOneBy(SessionFamily, { id: held.familyId }));
    if (!family) throw new Refusal('UNAUTHENTICATED');
    const access = await facts.of(family.personId, clock.now());
    const rotation = await store.write(async (tx) => {
      if (access.allowed) return sessions.rotate(tx, presented, ctx.origin);
      await sessions.revoke(tx, family, access.reason, { actorId: null, origin: ctx.origin });
      return { kind: 'refused' as const };
    });
    if (rotation.kind !== 'rotated') throw new Refusal('UNAUTHENTICATED');
    return this.signedIn(rotation.session);
  }

  async logout(ctx: Context): Promise<boolean> {
    const principal = personOf(ctx, 'logout');
    const by = { actorId: principal.id, origin: ctx.origin };
    await this.parts.store.write((tx) =>
      this.parts.sessions.revoke(tx, { id: principal.sessionId, personId: principal.id }, 'logout', by),
    );
    return true;
  }

  /** How many sessions were ended. */
  async revokeSessions(ctx: Context, personId: string, reason: string): Promise<number> {
    const text = printable(reason.trim(), REASON_MAX);
    if (text === '')
      throw new Refusal(
        'INVALID_VALUE',
        { field: 'reason', detail: new Phrase('LENGTH', { min: 1, max: REASON_MAX }) },
        ['reason'],
      );
    const by = { actorId: ctx.signedIn().id, origin: ctx.origin };
    return this.parts.store.write((tx) =>
      once(ctx, tx, 'revokeSessions', { personId, reason }, () =>
        this.parts.sessions.revokeAll(tx, personId, text, by),
      ),
    );
  }

  async activate(ctx: Context, code: string, password: string): Promise<SignedIn> {
    const { store, activation, attempts } = this.parts;
    const attempt: Attempt = { account: null, address: ctx.origin };
    await this.count(ctx, attempt, 'activation');
    checkNewPassword(password, 'password');
    const reserved = await store.write((tx) => activation.reserve(tx, code, ctx.origin));
    if (reserved === null) {
      await this.refuse(ctx, 'activation', null, 'wrong-code');
      throw new Refusal('ACTIVATION_CODE_INVALID', undefined, ['code']);
    }
    await this.judged(attempt, () =>
      this.orRelease(ctx, reserved, () => this.setFirstPassword(ctx, reserved.personId, password)),
    );
    await attempts.succeeded(attempt);
    this.parts.onActivated(reserved.personId);
    return this.openSession(ctx, reserved.personId, null, 'activation');
  }

  async changePassword(ctx: Context, oldPassword: string, newPassword: string): Promise<boolean> {
    const { store, sessions, standing, attempts } = this.parts;
    const principal = personOf(ctx, 'changePassword');
    checkNewPassword(newPassword, 'newPassword');
    const [person] = await standing.personsById([principal.id]);
    if (person === undefined) throw new Refusal('SIGN_IN_FAILED');
    const attempt: Attempt = { account: person.login, address: ctx.origin };
    await this.count(ctx, attempt, person.login);
    if ((await this.judged(attempt, () => this.check(person.login, oldPassword))) !== 'ok') {
      await this.refuse(ctx, person.login, person.personId, 'wrong');
      throw new Refusal('SIGN_IN_FAILED', undefined, ['oldPassword']);
    }
    await this.directory.change(person.login, oldPassword, newPassword);
    await attempts.succeeded(attempt);
    await store.write(async (tx) => {
      const by = { actorId: person.personId, origin: ctx.origin };
      await record(tx, { action: 'password.change', subject: { kind: 'person', id: person.personId }, ...by });
      await sessions.revokeAll(tx, person.personId, 'password-changed', by, principal.sessionId);
    });
    return true;
  }

  async issueActivationCode(ctx: Context, personId: string): Promise<IssuedCode> {
    const { store, activation } = this.parts;
    const by = { actorId: ctx.signedIn().id, origin: ctx.origin };
    await this.mustExist(personId);
    const issued = await store.write(async (tx) => {
      // `once` remembers the id and never the code, which can be spelt again from it.
      const fresh = await once(
        ctx,
        tx,
        'issueActivationCode',
        { personId },
        async () => (await activation.issue(tx, personId, by)).id,
      );
      return activation.again(tx, fresh);
    });
    if (issued === null) throw new Refusal('ACTIVATION_CODE_INVALID');
    return issued;
  }

  /** A code that the system itself hands out, with the first account of a person. */
  async issueCodeFor(personId: string): Promise<IssuedCode> {
    await this.mustExist(personId);
    return this.parts.store.write((tx) =>
      this.parts.activation.issue(tx, personId, { actorId: null, origin: 'identity' }),
    );
  }

  /** Binds the first administrator, who needs no office, and hands out the code for a first password. */
  async bootstrapAdministrator(personId: string): Promise<IssuedCode> {
    await this.mustExist(personId);
    return this.parts.store.write(async (tx) => {
      const bound = await tx.manager.existsBy(RoleBinding, { personId, role: 'administrator' });
      if (!bound) {
        await tx.manager.insert(RoleBinding, { personId, role: 'administrator', createdAt: tx.now });
        const subject = { kind: 'person', id: personId };
        await record(tx, { action: 'role.bind', subject, origin: 'identity', detail: { role: 'administrator' } });
      }
      return this.parts.activation.issue(tx, personId, { actorId: null, origin: 'identity' });
    });
  }

  async clientToken(ctx: Context, clientId: string, secret: string): Promise<AccessToken> {
    const attempt: Attempt = { account: `client:${clientId.slice(0, 36)}`, address: ctx.origin };
    await this.count(ctx, attempt, attempt.account ?? '');
    const client = await this.parts.clients.prove(clientId, secret);
    if (client === null) {
      await this.refuse(ctx, `client:${clientId}`, null, 'wrong');
      throw new Refusal('SIGN_IN_FAILED');
    }
    await this.parts.attempts.succeeded(attempt);
    return this.parts.tokens.sign(
      { kind: 'client', subjectId: client.id, sessionId: client.id },
      this.parts.clock.now(),
    );
  }

  // ── leaves

  private async openSession(
    ctx: Context,
    personId: string,
    device: string | null,
    how: 'login' | 'activation' = 'login',
  ): Promise<SignedIn> {
    const { store, sessions } = this.parts;
    const name = device === null ? null : printable(device.trim(), DEVICE_MAX) || null;
    const session = await store.write(async (tx) => {
      if (how === 'activation') {
        // A new password by code means that the old one is lost: whoever still uses it is put out.
        await record(tx, {
          action: 'password.change',
          subject: { kind: 'person', id: personId },
          actorId: personId,
          origin: ctx.origin,
        });
        await sessions.revokeAll(tx, personId, 'password-changed', { actorId: personId, origin: ctx.origin });
      }
      return sessions.open(tx, personId, name, ctx.origin);
    });
    return this.signedIn(session);
  }

  private async signedIn(session: OpenSession): Promise<SignedIn> {
    const claims = { kind: 'person', subjectId: session.personId, sessionId: session.sessionId } as const;
    const access = await this.parts.tokens.sign(claims, this.parts.clock.now());
    return { access, refreshToken: session.refreshToken, personId: session.personId };
  }

  /** An empty password would be an anonymous bind, which directories answer with success: it is never sent. */
  private async check(login: string | null, password: string): Promise<PasswordOutcome> {
    if (login === null) return 'unknownUser';
    if (password === '' || password.length > PASSWORD_MAX || password.includes('\0')) return 'wrong';
    return this.directory.verify(login, password);
  }

  /** A directory that does not answer must lock nobody out. */
  private async judged<T>(attempt: Attempt, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof Refusal && error.code === 'UNAVAILABLE') await this.parts.attempts.unjudged(attempt);
      throw error;
    }
  }

  private async setFirstPassword(ctx: Context, personId: string, password: string): Promise<void> {
    const access = await this.parts.facts.of(personId, this.parts.clock.now());
    const [person] = await this.parts.standing.personsById([personId]);
    if (!access.allowed || person === undefined) {
      await this.refuse(ctx, 'activation', personId, access.allowed ? 'unknown' : access.reason);
      throw new Refusal('SIGN_IN_FAILED');
    }
    await this.directory.set(person.login, password);
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

  private async count(ctx: Context, attempt: Attempt, typed: string): Promise<void> {
    const tooMany = await this.parts.attempts.count(attempt);
    if (tooMany === null) return;
    if (tooMany.first) await this.refuse(ctx, typed, null, 'too-many-attempts');
    const again = new Date(this.parts.clock.now().getTime() + tooMany.seconds * 1_000);
    throw new Refusal('TOO_MANY_ATTEMPTS', { seconds: tooMany.seconds, time: timeOf(again) });
  }

  private async refuse(ctx: Context, typed: string, personId: string | null, reason: string): Promise<void> {
    await this.parts.store.write((tx) =>
      record(tx, {
        action: 'session.refuse',
        subject: { kind: 'login', id: printable(typed, 64) },
        origin: ctx.origin,
        detail: { reason, ...(personId === null ? {} : { personId }) },
      }),
    );
  }

  private async mustExist(personId: string): Promise<void> {
    const [person] = await this.parts.standing.personsById([personId]);
    if (person === undefined)
      throw new Refusal('NOT_FOUND', { kind: 'Person', id: printable(personId, 64) }, ['personId']);
  }
}

function reasonOf(outcome: PasswordOutcome, known: boolean, access: Access): string {
  if (!known) return 'unknown';
  if (outcome !== 'ok') return outcome === 'locked' ? 'locked-in-directory' : outcome;
  return access.allowed ? 'wrong' : access.reason;
}

/** The time of day in Hanoi, `HH:MM:SS`. */
function timeOf(instant: Date): string {
  const sinceMidnightMs = instant.getTime() - startOf(dayOf(instant)).getTime();
  return new Date(sinceMidnightMs).toISOString().slice(11, 19);
}

function personOf(ctx: Context, field: string): Principal {
  const principal = ctx.signedIn();
  if (principal.kind !== 'person') throw new Refusal('FORBIDDEN', { permission: field });
  return principal;
}

/** What the directory could misread; whether a password is good enough is the directory's to say. */
function checkNewPassword(password: string, field: string): void {
  if (password.length > 0 && password.length <= PASSWORD_MAX && !password.includes('\0')) return;
  throw new Refusal('PASSWORD_REJECTED', { detail: new Phrase('LENGTH', { min: 1, max: PASSWORD_MAX }) }, [field]);
}
