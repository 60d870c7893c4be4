/** Other systems: registered by an administrator, signed in with a secret that is shown once and can be changed. */
import { timingSafeEqual } from 'node:crypto';
import { changed, record, recordEvent, type States } from '../../audit/record';
import { Phrase } from '../../errors/phrases';
import { Refusal } from '../../errors/refusal';
import { newId } from '../../shared/ids';
import type { Store, Tx } from '../../store/store';
import { CLIENT_ROLES, type ClientRole, type ClientScope } from './client-scopes';
import type { Context } from './face';
import { callerIn } from './face-caller';
import { once } from './face-idempotency';
import type { Keys } from './keys';
import { printable } from './printable';
import { hashOf } from './sessions';
import { ServiceClient } from './service-client.entity';
import { tellEnded } from './standing-news';

export interface RegisteredClient {
  readonly client: ServiceClient;
  readonly secret: string;
}

/** What a system is to be given. */
export interface ClientRequest {
  readonly name: string;
  readonly roles: readonly ClientRole[];
  readonly scopes: readonly ClientScope[];
}

const LISTED_MAX = 500;
const MINUTE_MS = 60_000;
/** Longest that the secret before may go on: a week. */
export const OVERLAP_MINUTES_MAX = 10_080;

export class Clients {
  constructor(
    private readonly store: Store,
    private readonly keys: Keys,
  ) {}

  /** Never with more than who registers it holds everywhere. */
  async register(ctx: Context, { name, roles, scopes }: ClientRequest): Promise<RegisteredClient> {
    const shown = name.trim();
    if (shown === '' || shown.length > 100 || printable(shown, 100) !== shown.normalize('NFC')) {
      throw new Refusal('INVALID_VALUE', { field: 'name', detail: new Phrase('LENGTH', { min: 1, max: 100 }) }, [
        'name',
      ]);
    }
    const missing = scopes.findIndex((scope) => !ctx.may(scope));
    if (missing >= 0) throw new Refusal('FORBIDDEN', { permission: scopes[missing]! }, ['scopes', missing]);
    const given = {
      roles: roles.length + scopes.length === 0 ? CLIENT_ROLES : [...new Set(roles)],
      scopes: [...new Set(scopes)],
    };
    const clientId = await this.store.write((tx) =>
      once(ctx, tx, 'registerClient', { name: shown, ...given }, () =>
        this.insert(tx, ctx, { name: shown.normalize('NFC'), ...given }),
      ),
    );
    const client = await this.store.read.findOneByOrFail(ServiceClient, { id: clientId });
    return { client, secret: this.secretOf(client) };
  }

  /** A new secret; the one before goes on for so many minutes, so that the other system can change over. */
  async rotate(ctx: Context, id: string, overlapMinutes: number): Promise<RegisteredClient> {
    if (!Number.isInteger(overlapMinutes) || overlapMinutes < 0 || overlapMinutes > OVERLAP_MINUTES_MAX) {
      const detail = new Phrase('RANGE', { min: 0, max: OVERLAP_MINUTES_MAX });
      throw new Refusal('INVALID_VALUE', { field: 'overlapMinutes', detail }, ['overlapMinutes']);
    }
    const version = await this.store.write((tx) =>
      once(ctx, tx, 'rotateClientSecret', { id, overlapMinutes }, async () => {
        const client = await this.open(tx, id);
        const secretVersion = (client.secretVersion ?? 0) + 1;
        const previousUntil = new Date(tx.now.getTime() + overlapMinutes * MINUTE_MS);
        const renewed = {
          secretVersion,
          secretHash: hashOf(this.secretOf({ id, secretVersion })),
          previousHash: client.secretHash,
          previousUntil,
          givenToId: callerIn(ctx).actorId,
          previousGivenToId: client.givenToId,
        };
        await tx.manager.update(ServiceClient, { id }, renewed);
        await this.tell(tx, ctx, 'client.rotate', id, { previousUntil }, changed(client, renewed));
        return secretVersion;
      }),
    );
    const client = await this.store.read.findOneByOrFail(ServiceClient, { id });
    // A repeated request is shown the secret that it made, though it may have been changed again since.
    return { client, secret: this.secretOf({ id, secretVersion: version }) };
  }

