/** The room's fields: authorise, call once, map. */
import { Arg, Ctx, ID, Int, Mutation, Resolver } from 'type-graphql';
import { Refusal } from '../../errors/refusal';
import type { Clock } from '../../shared/clock';
import type { AccessFacts } from './access';
import type { CodeDesk } from './code-desk';
import type { Context } from './face';
import { refuseOwn } from './face-delegation';
import type { OtherSignIn } from './other-sign-in';
import type { PasswordSignIn } from './password-sign-in';
import { permissionsOfPost } from './permissions';
import type { SessionService } from './session-service';
import type { SignedIn } from './steps';
import { ActivationCodeType, SessionType } from './session.graphql';

@Resolver()
export class SessionResolver {
  constructor(
    private readonly passwords: PasswordSignIn,
    private readonly others: OtherSignIn,
    private readonly sessions: SessionService,
    private readonly codes: CodeDesk,
    private readonly facts: AccessFacts,
    private readonly clock: Clock,
  ) {}

  @Mutation(() => SessionType, { description: 'Signs a person in with the password of the directory.' })
  async login(
    @Arg('username', () => String, { description: 'Login as in the directory, for example `nvmau`.' }) username: string,
    @Arg('password', () => String, { description: 'Checked by the directory, never kept.' }) password: string,
    @Arg('device', () => String, { nullable: true, description: 'What to call this device in the list of sessions.' })
    device: string | null,
    @Ctx() ctx: Context,
  ): Promise<SessionType> {
    return sessionOf(await this.passwords.login(ctx, username, password, device ?? null));
  }

  @Mutation(() => SessionType, {
    description: 'Signs a person in with an ID token of the outside issuer, made at most ten minutes ago.',
  })
  async loginWithToken(
    @Arg('token', () => String, { description: 'As the issuer gave it; never kept.' }) token: string,
    @Arg('device', () => String, { nullable: true, description: 'What to call this device in the list of sessions.' })
    device: string | null,
    @Ctx() ctx: Context,
  ): Promise<SessionType> {
    return sessionOf(await this.others.withIssuerToken(ctx, token, device ?? null));
  }

  @Mutation(() => SessionType, { description: 'Exchanges a refresh token for the next pair of tokens.' })
  async refresh(
    @Arg('refreshToken', () => String, { description: 'The last one received; it works once.' }) refreshToken: string,
    @Ctx() ctx: Context,
  ): Promise<SessionType> {
    return sessionOf(await this.sessions.refresh(ctx, refreshToken));
  }

  @Mutation(() => Boolean, { description: 'Ends this session.' })
  logout(@Ctx() ctx: Context): Promise<boolean> {
    return this.sessions.logout(ctx);
  }

  @Mutation(() => Int, { description: 'Ends every session of a person; tells how many there were.' })
  async revokeSessions(
    @Arg('personId', () => ID, { description: 'Whose sessions.' }) personId: string,
    @Arg('reason', () => String, { description: 'Why, for the record; at most 200 characters.' }) reason: string,
    @Ctx() ctx: Context,
  ): Promise<number> {
    ctx.signedIn();
    ctx.require('session:revoke', { personId, units: await this.facts.unitsOf(personId, this.clock.now()) });
    return this.sessions.revokeSessions(ctx, personId, reason);
  }

  @Mutation(() => Int, {
    description: 'Ends every session of everybody but this one, as after a theft of tokens; tells how many there were.',
  })
  revokeAllSessions(
    @Arg('reason', () => String, { description: 'Why, for the record; at most 200 characters.' }) reason: string,
    @Ctx() ctx: Context,
  ): Promise<number> {
    ctx.require('session:revoke');
    return this.sessions.revokeAllSessions(ctx, reason);
  }

  @Mutation(() => SessionType, { description: 'Sets a password in the directory with a one-time code, and signs in.' })
  async activate(
    @Arg('code', () => String, { description: 'The code that the unit administrator handed over.' }) code: string,
    @Arg('password', () => String, { description: 'The new password; the directory decides whether it will do.' })
    password: string,
    @Ctx() ctx: Context,
  ): Promise<SessionType> {
    return sessionOf(await this.passwords.activate(ctx, code, password));
  }

  @Mutation(() => Boolean, {
    description: 'Changes one’s own password in the directory; other sessions of the same person end.',
  })
  changePassword(
    @Arg('oldPassword', () => String, { description: 'The password so far.' }) oldPassword: string,
    @Arg('newPassword', () => String, { description: 'The new one; the directory decides whether it will do.' })
    newPassword: string,
    @Ctx() ctx: Context,
  ): Promise<boolean> {
    return this.passwords.changePassword(ctx, oldPassword, newPassword);
  }

  @Mutation(() => ActivationCodeType, {
    description: 'Issues a one-time code for a first or a lost password; earlier unused ones end.',
  })
  async issueActivationCode(
    @Arg('personId', () => ID, { description: 'For whom.' }) personId: string,
    @Ctx() ctx: Context,
  ): Promise<ActivationCodeType> {
    ctx.signedIn();
    ctx.require('activation:issue', { personId, units: await this.facts.unitsOf(personId, this.clock.now()) });
    await requireBecoming(ctx, this.facts, personId, this.clock.now());
    const issued = await this.codes.issue(ctx, personId);
    return { code: issued.code, expiresAt: issued.expiresAt, person: { id: issued.personId } };
  }
}

/** With a code one becomes that person: nobody issues one for more than they hold, nor for themselves. */
async function requireBecoming(ctx: Context, facts: AccessFacts, personId: string, at: Date): Promise<void> {
  refuseOwn(ctx, personId);
  const held = await facts.heldRoles(personId, at);
  const within = held.every(({ managementRole, unitIds: units }) =>
    permissionsOfPost(managementRole).every((permission) => ctx.may(permission, { units })),
  );
  if (!within || ((await facts.isBound(personId)) && !ctx.may('role:change')))
    throw new Refusal('FORBIDDEN', { permission: 'activation:issue' });
}

function sessionOf({ access, refreshToken, personId }: SignedIn): SessionType {
  const { token: accessToken, type: tokenType, expiresAt } = access;
  return { accessToken, tokenType, expiresAt, refreshToken, person: { id: personId } };
}
