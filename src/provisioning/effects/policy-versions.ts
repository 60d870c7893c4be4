/**
 * The policy in force, and every one before it. The file is where the first policy comes from; from then on the rows are
 * the truth: a restart goes on with what was applied, whatever the file says meanwhile, because a file that somebody
 * edited has not been through the brake. A past day's policy is the fold of what had been applied by then.
 *
 * Several processes may share the rows. Each looks for the latest one before it works by the policy (`refresh`): one row
 * by its index; only where that is another one are all of them read.
 */
import type { EntityManager } from 'typeorm';
import { newId } from '../../shared/ids';
import type { Logger } from '../../shared/logger';
import type { Store, Tx } from '../../store/store';
import { extendPolicy, type Policy, type PolicySince } from '../core';
import type { PolicyPast } from './past-facts';
import type { PolicyHolder } from './policy-holder';
import { PolicyVersionRow } from './policy-version.entity';

export interface PolicySource {
  readonly file: string;
  readonly text: string;
  /** What the policy may speak of. */
  readonly known: { readonly positions: readonly string[] };
}

export interface EffectivePolicy {
  readonly policy: Policy;
  readonly text: string;
}

/** A policy is changed by people, some times a year. */
const APPLIED_MAX = 10_000;

export class PolicyVersions implements PolicyHolder, PolicyPast {
  /** Counts what was put in force here, so that a look which began before does not undo it. */
  private changes = 0;

  private constructor(
    private readonly store: Store,
    private readonly source: PolicySource,
    /** By unit, the city's under ''; what is in force. */
    private parts: ReadonlyMap<string, PolicyVersionRow>,
    /** Id of the row that came into force last. */
    private latestId: string,
    private effective: EffectivePolicy,
  ) {}

  /** @throws PolicyError when the file of a first start, or what was applied, cannot be read. */
  static async open(store: Store, source: PolicySource, logger: Logger): Promise<PolicyVersions> {
    const applied = await appliedRows(store.read);
    const rows = applied.length > 0 ? applied : [await firstVersion(store, source)];
    const parts = latest(rows);
    const own = parts.get('');
    if (own !== undefined && own.text !== source.text)
      logger.warn(
        { file: source.file, versionId: own.id },
        'the policy file differs from the policy in force, which goes on; "dieuhanh policy diff" shows what it would change, "dieuhanh policy apply" applies it',
      );
    return new PolicyVersions(store, source, parts, rows.at(-1)!.id, effectiveOf(parts, source));
  }

  current(): Policy {
    return this.effective.policy;
  }

  text(): string {
    return this.effective.text;
  }

  /**
   * The policy with this text in the place of the city's, or of the unit's extension.
   *
   * @throws PolicyError with every problem of every part.
   */
  with(unitId: string | null, text: string, file: string): EffectivePolicy {
    const parts = new Map<string, Pick<PolicyVersionRow, 'unitId' | 'text'>>(this.parts);
    parts.set(unitId ?? '', { unitId, text });
    return effectiveOf(parts, this.source, {
      unitId: unitId ?? '',
      file,
    });
  }

  /**
   * @throws PolicyError when what another process applied cannot be read here: nothing is then done by an older one.
   */
  async refresh(manager: EntityManager = this.store.read): Promise<void> {
    const { changes } = this;
    const latestRow = await manager.findOne(PolicyVersionRow, {
      where: { status: 'applied' },
      select: { id: true },
      order: { appliedAt: 'DESC', id: 'DESC' },
    });
    if (latestRow === null || latestRow.id === this.latestId) return;
    const rows = await appliedRows(manager);
    if (changes === this.changes) this.putInForce(rows);
  }

  /** Makes a stored text the one in force, once the transaction commits. */
  async apply(tx: Tx, row: PolicyVersionRow): Promise<void> {
    // With what stands in the rows, not in memory: another process may have applied another part.
    const applied = { ...row, status: 'applied', appliedAt: tx.now };
    const rows = [...(await appliedRows(tx.manager)), applied];
    const { policy } = effectiveOf(latest(rows), this.source);
    await tx.manager.save(PolicyVersionRow, { ...applied, version: policy.version });
    tx.afterCommit(() => this.putInForce(rows));
  }

  private putInForce(rows: readonly PolicyVersionRow[]): void {
    const parts = latest(rows);
    this.effective = effectiveOf(parts, this.source);
    this.parts = parts;
    this.latestId = rows.at(-1)!.id;
    this.changes += 1;
  }

  async since(): Promise<readonly PolicySince[]> {
    const rows = await appliedRows(this.store.read);
    // Before the first of them there is nothing else that could have been in force.
    return rows.map((row, index) => ({
      from: index === 0 ? new Date(0) : row.appliedAt!,
      policy: effectiveOf(latest(rows.slice(0, index + 1)), this.source).policy,
    }));
  }
}

async function firstVersion(store: Store, source: PolicySource): Promise<PolicyVersionRow> {
  const { policy } = extendPolicy(source.text, source.file, [], source.known);
  return store.write(async (tx) => {
    const row: PolicyVersionRow = {
      id: newId(tx.now),
      unitId: null,
      version: policy.version,
      text: source.text,
      status: 'applied',
      recordedById: null,
      recordedAt: tx.now,
      appliedAt: tx.now,
    };
    await tx.manager.insert(PolicyVersionRow, row);
    return row;
  });
}

/** In the order in which they came into force. */
function appliedRows(manager: EntityManager): Promise<PolicyVersionRow[]> {
  return manager.find(PolicyVersionRow, {
    where: { status: 'applied' },
    order: { appliedAt: 'ASC', id: 'ASC' },
    take: APPLIED_MAX,
  });
}

function latest(rows: readonly PolicyVersionRow[]): ReadonlyMap<string, PolicyVersionRow> {
  return new Map(rows.map((row) => [row.unitId ?? '', row]));
}

function effectiveOf(
  parts: ReadonlyMap<string, Pick<PolicyVersionRow, 'unitId' | 'text'>>,
  source: PolicySource,
  named?: { readonly unitId: string; readonly file: string },
): EffectivePolicy {
  const fileOf = (unitId: string): string => {
    if (named?.unitId === unitId) return named.file;
    return unitId === '' ? source.file : `extension of ${unitId}`;
  };
  const extensions = [...parts].flatMap(([unitId, { text }]) =>
    unitId === '' || text.trim() === '' ? [] : [{ unitId, text, file: fileOf(unitId) }],
  );
  const { policy, text } = extendPolicy(parts.get('')?.text ?? source.text, fileOf(''), extensions, source.known);
  return { policy: { ...policy, file: source.file }, text };
}