  async revoke(ctx: Context, id: string): Promise<ServiceClient> {
    ctx.signedIn();
    return this.store.write(async (tx) => {
      const client = await tx.manager.findOneBy(ServiceClient, { id });
      if (client === null) throw new Refusal('NOT_FOUND', { kind: 'ServiceClient', id: printable(id, 64) }, ['id']);
      if (client.revokedAt !== null) return client;
      await tx.manager.update(ServiceClient, { id }, { revokedAt: tx.now });
      await this.tell(tx, ctx, 'client.revoke', id, {}, changed(client, { revokedAt: tx.now }));
      await tellEnded(tx, id);
      return { ...client, revokedAt: tx.now };
    });
  }

  /** The client whose id and secret these are, or null; the same steps whether the id or the secret is wrong. */
  async prove(id: string, secret: string, now: Date): Promise<ServiceClient | null> {
    const client = await this.store.read.findOneBy(ServiceClient, { id: id.slice(0, 36) });
    const shown = Buffer.from(hashOf(secret.slice(0, 200)), 'hex');
    const isNow = timingSafeEqual(Buffer.from(client?.secretHash ?? hashOf(''), 'hex'), shown);
    const isPrevious = timingSafeEqual(Buffer.from(client?.previousHash ?? hashOf(''), 'hex'), shown);
    if (client === null || client.revokedAt !== null) return null;
    const overlaps = client.previousHash !== null && client.previousUntil !== null && now < client.previousUntil;
    return isNow || (isPrevious && overlaps) ? client : null;
  }

  /** Every sign-in is in the record, a system's too. */
  async entered(ctx: Context, id: string): Promise<void> {
    const detail = { how: 'secret' };
    await this.store.write((tx) =>
      recordEvent(tx, { action: 'session.open', subject: { kind: 'client', id }, origin: ctx.origin, detail }),
    );
  }

  list(): Promise<ServiceClient[]> {
    return this.store.read.find(ServiceClient, { order: { name: 'ASC' }, take: LISTED_MAX });
  }

  private async insert(tx: Tx, ctx: Context, { name, roles, scopes }: ClientRequest): Promise<string> {
    if (await tx.manager.existsBy(ServiceClient, { name })) throw new Refusal('CLIENT_NAME_TAKEN', { name }, ['name']);
    const id = newId(tx.now);
    const client: ServiceClient = {
      id,
      name,
      secretHash: hashOf(this.secretOf({ id, secretVersion: null })),
      roles: JSON.stringify(roles),
      createdAt: tx.now,
      revokedAt: null,
      scopes: JSON.stringify(scopes),
      secretVersion: null,
      previousHash: null,
      previousUntil: null,
      givenToId: callerIn(ctx).actorId,
      previousGivenToId: null,
    };
    await tx.manager.insert(ServiceClient, client);
    await this.tell(tx, ctx, 'client.register', id, { name, roles, scopes }, { before: null, after: client });
    return id;
  }

  private async open(tx: Tx, id: string): Promise<ServiceClient> {
    const client = await tx.manager.findOneBy(ServiceClient, { id });
    if (client === null || client.revokedAt !== null)
      throw new Refusal('NOT_FOUND', { kind: 'ServiceClient', id: printable(id, 64) }, ['clientId']);
    return client;
  }

  private tell(
    tx: Tx,
    ctx: Context,
    action: string,
    id: string,
    detail: Readonly<Record<string, unknown>>,
    states: States,
  ): Promise<void> {
    return record(tx, { action, subject: { kind: 'client', id }, ...callerIn(ctx), detail, ...states });
  }

  /** Derived, so that a repeated registration can tell the same secret without anyone having stored it. */
  private secretOf({ id, secretVersion }: Pick<ServiceClient, 'id' | 'secretVersion'>): string {
    return this.keys.derive('client', secretVersion === null ? id : `${id}\n${secretVersion}`).toString('base64url');
  }
}
