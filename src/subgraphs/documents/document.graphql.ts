/** The shapes that this room adds to the API. */
import { ArgsType, Directive, Field, ID, ObjectType } from 'type-graphql';
import { PageArgs, connectionType } from '../../shared/pages.graphql';
import { DayScalar } from '../../shared/scalars';

@Directive('@key(fields: "id", resolvable: false)')
@ObjectType('Unit', { description: 'A body in the organisation tree.' })
export class UnitStub {
  @Field(() => ID, { description: 'Slug of the unit.' })
  id: string;
}

@Directive('@key(fields: "id")')
@ObjectType('Person', { description: 'A human being who may hold office.' })
export class PersonStub {
  @Field(() => ID, { description: 'Immutable id of the person.' })
  id: string;
}

/** Found only through the desk of its owner: what it says is for that person, so its key alone opens nothing. */
@Directive('@key(fields: "id", resolvable: false)')
@ObjectType('Document', {
  description: 'A document, task or draft that waits on somebody’s desk in a unit’s document-management system.',
})
export class DocumentType {
  @Field(() => ID, { description: 'Unit and the id that its instance gave: `so-noi-vu:0190…`.' })
  id: string;

  @Field(() => UnitStub, { description: 'The unit in whose instance the document lies.' })
  unit: UnitStub;

  @Field(() => String, { nullable: true, description: 'Number and symbol as printed.' })
  number: string | null;

  @Field(() => String, { description: 'What it is about (trích yếu).' })
  subject: string;

  @Field(() => String, { description: 'Kind of paper: Công văn, Tờ trình, Giấy mời …' })
  type: string;

  @Field(() => UnitStub, { nullable: true, description: 'Who sent it, where that is a unit of the city.' })
  sender: UnitStub | null;

  @Field(() => String, { description: 'As stamped on the paper: Thường, Khẩn, Thượng khẩn, Hỏa tốc.' })
  urgency: string;

  @Field(() => DayScalar, { nullable: true, description: 'The day on which it came in.' })
  receivedOn: string | null;

  @Field(() => DayScalar, { nullable: true, description: 'The day by which it is to be dealt with.' })
  dueOn: string | null;

  @Field(() => String, { description: 'State at the instance: received, in-process, done, returned.' })
  status: string;

  @Field(() => String, { description: 'What its owner is to do: Xử lý, Phối hợp, Ký …' })
  task: string;
}

export const DocumentConnection = connectionType(() => DocumentType, 'Document');

@ArgsType()
export class DocumentsArgs extends PageArgs {
  @Field(() => Boolean, {
    nullable: true,
    description: 'True – still to be dealt with; false – closed; left out – both.',
  })
  open?: boolean | null;
}
