/**
 * Roles of the whole city are given and taken by two people: one administrator asks, another confirms. The one way out
 * is a city with a single administrator, who alone may bind the second; it is logged and stands in the audit record as
 * what it is.
 */
import { LessThanOrEqual, type EntityManager } from 'typeorm';
import { changed, record, type States } from '../../audit/record';
import { Refusal } from '../../errors/refusal';
import { newId } from '../../shared/ids';
import type { Logger } from '../../shared/logger';
import type { Store, Tx } from '../../store/store';
import type { Context } from './face';
import { callerIn } from './face-caller';
import { once } from './face-idempotency';
import type { StandingReader } from './ports';
import { printable } from './printable';
import { RoleBinding, type BoundRole } from './role-binding.entity';
import { tellEnded } from './standing-news';
import { RoleRequest } from './role-request.entity';
import { handOf, isOneHand, personOfHand } from './two-people';
import { readReason } from '../inputs/reason';

export interface RoleWish {
  readonly personId: string;
  readonly role: BoundRole;
  readonly wants: RoleRequest['wants'];
  readonly reason: string;
}

const REASON_MAX = 200;
const WAITS_MS = 7 * 86_400_000;
const LISTED_MAX = 500;

export class RoleRequests {
  constructor(
    private readonly store: Store,
    private readonly standing: StandingReader,
    private readonly logger: Logger,
  ) {}

  async ask(ctx: Context, wish: RoleWish): Promise<RoleRequest> {
    const reason = readReason(wish.reason, REASON_MAX);
    const [person] = await this.standing.personsById([wish.personId]);
    if (person === undefined)
      throw new Refusal('NOT_FOUND', { kind: 'person', id: printable(wish.personId, 64) }, ['personId']);
    return this.store.write(async (tx) => {
      const id = await once(ctx, tx, `${wish.wants}Role`, { ...wish, reason }, () =>
        this.enter(ctx, tx, { ...wish, reason }),
      );
      return tx.manager.findOneByOrFail(RoleRequest, { id });
    });
  }

  confirm(ctx: Context, id: string): Promise<RoleRequest> {
    const by = handOf(ctx.signedIn());
    return this.store.write(async (tx) => {
      await once(ctx, tx, 'confirmRoleChange', { id }, async () => {
        const request = await waiting(tx, id);
        if (await isOneHand(tx.manager, request.requestedBy, by, tx.now)) throw new Refusal('SECOND_PERSON_NEEDED');
        if (request.wants === 'bind' && personOfHand(by) === request.personId) throw new Refusal('OWN_AFFAIR');
        await this.apply(ctx, tx, request, false);
        return id;
      });
      return tx.manager.findOneByOrFail(RoleRequest, { id });
    });
  }

  /** By any administrator, whoever asked too: nothing is gained by it. */
  reject(ctx: Context, id: string, reason: string): Promise<RoleRequest> {
    const why = readReason(reason, REASON_MAX);
    return this.store.write(async (tx) => {
      await once(ctx, tx, 'rejectRoleChange', { id, reason: why }, async () => {
        const request = await waiting(tx, id);
        const closed = await this.close(ctx, tx, request, 'rejected');
        await this.tell(ctx, tx, 'role.reject', request, closed, { why });
        return id;
      });
      return tx.manager.findOneByOrFail(RoleRequest, { id });
    });
  }

  async pending(now: Date): Promise<RoleRequest[]> {
    const found = await this.store.read.find(RoleRequest, {
      where: { status: 'pending' },
      order: { requestedAt: 'ASC', id: 'ASC' },
      take: LISTED_MAX,
    });
    return found.filter((one) => one.expiresAt > now);
  }

  bindings(): Promise<RoleBinding[]> {
    return this.store.read.find(RoleBinding, { order: { role: 'ASC', personId: 'ASC' }, take: LISTED_MAX });
  }

