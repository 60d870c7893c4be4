/**
 * Tablets change hands here. Every change closes one link of custody and opens the next in one transaction, with its
 * audit row and event. The link is closed on condition that it is still open, so that of two who reach for one device
 * at once the second finds it gone; the unique column of custody would stop them even if this did not.
 */
import { In, QueryFailedError } from 'typeorm';
import { record } from '../../audit/record';
import { Refusal } from '../../errors/refusal';
import type { Code } from '../../errors/catalogue';
import { emit } from '../../events/outbox';
import { newId } from '../../shared/ids';
import type { Store, Tx } from '../../store/store';
import type { Context } from '../identity/face';
import { once } from '../identity/face-idempotency';
import { Custody } from './custody.entity';
import { applicationsOf, obstacles, type ApplicationSettings, type PersonApplication } from './eligibility';
import { checkPersonId, checkReceipt, checkRecordNumber, serialTaken, type ReceiveTablets } from './inputs';
import type { AccountStatusReader, UnitExists } from './ports';
import { Tablet, type TabletStatus } from './tablet.entity';

interface Handover {
  readonly to: string | null;
  readonly status: TabletStatus;
  readonly recordNumber: string;
  readonly kind: 'issue' | 'return';
}

export class TabletService {
  constructor(
    private readonly store: Store,
    private readonly applications: ApplicationSettings,
    private readonly accounts: AccountStatusReader,
    private readonly unitExists: UnitExists,
  ) {}

  /** Puts new devices on the books of a unit: all of them or, with every problem told, none. */
  async receive(ctx: Context, input: ReceiveTablets): Promise<readonly string[]> {
    const receipt = checkReceipt(input);
    if (!(await this.unitExists(receipt.unitId)))
      throw new Refusal('NOT_FOUND', { kind: 'unit', id: receipt.unitId }, ['unitId']);
    return this.write('SERIAL_TAKEN', { serial: '' }, (tx) =>
      once(ctx, tx, 'receiveTablets', receipt, () => this.enter(ctx, tx, receipt)),
    );
  }

  /** Hands a device to a person whose applications all have an active account (clause 46). */
  async issue(ctx: Context, tabletId: string, personId: string, recordNumber: string): Promise<string> {
    const input = { tabletId, personId: checkPersonId(personId), recordNumber: checkRecordNumber(recordNumber) };
    const missing = obstacles(applicationsOf(this.applications, await this.accounts.statuses([personId])));
    return this.write('TABLET_ALREADY_ISSUED', { id: tabletId }, (tx) =>
      once(ctx, tx, 'issueTablet', input, async () => {
        const { tablet, link } = await this.reach(ctx, tx, tabletId);
        if (link.holderId !== null) throw new Refusal('TABLET_ALREADY_ISSUED', { id: tabletId }, ['tabletId']);
        if (missing.length > 0) throw Refusal.of(missing.map(notReady));
        await this.handOver(ctx, tx, tablet, link, {
          kind: 'issue',
          to: personId,
          status: 'issued',
          recordNumber: input.recordNumber,
        });
        return tablet.id;
      }),
    );
  }

  /** Takes a device back from its holder; the unit answers for it again (clause 30). */
  async takeBack(ctx: Context, tabletId: string, recordNumber: string): Promise<string> {
    const input = { tabletId, recordNumber: checkRecordNumber(recordNumber) };
    return this.write('TABLET_NOT_HELD', { id: tabletId }, (tx) =>
      once(ctx, tx, 'returnTablet', input, async () => {
        const { tablet, link } = await this.reach(ctx, tx, tabletId);
        if (link.holderId === null) throw new Refusal('TABLET_NOT_HELD', { id: tabletId }, ['tabletId']);
        await this.handOver(ctx, tx, tablet, link, {
          kind: 'return',
          to: null,
          status: 'in-stock',
          recordNumber: input.recordNumber,
        });
        return tablet.id;
      }),
    );
  }

