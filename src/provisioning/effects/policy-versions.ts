/**
 * The policy in force, and every one before it. The file is where the first policy comes from; from then on the rows are
 * the truth: a restart goes on with what was applied, whatever the file says meanwhile, because a file that somebody
 * edited has not been through the brake. A past day's policy is the fold of what had been applied by then.
 */
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
  private constructor(
    private readonly store: Store,
    private readonly source: PolicySource,
    /** By unit, the city's under ''; what is in force. */
    private parts: ReadonlyMap<string, PolicyVersionRow>,
    private effective: EffectivePolicy,
  ) {}

  /** @throws PolicyError when the file of a first start, or what was applied, cannot be read. */
  static async open(store: Store, source: PolicySource, logger: Logger): Promise<PolicyVersions> {
    const applied = await appliedRows(store);
    const rows = applied.length > 0 ? applied : [await firstVersion(store, source)];
    const parts = latest(rows);
    const own = parts.get('');
    if (own !== undefined && own.text !== source.text)
      logger.warn(
        { file: source.file, versionId: own.id },
        'the policy file differs from the policy in force, which goes on; "dieuhanh policy diff" shows what it would change, "dieuhanh policy apply" applies it',
      );
    return new PolicyVersions(store, source, parts, effectiveOf(parts, source));
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

  /** Makes a stored text the one in force, once the transaction commits. */
  async apply(tx: Tx, row: PolicyVersionRow): Promise<void> {
    const applied: PolicyVersionRow = { ...row, status: 'applied', appliedAt: tx.now };
    const parts = new Map([...this.parts, [row.unitId ?? '', applied]]);
    const effective = effectiveOf(parts, this.source);
    await tx.manager.save(PolicyVersionRow, { ...applied, version: effective.policy.version });
    tx.afterCommit(() => {
      this.parts = parts;
      this.effective = effective;
    });
  }

  async since(): Promise<readonly PolicySince[]> {
    const rows = await appliedRows(this.store);
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
function appliedRows(store: Store): Promise<PolicyVersionRow[]> {
  return store.read.find(PolicyVersionRow, {
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
