/** Looks up what a basis names: the words of a decision's line, and the role on a line of the policy. */
import type { Basis, Justification, Policy } from '../../provisioning/core';
import { roleAt } from '../../provisioning/core';
import type { PolicyPast } from '../../provisioning/effects';
import type { DecisionLineFacts, OfficeReader } from '../../provisioning/office-reader';
import type { Context } from '../identity/face';
import type { BasisType, PolicyLineType } from './basis.graphql';

/** What a basis is made of: a justification, or a cause of an explanation. */
export interface BasisParts {
  readonly by: Justification['by'] | 'lock' | 'policy' | 'decision' | 'none';
  readonly id: string | null;
  readonly basis: Basis | null;
  readonly policyLine: number | null;
  readonly policyVersion: string;
}

/** Clauses that a kind of fact serves by itself: exceptions are 41 and 47, delegations 52, handovers 32 and 33, a lock 57. */
const CLAUSES: Readonly<Record<BasisParts['by'], readonly number[]>> = {
  appointment: [],
  delegation: [52],
  exception: [41, 47],
  handover: [32, 33],
  lock: [57],
  policy: [],
  decision: [],
  none: [],
};

export class Bases {
  constructor(
    private readonly office: OfficeReader,
    private readonly policies: PolicyPast,
  ) {}

  /** `more`: clauses that follow from what is done, beside those of the fact and of the role. */
  async of(parts: BasisParts, more: readonly number[] = []): Promise<BasisType> {
    const policy = parts.policyLine === null ? null : await this.policyOf(parts.policyVersion);
    const role = policy === null || parts.policyLine === null ? null : roleAt(policy, parts.policyLine);
    const clauses = [...new Set([...more, ...CLAUSES[parts.by], ...(role?.clauses ?? [])])].sort((a, b) => a - b);
    return {
      ...parts,
      appointment: parts.by === 'appointment' && parts.id !== null ? { id: parts.id } : null,
      line: parts.basis?.line ?? null,
      clauses,
    };
  }

  /** A decision as a whole, none of its lines. */
  async ofDecision(id: string): Promise<BasisType> {
    const basis = { decisionId: id, line: 0 };
    return { ...(await this.of({ by: 'decision', id, basis, policyLine: null, policyVersion: '' })), line: null };
  }

  async policyLine({ policyLine, policyVersion }: BasisType): Promise<PolicyLineType | null> {
    if (policyLine === null) return null;
    const policy = await this.policyOf(policyVersion);
    const [{ policy: first } = { policy: null }] = await this.policies.since();
    const file = shortened((policy ?? first)?.file ?? 'policy.yaml');
    const role = policy === null ? null : (roleAt(policy, policyLine)?.role ?? null);
    return { place: `${file}:${policyLine}`, file, line: policyLine, role, version: policyVersion };
  }

  /** The line in words; null while it is not recorded, as in a preview. */
  line(ctx: Context, { basis }: BasisType): Promise<DecisionLineFacts | null> {
    if (basis === null || this.office.lines === undefined) return Promise.resolve(null);
    return ctx
      .loader<string, DecisionLineFacts | null>('provisioning:decision-lines', async (keys) => {
        const wanted = keys.map((key) => JSON.parse(key) as Basis);
        const found = (await this.office.lines?.(wanted)) ?? [];
        return wanted.map(
          (one) => found.find((line) => line.decisionId === one.decisionId && line.line === one.line) ?? null,
        );
      })
      .load(JSON.stringify({ decisionId: basis.decisionId, line: basis.line }));
  }

  private async policyOf(version: string): Promise<Policy | null> {
    return (await this.policies.since()).map(({ policy }) => policy).find((one) => one.version === version) ?? null;
  }
}

/** The file with its folder, whatever lies above. */
function shortened(path: string): string {
  return path.split(/[\\/]/).slice(-2).join('/');
}
