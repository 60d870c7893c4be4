/** Organisation and provisioning declare one input; a field that only one of them has would vanish from the API. */
import { printSchema } from 'graphql';
import { Arg, buildSchemaSync, Query, Resolver } from 'type-graphql';
import { RecordDecisionInput as Recorded } from '../../src/subgraphs/organisation/decision-input.graphql';
import { RecordDecisionInput as Previewed } from '../../src/subgraphs/provisioning/decision-input';

@Resolver()
class RecordingSide {
  @Query(() => Boolean)
  check(@Arg('input', () => Recorded) _input: Recorded): boolean {
    return true;
  }
}

@Resolver()
class PreviewingSide {
  @Query(() => Boolean)
  check(@Arg('input', () => Previewed) _input: Previewed): boolean {
    return true;
  }
}

it('declares the input of a decision alike where it is previewed and where it is recorded', () => {
  const recorded = printSchema(buildSchemaSync({ resolvers: [RecordingSide], validate: false }));
  const previewed = printSchema(buildSchemaSync({ resolvers: [PreviewingSide], validate: false }));

  expect(recorded).toContain('input RecordDecisionInput');
  expect(previewed).toBe(recorded);
});
