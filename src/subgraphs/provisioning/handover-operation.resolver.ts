/** Of an operation that hands over: who receives. */
import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { Context } from '../identity/face';
import type { HandoverReads } from './handover-reads';
import { OperationType } from './plan.graphql';
import { PersonStub } from './stubs.graphql';

@Resolver(() => OperationType)
export class HandoverOperationResolver {
  constructor(private readonly reads: HandoverReads) {}

  @FieldResolver(() => PersonStub, {
    nullable: true,
    description:
      'Of a `handover`: who receives. Null of any other operation, and while it waits for somebody to come who may receive it.',
  })
  async receiver(@Root() operation: OperationType, @Ctx() ctx: Context): Promise<PersonStub | null> {
    const { kind, basis, personId, before } = operation.planned;
    if (kind !== 'handover') return null;
    if (before?.attributes?.heldUnder !== undefined) return { id: personId };
    const appointmentId = basis.find(({ by }) => by === 'handover')?.id ?? '';
    const planned = operation.preview?.preview.receivers?.get(appointmentId);
    const id = planned === undefined ? await this.stored(ctx, appointmentId) : planned;
    return id === null ? null : { id };
  }

  private stored(ctx: Context, appointmentId: string): Promise<string | null> {
    const batch = (ids: readonly string[]): Promise<readonly (string | null)[]> => this.reads.receivers(ids);
    return ctx.loader<string, string | null>('provisioning:receiver', batch).load(appointmentId);
  }
}
