/** Types of other rooms that this one points to or adds to. */
import { Directive, Field, ID, ObjectType } from 'type-graphql';

@Directive('@key(fields: "id")')
@ObjectType('Person', { description: 'A human being who may hold office.' })
export class PersonStub {
  @Field(() => ID, { description: 'Immutable id of the person.' })
  id: string;
}

@Directive('@key(fields: "id", resolvable: false)')
@ObjectType('Unit', { description: 'A body in the organisation tree.' })
export class UnitStub {
  @Field(() => ID, { description: 'Slug of the unit.' })
  id: string;
}

@Directive('@key(fields: "id", resolvable: false)')
@ObjectType('Appointment', { description: 'A person holds a post.' })
export class AppointmentStub {
  @Field(() => ID, { description: 'Id of the appointment.' })
  id: string;
}

@Directive('@key(fields: "id", resolvable: false)')
@ObjectType('Post', { description: 'A position in one unit.' })
export class PostStub {
  @Field(() => ID, { description: 'Slug of the post.' })
  id: string;
}

@Directive('@key(fields: "id", resolvable: false)')
@ObjectType('Decision', { description: 'The signed paper that makes appointments begin and end.' })
export class DecisionStub {
  @Field(() => ID, { description: 'Id of the decision.' })
  id: string;
}
