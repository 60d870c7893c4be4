/** The audit record as far as it is asked for by now: is its chain whole? */
import { Arg, Ctx, Field, InputType, Int, ObjectType, Query, Resolver } from 'type-graphql';
import { verifyChain, type AuditFinding, type AuditVerdict } from '../../audit';
import type { Store } from '../../store/store';
import type { Context } from './face';

@InputType({
  description: 'A head of the chain that was kept elsewhere: proves that nothing before it has changed since.',
})
export class AuditWitnessInput {
  @Field(() => Int, { description: 'Place of the record in the chain.' })
  seq: number;

  @Field(() => String, { description: 'Its hash, 64 hexadecimal digits.' })
  hash: string;
}

@ObjectType({ description: 'Where the chain of audit rows ends.' })
class AuditHead {
  @Field(() => Int, { description: 'Place of the last record.' })
  seq: number;

  @Field(() => String, { description: 'Its hash.' })
  hash: string;
}

@ObjectType('AuditFinding', { description: 'Where the chain of audit rows is broken.' })
class AuditFindingType {
  @Field(() => String, { description: '`altered`, `missing`, `moved`, `cut` or `witness`.' })
  kind: string;

  @Field(() => Int, { nullable: true, description: 'Place of the record that is to blame.' })
  seq: number | null;

  @Field(() => String, { nullable: true, description: 'Its id, where it is still there.' })
  id: string | null;

  @Field(() => Int, { nullable: true, description: 'First place of a tail that was cut off.' })
  fromSeq: number | null;

  @Field(() => Int, { nullable: true, description: 'Where the chain should have ended.' })
  headSeq: number | null;
}

@ObjectType('AuditVerdict', { description: 'Whether the audit record is as it was written.' })
class AuditVerdictType {
  @Field(() => Boolean, { description: 'True when nothing was altered, removed, moved or cut off.' })
  ok: boolean;

  @Field(() => Int, { description: 'Records that were read and found whole.' })
  records: number;

  @Field(() => Int, { description: 'Records that are written and not chained yet.' })
  unchained: number;

  @Field(() => AuditHead, { description: 'Where the chain ends: keep it elsewhere as a witness.' })
  head: AuditHead;

  @Field(() => AuditFindingType, { nullable: true, description: 'The first break, or null.' })
  finding: AuditFindingType | null;
}

@Resolver()
export class AuditResolver {
  constructor(private readonly store: Store) {}

  @Query(() => AuditVerdictType, { description: 'Walks the chain of audit rows and says where it breaks.' })
  async auditVerdict(
    @Arg('witness', () => AuditWitnessInput, { nullable: true, description: 'A head that was kept elsewhere.' })
    witness: AuditWitnessInput | null,
    @Ctx() ctx: Context,
  ): Promise<AuditVerdictType> {
    ctx.require('audit:read');
    return told(await verifyChain(this.store.read, witness === null ? {} : { witness }));
  }
}

function told(verdict: AuditVerdict): AuditVerdictType {
  return {
    ...verdict,
    head: { ...verdict.head },
    finding: verdict.finding === null ? null : toldFinding(verdict.finding),
  };
}

function toldFinding(finding: AuditFinding): AuditFindingType {
  return { seq: null, id: null, fromSeq: null, headSeq: null, ...finding };
}
