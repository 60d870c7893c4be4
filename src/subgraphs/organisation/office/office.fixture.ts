/** Facts and snapshots for tests of the pure part: nothing here touches a store. */
import type { DecisionInput } from './input';
import { decide, type Outcome } from './decide';
import type { Snapshot } from './draft';
import { FIRST_DAY, type Fact, type FactBodies, type FactKind, type FactStem } from './facts';
import { fold } from './fold';
import type { Office, PositionRule } from './model';

export const NOW = new Date('2026-05-04T02:00:00.000Z');
const START = '2017-03-30';

let count = 0;

export function fact<K extends FactKind>(
  kind: K,
  stem: Partial<FactStem> & { subjectId: string },
  body: FactBodies[K],
): Fact {
  count += 1;
  const given = {
    id: `f${String(count).padStart(6, '0')}`,
    decisionId: 'd0',
    line: 0,
    personId: null,
    appointmentId: null,
    postId: null,
    unitId: null,
    onDay: START,
    rank: 0,
    knownFrom: NOW,
    knownUntil: null,
    ...stem,
  };
  return { ...given, kind, body } as unknown as Fact;
}

export const POSITIONS: ReadonlyMap<string, PositionRule> = new Map(
  [
    { id: 'head', titleVi: 'Giám đốc', titleEn: 'Director', rank: 1, managementRole: 'unit-head', seats: 1 },
    {
      id: 'deputy',
      titleVi: 'Phó Giám đốc',
      titleEn: 'Deputy Director',
      rank: 2,
      managementRole: 'deputy-head',
      seats: null,
    },
  ].map((one) => [one.id, one]),
);

/** Units `a`, `b` and `a1` below `a`, each with a post for a head (one seat) and for deputies; persons p1 … p4. */
export function ground(): Fact[] {
  const units = [
    ['a', null],
    ['b', null],
    ['a1', 'a'],
  ] as const;
  return [
    ...units.map(([id, parentId]) =>
      fact(
        'unitStart',
        { subjectId: id, unitId: id },
        { name: id, nameEn: null, kind: 'department', parentId, code: null },
      ),
    ),
    ...units.flatMap(([unitId]) =>
      (['head', 'deputy'] as const).map((positionId) =>
        fact(
          'postOpen',
          { subjectId: `${unitId}/${positionId}`, postId: `${unitId}/${positionId}`, unitId },
          { positionId, title: null, seats: positionId === 'head' ? 1 : null },
        ),
      ),
    ),
    ...['p1', 'p2', 'p3', 'p4'].map((id) =>
      fact(
        'nameSet',
        { subjectId: id, personId: id, onDay: FIRST_DAY, decisionId: null },
        { familyName: 'Lê', middleName: '', givenName: id },
      ),
    ),
  ];
}

/** An office that decisions are put to, one after the other. */
export class Room {
  facts: Fact[];
  private decisions = new Map<string, { effectiveOn: string; rank: number }>();
  private ids = 0;

  constructor(facts: Fact[] = ground()) {
    this.facts = facts;
  }

  get office(): Office {
    return fold(this.facts);
  }

  put(input: Partial<DecisionInput>): Outcome & { readonly decisionId: string } {
    this.ids += 1;
    const decisionId = `d${this.ids}`;
    const head = { number: `${this.ids}`, issuerId: 'a', signedOn: '2026-05-01', effectiveOn: '2026-05-04', ...input };
    const prior = head.afterDecisionId ? this.decisions.get(head.afterDecisionId) : undefined;
    const after = prior ? { id: head.afterDecisionId ?? '', annulled: false, ...prior } : null;
    const rank = after && after.effectiveOn === head.effectiveOn ? after.rank + 1 : 0;
    const office = this.office;
    const snapshot: Snapshot = {
      facts: this.facts,
      office,
      personIds: new Set(office.names.keys()),
      positions: POSITIONS,
      after,
      sameNumber: null,
    };
    const occasion = { decisionId, effectiveOn: head.effectiveOn, rank, now: NOW };
    const outcome = decide(head, snapshot, occasion, () => `${decisionId}-${(this.ids += 1)}`);
    if (outcome.problems === null) {
      this.facts = [...this.facts, ...outcome.facts];
      this.decisions.set(decisionId, { effectiveOn: head.effectiveOn, rank });
    }
    return { ...outcome, decisionId };
  }

  /** Codes with paths; nothing when it was accepted. */
  codes(input: Partial<DecisionInput>): string[] {
    return (this.put(input).problems ?? []).map((one) => `${one.code} ${one.path.join('.')}`);
  }

  /** Appoints and answers with the appointment's id. */
  appoint(
    personId: string,
    postId: string,
    effectiveOn = '2020-01-01',
    more: Partial<NonNullable<DecisionInput['appoint']>[number]> = {},
  ): string {
    const outcome = this.put({ effectiveOn, appoint: [{ personId, postId, ...more }] });
    if (outcome.problems !== null) throw new Error(JSON.stringify(outcome.problems));
    return outcome.facts.find((one) => one.kind === 'appointmentStart')?.subjectId ?? '';
  }
}
