/** Accounts as we last knew them, for those who show them or must find a person's account at a system. */
import { In } from 'typeorm';
import type { Store } from '../../store/store';
import { targetKeyOf } from '../core';
import { ShadowRow } from './shadow.entity';

export interface LocatedAccount {
  readonly personId: string;
  readonly targetId: string;
  /** The unit whose instance it is; null at a system shared by all. */
  readonly unitId: string | null;
  readonly nativeId: string;
  readonly name: string;
  readonly status: string;
}

/** Where a person's account is; other rooms read live systems through it. */
export interface AccountLocator {
  locate(personIds: readonly string[], targetKind: string): Promise<readonly LocatedAccount[]>;
}

export class Accounts implements AccountLocator {
  constructor(private readonly store: Store) {}

  /** Every account known of these persons, those that are gone included, in the order of targets. */
  accountsOf(personIds: readonly string[]): Promise<readonly ShadowRow[]> {
    if (personIds.length === 0) return Promise.resolve([]);
    return this.store.read.find(ShadowRow, {
      where: { personId: In([...personIds]) },
      order: { targetId: 'ASC', id: 'ASC' },
    });
  }

  byIds(ids: readonly string[]): Promise<readonly ShadowRow[]> {
    return this.store.read.findBy(ShadowRow, { id: In([...ids]) });
  }

  async locate(personIds: readonly string[], targetKind: string): Promise<readonly LocatedAccount[]> {
    const rows = await this.accountsOf(personIds);
    return rows
      .filter((row) => row.linked && targetKeyOf(row.targetId) === targetKind)
      .map((row) => ({
        personId: row.personId!,
        targetId: row.targetId,
        unitId: row.targetId.includes(':') ? row.targetId.slice(row.targetId.indexOf(':') + 1) : null,
        nativeId: row.nativeId,
        name: row.name,
        status: row.status,
      }));
  }
}
