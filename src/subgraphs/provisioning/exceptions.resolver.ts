/** Exceptions to the policy: granted, ended, and read. */
import { Arg, Args, ArgsType, Ctx, Field, ID, Mutation, Query, Resolver } from 'type-graphql';
import type { GrantExceptionRow } from '../../provisioning/effects';
import { DayScalar } from '../../shared/scalars';
import type { Context } from '../identity/face';
import { refuseOwn } from '../identity/face-delegation';
import { GrantExceptionType } from './exceptions.graphql';
import type { ExceptionService } from './exceptions-service';
import type { Reach } from './reach';

@ArgsType()
class GrantExceptionArgs {
  @Field(() => ID, { description: 'Who gets it.' })
  personId: string;

  @Field(() => ID, { description: 'The target.' })
  targetId: string;

  @Field(() => String, { description: 'Kind of the grant: `group`, `role`, `field`, `roleMailbox`.' })
  kind: string;

  @Field(() => String, { description: 'Which group, role, field or mailbox.' })
  value: string;

  @Field(() => String, { description: 'Why; kept in the audit record.' })
  reason: string;

  @Field(() => DayScalar, { nullable: true, description: 'First day with it; left out, today.' })
  startsOn?: string | null;

  @Field(() => DayScalar, { description: 'First day without it.' })
  endsOn: string;
}

@Resolver(() => GrantExceptionType)
export class ExceptionsResolver {
  constructor(
    private readonly service: ExceptionService,
    private readonly reach: Reach,
  ) {}

  @Query(() => [GrantExceptionType], { description: 'Exceptions of a person, oldest first, ended ones too.' })
  async exceptions(
    @Arg('personId', () => ID, { description: 'The person.' }) personId: string,
    @Ctx() ctx: Context,
  ): Promise<GrantExceptionType[]> {
    await this.reach.require(ctx, 'account:read', personId);
    return (await this.service.ofPerson(personId)).map(exceptionOf);
  }

  @Mutation(() => GrantExceptionType, {
    description: 'Grants something beyond the policy until a day (clauses 41, 47); for whoever holds an office.',
  })
  async grantException(
    @Args(() => GrantExceptionArgs) args: GrantExceptionArgs,
    @Ctx() ctx: Context,
  ): Promise<GrantExceptionType> {
    ctx.require('exception:grant');
    refuseOwn(ctx, args.personId);
    return exceptionOf(await this.service.grant(ctx, { ...args, startsOn: args.startsOn ?? null }));
  }

  @Mutation(() => GrantExceptionType, { description: 'Ends an exception before its time.' })
  async endException(
    @Arg('id', () => ID, { description: 'The exception.' }) id: string,
    @Arg('reason', () => String, { description: 'Why; kept in the audit record.' }) reason: string,
    @Ctx() ctx: Context,
  ): Promise<GrantExceptionType> {
    ctx.require('exception:grant');
    return exceptionOf(await this.service.end(ctx, id, reason));
  }
}

function exceptionOf(row: GrantExceptionRow): GrantExceptionType {
  return {
    id: row.id,
    person: { id: row.personId },
    targetId: row.targetId,
    kind: row.grantKind,
    value: row.grantValue,
    reason: row.reason,
    approvedBy: row.approvedById === null ? null : { id: row.approvedById },
    startsOn: row.startsOn,
    endsOn: row.endsOn,
    endedAt: row.endedAt,
    endReason: row.endReason,
  };
}
