/** The shapes that this room adds to the API. */
import { ArgsType, Directive, Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { PageArgs, connectionType } from '../../shared/pages.graphql';
import { InstantScalar } from '../../shared/scalars';
import type { ReceiveTablets } from './inputs';

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

@ObjectType('Custody', {
  description: 'Who answers for a tablet, from when to when; the links of one tablet leave no gap.',
})
export class CustodyType {
  @Field(() => ID, { description: 'Id of this link of the chain.' })
  id: string;

  @Field(() => PersonStub, { nullable: true, description: 'The person; null while the unit itself keeps the tablet.' })
  holder: PersonStub | null;

  @Field(() => UnitStub, { nullable: true, description: 'The unit on whose books the tablet is.' })
  unit: UnitStub | null;

  @Field(() => InstantScalar, { description: 'When it began.' })
  startsAt: Date;

  @Field(() => InstantScalar, { nullable: true, description: 'When it ended; null for the present link.' })
  endsAt: Date | null;

  @Field(() => String, { nullable: true, description: 'Number of the handover record (biên bản).' })
  recordNumber: string | null;
}

@Directive('@key(fields: "id")')
@ObjectType('Tablet', { description: 'A device used to direct the city’s work; an asset of the city.' })
export class TabletType {
  @Field(() => ID, { description: 'Id of the tablet.' })
  id: string;

  @Field(() => String, { description: 'The manufacturer’s serial, in upper case; unique.' })
  serial: string;

  @Field(() => String, { description: 'Make and model.' })
  model: string;

  @Field(() => String, { description: 'IN_STOCK – with its unit; ISSUED – with a person.' })
  status: string;

  @Field(() => UnitStub, { nullable: true, description: 'The unit on whose books it is.' })
  unit: UnitStub | null;
}

@ObjectType('Application', {
  description: 'An entry of the folder of shared software on the tablet, as it is for one person.',
})
export class ApplicationType {
  @Field(() => ID, { description: 'Id of the entry; with its unit where every unit has its own: `qlvb:so-noi-vu`.' })
  id: string;

  @Field(() => String, { description: 'Name of the application.' })
  name: string;

  @Field(() => String, { nullable: true, description: 'Where it opens; the unit’s own address where there is one.' })
  url: string | null;

  @Field(() => String, { description: 'READY, or why not: NO_ACCOUNT, ACCOUNT_PENDING, ACCOUNT_DISABLED.' })
  status: string;

  @Field(() => UnitStub, { nullable: true, description: 'The unit whose own entry it is.' })
  unit: UnitStub | null;

  @Field(() => String, { description: 'The folder in which it lies on the tablet.' })
  folder: string;
}

@InputType({ description: 'New tablets of one model that go on the books of one unit.' })
export class ReceiveTabletsInput implements ReceiveTablets {
  @Field(() => [String], {
    description: 'Serials, 1 to 200; each once. Bring in more as a table with `importTablets`.',
  })
  serials: string[];

  @Field(() => String, { description: 'Make and model.' })
  model: string;

  @Field(() => ID, { description: 'The unit that receives them.' })
  unitId: string;

  @Field(() => String, { nullable: true, description: 'Number of the handover record.' })
  recordNumber?: string | null;
}

export const TabletConnection = connectionType(() => TabletType, 'Tablet');

@ArgsType()
export class TabletsArgs extends PageArgs {
  @Field(() => ID, { nullable: true, description: 'Only of this unit.' })
  unitId?: string | null;

  @Field(() => String, { nullable: true, description: 'Only in this status: IN_STOCK, ISSUED.' })
  status?: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'True: only those that a person who left the office still holds and should give back.',
  })
  awaitingReturn?: boolean | null;
}

@ObjectType('TabletImportProblem', { description: 'Why a row of a delivery was not entered.' })
export class TabletImportProblemType {
  @Field(() => Int, { description: 'Line in the file; the header is line 1.' })
  line: number;

  @Field(() => String, { description: 'Stable code of the catalogue of refusals.' })
  code: string;

  @Field(() => String, { description: 'What is wrong and what to do.' })
  message: string;
}

@ObjectType('TabletImport', { description: 'What became of a delivery.' })
export class TabletImportType {
  @Field(() => Int, { description: 'Rows in the file.' })
  rows: number;

  @Field(() => Int, { description: 'Devices that were entered.' })
  created: number;

  @Field(() => Int, { description: 'Devices that were known already and are left as they are.' })
  known: number;

  @Field(() => [TabletImportProblemType], { description: 'Rows that were not entered, in the order of their lines.' })
  problems: TabletImportProblemType[];
}

@ArgsType()
export class ReissueTabletArgs {
  @Field(() => ID, { description: 'The tablet.' })
  tabletId: string;

  @Field(() => ID, { nullable: true, description: 'Who receives it; left out, the proposed successor.' })
  personId?: string | null;

  @Field(() => String, { description: 'Number of the handover record.' })
  recordNumber: string;
}

@ArgsType()
export class HandTabletToUnitArgs {
  @Field(() => ID, { description: 'The tablet.' })
  tabletId: string;

  @Field(() => ID, { description: 'The unit on whose books it goes.' })
  unitId: string;

  @Field(() => String, { description: 'Number of the handover record.' })
  recordNumber: string;
}

@ArgsType()
export class IssueTabletArgs {
  @Field(() => ID, { description: 'The tablet.' })
  tabletId: string;

  @Field(() => ID, { description: 'Who receives it.' })
  personId: string;

  @Field(() => String, { description: 'Number of the handover record.' })
  recordNumber: string;
}

@ArgsType()
export class ReturnTabletArgs {
  @Field(() => ID, { description: 'The tablet.' })
  tabletId: string;

  @Field(() => ID, { nullable: true, description: 'Who brings it; refused when somebody else holds it.' })
  personId?: string | null;

  @Field(() => String, { description: 'Number of the handover record.' })
  recordNumber: string;
}
