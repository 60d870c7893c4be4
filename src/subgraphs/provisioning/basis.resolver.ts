/** What a basis names, looked up when it is asked for. */
import { Arg, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { Context } from '../identity/face';
import type { Bases } from './basis';
import { BasisType, PolicyLineType } from './basis.graphql';
import { LanguageType } from './enums.graphql';
import { DecisionStub } from './stubs.graphql';

@Resolver(() => BasisType)
export class BasisResolver {
  constructor(private readonly bases: Bases) {}

  @FieldResolver(() => DecisionStub, {
    nullable: true,
    description: 'The decision; null where there is none, and in a preview for the decision that is not recorded yet.',
  })
  async decision(@Root() basis: BasisType, @Ctx() ctx: Context): Promise<DecisionStub | null> {
    const line = await this.bases.line(ctx, basis);
    return line === null ? null : { id: line.decisionId };
  }

  @FieldResolver(() => String, { nullable: true, description: 'Number of the decision, as printed.' })
  async decisionNumber(@Root() basis: BasisType, @Ctx() ctx: Context): Promise<string | null> {
    return (await this.bases.line(ctx, basis))?.number ?? null;
  }

  @FieldResolver(() => String, { nullable: true, description: 'The line of the decision in words.' })
  async text(
    @Root() basis: BasisType,
    @Arg('lang', () => LanguageType, { defaultValue: LanguageType.VI, description: 'Language of the text.' })
    lang: LanguageType,
    @Ctx() ctx: Context,
  ): Promise<string | null> {
    const line = await this.bases.line(ctx, basis);
    if (line === null) return null;
    return lang === LanguageType.EN ? line.en : line.vi;
  }

  @FieldResolver(() => PolicyLineType, { nullable: true, description: 'The line of the policy, where one gives it.' })
  policy(@Root() basis: BasisType): Promise<PolicyLineType | null> {
    return this.bases.policyLine(basis);
  }
}
