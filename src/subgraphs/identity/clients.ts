/** Other systems: registered by an administrator, signed in with a secret that is shown once. */
import { timingSafeEqual } from 'node:crypto';
import { record } from '../../audit/record';
import { Phrase } from '../../errors/phrases';
import { Refusal } from '../../errors/refusal';
import { newId } from '../../shared/ids';
import type { Store, Tx } from '../../store/store';
import type { Context, Role } from './face';
import { once } from './face-idempotency';
import type { Keys } from './keys';
import { printable } from './printable';
import { hashOf } from './sessions';
import { ServiceClient } from './service-client.entity';

/** What a client may be. The roles of persons follow from office and are never given to a machine. */
export const CLIENT_ROLES = ['subscriber'] as const satisfies readonly Role[];
export type ClientRole = (typeof CLIENT_ROLES)[number];

export interface RegisteredClient {
  readonly client: ServiceClient;
  readonly secret: string;
}

const LISTED_MAX = 500;

export class Clients {
  constructor(
    private readonly store: Store,
    private readonly keys: Keys,
  ) {}

  async register(ctx: Context, name: string, roles: readonly ClientRole[]): Promise<RegisteredClient> {
    const shown = name.trim();
    if (shown === '' || shown.length > 100 || printable(shown, 100) !== shown.normalize('NFC')) {
      throw new Refusal('INVALID_VALUE', { field: 'name', detail: new Phrase('LENGTH', { min: 1, max: 100 }) }, [
        'name',
      ]);
    }
    const given = roles.length === 0 ? CLIENT_ROLES : [...new Set(roles)];
    const clientId = await this.store.write((tx) =>
      once(ctx, tx, 'registerClient', { name: shown, roles: given }, () =>
        this.insert(tx, ctx, shown.normalize('NFC'), given),
      ),
    );
    return {
      client: await this.store.read.findOneByOrFail(ServiceClient, { id: clientId }),
      secret: this.secretOf(clientId),
    };
  }

  async revoke(ctx: Context, id: string): Promise<ServiceClient> {
    const { id: actorId } = ctx.signedIn();
    return this.store.write(async (tx) => {
      const client = await tx.manager.findOneBy(ServiceClient, { id });
      if (client === null) throw new Refusal('NOT_FOUND', { kind: 'ServiceClient', id: printable(id, 64) }, ['id']);
      if (client.revokedAt !== null) return client;
      await tx.manager.update(ServiceClient, { id }, { revokedAt: tx.now });
      await record(tx, { action: 'client.revoke', subject: { kind: 'client', id }, actorId, origin: ctx.origin });
      return { ...client, revokedAt: tx.now };
    });
  }

  /** The client whose id and secret these are, or null; the same steps whether the id or the secret is wrong. */
  async prove(id: string, secret: string): Promise<ServiceClient | null> {
    const client = await this.store.read.findOneBy(ServiceClient, { id: id.slice(0, 36) });
    const expected = Buffer.from(client?.secretHash ?? hashOf(''), 'hex');
    const proven = timingSafeEqual(expected, Buffer.from(hashOf(secret), 'hex'));
    return client !== null && proven && client.revokedAt === null ? client : null;
  }

  list(): Promise<ServiceClient[]> {
    return this.store.read.find(ServiceClient, { order: { name: 'ASC' }, take: LISTED_MAX });
  }

  private async insert(tx: Tx, ctx: Context, name: string, roles: readonly ClientRole[]): Promise<string> {
    if (await tx.manager.existsBy(ServiceClient, { name })) throw new Refusal('CLIENT_NAME_TAKEN', { name }, ['name']);
    const id = newId(tx.now);
    await tx.manager.insert(ServiceClient, {
      id,
      name,
      secretHash: hashOf(this.secretOf(id)),
      roles: JSON.stringify(roles),
      createdAt: tx.now,
      revokedAt: null,
    });
    await record(tx, {
      action: 'client.register',
      subject: { kind: 'client', id },
      actorId: ctx.signedIn().id,
      origin: ctx.origin,
      detail: { name, roles },
    });
    return id;
  }

  /** Derived, so that a repeated registration can tell the same secret without anyone having stored it. */
  private secretOf(id: string): string {
    return this.keys.derive('client', id).toString('base64url');
  }
}

export function rolesOf(client: ServiceClient): readonly ClientRole[] {
  const stored = JSON.parse(client.roles) as readonly string[];
  return CLIENT_ROLES.filter((role) => stored.includes(role));
}
