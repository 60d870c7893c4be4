/** Accounts with what is wanted of them, batched per request. */
import { targetKeyOf, type DesiredAccount, type DesiredPerson, type Policy } from '../../provisioning/core';
import type { Engine, KnownTarget, OperationRow, ShadowRow } from '../../provisioning/effects';
import type { Context } from '../identity/face';
import type { AccountType, ConditionType } from './account.graphql';
import { AccountStatus } from './enums.graphql';
import type { ProvisioningReads } from './reads';
import { accountOf, pendingAccount, personOfPending } from './translate';

export class AccountViews {
  constructor(
    private readonly engine: Engine,
    private readonly reads: ProvisioningReads,
  ) {}

  /** Known accounts of a person, and those that are wanted and not there yet. */
  async ofPerson(ctx: Context, personId: string): Promise<AccountType[]> {
    const [rows, wanted] = await Promise.all([this.rowsOf(ctx, personId), this.desiredPerson(ctx, personId)]);
    const missing = (wanted?.accounts ?? []).filter(
      (one) => one.status === 'active' && !rows.some((row) => row.targetId === one.targetId && row.status !== 'gone'),
    );
    return [...rows.map(accountOf), ...missing.map((one) => pendingAccount(personId, one))];
  }

  async byId(ctx: Context, id: string): Promise<AccountType | null> {
    const personId = personOfPending(id);
    if (personId !== null) return (await this.ofPerson(ctx, personId)).find((account) => account.id === id) ?? null;
    const row = await ctx
      .loader<string, ShadowRow | null>('provisioning:account', async (ids) => {
        const rows = new Map((await this.engine.accounts.byIds(ids)).map((one) => [one.id, one]));
        return ids.map((one) => rows.get(one) ?? null);
      })
      .load(id);
    return row === null ? null : accountOf(row);
  }

  /** Null when nothing is known of it any more. */
  async at(ctx: Context, targetId: string, nativeId: string): Promise<AccountType | null> {
    const row = await ctx
      .loader<string, ShadowRow | null>('provisioning:account-at', async (keys) => {
        const places = keys.map((key) => JSON.parse(key) as [string, string]);
        const rows = await this.reads.accountsAt(
          places.map(([target, native]) => ({ targetId: target, nativeId: native })),
        );
        const byPlace = new Map(rows.map((one) => [placeOf(one.targetId, one.nativeId), one]));
        return keys.map((key) => byPlace.get(key) ?? null);
      })
      .load(placeOf(targetId, nativeId));
    return row === null ? null : accountOf(row);
  }

  async desired(ctx: Context, account: AccountType): Promise<DesiredAccount | null> {
    if (account.person === null) return null;
    const wanted = await this.desiredPerson(ctx, account.person.id);
    return wanted?.accounts.find((one) => one.targetId === account.targetId) ?? null;
  }

  async conditions(ctx: Context, account: AccountType): Promise<ConditionType[]> {
    const target = await this.target(ctx, account.targetId);
    const unfinished = account.person === null ? [] : await this.unfinished(ctx, account.person.id);
    const own = unfinished.filter((row) => row.targetId === account.targetId);
    return [
      ...own.map((row) => ({
        kind: row.status === 'FAILED' ? 'FAILED' : 'WAITING',
        reason: row.lastErrorCode ?? row.reason,
        since: row.startedAt,
      })),
      ...(['unlinked', 'disputed', 'protected'].includes(account.situation)
        ? [{ kind: account.situation.toUpperCase(), reason: account.situation, since: account.observedAt }]
        : []),
      ...(await this.leftOpen(ctx, account, target)),
      ...(target !== null && target.observeOnly !== null
        ? [{ kind: 'TARGET_OBSERVE_ONLY', reason: target.observeOnly, since: null }]
        : []),
      ...(target?.paused ? [{ kind: 'TARGET_PAUSED', reason: target.pauseReason ?? 'paused', since: null }] : []),
      ...(target?.health === 'down'
        ? [{ kind: 'TARGET_DOWN', reason: target.lastErrorCode ?? 'unreachable', since: target.lastErrorAt }]
        : []),
    ];
  }

  /** An account that should be closed stays open while its target is not written: somebody must know. */
  private async leftOpen(ctx: Context, account: AccountType, target: KnownTarget | null): Promise<ConditionType[]> {
    const held = target !== null && (target.paused || target.observeOnly !== null);
    if (!held || account.situation !== 'linked' || account.status !== AccountStatus.ACTIVE) return [];
    const wanted = await this.desired(ctx, account);
    if (wanted?.status === 'active') return [];
    return [
      { kind: 'OPEN_AFTER_LEAVE', reason: wanted?.disabledBecause ?? 'noPostInForce', since: account.observedAt },
    ];
  }

  target(ctx: Context, targetId: string): Promise<KnownTarget | null> {
    return ctx
      .loader<string, KnownTarget | null>('provisioning:target', async (ids) => {
        const all = new Map((await this.engine.targets.list()).map((row) => [row.id, row]));
        return Promise.all(ids.map(async (id) => all.get(id) ?? (await this.engine.targets.find(id)) ?? null));
      })
      .load(targetId);
  }

  /** The target of a stored account or operation: those of a unit outlive it, and are planned before it begins. */
  async targetNamed(ctx: Context, targetId: string): Promise<KnownTarget> {
    return (await this.target(ctx, targetId)) ?? notOfToday(this.engine.policy.current(), targetId);
  }

  private rowsOf(ctx: Context, personId: string): Promise<readonly ShadowRow[]> {
    return ctx
      .loader<string, readonly ShadowRow[]>('provisioning:accounts-of-person', async (ids) => {
        const rows = await this.engine.accounts.accountsOf(ids);
        return ids.map((id) => rows.filter((row) => row.personId === id));
      })
      .load(personId);
  }

  private desiredPerson(ctx: Context, personId: string): Promise<DesiredPerson | null> {
    return ctx
      .loader<string, DesiredPerson | null>('provisioning:desired', async (ids) => {
        const found = await this.reads.desired(ids);
        return ids.map((id) => found.get(id) ?? null);
      })
      .load(personId);
  }

  private unfinished(ctx: Context, personId: string): Promise<readonly OperationRow[]> {
    return ctx
      .loader<string, readonly OperationRow[]>('provisioning:unfinished', async (ids) => {
        const rows = await this.reads.unfinished(ids);
        return ids.map((id) => rows.filter((row) => row.personId === id));
      })
      .load(personId);
  }
}

function placeOf(targetId: string, nativeId: string): string {
  return JSON.stringify([targetId, nativeId]);
}

/** A target that no unit of today has; nothing more is known of it than its name says. */
function notOfToday(policy: Policy, id: string): KnownTarget {
  const kind = targetKeyOf(id);
  return {
    id,
    kind,
    connector: policy.targets.find((target) => target.key === kind)?.connector ?? kind,
    unitId: id === kind ? null : id.slice(kind.length + 1),
    health: 'up',
    paused: false,
    pauseReason: null,
    lastErrorCode: null,
    lastErrorAt: null,
    observeOnly: null,
  };
}
