/**
 * Tablets change hands here. Every change closes one link of custody and opens the next in one transaction, with its
 * audit row and event. The link is closed on condition that it is still open, so that of two who reach for one device
 * at once the second finds it gone; the unique column of custody would stop them even if this did not.
 */
import { In, QueryFailedError, type EntityManager } from 'typeorm';
import { record, type States } from '../../audit/record';
import { Refusal } from '../../errors/refusal';
import type { Code } from '../../errors/catalogue';
import { emit } from '../../events/outbox';
import type { Store, Tx } from '../../store/store';
import type { Context, Delegation } from '../identity/face';
import { callerIn } from '../identity/face-caller';
import { onBehalf, refuseOwn } from '../identity/face-delegation';
import { unitsWithin } from '../identity/face-reach';
import { once } from '../identity/face-idempotency';
import { Custody } from './custody.entity';
import { applicationsOf, obstacles, type ApplicationSettings, type PersonApplication } from './eligibility';
import {
  checkPersonId,
  checkReceipt,
  checkRecordNumber,
  checkUnitId,
  serialTaken,
  type ReceiveTablets,
} from './inputs';
import { readBatch } from './batch';
import { judgeBatch, type BatchOutcome, type JudgedBatch } from './delivery';
import { enterTablets, factsOf, managedBy, openLink, TABLET_TOPIC } from './entry';
import type { AccountStatusReader, TabletHandovers, UnitsExist } from './ports';
import type { NextHolders } from './next-holders';
import type { TabletRegistry } from './registry';
import { Tablet, type TabletStatus } from './tablet.entity';

interface Handover {
  readonly to: string | null;
  readonly status: TabletStatus;
  readonly recordNumber: string;
  readonly kind: 'issue' | 'return' | 'move';
  /** On whose books it is from then on; left out, where it was. */
  readonly unitId?: string;
}

export class TabletService {
  constructor(
    private readonly store: Store,
    private readonly applications: ApplicationSettings,
    private readonly accounts: AccountStatusReader,
    private readonly unitsExist: UnitsExist,
    private readonly registry: TabletRegistry,
    private readonly handovers: TabletHandovers,
    private readonly nextHolders: NextHolders,
  ) {}

