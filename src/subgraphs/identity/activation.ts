/**
 * One-time codes for a first or a lost password. A code is reserved before the directory is asked and released when
 * the directory refuses: two who type it at once do not both set a password, and a rejected password costs no code.
 */
import { IsNull, type EntityManager } from 'typeorm';
import { changed, record } from '../../audit/record';
import { newId } from '../../shared/ids';
import type { Tx } from '../../store/store';
import { ActivationCode } from './activation-code.entity';
import { readCode, spellCode } from './code';
import type { Keys } from './keys';
import type { Actor } from './sessions';
import type { IdentitySettings } from './settings';

export interface IssuedCode {
  readonly id: string;
  /** Told once to whoever asked; never stored, never logged. */
  readonly code: string;
  readonly expiresAt: Date;
  readonly personId: string;
}

export interface Reservation {
  readonly id: string;
  readonly personId: string;
}

export class Activation {
  constructor(
    private readonly keys: Keys,
    private readonly settings: Pick<IdentitySettings, 'activationMs'>,
  ) {}

  /** Issues a code and voids the person's earlier ones that were not used. */
  async issue(tx: Tx, personId: string, by: Actor): Promise<IssuedCode> {
    await tx.manager.delete(ActivationCode, { personId, usedAt: IsNull() });
    const id = newId(tx.now);
    const code = this.codeOf(id);
    const expiresAt = new Date(tx.now.getTime() + this.settings.activationMs);
    const row: ActivationCode = {
      id,
      hash: this.hashOf(code),
      personId,
      expiresAt,
      usedAt: null,
      issuedById: by.actorId ?? by.clientId ?? null,
    };
    await tx.manager.insert(ActivationCode, row);
    await record(tx, {
      action: 'activation.issue',
      subject: { kind: 'person', id: personId },
      ...by,
      detail: { codeId: id, expiresAt },
      before: null,
      after: row,
    });
    return { id, code, expiresAt, personId };
  }

  /** An issued code once more, for a repeated request; null when it is gone. Codes are derived, so none is stored. */
  async again(tx: Tx, id: string): Promise<IssuedCode | null> {
    const row = await tx.manager.findOneBy(ActivationCode, { id });
    return row && { id, code: this.codeOf(id), expiresAt: row.expiresAt, personId: row.personId };
  }

  /** Whether a code would still be taken. */
  async isOpen(manager: EntityManager, typed: string, now: Date): Promise<boolean> {
    const code = readCode(typed);
    const row = code === null ? null : await manager.findOneBy(ActivationCode, { hash: this.hashOf(code) });
    return row !== null && row.usedAt === null && row.expiresAt > now;
  }

  /** Takes the code out of use; null when it is wrong, used, replaced or expired. */
  async reserve(tx: Tx, typed: string, origin: string): Promise<Reservation | null> {
    const code = readCode(typed);
    const row = code === null ? null : await tx.manager.findOneBy(ActivationCode, { hash: this.hashOf(code) });
    if (row === null || row.usedAt !== null || row.expiresAt <= tx.now) return null;
    const claimed = await tx.manager.update(ActivationCode, { id: row.id, usedAt: IsNull() }, { usedAt: tx.now });
    if (claimed.affected !== 1) return null;
    const subject = { kind: 'person', id: row.personId };
    await record(tx, {
      action: 'activation.use',
      subject,
      actorId: row.personId,
      origin,
      detail: { codeId: row.id },
      ...changed(row, { usedAt: tx.now }),
    });
    return { id: row.id, personId: row.personId };
  }

  /** The directory did not take the password: the code may be used again, unless another was issued meanwhile. */
  async release(tx: Tx, { id, personId }: Reservation, reason: string, origin: string): Promise<void> {
    const replaced = await tx.manager.existsBy(ActivationCode, { personId, usedAt: IsNull() });
    if (!replaced) await tx.manager.update(ActivationCode, { id }, { usedAt: null });
    const subject = { kind: 'person', id: personId };
    await record(tx, {
      action: 'activation.release',
      subject,
      actorId: personId,
      origin,
      detail: { codeId: id, reason },
      before: { id, used: true },
      after: { id, used: replaced },
    });
  }

  private codeOf(id: string): string {
    return spellCode(this.keys.derive('activation-code', id));
  }

  /** Keyed, because 60 bits alone could be searched by whoever stole the table. */
  private hashOf(code: string): string {
    return this.keys.derive('activation-hash', code.replaceAll('-', '')).toString('hex');
  }
}
