/**
 * Tablets change hands here. Every change closes one link of custody and opens the next in one transaction, with its
 * audit row and event. The link is closed on condition that it is still open, so that of two who reach for one device
 * at once the second finds it gone; the unique column of custody would stop them even if this did not.
 */
import { In, QueryFailedError } from 'typeorm';
import { record, type States } from '../../audit/record';
import { Refusal } from '../../errors/refusal';
import type { Code } from '../../errors/catalogue';
import { emit } from '../../events/outbox';
import { newId } from '../../shared/ids';
import type { Store, Tx } from '../../store/store';
import type { Context, Delegation } from '../identity/face';
import { callerIn } from '../identity/face-caller';
import { delegationFor, isOwnAffair, onBehalf } from '../identity/face-delegation';
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
import { readBatch, type BatchRow, type RowProblem } from './batch';
import type { AccountStatusReader, TabletHandovers, UnitExists } from './ports';
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

/** What became of a delivery. */
export interface BatchOutcome {
  readonly rows: number;
  readonly created: number;
  readonly known: number;
  readonly problems: readonly RowProblem[];
}

const CHUNK = 500;

export class TabletService {
  constructor(
    private readonly store: Store,
    private readonly applications: ApplicationSettings,
    private readonly accounts: AccountStatusReader,
    private readonly unitExists: UnitExists,
    private readonly registry: TabletRegistry,
    private readonly handovers: TabletHandovers,
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
        refuseOwn(ctx, tablet, personId);
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
    const missing = new Set<string>();
    for (const id of unitIds) if (!(await this.unitExists(id))) missing.add(id);
    return this.write('SERIAL_TAKEN', { serial: '' }, async (tx) => {
      const known = new Map<string, Tablet>();
      for (let start = 0; start < batch.rows.length; start += CHUNK) {
        const serials = batch.rows.slice(start, start + CHUNK).map((row) => row.serial);
        for (const tablet of await tx.manager.findBy(Tablet, { serial: In(serials) })) known.set(tablet.serial, tablet);
      }
      const problems: RowProblem[] = [...batch.problems];
      const fresh: BatchRow[] = [];
      let knownRows = 0;
      for (const row of batch.rows) {
        const tablet = known.get(row.serial);
        if (missing.has(row.unitId))
          problems.push({ line: row.line, code: 'NOT_FOUND', values: { kind: 'unit', id: row.unitId } });
        else if (tablet === undefined) fresh.push(row);
        else if (tablet.model === row.model) knownRows += 1;
        else problems.push({ line: row.line, code: 'SERIAL_TAKEN', values: { serial: row.serial } });
      }
      for (const { serial, model, unitId, recordNumber } of dryRun ? [] : fresh)
        await this.enter(ctx, tx, { serials: [serial], model, unitId, recordNumber });
      return {
        rows: batch.rows.length + batch.problems.length,
        created: fresh.length,
        known: knownRows,
        problems: problems.sort((a, b) => a.line - b.line),
      };
    });
  }

  /** Puts a device that nobody holds on the books of another unit, by a record of both (clause 25). */
  async moveToUnit(ctx: Context, tabletId: string, unitId: string, recordNumber: string): Promise<string> {
    const input = { tabletId, unitId: checkUnitId(unitId), recordNumber: checkRecordNumber(recordNumber) };
    if (!(await this.unitExists(unitId))) throw new Refusal('NOT_FOUND', { kind: 'unit', id: unitId }, ['unitId']);
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
    const receiver = personId ?? (await this.proposed(tabletId));
    if (receiver === null) throw new Refusal('NO_SUCCESSOR', { id: tabletId }, ['personId']);
    return this.issue(ctx, tabletId, receiver, recordNumber);
  }

  /** Who came after the last holder; null while somebody holds it, or where nobody is known. */
  async proposed(tabletId: string): Promise<string | null> {
    const [tablet, holderId] = await Promise.all([this.registry.find(tabletId), this.registry.lastHolder(tabletId)]);
    return tablet === null || holderId === null ? null : this.handovers.successorOf(holderId, tablet.unitId);
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
        refuseOwn(ctx, tablet, link.holderId);
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
    const by = { ctx, delegation: managedBy(ctx, unitId) };
    for (const tablet of tablets) await this.tell(by, tx, tablet, 'receive', null, receipt.recordNumber ?? null);
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
    recordNumber: string | null,
    states: States = { before: null, after: { tablet, holderId: null } },
  ): Promise<void> {
    const facts = { serial: tablet.serial, unitId: tablet.unitId, personId, recordNumber };
    await record(tx, {
      action: `tablet.${kind}`,
      subject: { kind: 'tablet', id: tablet.id },
      ...callerIn(ctx),
      ...onBehalf(delegation),
      detail: facts,
      ...states,
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

/** By which delegation alone the caller manages a unit's tablets; null where they do so by themselves. */
function managedBy(ctx: Context, unitId: string): Delegation | null {
  return delegationFor(ctx, 'tablet:manage', { units: [unitId] });
}

/** A record has two signatures (clauses 25, 32): nobody hands a tablet to themselves, nor takes it back. */
function refuseOwn(ctx: Context, { unitId }: Tablet, personId: string): void {
  if (isOwnAffair(ctx, managedBy(ctx, unitId), personId)) throw new Refusal('OWN_AFFAIR', {}, ['personId']);
}
