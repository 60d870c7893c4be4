/** A person's mailbox; for that person and the city's administrator. What lies in it is personal: no unit's administrator sees it. */
import { responsePathAsArray, type GraphQLResolveInfo } from 'graphql';
import { Ctx, FieldResolver, Info, Resolver, Root } from 'type-graphql';
import { Refusal } from '../../errors/refusal';
import { boundedReads } from '../../shared/live-reads';
import type { Context } from '../identity/face';
import { MailboxType, PersonStub } from './mailbox.graphql';
import type { MailboxAnswer, MailboxReader } from './ports';

const SYSTEM = 'mail';

@Resolver(() => PersonStub)
export class PersonMailboxResolver {
  constructor(private readonly reader: MailboxReader) {}

  @FieldResolver(() => MailboxType, {
    nullable: true,
    description:
      'The person’s mailbox, null for who has none. Read live; shown as last known, and marked stale, while the mail system does not answer. Of at most 100 people a request.',
  })
  async mailbox(
    @Root() person: PersonStub,
    @Ctx() ctx: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<MailboxType | null> {
    ctx.require('account:read', { personId: person.id });
    const answer = await this.answerFor(person.id, ctx);
    if (answer === null) return null;
    if (answer.ageMs > 0) ctx.markStale({ path: responsePathAsArray(info.path), source: SYSTEM, ageMs: answer.ageMs });
    return answer.value;
  }

  private async answerFor(personId: string, ctx: Context): Promise<MailboxAnswer | null> {
    const loader = ctx.loader<string, MailboxAnswer | null>(
      'mail.mailbox',
      boundedReads(SYSTEM, (ids) => this.reader.mailboxes(ids, ctx.signal)),
    );
    try {
      return await loader.load(personId);
    } catch (error) {
      throw error instanceof Refusal ? error : new Refusal('UNAVAILABLE', { system: SYSTEM });
    }
  }
}
