/** A person's directory entry; for that person, and for whoever may read the person's accounts: a unit's administrator too. */
import { responsePathAsArray, type GraphQLResolveInfo } from 'graphql';
import { Ctx, FieldResolver, Info, Resolver, Root } from 'type-graphql';
import { Refusal } from '../../errors/refusal';
import { boundedReads } from '../../shared/live-reads';
import type { Context } from '../identity/face';
import { DirectoryEntryType, PersonStub } from './directory.graphql';
import type { Answer, DirectoryReader, ServedUnits } from './ports';

const SYSTEM = 'directory';

@Resolver(() => PersonStub)
export class PersonDirectoryResolver {
  constructor(
    private readonly reader: DirectoryReader,
    private readonly office: ServedUnits,
  ) {}

  @FieldResolver(() => DirectoryEntryType, {
    nullable: true,
    description:
      'The person’s entry, null for who has none. Read live; shown as last known, and marked stale, while the directory does not answer. Of at most 100 people a request.',
  })
  async directory(
    @Root() person: PersonStub,
    @Ctx() ctx: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<DirectoryEntryType | null> {
    const asker = ctx.signedIn();
    const own = asker.kind === 'person' && asker.id === person.id;
    if (!own) await this.requireReach(person.id, ctx);
    const answer = await this.answerFor(person.id, ctx);
    if (answer === null) return null;
    if (answer.ageMs > 0) ctx.markStale({ path: responsePathAsArray(info.path), source: SYSTEM, ageMs: answer.ageMs });
    return answer.value;
  }

  /** As for the person's accounts: one of the units where they serve must be within reach. */
  private async requireReach(personId: string, ctx: Context): Promise<void> {
    const loader = ctx.loader<string, readonly string[]>('directory.units', (ids) => this.office.unitsOf(ids));
    if (ctx.may('account:read', { personId })) return;
    const units = await loader.load(personId);
    if (!units.some((unit) => ctx.may('account:read', { personId, units: [unit] })))
      throw new Refusal('FORBIDDEN', { permission: 'account:read' });
  }

  private async answerFor(personId: string, ctx: Context): Promise<Answer | null> {
    const loader = ctx.loader<string, Answer | null>(
      'directory.entry',
      boundedReads(SYSTEM, (ids) => this.reader.entries(ids, ctx.signal)),
    );
    try {
      return await loader.load(personId);
    } catch (error) {
      throw error instanceof Refusal ? error : new Refusal('UNAVAILABLE', { system: SYSTEM });
    }
  }
}
