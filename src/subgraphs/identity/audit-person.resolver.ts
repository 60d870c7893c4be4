/** Answers a data subject, and erases what need not be kept any longer. Both are on record. */
import { Arg, Ctx, ID, Mutation, Resolver } from 'type-graphql';
import { recordEvent } from '../../audit';
import { Refusal } from '../../errors/refusal';
import type { Clock } from '../../shared/clock';
import type { Store } from '../../store/store';
import { PersonErasure, PersonExport } from './audit-person.graphql';
import type { AuditParts, Kept } from './audit-ports';
import type { Context } from './face';
import { callerIn } from './face-caller';
import { erasePerson } from './person-erasure';
import { printable } from './printable';
import { readReason } from '../inputs/reason';
import { handOf, personOfHand } from './two-people';

const REASON_MAX = 500;

@Resolver()
export class AuditPersonResolver {
  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
    private readonly parts: AuditParts,
  ) {}

  @Mutation(() => PersonExport, {
    description: 'Everything held about a person across the city, for themself or for the city administrator. Audited.',
  })
  async exportPerson(
    @Arg('person', () => ID, { description: 'Id or login of the person.' }) person: string,
    @Ctx() ctx: Context,
  ): Promise<PersonExport> {
    ctx.signedIn();
    const personId = await this.parts.people.find(person);
    ctx.require('person:export', personId === null ? {} : { personId });
    const held = personId === null ? null : await this.parts.people.held(personId);
    if (held === null) throw unknown(person);
    await this.store.write((tx) =>
      recordEvent(tx, {
        action: 'person.export',
        subject: { kind: 'person', id: held.personId },
        ...callerIn(ctx),
        detail: { rows: held.sections.reduce((sum, { rows }) => sum + rows.length, 0) },
      }),
    );
    return {
      personId: held.personId,
      exportedAt: this.clock.now(),
      sections: held.sections.map((section) => ({ ...section, about: section.about[ctx.language] })),
    };
  }

  @Mutation(() => PersonErasure, {
    description:
      'Erases what tells of a person whose time is over: out of office, every account deleted, retention ended. The id, the login and the acts of office stay.',
  })
  async erasePerson(
    @Arg('person', () => ID, { description: 'Id or login of the person.' }) person: string,
    @Arg('reason', () => String, { description: 'Why, for the audit record.' }) reason: string,
    @Ctx() ctx: Context,
  ): Promise<PersonErasure> {
    const principal = ctx.require('person:erase');
    const text = readReason(reason, REASON_MAX);
    const personId = await this.parts.people.find(person);
    if (personId === null) throw unknown(person);
    if (personOfHand(handOf(principal)) === personId) throw new Refusal('OWN_AFFAIR', {}, ['person']);
    return this.store.write(async (tx) => {
      const erased = await erasePerson(tx, this.parts.people, personId, callerIn(ctx), text);
      if ('because' in erased) throw refusal(erased, personId);
      return { personId, rows: erased.rows };
    });
  }
}

function unknown(person: string): Refusal {
  return new Refusal('NOT_FOUND', { kind: 'person', id: printable(person, 64) }, ['person']);
}

function refusal(kept: Kept, personId: string): Refusal {
  switch (kept.because) {
    case 'in-office':
      return new Refusal('PERSON_IN_OFFICE', { person: personId }, ['person']);
    case 'role':
      return new Refusal('PERSON_HAS_ROLE', { role: kept.role }, ['person']);
    case 'account':
      return new Refusal('PERSON_HAS_ACCOUNT', { account: kept.account }, ['person']);
    case 'retention':
      return new Refusal('RETENTION_NOT_OVER', { until: kept.until }, ['person']);
    case 'unknown':
      return unknown(personId);
  }
}
