/** Puts devices on the books: each with its first link of custody, its audit row and its event, many by one statement. */
import { recordAll } from '../../audit/record';
import { emitAll } from '../../events/outbox';
import { newId } from '../../shared/ids';
import { chunks } from '../../shared/lists';
import type { Tx } from '../../store/store';
import type { Context, Delegation } from '../identity/face';
import { callerIn } from '../identity/face-caller';
import { delegationFor, onBehalf } from '../identity/face-delegation';
import { Custody } from './custody.entity';
import { Tablet } from './tablet.entity';

/** A device that came, not on the books yet. */
export interface NewTablet {
  readonly serial: string;
  readonly model: string;
  readonly unitId: string;
  readonly recordNumber: string | null;
}

/** Rows in one statement: SQLite bounds the values that a statement carries. */
const ROWS = 200;

/** Their ids, in the order of the devices. */
export async function enterTablets(ctx: Context, tx: Tx, devices: readonly NewTablet[]): Promise<readonly string[]> {
  // Ids made within one millisecond are in no order: sorted, the list reads as the devices were given.
  const ids = devices.map(() => newId(tx.now)).sort();
  const tablets = devices.map(({ serial, model, unitId }, index): Tablet => {
    return { id: ids[index]!, serial, model, status: 'in-stock', unitId, receivedAt: tx.now };
  });
  const links = tablets.map((tablet, index) => openLink(tx, tablet, null, devices[index]!.recordNumber));
  for (const some of chunks(tablets, ROWS)) await tx.manager.insert(Tablet, some);
  for (const some of chunks(links, ROWS)) await tx.manager.insert(Custody, some);
  const unitIds = [...new Set(devices.map(({ unitId }) => unitId))];
  const delegations = new Map(unitIds.map((unitId) => [unitId, managedBy(ctx, unitId)] as const));
  const told = tablets.map((tablet, index) => ({
    tablet,
    facts: factsOf(tablet, null, devices[index]!.recordNumber),
  }));
  await recordAll(
    tx,
    told.map(({ tablet, facts }) => ({
      action: 'tablet.receive',
      subject: { kind: 'tablet', id: tablet.id },
      ...callerIn(ctx),
      ...onBehalf(delegations.get(tablet.unitId) ?? null),
      detail: facts,
      before: null,
      after: { tablet, holderId: null },
    })),
  );
  await emitAll(
    tx,
    told.map(({ tablet, facts }) => ({
      topic: TABLET_TOPIC,
      once: null,
      payload: { kind: 'receive', tabletId: tablet.id, ...facts },
    })),
  );
  return ids;
}

export const TABLET_TOPIC = 'tablet';

export interface TabletFacts extends Readonly<Record<string, unknown>> {
  readonly serial: string;
  readonly unitId: string;
  readonly personId: string | null;
  readonly recordNumber: string | null;
}

/** What audit and event tell of a change. */
export function factsOf({ serial, unitId }: Tablet, personId: string | null, recordNumber: string | null): TabletFacts {
  return { serial, unitId, personId, recordNumber };
}

export function openLink(tx: Tx, tablet: Tablet, holderId: string | null, recordNumber: string | null): Custody {
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

/** By which delegation alone the caller manages a unit's tablets; null where they do so by themselves. */
export function managedBy(ctx: Context, unitId: string): Delegation | null {
  return delegationFor(ctx, 'tablet:manage', { units: [unitId] });
}
