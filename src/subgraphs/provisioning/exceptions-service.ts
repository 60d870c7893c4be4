/** Grants an exception and ends one: facts of the engine, dated, with reason and approver. */
import { changed, record, type States } from '../../audit/record';
import { Phrase } from '../../errors/phrases';
import { Refusal, type Problem } from '../../errors/refusal';
import { emit } from '../../events/outbox';
import { grantProblem, targetKeyOf } from '../../provisioning/core';
import { GrantExceptionRow, type Engine } from '../../provisioning/effects';
import type { OfficeReader } from '../../provisioning/office-reader';
import { dayOf, type Day } from '../../shared/day';
import { newId } from '../../shared/ids';
import type { Store, Tx } from '../../store/store';
import type { Context } from '../identity/face';
import { callerIn } from '../identity/face-caller';
import { once } from '../identity/face-idempotency';
import { checkReason } from './service';

export interface NewException {
  readonly personId: string;
  readonly targetId: string;
  readonly kind: string;
  readonly value: string;
  readonly reason: string;
  /** Null: today. */
  readonly startsOn: Day | null;
  readonly endsOn: Day;
}

const PER_PERSON_MAX = 500;

export class ExceptionService {
  constructor(
    private readonly store: Store,
    private readonly engine: Engine,
    private readonly office: OfficeReader,
  ) {}

  async grant(ctx: Context, input: NewException): Promise<GrantExceptionRow> {
    const reason = checkReason(input.reason);
    await this.requirePerson(input.personId);
    const target = await this.engine.targets.require(input.targetId);
    const key = targetKeyOf(target.id);
    const unknown = grantProblem(this.engine.policy.current(), key, input);
    if (unknown !== null)
      throw new Refusal(
        'INVALID_VALUE',
        { field: unknown.field, detail: new Phrase('ONE_OF', { values: unknown.known }) },
        [unknown.field],
      );
    const id = await this.store.write((tx) =>
      once(ctx, tx, 'grantException', { ...input, reason }, async () => {
        const today = dayOf(tx.now);
        const startsOn = input.startsOn ?? today;
        const problems = dayProblems(startsOn, input.endsOn, today);
        if (problems.length > 0) throw Refusal.of(problems);
        const row: GrantExceptionRow = {
          id: newId(tx.now),
          personId: input.personId,
          targetId: input.targetId,
          grantKind: input.kind,
          grantValue: input.value,
          reason,
          approvedById: callerIn(ctx).actorId,
          startsOn,
          endsOn: input.endsOn,
          createdAt: tx.now,
          endedAt: null,
          endReason: null,
        };
        await tx.manager.insert(GrantExceptionRow, row);
        const { targetId, kind, value } = input;
        await this.conclude(
          ctx,
          tx,
          row,
          'exception.grant',
          {
            targetId,
            kind,
            value,
            reason,
            startsOn,
            endsOn: row.endsOn,
          },
          { before: null, after: row },
        );
        return row.id;
      }),
    );
    return this.store.read.findOneByOrFail(GrantExceptionRow, { id });
  }

  /** It ends today rather than on its day; one that has ended already is told not to be there. */
  async end(ctx: Context, id: string, reason: string): Promise<GrantExceptionRow> {
    const endReason = checkReason(reason);
    await this.store.write((tx) =>
      once(ctx, tx, 'endException', { id, reason: endReason }, async () => {
        const row = await tx.manager.findOneBy(GrantExceptionRow, { id });
        const today = dayOf(tx.now);
        if (row === null || (row.endsOn !== null && row.endsOn <= today))
          throw new Refusal('NOT_FOUND', { kind: 'exception', id }, ['id']);
        const endsOn = today > row.startsOn ? today : row.startsOn;
        const ended = { endsOn, endedAt: tx.now, endReason };
        await tx.manager.update(GrantExceptionRow, { id }, ended);
        await this.conclude(ctx, tx, row, 'exception.end', { reason: endReason, endsOn }, changed(row, ended));
        return id;
      }),
    );
    return this.store.read.findOneByOrFail(GrantExceptionRow, { id });
  }

  ofPerson(personId: string): Promise<GrantExceptionRow[]> {
    return this.store.read.find(GrantExceptionRow, { where: { personId }, order: { id: 'ASC' }, take: PER_PERSON_MAX });
  }

  private async conclude(
    ctx: Context,
    tx: Tx,
    { id, personId, targetId }: GrantExceptionRow,
    action: string,
    detail: Readonly<Record<string, unknown>>,
    states: States,
  ): Promise<void> {
    await this.engine.due.mark(tx.manager, [personId], { kind: 'exception', id }, tx.now);
    await emit(tx, { topic: 'exception', once: null, payload: { kind: action, exceptionId: id, personId, targetId } });
    await record(tx, {
      action,
      subject: { kind: 'exception', id },
      ...callerIn(ctx),
      detail: { personId, ...detail },
      ...states,
    });
  }

  private async requirePerson(personId: string): Promise<void> {
    const [person] = await this.office.facts([personId]);
    if (person === undefined) throw new Refusal('NOT_FOUND', { kind: 'person', id: personId }, ['personId']);
  }
}

function dayProblems(startsOn: Day, endsOn: Day, today: Day): Problem[] {
  const problems: Problem[] = [];
  const future = (field: string): Problem => ({
    code: 'INVALID_VALUE',
    path: [field],
    values: { field, detail: new Phrase('NOT_IN_FUTURE') },
  });
  if (startsOn < today) problems.push(future('startsOn'));
  if (endsOn <= startsOn || endsOn <= today) problems.push(future('endsOn'));
  return problems;
}
