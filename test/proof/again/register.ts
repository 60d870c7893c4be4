/**
 * Office once more, in memory: accepted papers are entered by the real decisions, whole or in parts, in whatever order,
 * and what follows from them is compared with what follows from the town's own facts.
 */
import { desired, type Policy } from '../../../src/provisioning/core';
import { dayOf } from '../../../src/shared/day';
import { decide } from '../../../src/subgraphs/organisation/office/decide';
import type { PriorDecision } from '../../../src/subgraphs/organisation/office/draft';
import type { Fact } from '../../../src/subgraphs/organisation/office/facts';
import { fold } from '../../../src/subgraphs/organisation/office/fold';
import type { DecisionInput } from '../../../src/subgraphs/organisation/office/input';
import { officeFacts, type Catalogue } from '../../../src/subgraphs/organisation/office/view';

/** A paper as it was accepted. */
export interface Paper {
  readonly id: string;
  readonly rank: number;
  readonly input: DecisionInput;
}

export class Register {
  private readonly known: Fact[];
  private readonly entered = new Map<string, PriorDecision>();
  /** What was made anew here, by the id that it has in the town. */
  private readonly ids = new Map<string, string>();
  private count = 0;

  constructor(
    base: readonly Fact[],
    private readonly names: Catalogue,
  ) {
    this.known = [...base];
  }

  get office(): ReturnType<typeof fold> {
    return fold(this.known);
  }

  /** False when it is refused. `made`: the facts that the town has of this paper. */
  enter({ id, rank, input }: Paper, made: readonly Fact[], now: Date): boolean {
    const own = this.translated(input);
    const afterId = input.afterDecisionId ?? null;
    const before = { id: afterId ?? '', effectiveOn: input.effectiveOn, rank: rank - 1, annulled: false };
    const outcome = decide(
      own,
      {
        facts: this.known,
        office: this.office,
        personIds: new Set(this.names.logins.keys()),
        positions: this.names.positions,
        after: afterId === null ? null : (this.entered.get(afterId) ?? before),
        sameNumber: null,
      },
      { decisionId: id, effectiveOn: input.effectiveOn, rank, now },
      () => `again-${(this.count += 1)}`,
    );
    if (outcome.problems !== null) return false;
    this.known.push(...outcome.facts);
    this.entered.set(id, { id, effectiveOn: input.effectiveOn, rank, annulled: false });
    this.learn(made, outcome.facts);
    return true;
  }

  /** What the policy wants of everybody at these instants; without the ids of what justifies it, which differ. */
  access(policy: Policy, instants: readonly Date[]): readonly string[] {
    const { office } = this;
    return [...this.names.logins].flatMap(([personId, login]) => {
      const facts = officeFacts(office, personId, this.names);
      if (facts === null) return [];
      return instants.map((at) => {
        const { accounts } = desired({ ...facts, locks: [], exceptions: [] }, policy, at);
        const plain = accounts.map((one) => ({
          ...one,
          grants: one.grants.map(({ kind, value }) => `${kind}:${value}`),
        }));
        return `${login} on ${dayOf(at)}: ${JSON.stringify(plain)}`;
      });
    });
  }

  private translated(input: DecisionInput): DecisionInput {
    return JSON.parse(
      JSON.stringify(input, (_, value: unknown) =>
        typeof value === 'string' ? (this.ids.get(value) ?? value) : value,
      ),
    ) as DecisionInput;
  }

  private learn(made: readonly Fact[], facts: readonly Fact[]): void {
    for (const { kind, subjectId, line, personId, postId } of made) {
      if (kind !== 'appointmentStart' && kind !== 'delegationStart') continue;
      const like = facts.find(
        (one) => one.kind === kind && one.line === line && one.personId === personId && one.postId === postId,
      );
      if (like !== undefined) this.ids.set(subjectId, like.subjectId);
    }
  }
}
