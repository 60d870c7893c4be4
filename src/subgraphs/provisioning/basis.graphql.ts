/** What something rests on: a line of a decision and a line of the policy, so that a reader can look both up. */
import { Field, ID, Int, ObjectType } from 'type-graphql';
import type { Basis } from '../../provisioning/core';
import { AppointmentStub } from './stubs.graphql';

@ObjectType('PolicyLine', { description: 'A line of the policy file.' })
export class PolicyLineType {
  @Field(() => String, { description: 'Where it stands: `data/policy.yaml:46`.' })
  place: string;

  @Field(() => String, { description: 'The file.' })
  file: string;

  @Field(() => Int, { description: 'The line in it.' })
  line: number;

  @Field(() => String, {
    nullable: true,
    description: 'The role that it belongs to; null where that version of the policy is not known any more.',
  })
  role: string | null;

  @Field(() => String, { description: 'Version of the policy.' })
  version: string;
}

@ObjectType('Basis', { description: 'What something rests on: a line of a decision, a line of the policy, or both.' })
export class BasisType {
  @Field(() => String, {
    description:
      '`appointment`, `delegation`, `exception`, `handover`, `lock`, `policy`, `decision`; `none` for nothing.',
  })
  by: string;

  @Field(() => ID, {
    nullable: true,
    description: 'Id of the appointment, delegation, exception; null where it has none.',
  })
  id: string | null;

  @Field(() => AppointmentStub, { nullable: true, description: 'The appointment, where it is one.' })
  appointment: AppointmentStub | null;

  @Field(() => Int, { nullable: true, description: 'Index of the line in its decision.' })
  line: number | null;

  @Field(() => [Int], { description: 'Numbers of the clauses that it serves, where they are known.' })
  clauses: number[];

  /** The line, and the line of the policy with its version; resolved when asked for. */
  basis: Basis | null;
  policyLine: number | null;
  policyVersion: string;
}
