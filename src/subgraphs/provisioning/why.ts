/** Answers why: reads the past of a person, asks the core, and finds the operations that carried each change out. */
import { In } from 'typeorm';
import { Refusal } from '../../errors/refusal';
import {
  everHeld,
  explain,
  isTargetId,
  moments,
  type Answer,
  type Asked,
  type Explanation,
  type PlannedOperation,
  type Turn,
  type WhyCause,
} from '../../provisioning/core';
import { OperationRow, PlanRow, type Engine, type PastFacts } from '../../provisioning/effects';
import type { OfficeReader } from '../../provisioning/office-reader';
import type { Clock } from '../../shared/clock';
import { addDays, dayOf, startOf } from '../../shared/day';
import type { Store } from '../../store/store';
import type { Bases } from './basis';
import type { OperationType } from './plan.graphql';
import { operationOf } from './translate';
import { GrantAnswer, type GrantCauseType, type GrantExplanationType, type GrantLessonType } from './why.graphql';

export interface WhyQuestion {
  readonly personId: string;
  readonly on: string | null;
  readonly knownAt: Date | null;
}

const ANSWERS: Readonly<Record<Answer, GrantAnswer>> = {
  granted: GrantAnswer.GRANTED,
  paused: GrantAnswer.PAUSED,
  notGranted: GrantAnswer.NOT_GRANTED,
};
/** Decisions about one person that are looked at for what was learnt when; grants that are explained at once. */
const LESSONS_MAX = 50;
const GRANTS_MAX = 500;
const OPERATIONS_READ = 1_000;
const OPERATIONS_SHOWN = 3;

export class Whys {
  constructor(
    private readonly store: Store,
    private readonly engine: Engine,
    private readonly office: OfficeReader,
    private readonly past: PastFacts,
    private readonly bases: Bases,
    private readonly clock: Clock,
  ) {}

  /** Refused with NOT_FOUND for a person or a target that does not exist. */
  async grant(question: WhyQuestion, asked: Asked): Promise<GrantExplanationType> {
    this.requireTarget(asked.targetId);
    const when = this.instantOf(question);
    const timeline = await this.timeline(question.personId, when);
    const done = await this.operations(question.personId, asked.targetId);
    return this.shown(question.personId, asked, when, explain(timeline, asked), done);
  }

  /** What the person has on the day; with `ever`, what they ever had until then too. */
  async all(question: WhyQuestion, targetId: string | null, ever: boolean): Promise<GrantExplanationType[]> {
    if (targetId !== null) this.requireTarget(targetId);
    const when = this.instantOf(question);
    const timeline = await this.timeline(question.personId, when);
    const wanted = everHeld(timeline)
      .filter((one) => targetId === null || one.targetId === targetId)
      .map((asked) => ({ asked, explanation: explain(timeline, asked) }))
      .filter(({ explanation }) => ever || explanation.answer !== 'notGranted')
      .slice(0, GRANTS_MAX);
    const done = await this.operations(question.personId, targetId);
    return Promise.all(
      wanted.map(({ asked, explanation }) => this.shown(question.personId, asked, when, explanation, done)),
    );
  }

  /** Decisions by whose recording the answer for that day became another one, the latest first. */
  async lessons({ person, targetId, kind, value, at, knownAt }: GrantExplanationType): Promise<GrantLessonType[]> {
    const asked: Asked = { targetId, grant: kind === null || value === null ? null : { kind, value } };
    const decisions = (await this.office.decisionsAbout?.(person.id, new Date(0), knownAt, LESSONS_MAX)) ?? [];
    const done = await this.operations(person.id, targetId);
    const lessons: GrantLessonType[] = [];
    let from: Answer | null = decisions.length < LESSONS_MAX ? 'notGranted' : null;
    for (const { id, recordedAt } of [...decisions].reverse()) {
      const timeline = await this.timeline(person.id, { at, knownAt: recordedAt });
      const to = explain(timeline, asked).answer;
      if (from !== null && from !== to) {
        const carried = done.filter((one) => one.plan.causeId === id && fits(one.planned, asked, from!, to));
        lessons.push({
          recordedAt,
          basis: await this.bases.ofDecision(id),
          from: ANSWERS[from],
          to: ANSWERS[to],
          operations: shownOperations(carried),
        });
      }
      from = to;
    }
    return lessons.reverse();
  }

  private instantOf({ on, knownAt }: WhyQuestion): When {
    const now = this.clock.now();
    const today = dayOf(now);
    const day = on ?? today;
    const at = day === today ? now : day < today ? new Date(startOf(addDays(day, 1)).getTime() - 1) : startOf(day);
    return { at, knownAt: knownAt ?? now };
  }

