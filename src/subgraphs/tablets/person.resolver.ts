/** What a person carries: the tablets, and the folder of applications on them. */
import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { Refusal } from '../../errors/refusal';
import type { Context } from '../identity/face';
import { unitsWithin } from '../identity/face-reach';
import { applicationsOf, type ApplicationSettings } from './eligibility';
import type { TabletLoaders } from './loaders';
import { ApplicationType, PersonStub, TabletType } from './tablet.graphql';
import { applicationOf, tabletOf } from './translate';

@Resolver(() => PersonStub)
export class PersonTabletsResolver {
  constructor(
    private readonly loaders: TabletLoaders,
    private readonly folder: ApplicationSettings,
  ) {}

  @FieldResolver(() => [TabletType], {
    nullable: true,
    description:
      'Tablets that the person holds now; a unit administrator sees those of the units that they administer.',
  })
  async tablets(@Root() person: PersonStub, @Ctx() ctx: Context): Promise<TabletType[]> {
    const all = ctx.may('account:read', { personId: person.id });
    const reached = new Set(unitsWithin(ctx.signedIn(), 'tablet:read'));
    if (!all && reached.size === 0) throw new Refusal('FORBIDDEN', { permission: 'tablet:read' });
    const held = await this.loaders.heldBy(ctx, person.id);
    return held.filter((tablet) => all || reached.has(tablet.unitId)).map(tabletOf);
  }

  @FieldResolver(() => [ApplicationType], {
    nullable: true,
    description: 'The folder of shared software as it is for this person, each entry READY or with the reason why not.',
  })
  async applications(@Root() person: PersonStub, @Ctx() ctx: Context): Promise<ApplicationType[]> {
    ctx.signedIn();
    const accounts = await this.loaders.accountsOf(ctx, person.id);
    const units = accounts.flatMap(({ unitId }) => (unitId === null ? [] : [unitId]));
    ctx.require('account:read', { personId: person.id, units });
    return applicationsOf(this.folder, accounts).map((application) => applicationOf(application, this.folder));
  }
}
