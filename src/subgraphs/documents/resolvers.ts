/** What a person has on the desk; for that person, and for whoever may read the accounts of anyone. */
import { responsePathAsArray, type GraphQLResolveInfo } from 'graphql';
import { Args, Ctx, FieldResolver, Info, Resolver, Root } from 'type-graphql';
import { Refusal } from '../../errors/refusal';
import { isDay } from '../../shared/day';
import { boundedReads } from '../../shared/live-reads';
import { pageRequest } from '../../shared/pages.graphql';
import { connection, decodeCursor, type Connection } from '../../shared/paging';
import type { Context } from '../identity/face';
import { DocumentConnection, DocumentsArgs, PersonStub, type DocumentType } from './document.graphql';
import type { DocumentFacts, DocumentReader, DocumentsAnswer, DocumentsAsked } from './ports';

const SYSTEM = 'qlvb';
const PLACE = /^[\x21-\x7e]{1,200}$/;

@Resolver(() => PersonStub)
export class PersonDocumentsResolver {
  constructor(private readonly reader: DocumentReader) {}

  @FieldResolver(() => DocumentConnection, {
    nullable: true,
    description:
      'Documents on this person’s desks at all units, most urgent first, then earliest due. Read live; shown as last seen, and marked stale, while an instance does not answer. Of at most 100 people a request.',
  })
  async documents(
    @Root() person: PersonStub,
    @Args(() => DocumentsArgs) args: DocumentsArgs,
    @Ctx() ctx: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Connection<DocumentType>> {
    ctx.require('account:read', { personId: person.id });
    const page = pageRequest(args);
    const query = { open: args.open ?? null, first: page.first, after: placeOf(page.after) };
    const answer = await this.answerFor({ personId: person.id, query }, ctx);
    if (answer === null) throw new Refusal('UNAVAILABLE', { system: SYSTEM });
    if (answer.ageMs > 0) ctx.markStale({ path: responsePathAsArray(info.path), source: SYSTEM, ageMs: answer.ageMs });
    const { items, totalCount, hasNext } = answer.value;
    const found = connection(items, page, totalCount, (item) => item.place);
    return {
      edges: found.edges.map(({ cursor, node }) => ({ cursor, node: documentOf(node) })),
      pageInfo: { ...found.pageInfo, hasNextPage: hasNext },
      totalCount,
    };
  }

  private answerFor(asked: DocumentsAsked, ctx: Context): Promise<DocumentsAnswer | null> {
    return ctx
      .loader<DocumentsAsked, DocumentsAnswer | null>(
        'documents.desks',
        boundedReads(SYSTEM, (all) => this.reader.documents(all, ctx.signal)),
      )
      .load(asked);
  }
}

function placeOf(after: string | null): string | null {
  if (after === null) return null;
  const place = decodeCursor(after);
  if (!PLACE.test(place)) throw new Refusal('INVALID_CURSOR', {}, ['after']);
  return place;
}

function documentOf(facts: DocumentFacts): DocumentType {
  return {
    id: facts.id,
    unit: { id: facts.unitId },
    number: facts.number,
    subject: facts.subject,
    type: facts.type,
    sender: facts.senderUnitId === null ? null : { id: facts.senderUnitId },
    urgency: facts.urgency,
    receivedOn: existing(facts.receivedOn),
    dueOn: existing(facts.dueOn),
    status: facts.status,
    task: facts.task,
  };
}

/** A system may hold a day that does not exist; that costs the day, not the list. */
function existing(day: string | null): string | null {
  return day !== null && isDay(day) ? day : null;
}
