/** Roles of the whole city: asked for by one administrator, confirmed by another. */
import { Arg, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import type { Clock } from '../../shared/clock';
import type { Context } from './face';
import { CityRole, RoleBindingType, RoleRequestType, type RoleRequestStatus, type RoleWishType } from './role.graphql';
import type { RoleRequest } from './role-request.entity';
import type { RoleRequests } from './role-requests';
import type { PersonReference } from './session.graphql';
import { personOfHand } from './two-people';

@Resolver()
export class RoleResolver {
  constructor(
    private readonly requests: RoleRequests,
    private readonly clock: Clock,
  ) {}

  @Query(() => [RoleBindingType], { description: 'Who has a role of the whole city; at most 500.' })
  async roleBindings(@Ctx() ctx: Context): Promise<RoleBindingType[]> {
    ctx.require('role:read');
    const rows = await this.requests.bindings();
    return rows.map(({ personId, role, createdAt }) => ({
      person: { id: personId },
      role: role as CityRole,
      boundAt: createdAt,
    }));
  }

  @Query(() => [RoleRequestType], {
    description: 'Changes of roles that wait for a second administrator; at most 500.',
  })
  async pendingRoleChanges(@Ctx() ctx: Context): Promise<RoleRequestType[]> {
    ctx.require('role:read');
    return (await this.requests.pending(this.clock.now())).map(requestOf);
  }

  @Mutation(() => RoleRequestType, {
    description:
      'Asks to give a person a role of the whole city; another administrator confirms. Only where there is one administrator alone, the second is bound at once.',
  })
  async bindRole(
    @Arg('personId', () => ID, { description: 'Who is to have it.' }) personId: string,
    @Arg('role', () => CityRole, { description: 'Which role.' }) role: CityRole,
    @Arg('reason', () => String, { description: 'Why, for the record; at most 200 characters.' }) reason: string,
    @Ctx() ctx: Context,
  ): Promise<RoleRequestType> {
    ctx.require('role:change');
    return requestOf(await this.requests.ask(ctx, { personId, role, wants: 'bind', reason }));
  }

  @Mutation(() => RoleRequestType, {
    description: 'Asks to take a role of the whole city from a person; another administrator confirms.',
  })
  async unbindRole(
    @Arg('personId', () => ID, { description: 'Who is to have it no more.' }) personId: string,
    @Arg('role', () => CityRole, { description: 'Which role.' }) role: CityRole,
    @Arg('reason', () => String, { description: 'Why, for the record; at most 200 characters.' }) reason: string,
    @Ctx() ctx: Context,
  ): Promise<RoleRequestType> {
    ctx.require('role:change');
    return requestOf(await this.requests.ask(ctx, { personId, role, wants: 'unbind', reason }));
  }

  @Mutation(() => RoleRequestType, {
    description: 'Does what another administrator asked for; never by whoever asked, nor by who gains by it.',
  })
  async confirmRoleChange(
    @Arg('id', () => ID, { description: 'The request.' }) id: string,
    @Ctx() ctx: Context,
  ): Promise<RoleRequestType> {
    ctx.require('role:change');
    return requestOf(await this.requests.confirm(ctx, id));
  }

  @Mutation(() => RoleRequestType, { description: 'Says no to a request, or takes one’s own back.' })
  async rejectRoleChange(
    @Arg('id', () => ID, { description: 'The request.' }) id: string,
    @Arg('reason', () => String, { description: 'Why, for the record; at most 200 characters.' }) reason: string,
    @Ctx() ctx: Context,
  ): Promise<RoleRequestType> {
    ctx.require('role:change');
    return requestOf(await this.requests.reject(ctx, id, reason));
  }
}

function requestOf(request: RoleRequest): RoleRequestType {
  const { id, reason, requestedAt, expiresAt, decidedAt } = request;
  return {
    id,
    reason,
    requestedAt,
    expiresAt,
    decidedAt,
    person: { id: request.personId },
    role: request.role as CityRole,
    wants: request.wants as RoleWishType,
    status: request.status as RoleRequestStatus,
    requestedBy: person(request.requestedBy),
    decidedBy: request.decidedBy === null ? null : person(request.decidedBy),
  };
}

function person(hand: string): PersonReference | null {
  const id = personOfHand(hand);
  return id === null ? null : { id };
}
