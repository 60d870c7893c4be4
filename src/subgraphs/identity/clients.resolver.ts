/** Other systems: registered, given a new secret, shut out, and signed in. */
import { Arg, Ctx, ID, Int, Mutation, Query, Resolver } from 'type-graphql';
import type { Clock } from '../../shared/clock';
import { rolesIn, scopesIn, type ClientRole, type ClientScope } from './client-scopes';
import type { Clients } from './clients';
import type { Context } from './face';
import type { OtherSignIn } from './other-sign-in';
import type { ServiceClient } from './service-client.entity';
import {
  ClientRoleEnum,
  ClientScopeEnum,
  ClientSecretType,
  ClientSessionType,
  ServiceClientType,
} from './session.graphql';

@Resolver()
export class ClientResolver {
  constructor(
    private readonly others: OtherSignIn,
    private readonly clients: Clients,
    private readonly clock: Clock,
  ) {}

  @Query(() => [ServiceClientType], { description: 'The systems that are or were registered, by name; at most 500.' })
  async serviceClients(@Ctx() ctx: Context): Promise<ServiceClientType[]> {
    ctx.require('client:read');
    return (await this.clients.list()).map((client) => clientOf(client, this.clock.now()));
  }

  @Mutation(() => ClientSessionType, { description: 'Signs another system in.' })
  async clientToken(
    @Arg('clientId', () => ID, { description: 'Received at registration.' }) clientId: string,
    @Arg('clientSecret', () => String, { description: 'Received at registration.' }) clientSecret: string,
    @Ctx() ctx: Context,
  ): Promise<ClientSessionType> {
    const { token, expiresAt } = await this.others.clientToken(ctx, clientId, clientSecret);
    return { accessToken: token, expiresAt };
  }

  @Mutation(() => ClientSecretType, { description: 'Registers another system; its secret is shown once.' })
  async registerClient(
    @Arg('name', () => String, { description: 'A name that no other system has, at most 100 characters.' })
    name: string,
    @Arg('roles', () => [ClientRoleEnum], {
      nullable: true,
      description: 'What it may be; SUBSCRIBER when neither roles nor scopes are given.',
    })
    roles: ClientRoleEnum[] | null,
    @Arg('scopes', () => [ClientScopeEnum], {
      nullable: true,
      description: 'What it may beside its roles; never more than oneself may.',
    })
    scopes: ClientScopeEnum[] | null,
    @Ctx() ctx: Context,
  ): Promise<ClientSecretType> {
    ctx.require('client:manage');
    const { client, secret } = await this.clients.register(ctx, {
      name,
      roles: (roles ?? []) as readonly ClientRole[],
      scopes: (scopes ?? []) as readonly ClientScope[],
    });
    return { client: clientOf(client, this.clock.now()), clientId: client.id, clientSecret: secret };
  }

  @Mutation(() => ClientSecretType, {
    description: 'Gives another system a new secret, shown once; the one before goes on for a while.',
  })
  async rotateClientSecret(
    @Arg('clientId', () => ID, { description: 'Which system.' }) clientId: string,
    @Arg('overlapMinutes', () => Int, {
      defaultValue: 60,
      description: 'How long the secret before still counts, from 0 to 10,080 minutes.',
    })
    overlapMinutes: number,
    @Ctx() ctx: Context,
  ): Promise<ClientSecretType> {
    ctx.require('client:manage');
    const { client, secret } = await this.clients.rotate(ctx, clientId, overlapMinutes);
    return { client: clientOf(client, this.clock.now()), clientId: client.id, clientSecret: secret };
  }

  @Mutation(() => ServiceClientType, { description: 'Shuts another system out from its next request on.' })
  async revokeClient(
    @Arg('clientId', () => ID, { description: 'Which system.' }) clientId: string,
    @Ctx() ctx: Context,
  ): Promise<ServiceClientType> {
    ctx.require('client:manage');
    return clientOf(await this.clients.revoke(ctx, clientId), this.clock.now());
  }
}

function clientOf(client: ServiceClient, now: Date): ServiceClientType {
  const { id, name, createdAt, revokedAt, previousUntil } = client;
  return {
    id,
    name,
    createdAt,
    revokedAt,
    roles: rolesIn(client.roles) as readonly string[] as ClientRoleEnum[],
    scopes: scopesIn(client.scopes) as readonly string[] as ClientScopeEnum[],
    previousSecretUntil: previousUntil !== null && now < previousUntil ? previousUntil : null,
  };
}
