/** The room's fields: authorise, call once, map. */
import { Arg, Ctx, ID, Int, Mutation, Query, Resolver } from 'type-graphql';
import { Refusal } from '../../errors/refusal';
import type { Clock } from '../../shared/clock';
import type { AccessFacts } from './access';
import { rolesOf, type Clients, type ClientRole } from './clients';
import type { Context } from './face';
import type { ServiceClient } from './service-client.entity';
import type { SignedIn, SignInService } from './service';
import {
  ActivationCodeType,
  ClientRoleEnum,
  ClientSecretType,
  ClientSessionType,
  ServiceClientType,
  SessionType,
} from './session.graphql';

const API_ROLE: Record<ClientRole, ClientRoleEnum> = { subscriber: ClientRoleEnum.SUBSCRIBER };

@Resolver()
export class SessionResolver {
  constructor(
    private readonly service: SignInService,
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
    return sessionOf(await this.service.login(ctx, username, password, device ?? null));
  }

  @Mutation(() => SessionType, { description: 'Exchanges a refresh token for the next pair of tokens.' })
  async refresh(
    @Arg('refreshToken', () => String, { description: 'The last one received; it works once.' }) refreshToken: string,
    @Ctx() ctx: Context,
  ): Promise<SessionType> {
    return sessionOf(await this.service.refresh(ctx, refreshToken));
  }

  @Mutation(() => Boolean, { description: 'Ends this session.' })
  logout(@Ctx() ctx: Context): Promise<boolean> {
    return this.service.logout(ctx);
  }

  @Mutation(() => Int, { description: 'Ends every session of a person; tells how many there were.' })
  async revokeSessions(
    @Arg('personId', () => ID, { description: 'Whose sessions.' }) personId: string,
    @Arg('reason', () => String, { description: 'Why, for the record; at most 200 characters.' }) reason: string,
    @Ctx() ctx: Context,
  ): Promise<number> {
    ctx.signedIn();
    ctx.require('session:revoke', { personId, units: await this.facts.unitsOf(personId, this.clock.now()) });
    return this.service.revokeSessions(ctx, personId, reason);
  }

  @Mutation(() => SessionType, { description: 'Sets a password in the directory with a one-time code, and signs in.' })
  async activate(
    @Arg('code', () => String, { description: 'The code that the unit administrator handed over.' }) code: string,
    @Arg('password', () => String, { description: 'The new password; the directory decides whether it will do.' })
    password: string,
    @Ctx() ctx: Context,
  ): Promise<SessionType> {
    return sessionOf(await this.service.activate(ctx, code, password));
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
    return this.service.changePassword(ctx, oldPassword, newPassword);
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
    // With a code one becomes that person: an administrator's is for administrators to issue.
    if ((await this.facts.isAdministrator(personId)) && !ctx.signedIn().roles.includes('administrator')) {
      throw new Refusal('FORBIDDEN', { permission: 'activation:issue' });
    }
    const issued = await this.service.issueActivationCode(ctx, personId);
    return { code: issued.code, expiresAt: issued.expiresAt, person: { id: issued.personId } };
  }
}

@Resolver()
export class ClientResolver {
  constructor(
    private readonly service: SignInService,
    private readonly clients: Clients,
  ) {}

  @Query(() => [ServiceClientType], { description: 'The systems that are or were registered, by name; at most 500.' })
  async serviceClients(@Ctx() ctx: Context): Promise<ServiceClientType[]> {
    ctx.require('client:manage');
    return (await this.clients.list()).map(clientOf);
  }

  @Mutation(() => ClientSessionType, { description: 'Signs another system in.' })
  async clientToken(
    @Arg('clientId', () => ID, { description: 'Received at registration.' }) clientId: string,
    @Arg('clientSecret', () => String, { description: 'Received at registration.' }) clientSecret: string,
    @Ctx() ctx: Context,
  ): Promise<ClientSessionType> {
    const { token, expiresAt } = await this.service.clientToken(ctx, clientId, clientSecret);
    return { accessToken: token, expiresAt };
  }

  @Mutation(() => ClientSecretType, { description: 'Registers another system; its secret is shown once.' })
  async registerClient(
    @Arg('name', () => String, { description: 'A name that no other system has, at most 100 characters.' })
    name: string,
    @Arg('roles', () => [ClientRoleEnum], { nullable: true, description: 'What it may be; SUBSCRIBER when left out.' })
    roles: ClientRoleEnum[] | null,
    @Ctx() ctx: Context,
  ): Promise<ClientSecretType> {
    ctx.require('client:manage');
    const { client, secret } = await this.clients.register(ctx, name, (roles ?? []) as readonly ClientRole[]);
    return { client: clientOf(client), clientId: client.id, clientSecret: secret };
  }

  @Mutation(() => ServiceClientType, { description: 'Shuts another system out from its next request on.' })
  async revokeClient(
    @Arg('clientId', () => ID, { description: 'Which system.' }) clientId: string,
    @Ctx() ctx: Context,
  ): Promise<ServiceClientType> {
    ctx.require('client:manage');
    return clientOf(await this.clients.revoke(ctx, clientId));
  }
}

function sessionOf({ access, refreshToken, personId }: SignedIn): SessionType {
  return { accessToken: access.token, expiresAt: access.expiresAt, refreshToken, person: { id: personId } };
}

function clientOf(client: ServiceClient): ServiceClientType {
  const { id, name, createdAt, revokedAt } = client;
  return { id, name, createdAt, revokedAt, roles: rolesOf(client).map((role) => API_ROLE[role]) };
}