  private async enter(ctx: Context, tx: Tx, wish: RoleWish): Promise<string> {
    const by = handOf(ctx.signedIn());
    if (wish.wants === 'bind' && personOfHand(by) === wish.personId) throw new Refusal('OWN_AFFAIR', {}, ['personId']);
    await tx.manager.update(
      RoleRequest,
      { status: 'pending', expiresAt: LessThanOrEqual(tx.now) },
      { status: 'expired', openKey: null },
    );
    await possible(tx.manager, wish);
    const openKey = `${wish.personId} ${wish.role}`;
    if (await tx.manager.existsBy(RoleRequest, { openKey })) throw new Refusal('ROLE_UNCHANGED', { role: wish.role });
    const request: RoleRequest = {
      ...wish,
      id: newId(tx.now),
      requestedBy: by,
      requestedAt: tx.now,
      expiresAt: new Date(tx.now.getTime() + WAITS_MS),
      status: 'pending',
      openKey,
      decidedBy: null,
      decidedAt: null,
    };
    await tx.manager.insert(RoleRequest, request);
    await this.tell(ctx, tx, 'role.request', request, { before: null, after: request });
    const alone = wish.role === 'administrator' && wish.wants === 'bind' && (await administrators(tx.manager)) <= 1;
    if (alone) await this.apply(ctx, tx, request, true);
    return request.id;
  }

  private async apply(ctx: Context, tx: Tx, request: RoleRequest, alone: boolean): Promise<void> {
    const { personId, role, wants } = request;
    await possible(tx.manager, request);
    const before = { personId, roles: await rolesOf(tx.manager, personId) };
    if (wants === 'bind') await tx.manager.insert(RoleBinding, { personId, role, createdAt: tx.now });
    else {
      await tx.manager.delete(RoleBinding, { personId, role });
      await tellEnded(tx, personId);
    }
    await this.close(ctx, tx, request, 'confirmed');
    const states = { before, after: { personId, roles: await rolesOf(tx.manager, personId) } };
    await this.tell(ctx, tx, `role.${wants}`, request, states, { requestedBy: request.requestedBy, alone });
    if (alone) this.logger.warn({ personId, role }, 'the only administrator bound a second one alone');
  }

  private async close(ctx: Context, tx: Tx, request: RoleRequest, status: 'confirmed' | 'rejected'): Promise<States> {
    const decided = { status, openKey: null, decidedBy: handOf(ctx.signedIn()), decidedAt: tx.now };
    const { affected } = await tx.manager.update(RoleRequest, { id: request.id, status: 'pending' }, decided);
    if (affected !== 1) throw new Refusal('ROLE_REQUEST_CLOSED', { id: request.id });
    return changed(request, decided);
  }

  private async tell(
    ctx: Context,
    tx: Tx,
    action: string,
    { id, personId, role, wants, reason }: RoleRequest,
    states: States,
    detail: Readonly<Record<string, unknown>> = {},
  ): Promise<void> {
    await record(tx, {
      action,
      subject: { kind: 'person', id: personId },
      ...callerIn(ctx),
      detail: { requestId: id, role, wants, reason, ...detail },
      ...states,
    });
  }
}

/** Asked when it is wished and again when it is done: the city may have changed in between. */
async function possible(
  manager: EntityManager,
  { personId, role, wants }: Pick<RoleWish, 'personId' | 'role' | 'wants'>,
): Promise<void> {
  const bound = await rolesOf(manager, personId);
  if (bound.includes(role) === (wants === 'bind')) throw new Refusal('ROLE_UNCHANGED', { role }, ['role']);
  if (wants === 'unbind') {
    if (role === 'administrator' && (await administrators(manager)) <= 1) throw new Refusal('LAST_ADMINISTRATOR');
    return;
  }
  // An auditor looks at what the others do.
  const other = bound.find((one) => (one === 'auditor') !== (role === 'auditor'));
  if (other !== undefined) throw new Refusal('ROLE_CONFLICT', { role: other }, ['role']);
}

async function rolesOf(manager: EntityManager, personId: string): Promise<BoundRole[]> {
  return (await manager.findBy(RoleBinding, { personId })).map((one) => one.role).sort();
}

function administrators(manager: EntityManager): Promise<number> {
  return manager.countBy(RoleBinding, { role: 'administrator' });
}

async function waiting(tx: Tx, id: string): Promise<RoleRequest> {
  const request = await tx.manager.findOneBy(RoleRequest, { id });
  if (request === null) throw new Refusal('NOT_FOUND', { kind: 'role request', id: printable(id, 64) }, ['id']);
  if (request.status !== 'pending' || request.expiresAt <= tx.now)
    throw new Refusal('ROLE_REQUEST_CLOSED', { id: request.id }, ['id']);
  return request;
}
