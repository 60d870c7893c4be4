/**
 * Where accounts differ from what is wanted although nothing under way will change them. The whole is counted page by
 * page of accounts, so that no more than one page of them is in memory however many there are.
 */
import { setImmediate as breathe } from 'node:timers/promises';
import { In, Like, MoreThan, type FindOptionsWhere } from 'typeorm';
import { Refusal } from '../../errors/refusal';
import { desired, plan, type PlannedOperation } from '../../provisioning/core';
import { knownAccount, OPEN, OperationRow, ShadowRow, type Engine } from '../../provisioning/effects';
import type { OfficeReader } from '../../provisioning/office-reader';
import type { Clock } from '../../shared/clock';
import { connection, decodeCursor, type Connection, type PageRequest } from '../../shared/paging';
import type { Store } from '../../store/store';
import type { DriftType } from './account.graphql';
import { accountOf } from './translate';

const ACCOUNTS_AT_ONCE = 500;
/** A million accounts; more are not looked at. */
const PAGES_MAX = 2_000;

export class DriftReader {
  constructor(
    private readonly store: Store,
    private readonly engine: Engine,
    private readonly office: OfficeReader,
    private readonly clock: Clock,
  ) {}

  /**
   * In the order of account ids; the cursor names an account, which need not have drifted still. `targetId` also takes
   * the name of a system with instances: all of them.
   */
  async page(targetId: string | null, page: PageRequest): Promise<Connection<DriftType>> {
    const after = page.after === null ? '' : await this.accountAt(page.after);
    const shown: DriftType[] = [];
    let count = 0;
    let last = '';
    for (let turn = 0; turn < PAGES_MAX; turn += 1) {
      const accounts = await this.accountsAfter(last, targetId);
      for (const drift of await this.drifted(accounts)) {
        count += 1;
        if (drift.id > after && shown.length <= page.first) shown.push(drift);
      }
      if (accounts.length < ACCOUNTS_AT_ONCE) break;
      last = accounts[accounts.length - 1]!.id;
      await breathe();
    }
    return connection(shown, page, count, (drift) => drift.id);
  }

  private async accountAt(cursor: string): Promise<string> {
    const id = decodeCursor(cursor);
    if (await this.store.read.existsBy(ShadowRow, { id })) return id;
    throw new Refusal('INVALID_CURSOR', {}, ['after']);
  }

  private accountsAfter(id: string, targetId: string | null): Promise<ShadowRow[]> {
    const linked: FindOptionsWhere<ShadowRow> = { linked: true, id: MoreThan(id) };
    const where =
      targetId === null
        ? linked
        : [
            { ...linked, targetId },
            { ...linked, targetId: Like(`${targetId}:%`) },
          ];
    return this.store.read.find(ShadowRow, { where, order: { id: 'ASC' }, take: ACCOUNTS_AT_ONCE });
  }

  /** Those of these accounts for which something is planned and nothing is under way, in their order. */
  private async drifted(accounts: readonly ShadowRow[]): Promise<readonly DriftType[]> {
    const personIds = [...new Set(accounts.flatMap((row) => row.personId ?? []))];
    if (personIds.length === 0) return [];
    const [wanted, underWay] = await Promise.all([
      this.planned(personIds),
      this.store.read.find(OperationRow, {
        where: { personId: In(personIds), status: In([...OPEN]) },
        select: { id: true, personId: true, targetId: true },
      }),
    ]);
    const busy = new Set(underWay.map(({ personId, targetId }) => `${personId} ${targetId}`));
    return accounts.flatMap((row): DriftType[] => {
      if (busy.has(`${row.personId} ${row.targetId}`)) return [];
      const { nativeId } = knownAccount(row).record;
      const own = (wanted.get(row.personId ?? '') ?? []).filter(
        (operation) => operation.targetId === row.targetId && operation.nativeId === nativeId,
      );
      if (own.length === 0) return [];
      return [
        {
          id: row.id,
          account: accountOf(row),
          kinds: own.map(({ kind }) => kind),
          observed: merged(own.map(({ before }) => before)),
          wanted: merged(own.map(({ after }) => after)),
        },
      ];
    });
  }

  private async planned(personIds: readonly string[]): Promise<ReadonlyMap<string, readonly PlannedOperation[]>> {
    const policy = this.engine.policy.current();
    const at = this.clock.now();
    const [facts, known] = await Promise.all([
      this.office.facts(personIds).then((office) => this.engine.locks.complete(office)),
      this.engine.shadows.ofPersons(personIds),
    ]);
    return new Map(
      facts.map((one) => {
        const { operations } = plan(desired(one, policy, at), one, known.get(one.personId) ?? [], policy, at);
        return [one.personId, operations];
      }),
    );
  }
}

function merged(states: readonly (object | null)[]): object {
  return Object.assign({}, ...states.filter((state) => state !== null));
}
