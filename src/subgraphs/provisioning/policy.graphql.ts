/** The policy in force, as its readers see it. */
import { Field, Int, ObjectType } from 'type-graphql';

@ObjectType('PolicyRole', { description: 'What a management role grants.' })
export class PolicyRoleType {
  @Field(() => String, { description: '`unit-head`, `records-clerk` …' })
  role: string;

  @Field(() => [String], { description: 'Positions that carry it.' })
  positions: string[];

  @Field(() => [String], { description: 'Names of the targets where it gives an account.' })
  targets: string[];

  @Field(() => Int, { description: 'Line of the policy file.' })
  line: number;
}

@ObjectType('Policy', { description: 'The provisioning policy in force.' })
export class PolicyType {
  @Field(() => String, { description: 'Hash of its content.' })
  version: string;

  @Field(() => String, { description: 'Name of its file.' })
  file: string;

  @Field(() => String, { description: 'The file as it was read.' })
  text: string;

  @Field(() => [PolicyRoleType], { description: 'Its roles.' })
  roles: PolicyRoleType[];
}
