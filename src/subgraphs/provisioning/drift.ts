/** Where accounts differ from what is wanted although nothing under way will change them. */
import { In, Like } from 'typeorm';
import type { Clock } from '../../shared/clock';
import type { Store } from '../../store/store';
import { desired, plan } from '../../provisioning/core';
import { knownAccount, OPEN, OperationRow, ShadowRow, type Engine } from '../../provisioning/effects';
import type { OfficeReader } from '../../provisioning/office-reader';
import type { DriftType } from './account.graphql';
import { accountOf } from './translate';

const PERSONS_AT_ONCE = 500;
const ACCOUNTS_MAX = 50_000;

export class DriftReader {
  constructor(
    private readonly store: Store,
    private readonly engine: Engine,
    private readonly office: OfficeReader,
    private readonly clock: Clock,
  ) {}

  /** In the order of account ids. `targetId` also takes the name of a system with instances: all of them. */
  async all(targetId: string | null): Promise<readonly DriftType[]> {
    const where =
      targetId === null
        ? [{ linked: true }]
        : [
            { linked: true, targetId },
            { linked: true, targetId: Like(`${targetId}:%`) },
          ];
    const accounts = await this.store.read.find(ShadowRow, { where, order: { id: 'ASC' }, take: ACCOUNTS_MAX });
    const personIds = [...new Set(accounts.flatMap((row) => row.personId ?? []))];
    const found: DriftType[] = [];
    for (let start = 0; start < personIds.length; start += PERSONS_AT_ONCE) {
      found.push(...(await this.ofPersons(personIds.slice(start, start + PERSONS_AT_ONCE), accounts)));
    }
    return found.sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  private async ofPersons(personIds: readonly string[], accounts: readonly ShadowRow[]): Promise<readonly DriftType[]> {
    const policy = this.engine.policy.current();
    const at = this.clock.now();
    const [facts, known, underWay] = await Promise.all([
      this.office.facts(personIds).then((office) => this.engine.locks.complete(office)),
      this.engine.shadows.ofPersons(personIds),
      this.store.read.findBy(OperationRow, { personId: In([...personIds]), status: In([...OPEN]) }),
    ]);
    return facts.flatMap((one) => {
      const { operations } = plan(desired(one, policy, at), one, known.get(one.personId) ?? [], policy, at);
      return accounts
        .filter(
          (row) =>
            row.personId === one.personId &&
            !underWay.some((open) => open.personId === row.personId && open.targetId === row.targetId),
        )
        .flatMap((row) => {
          const own = operations.filter(
            (operation) =>
              operation.nativeId === knownAccount(row).record.nativeId && operation.targetId === row.targetId,
          );
          if (own.length === 0) return [];
          return [
            {
              id: row.id,
              account: accountOf(row),
              kinds: own.map((operation) => operation.kind),
              observed: merged(own.map((operation) => operation.before)),
              wanted: merged(own.map((operation) => operation.after)),
            },
          ];
        });
    });
  }
}

function merged(states: readonly (object | null)[]): object {
  return Object.assign({}, ...states.filter((state) => state !== null));
}
