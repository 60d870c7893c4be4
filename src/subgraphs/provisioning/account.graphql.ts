/** Targets, accounts, what justifies them, and where they differ from what is wanted. */
import { Directive, Field, ID, ObjectType } from 'type-graphql';
import { connectionType } from '../../shared/pages.graphql';
import { InstantScalar, JsonScalar } from '../../shared/scalars';
import { AccountStatus, TargetHealth } from './enums.graphql';
import { AppointmentStub, PersonStub, UnitStub } from './stubs.graphql';

@Directive('@key(fields: "id")')
@ObjectType('Target', { description: 'One configured external system, or one unit’s instance of it.' })
export class TargetType {
  @Field(() => ID, { description: '`directory`, `mail`, `qlvb:so-tttt`.' })
  id: string;

  @Field(() => String, { description: 'Its name in the policy: `directory`, `mail`, `qlvb`.' })
  kind: string;

  @Field(() => UnitStub, {
    nullable: true,
    description: 'The unit whose instance it is; null for a system shared by all.',
  })
  unit: UnitStub | null;

  @Field(() => TargetHealth, { description: 'How it answers.' })
  health: TargetHealth;

  @Field(() => String, { nullable: true, description: 'Why it is paused.' })
  pauseReason: string | null;

  @Field(() => String, { nullable: true, description: 'Why it is read and not written; null when it may be written.' })
  observeOnlyReason: string | null;
}

@ObjectType('Grant', { description: 'An entitlement at a target, with what justifies it.' })
export class GrantType {
  @Field(() => String, { description: '`group`, `role`, `right`, `roleMailbox` …' })
  kind: string;

  @Field(() => String, { description: 'Its name at the target.' })
  value: string;

  @Field(() => String, {
    description: '`appointment:ID`, `delegation:ID`, `exception:ID`; `none` when nothing in force justifies it.',
  })
  justification: string;

  @Field(() => AppointmentStub, { nullable: true, description: 'The appointment that justifies it, where one does.' })
  appointment: AppointmentStub | null;
}

@ObjectType('DesiredAccount', { description: 'What the policy wants of an account now.' })
export class DesiredAccountType {
  @Field(() => String, { description: 'Its name.' })
  name: string;

  @Field(() => AccountStatus, { description: 'ACTIVE or DISABLED.' })
  status: AccountStatus;

  @Field(() => String, {
    nullable: true,
    description: 'What stands in the way of signing in: `leftOffice`, `suspended`, `seconded`, `locked`.',
  })
  disabledBecause: string | null;

  @Field(() => JsonScalar, { nullable: true, description: 'Attribute values by name.' })
  attributes: unknown;

  @Field(() => [GrantType], { description: 'Entitlements.' })
  grants: GrantType[];
}

@ObjectType('Condition', { description: 'Something about an account that a person may want to look at.' })
export class ConditionType {
  @Field(() => String, {
    description:
      '`WAITING` – an operation waits; `FAILED` – the target refused one; `UNLINKED`, `DISPUTED`, `PROTECTED` – it is not written; `OPEN_AFTER_LEAVE` – it should be closed, and its target is not written; `TARGET_DOWN`, `TARGET_PAUSED`, `TARGET_OBSERVE_ONLY`.',
  })
  kind: string;

  @Field(() => String, { description: 'Stable word: the operation’s reason, an error code, a situation.' })
  reason: string;

  @Field(() => InstantScalar, { nullable: true, description: 'Since when, where that is known.' })
  since: Date | null;
}

@Directive('@key(fields: "id")')
@ObjectType('Account', { description: 'A person’s login at one target, as we last knew it.' })
export class AccountType {
  @Field(() => ID, { description: 'Id of the account; `pending:TARGET:PERSON` while it is wanted and not there.' })
  id: string;

  @Field(() => PersonStub, { nullable: true, description: 'Whose it is; null when nobody is linked to it.' })
  person: PersonStub | null;

  targetId: string;

  @Field(() => String, { description: 'Login name at the target.' })
  name: string;

  @Field(() => String, { nullable: true, description: 'The target’s own immutable id of it.' })
  nativeId: string | null;

  @Field(() => AccountStatus, { description: 'What the target last said.' })
  status: AccountStatus;

  @Field(() => String, {
    description:
      '`linked`, `unlinked`, `unmatched`, `disputed`, `protected`, `gone`; `pending` while it is not there yet.',
  })
  situation: string;

  observedGrants: readonly { readonly kind: string; readonly value: string }[];

  @Field(() => InstantScalar, { nullable: true, description: 'When the target last told of it.' })
  observedAt: Date | null;
}

@ObjectType('Drift', {
  description: 'An account that differs from what is wanted, and that nothing under way will change.',
})
export class DriftType {
  id: string;

  @Field(() => AccountType, { description: 'The account.' })
  account: AccountType;

  @Field(() => [String], { description: 'Kinds of operation that would mend it.' })
  kinds: string[];

  @Field(() => JsonScalar, { nullable: true, description: 'What differs, as it was last observed.' })
  observed: unknown;

  @Field(() => JsonScalar, { nullable: true, description: 'The same, as it is wanted.' })
  wanted: unknown;
}

export const AccountConnection = connectionType(() => AccountType, 'Account');
export const DriftConnection = connectionType(() => DriftType, 'Drift');