  private async enter(ctx: Context, tx: Tx, receipt: ReceiveTablets): Promise<readonly string[]> {
    const known = await tx.manager.findBy(Tablet, { serial: In([...receipt.serials]) });
    const taken = new Set(known.map((tablet) => tablet.serial));
    const problems = receipt.serials.flatMap((serial, index) =>
      taken.has(serial) ? [serialTaken(serial, index)] : [],
    );
    if (problems.length > 0) throw Refusal.of(problems);

    const { model, unitId } = receipt;
    const tablets = receipt.serials.map((serial): Tablet => ({
      id: newId(tx.now),
      serial,
      model,
      status: 'in-stock',
      unitId,
      receivedAt: tx.now,
    }));
    // Ids made within one millisecond are in no order: sorted, the list reads as the serials were given.
    const ids = tablets.map((tablet) => tablet.id).sort();
    tablets.forEach((tablet, index) => (tablet.id = ids[index]!));
    await tx.manager.insert(Tablet, tablets);
    await tx.manager.insert(
      Custody,
      tablets.map((tablet) => openLink(tx, tablet, null, receipt.recordNumber ?? null)),
    );
    for (const tablet of tablets) await this.tell(ctx, tx, tablet, 'receive', null, receipt.recordNumber ?? null);
    return ids;
  }

  /** The tablet and its open link, if the caller may manage it. */
  private async reach(
    ctx: Context,
    tx: Tx,
    tabletId: string,
  ): Promise<{ readonly tablet: Tablet; readonly link: Custody }> {
    const tablet = await tx.manager.findOneBy(Tablet, { id: tabletId });
    if (tablet === null) throw new Refusal('NOT_FOUND', { kind: 'tablet', id: tabletId }, ['tabletId']);
    ctx.require('tablet:manage', { units: [tablet.unitId] });
    const link = await tx.manager.findOneByOrFail(Custody, { openTabletId: tabletId });
    return { tablet, link };
  }

  private async handOver(ctx: Context, tx: Tx, tablet: Tablet, link: Custody, handover: Handover): Promise<void> {
    const closed = await tx.manager.update(
      Custody,
      { id: link.id, openTabletId: tablet.id },
      { openTabletId: null, endsAt: tx.now },
    );
    if (closed.affected !== 1)
      throw new Refusal(handover.kind === 'issue' ? 'TABLET_ALREADY_ISSUED' : 'TABLET_NOT_HELD', { id: tablet.id }, [
        'tabletId',
      ]);
    await tx.manager.insert(Custody, openLink(tx, tablet, handover.to, handover.recordNumber));
    await tx.manager.update(Tablet, { id: tablet.id }, { status: handover.status });
    await this.tell(ctx, tx, tablet, handover.kind, handover.to ?? link.holderId, handover.recordNumber);
  }

  private async tell(
    ctx: Context,
    tx: Tx,
    tablet: Tablet,
    kind: string,
    personId: string | null,
    recordNumber: string | null,
  ): Promise<void> {
    const { kind: actorKind, id: actorId } = ctx.signedIn();
    const facts = { serial: tablet.serial, unitId: tablet.unitId, personId, recordNumber };
    await record(tx, {
      action: `tablet.${kind}`,
      subject: { kind: 'tablet', id: tablet.id },
      actorId: actorKind === 'person' ? actorId : null,
      origin: ctx.origin,
      detail: actorKind === 'person' ? facts : { ...facts, clientId: actorId },
    });
    await emit(tx, { topic: 'tablet', once: null, payload: { kind, tabletId: tablet.id, ...facts } });
  }

  /** A transaction whose unique constraints, where two writers meet, say the same as the checks before them. */
  private async write<T>(
    ifTaken: Code,
    values: Readonly<Record<string, string>>,
    work: (tx: Tx) => Promise<T>,
  ): Promise<T> {
    try {
      return await this.store.write(work);
    } catch (fault) {
      if (isDuplicate(fault)) throw new Refusal(ifTaken, values);
      throw fault;
    }
  }
}

function openLink(tx: Tx, tablet: Tablet, holderId: string | null, recordNumber: string | null): Custody {
  const { id: tabletId, unitId } = tablet;
  return {
    id: newId(tx.now),
    tabletId,
    openTabletId: tabletId,
    holderId,
    unitId,
    startsAt: tx.now,
    endsAt: null,
    recordNumber,
  };
}

function notReady(application: PersonApplication): { code: Code; path: string[]; values: Record<string, string> } {
  return {
    code: 'APPLICATION_NOT_READY',
    path: ['personId'],
    values: { application: application.id, status: application.status },
  };
}

function isDuplicate(fault: unknown): boolean {
  if (!(fault instanceof QueryFailedError)) return false;
  const { code } = fault.driverError as { code?: string };
  return code === 'SQLITE_CONSTRAINT_UNIQUE' || code === 'ER_DUP_ENTRY';
}