  /** Puts new devices on the books of a unit: all of them or, with every problem told, none. */
  async receive(ctx: Context, input: ReceiveTablets): Promise<readonly string[]> {
    const receipt = checkReceipt(input);
    await this.requireUnit(receipt.unitId);
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
        // A record has two signatures (clauses 25, 32): nobody hands a tablet to themselves, nor takes it back.
        refuseOwn(ctx, personId, managedBy(ctx, tablet.unitId));
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

  /** Enters a delivery row by row (clause 24), or only judges it; what is known already is left as it is. */
  async importBatch(ctx: Context, csv: string, dryRun: boolean): Promise<BatchOutcome> {
    const batch = readBatch(csv);
    const unitIds = [...new Set(batch.rows.map((row) => row.unitId))];
    // Where no row can be read there is no unit to ask for: what is wrong is told to who manages any.
    const some = unitIds.length > 0 ? unitIds : unitsWithin(ctx.signedIn(), 'tablet:manage').slice(0, 1);
    ctx.require('tablet:manage', { units: some });
    const units = await this.unitsExist(unitIds);
    const judged = (manager: EntityManager): Promise<JudgedBatch> => judgeBatch(manager, batch, (id) => units.has(id));
    if (dryRun) return (await judged(this.store.read)).outcome;
    return this.write('SERIAL_TAKEN', { serial: '' }, async (tx) => {
      const { fresh, outcome } = await judged(tx.manager);
      await enterTablets(ctx, tx, fresh);
      return outcome;
    });
  }

  /** Puts a device that nobody holds on the books of another unit, by a record of both (clause 25). */
  async moveToUnit(ctx: Context, tabletId: string, unitId: string, recordNumber: string): Promise<string> {
    const input = { tabletId, unitId: checkUnitId(unitId), recordNumber: checkRecordNumber(recordNumber) };
    await this.requireUnit(unitId);
    return this.write('TABLET_ALREADY_ISSUED', { id: tabletId }, (tx) =>
      once(ctx, tx, 'handTabletToUnit', input, async () => {
        const { tablet, link } = await this.reach(ctx, tx, tabletId);
        if (link.holderId !== null) throw new Refusal('TABLET_ALREADY_ISSUED', { id: tabletId }, ['tabletId']);
        const change = { kind: 'move', to: null, status: 'in-stock', recordNumber: input.recordNumber } as const;
        await this.handOver(ctx, tx, tablet, link, { ...change, unitId });
        return tablet.id;
      }),
    );
  }

  /** Hands a device that came back to who came after its last holder, unless another person is named (clause 33). */
  async reissue(ctx: Context, tabletId: string, personId: string | null, recordNumber: string): Promise<string> {
    ctx.signedIn();
    const receiver = personId ?? (await this.proposed(ctx, tabletId));
    return this.issue(ctx, tabletId, receiver, recordNumber);
  }

  /** Refused while somebody holds it, and where nobody is known to come next. */
  private async proposed(ctx: Context, tabletId: string): Promise<string> {
    const [tablet, holderId, [next]] = await Promise.all([
      this.registry.find(tabletId),
      this.registry.holderOf(tabletId),
      this.nextHolders.of([tabletId]),
    ]);
    if (tablet === null) throw new Refusal('NOT_FOUND', { kind: 'tablet', id: tabletId }, ['tabletId']);
    ctx.require('tablet:manage', { units: [tablet.unitId] });
    if (holderId !== null) throw new Refusal('TABLET_ALREADY_ISSUED', { id: tabletId }, ['tabletId']);
    if (next == null) throw new Refusal('NO_SUCCESSOR', { id: tabletId }, ['personId']);
    return next;
  }

  /** Takes a device back from its holder, or from the person named if that is who holds it (clause 30). */
  async takeBack(
    ctx: Context,
    tabletId: string,
    recordNumber: string,
    personId: string | null = null,
  ): Promise<string> {
    const input = {
      tabletId,
      recordNumber: checkRecordNumber(recordNumber),
      ...(personId === null ? {} : { personId: checkPersonId(personId) }),
    };
    return this.write('TABLET_NOT_HELD', { id: tabletId }, (tx) =>
      once(ctx, tx, 'returnTablet', input, async () => {
        const { tablet, link } = await this.reach(ctx, tx, tabletId);
        if (link.holderId === null) throw new Refusal('TABLET_NOT_HELD', { id: tabletId }, ['tabletId']);
        if (personId !== null && personId !== link.holderId)
          throw new Refusal('TABLET_HELD_BY_OTHER', { id: tabletId }, ['personId']);
        refuseOwn(ctx, link.holderId, managedBy(ctx, tablet.unitId));
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

    const { model, unitId, recordNumber = null } = receipt;
    return enterTablets(
      ctx,
      tx,
      receipt.serials.map((serial) => ({ serial, model, unitId, recordNumber })),
    );
  }

  private async requireUnit(unitId: string): Promise<void> {
    if (!(await this.unitsExist([unitId])).has(unitId))
      throw new Refusal('NOT_FOUND', { kind: 'unit', id: unitId }, ['unitId']);
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
      throw new Refusal(handover.kind === 'return' ? 'TABLET_NOT_HELD' : 'TABLET_ALREADY_ISSUED', { id: tablet.id }, [
        'tabletId',
      ]);
    const { status, unitId = tablet.unitId } = handover;
    const moved: Tablet = { ...tablet, status, unitId };
    await tx.manager.insert(Custody, openLink(tx, moved, handover.to, handover.recordNumber));
    await tx.manager.update(Tablet, { id: tablet.id }, { status, unitId });
    if (link.holderId !== null) await this.handovers.tabletLeft(tx, { id: tablet.id, holderId: link.holderId, unitId });
    const before = { tablet, holderId: link.holderId };
    const by = { ctx, delegation: managedBy(ctx, tablet.unitId) };
    await this.tell(by, tx, moved, handover.kind, handover.to ?? link.holderId, handover.recordNumber, {
      before,
      after: { tablet: moved, holderId: handover.to },
    });
  }

  private async tell(
    { ctx, delegation }: { readonly ctx: Context; readonly delegation: Delegation | null },
    tx: Tx,
    tablet: Tablet,
    kind: string,
    personId: string | null,
    recordNumber: string,
    states: States,
  ): Promise<void> {
    const facts = factsOf(tablet, personId, recordNumber);
    await record(tx, {
      action: `tablet.${kind}`,
      subject: { kind: 'tablet', id: tablet.id },
      ...callerIn(ctx),
      ...onBehalf(delegation),
      detail: facts,
      ...states,
    });
    await emit(tx, { topic: TABLET_TOPIC, once: null, payload: { kind, tabletId: tablet.id, ...facts } });
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