  private async timeline(personId: string, { at, knownAt }: When): Promise<ReturnType<typeof moments>> {
    const [facts] = await this.office.facts([personId], knownAt);
    if (facts === undefined) throw new Refusal('NOT_FOUND', { kind: 'person', id: personId }, ['personId']);
    return moments(await this.past.complete(facts, knownAt), at);
  }

  private async shown(
    personId: string,
    asked: Asked,
    { at, knownAt }: When,
    explanation: Explanation,
    done: readonly Done[],
  ): Promise<GrantExplanationType> {
    const policyVersion = explanation.policy.version;
    const { turns } = explanation;
    return {
      person: { id: personId },
      targetId: asked.targetId,
      kind: asked.grant?.kind ?? null,
      value: asked.grant?.value ?? null,
      on: dayOf(at),
      at,
      knownAt,
      answer: ANSWERS[explanation.answer],
      policyVersion,
      justifications: await Promise.all(
        explanation.justifications.map((one) => this.bases.of({ ...one, policyVersion })),
      ),
      hindrances: await Promise.all(explanation.hindrances.map((one) => this.cause(one))),
      turns: await Promise.all(
        turns.map(async (turn, index) => ({
          at: turn.at,
          on: dayOf(turn.at),
          from: ANSWERS[turn.from],
          to: ANSWERS[turn.to],
          causes: await Promise.all(turn.causes.map((one) => this.cause(one))),
          operations: carriedOut(done, asked, turn, turns[index - 1] ?? null),
        })),
      ),
    };
  }

  private async cause(cause: WhyCause): Promise<GrantCauseType> {
    return { word: cause.word, detail: cause.detail, basis: await this.bases.of(cause), cause };
  }

  private async operations(personId: string, targetId: string | null): Promise<readonly Done[]> {
    const rows = await this.store.read.find(OperationRow, {
      where: { personId, ...(targetId === null ? {} : { targetId }) },
      order: { id: 'DESC' },
      take: OPERATIONS_READ,
    });
    const planIds = [...new Set(rows.map((row) => row.planId))];
    const plans = planIds.length === 0 ? [] : await this.store.read.findBy(PlanRow, { id: In(planIds) });
    const byId = new Map(plans.map((plan) => [plan.id, plan]));
    return rows.reverse().flatMap((row): readonly Done[] => {
      const plan = byId.get(row.planId);
      return plan === undefined ? [] : [{ row, plan, planned: JSON.parse(row.planned) as PlannedOperation }];
    });
  }

  private requireTarget(targetId: string): void {
    if (!isTargetId(this.engine.policy.current(), targetId))
      throw new Refusal('NOT_FOUND', { kind: 'target', id: targetId }, ['targetId']);
  }
}

interface When {
  readonly at: Date;
  readonly knownAt: Date;
}

interface Done {
  readonly row: OperationRow;
  readonly plan: PlanRow;
  readonly planned: PlannedOperation;
}

/** Operations of that direction planned while the answer stood, or that name the same decision: a late entry is carried out later. */
function carriedOut(done: readonly Done[], asked: Asked, turn: Turn, next: Turn | null): OperationType[] {
  const decisions = turn.causes.flatMap(({ basis }) => basis?.decisionId ?? []);
  return shownOperations(
    done.filter(({ plan, planned }) => {
      if (planned.targetId !== asked.targetId || !fits(planned, asked, turn.from, turn.to)) return false;
      const inTime = plan.plannedFor >= turn.at && (next === null || plan.plannedFor < next.at);
      return inTime || planned.basis.some((one) => one.basis !== null && decisions.includes(one.basis.decisionId));
    }),
  );
}

/** True for an operation that takes the account or grant from the one answer to the other. */
function fits({ kind, targetId, after }: PlannedOperation, asked: Asked, from: Answer, to: Answer): boolean {
  if (targetId !== asked.targetId) return false;
  const { grant } = asked;
  if (to === 'paused' || (grant === null && to === 'notGranted')) return kind === 'disable' || kind === 'delete';
  if (from === 'paused' || grant === null) return kind === 'enable' || kind === 'create';
  const list = to === 'granted' ? after?.addGrants : after?.removeGrants;
  return list?.some((one) => one.kind === grant.kind && one.value === grant.value) ?? false;
}

/** What was done before what was not, the first first. */
function shownOperations(done: readonly Done[]): OperationType[] {
  const rank = ({ row }: Done): number => (row.status === 'DONE' ? 0 : row.status === 'SUPERSEDED' ? 2 : 1);
  return [...done]
    .sort((a, b) => rank(a) - rank(b))
    .slice(0, OPERATIONS_SHOWN)
    .map(({ row }) => operationOf(row, 'id'));
}
