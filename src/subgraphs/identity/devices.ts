/**
 * Keys of tablets. A tablet makes a key that never leaves it and shows proofs of it; the person to whom the tablet was
 * issued enrols the key from a session that is bound to it. From then on nobody else signs in with that key, and when
 * the tablet is returned, changes hands or is reported lost, the key and every session bound to it end.
 */
import { changed, record } from '../../audit/record';
import { emit } from '../../events/outbox';
import { Refusal } from '../../errors/refusal';
import { newId } from '../../shared/ids';
import type { Store, Tx } from '../../store/store';
import { DeviceKey } from './device-key.entity';
import type { Context } from './face';
import { callerIn } from './face-caller';
import { delegationFor, onBehalf } from './face-delegation';
import { once } from './face-idempotency';
import type { TabletCustody } from './ports';
import { printable } from './printable';
import type { Actor, Sessions } from './sessions';
import { SessionFamily } from './session-family.entity';
import { readReason } from '../inputs/reason';

const REASON_MAX = 200;
const LISTED_MAX = 100;

export class Devices {
  constructor(
    private readonly store: Store,
    private readonly sessions: Sessions,
    private readonly custody: TabletCustody,
  ) {}

  /** Enrols the key of this very session for the tablet with this serial, which the person must hold. */
  async enrol(ctx: Context, serial: string): Promise<DeviceKey> {
    const { kind, id: personId, sessionId } = ctx.signedIn();
    const family = await this.store.read.findOneBy(SessionFamily, { id: sessionId });
    if (kind !== 'person' || family === null || family.jkt === null) throw new Refusal('DEVICE_KEY_NEEDED');
    const { jkt } = family;
    const tabletId = await this.heldTablet(personId, serial);
    if (tabletId === null) throw new Refusal('DEVICE_NOT_YOURS', { serial: printable(serial, 64) }, ['serial']);
    const id = await this.store.write((tx) =>
      once(ctx, tx, 'enrolDevice', { serial, jkt }, () => this.enter(tx, { jkt, tabletId, personId }, ctx.origin)),
    );
    // Returned while it was being enrolled: whoever took it back may have looked before there was a key to end.
    if ((await this.heldTablet(personId, serial)) === null)
      await this.store.write((tx) => this.left(tx, tabletId, 'returned', { actorId: null, origin: ctx.origin }));
    return this.store.read.findOneByOrFail(DeviceKey, { id });
  }

  /** Ends what a lost tablet could still do; without a key of its own, every session of its holder. How many ended. */
  async lost(ctx: Context, tabletId: string, reason: string): Promise<number> {
    const { id: actor, kind } = ctx.signedIn();
    const tablet = await this.custody.find(tabletId);
    if (tablet === null) throw new Refusal('NOT_FOUND', { kind: 'tablet', id: printable(tabletId, 64) }, ['tabletId']);
    const units = [tablet.unitId];
    const holds = kind === 'person' && tablet.holderId === actor;
    if (!holds) ctx.require('tablet:manage', { units });
    const why = reason.trim() === '' ? 'lost' : readReason(reason, REASON_MAX);
    const by = { ...callerIn(ctx), ...onBehalf(holds ? null : delegationFor(ctx, 'tablet:manage', { units })) };
    return this.store.write((tx) =>
      once(ctx, tx, 'reportTabletLost', { tabletId, reason }, async () => {
        const key = await tx.manager.findOneBy(DeviceKey, { openTabletId: tabletId });
        const bound = await this.left(tx, tabletId, 'lost', by);
        const ended =
          key !== null || tablet.holderId === null
            ? bound
            : await this.sessions.revokeAll(tx, tablet.holderId, 'tablet-lost', by);
        const detail = { reason: why, holderId: tablet.holderId, sessionsEnded: ended };
        await record(tx, {
          action: 'device.lost',
          subject: { kind: 'tablet', id: tabletId },
          ...by,
          detail: { ...detail, personId: tablet.holderId },
          before: { key, lost: false },
          after: { key: null, lost: true },
        });
        await emit(tx, { topic: 'alarm', once: null, payload: { kind: 'tablet-lost', tabletId, ...detail } });
        return ended;
      }),
    );
  }

  /** The tablet is no longer its holder's: joins the transaction in which it left. How many sessions ended. */
  async left(tx: Tx, tabletId: string, reason: string, by: Actor): Promise<number> {
    const key = await tx.manager.findOneBy(DeviceKey, { openTabletId: tabletId });
    return key === null ? 0 : this.end(tx, key, reason, by);
  }

  /** Why nobody, or not this person, signs in with a key; null when nothing speaks against it. */
  async objection(tx: Tx, jkt: string, personId: string): Promise<'device-ended' | 'device-of-another' | null> {
    const key = await tx.manager.findOneBy(DeviceKey, { jkt });
    if (key === null) return null;
    if (key.openTabletId === null) return 'device-ended';
    return key.personId === personId ? null : 'device-of-another';
  }

  of(personId: string): Promise<DeviceKey[]> {
    return this.store.read.find(DeviceKey, { where: { personId }, order: { enrolledAt: 'DESC' }, take: LISTED_MAX });
  }

  private async enter(
    tx: Tx,
    { jkt, tabletId, personId }: Pick<DeviceKey, 'jkt' | 'tabletId' | 'personId'>,
    origin: string,
  ): Promise<string> {
    const known = await tx.manager.findOneBy(DeviceKey, { jkt });
    if (known !== null && known.openTabletId === tabletId && known.personId === personId) return known.id;
    if (known !== null) throw new Refusal('DEVICE_KEY_TAKEN');
    const by = { actorId: personId, origin };
    await this.left(tx, tabletId, 'replaced', by);
    const key: DeviceKey = {
      id: newId(tx.now),
      jkt,
      tabletId,
      openTabletId: tabletId,
      personId,
      enrolledAt: tx.now,
      endedAt: null,
      endedReason: null,
    };
    await tx.manager.insert(DeviceKey, key);
    await record(tx, {
      action: 'device.enrol',
      subject: { kind: 'tablet', id: tabletId },
      ...by,
      detail: { jkt, personId },
      before: null,
      after: key,
    });
    return key.id;
  }

  private async end(tx: Tx, key: DeviceKey, reason: string, by: Actor): Promise<number> {
    const ended = { openTabletId: null, endedAt: tx.now, endedReason: reason };
    await tx.manager.update(DeviceKey, { id: key.id }, ended);
    await record(tx, {
      action: 'device.end',
      subject: { kind: 'tablet', id: key.tabletId },
      ...by,
      detail: { jkt: key.jkt, personId: key.personId, reason },
      ...changed(key, ended),
    });
    return this.sessions.revokeBound(tx, key.jkt, `device-${reason}`, by);
  }

  private async heldTablet(personId: string, serial: string): Promise<string | null> {
    const wanted = serial.trim().toUpperCase();
    const held = await this.custody.heldBy([personId]);
    return held.find((tablet) => tablet.serial === wanted)?.id ?? null;
  }
}
