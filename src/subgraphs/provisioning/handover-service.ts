/** What people decide about the way back of a handover whose leave was annulled. Each is one transaction. */
import { changed, record } from '../../audit/record';
import { Refusal } from '../../errors/refusal';
import { HandoverRow, type Engine } from '../../provisioning/effects';
import type { OfficeReader } from '../../provisioning/office-reader';
import { covers, dayOf } from '../../shared/day';
import type { Store, Tx } from '../../store/store';
import type { Context } from '../identity/face';
import { callerIn } from '../identity/face-caller';
import { delegationFor, onBehalf } from '../identity/face-delegation';
import { once } from '../identity/face-idempotency';
import { readReason } from '../inputs/reason';

const REASON_MAX = 500;

export class HandoverService {
  constructor(
    private readonly store: Store,
    private readonly engine: Engine,
    private readonly office: OfficeReader,
  ) {}

  /** What is kept goes back to the person; refused when it is not proposed, or when they hold the post no more. */
  async accept(ctx: Context, id: string): Promise<string> {
    const personId = await this.require(ctx, id);
    const [facts] = await this.office.facts([personId]);
    return this.store.write((tx) =>
      once(ctx, tx, 'acceptHandover', { id }, async () => {
        const row = await proposed(tx, id);
        const day = dayOf(tx.now);
        const holds = facts?.appointments.some(
          (one) => one.id === row.appointmentId && covers(one.startsOn, one.endsOn, day),
        );
        if (holds !== true) throw new Refusal('NOT_IN_OFFICE', { id: personId, day }, ['id']);
        await this.engine.reverse.accept(tx, row);
        await audit(ctx, tx, 'handover.accept', row, 'ACCEPTED', { personId, keeperId: row.receiverId });
        return id;
      }),
    );
  }

  /** It stays with whoever keeps it. */
  async decline(ctx: Context, id: string, reason: string): Promise<string> {
    await this.require(ctx, id);
    const why = readReason(reason, REASON_MAX);
    return this.store.write((tx) =>
      once(ctx, tx, 'declineHandover', { id, reason: why }, async () => {
        const row = await proposed(tx, id);
        await this.engine.reverse.decline(tx, row);
        await audit(ctx, tx, 'handover.decline', row, 'DECLINED', {
          personId: row.personId,
          keeperId: row.receiverId,
          reason: why,
        });
        return id;
      }),
    );
  }

  /** For whoever keeps it, and whoever may decide about the unit; to others it is not there. */
  private async require(ctx: Context, id: string): Promise<string> {
    ctx.signedIn();
    const row = await this.store.read.findOneBy(HandoverRow, { id });
    if (row === null) throw new Refusal('NOT_FOUND', { kind: 'handover', id }, ['id']);
    if (!keeps(ctx, row)) ctx.require('decision:record', { units: [row.unitId] });
    return row.personId;
  }
}

function keeps(ctx: Context, { receiverId }: HandoverRow): boolean {
  return ctx.principal?.kind === 'person' && ctx.principal.id === receiverId;
}

async function proposed(tx: Tx, id: string): Promise<HandoverRow> {
  const row = await tx.manager.findOneByOrFail(HandoverRow, { id });
  if (row.reverse === 'ACCEPTED' || row.reverse === 'DONE') throw new Refusal('HANDOVER_ACCEPTED', { id }, ['id']);
  if (row.reverse !== 'PROPOSED') throw new Refusal('HANDOVER_NOT_PROPOSED', { id }, ['id']);
  return row;
}

function audit(
  ctx: Context,
  tx: Tx,
  action: string,
  row: HandoverRow,
  reverse: HandoverRow['reverse'],
  detail: Readonly<Record<string, unknown>>,
): Promise<void> {
  return record(tx, {
    action,
    subject: { kind: 'handover', id: row.id },
    decisionId: row.decisionId,
    ...callerIn(ctx),
    ...onBehalf(keeps(ctx, row) ? null : delegationFor(ctx, 'decision:record', { units: [row.unitId] })),
    detail,
    ...changed(row, { reverse, reverseAt: tx.now }),
  });
}
