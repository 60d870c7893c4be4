/** The audit record in the API. */
import { ArgsType, Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { PageArgs, PageInfoType } from '../../shared/pages.graphql';
import { InstantScalar, JsonScalar } from '../../shared/scalars';
import { PersonReference } from './session.graphql';

@InputType({
  description: 'A head of the chain that was kept elsewhere: proves that nothing before it has changed since.',
})
export class AuditWitnessInput {
  @Field(() => Int, { description: 'Place of the record in the chain.' })
  seq: number;

  @Field(() => String, { description: 'Its hash, 64 hexadecimal digits.' })
  hash: string;
}

@ObjectType('AuditHead', { description: 'Where the chain of audit rows ends.' })
export class AuditHeadType {
  @Field(() => Int, { description: 'Place of the last record.' })
  seq: number;

  @Field(() => String, { description: 'Its hash.' })
  hash: string;
}

@ObjectType('AuditFinding', { description: 'Where the chain of audit rows is broken.' })
export class AuditFindingType {
  @Field(() => String, { description: '`altered`, `missing`, `moved`, `cut` or `witness`.' })
  kind: string;

  @Field(() => Int, { nullable: true, description: 'Place of the record that is to blame.' })
  seq: number | null;

  @Field(() => String, { nullable: true, description: 'Its id, where it is still there.' })
  id: string | null;

  @Field(() => Int, { nullable: true, description: 'First place of a tail that was cut off.' })
  fromSeq: number | null;

  @Field(() => Int, { nullable: true, description: 'Where the chain should have ended.' })
  headSeq: number | null;
}

@ObjectType('AuditVerdict', { description: 'Whether the audit record is as it was written.' })
export class AuditVerdictType {
  @Field(() => Boolean, { description: 'True when nothing was altered, removed, moved or cut off.' })
  ok: boolean;

  @Field(() => Int, { description: 'Records that were read and found whole.' })
  records: number;

  @Field(() => Int, { description: 'Records that are written and not chained yet.' })
  unchained: number;

  @Field(() => Int, { description: 'Records among them whose personal detail was erased, each with a record of why.' })
  erased: number;

  @Field(() => AuditHeadType, { description: 'Where the chain ends: keep it elsewhere as a witness.' })
  head: AuditHeadType;

  @Field(() => AuditFindingType, { nullable: true, description: 'The first break, or null.' })
  finding: AuditFindingType | null;
}

@ObjectType('AuditRecord', { description: 'One thing that was done, refused or asked of a target.' })
export class AuditRecordType {
  @Field(() => ID, { description: 'Sorts by when it was written.' })
  id: string;

  @Field(() => InstantScalar, { description: 'When.' })
  at: Date;

  @Field(() => PersonReference, {
    nullable: true,
    description: 'Who acted; null for the system itself and for another system, which stands in the detail.',
  })
  actor: PersonReference | null;

  @Field(() => PersonReference, { nullable: true, description: 'On whose behalf, under a delegation.' })
  onBehalfOf: PersonReference | null;

  @Field(() => String, { description: 'What was done: `decision.record`, `session.open`, `target.intent` …' })
  action: string;

  @Field(() => String, { description: 'Kind of what it was done to: `person`, `account`, `tablet`, `decision` …' })
  subjectKind: string;

  @Field(() => String, { description: 'Id of what it was done to.' })
  subjectId: string;

  @Field(() => PersonReference, { nullable: true, description: 'Whom it is about, where it is about one person.' })
  person: PersonReference | null;

  @Field(() => ID, { nullable: true, description: 'The decision it follows from.' })
  decisionId: string | null;

  @Field(() => String, { description: 'Address of the caller, or the name of the part of the system.' })
  origin: string;

  @Field(() => JsonScalar, { description: 'Ids, codes and counts.' })
  detail: unknown;

  @Field(() => JsonScalar, { nullable: true, description: 'What tells of a person; null once it was erased.' })
  personal: unknown;

  @Field(() => String, { nullable: true, description: 'SHA-256 of the canonical JSON of what was there before.' })
  beforeHash: string | null;

  @Field(() => String, { nullable: true, description: 'The same of what was there after it.' })
  afterHash: string | null;

  @Field(() => Boolean, { description: 'True when its personal detail was erased.' })
  erased: boolean;

  @Field(() => Int, { nullable: true, description: 'Place in the chain; null until it was chained.' })
  seq: number | null;

  @Field(() => String, { nullable: true, description: 'Hash of the record, its place and the hash before it.' })
  hash: string | null;
}

@ObjectType('AuditRecordEdge', { description: 'One record and its place in the list.' })
export class AuditRecordEdge {
  @Field(() => String, { description: 'Place in the list, for `after`.' })
  cursor: string;

  @Field(() => AuditRecordType, { description: 'The record.' })
  node: AuditRecordType;
}

@ObjectType('AuditConnection', { description: 'A page of audit records, the newest first.' })
export class AuditConnection {
  @Field(() => [AuditRecordEdge], { description: 'The page.' })
  edges: readonly AuditRecordEdge[];

  @Field(() => PageInfoType, { description: 'Where the page lies.' })
  pageInfo: PageInfoType;
}

@ArgsType()
export class AuditRecordsArgs extends PageArgs {
  @Field(() => ID, { nullable: true, description: 'About this person: to them, their accounts, their office.' })
  personId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Done to this account.' })
  accountId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Done to this tablet.' })
  tabletId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Done by this person.' })
  actorId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Done on behalf of this person, under a delegation.' })
  onBehalfOfId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Following from this decision.' })
  decisionId?: string | null;

  @Field(() => String, { nullable: true, description: 'This action; one that ends in a dot names all below it.' })
  action?: string | null;

  @Field(() => InstantScalar, { nullable: true, description: 'From this instant on.' })
  from?: Date | null;

  @Field(() => InstantScalar, { nullable: true, description: 'Before this instant.' })
  to?: Date | null;
}

@ObjectType('AuditRoot', {
  description: 'A place of the chain with its hash, signed: for a witness to keep elsewhere.',
})
export class AuditRootType {
  @Field(() => Int, { description: 'Place of the record.' })
  seq: number;

  @Field(() => String, { description: 'Its hash, which covers all records before it.' })
  hash: string;

  @Field(() => InstantScalar, { description: 'When it was signed.' })
  at: Date;

  @Field(() => String, { description: 'RFC 7638 thumbprint of the key that signed.' })
  keyId: string;

  @Field(() => String, { description: 'Compact JWS (EdDSA) of place, hash and instant.' })
  signature: string;
}

@ObjectType('AuditExportPage', { description: 'Lines of an export of the chain.' })
export class AuditExportPage {
  @Field(() => [String], { description: 'Lines of JSON, to be written one below another.' })
  lines: readonly string[];

  @Field(() => String, { nullable: true, description: 'Where the next page begins; null after the last.' })
  cursor: string | null;
}
