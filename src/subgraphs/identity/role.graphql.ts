/** Roles of the whole city in the API: who has them, and who wants them changed. */
import { Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { InstantScalar } from '../../shared/scalars';
import { PersonReference } from './session.graphql';

export enum CityRole {
  ADMINISTRATOR = 'administrator',
  AUDITOR = 'auditor',
  HQ_OPERATOR = 'hq-operator',
}

registerEnumType(CityRole, {
  name: 'CityRole',
  description: 'A role that a person has by name, not by a post.',
  valuesConfig: {
    ADMINISTRATOR: { description: 'May do everything; what takes two people takes two of them.' },
    AUDITOR: {
      description: 'Reads everything, the audit record too, and changes nothing; has no other role beside it.',
    },
    HQ_OPERATOR: { description: 'Runs the systems at the headquarters while serving there (clause 70).' },
  },
});

export enum RoleWishType {
  BIND = 'bind',
  UNBIND = 'unbind',
}

registerEnumType(RoleWishType, {
  name: 'RoleWish',
  description: 'Which way a role is to be changed.',
  valuesConfig: {
    BIND: { description: 'The person is to have it.' },
    UNBIND: { description: 'The person is to have it no more.' },
  },
});

export enum RoleRequestStatus {
  PENDING = 'pending',
  CONFIRMED = 'confirmed',
  REJECTED = 'rejected',
  EXPIRED = 'expired',
}

registerEnumType(RoleRequestStatus, {
  name: 'RoleRequestStatus',
  description: 'How far a request has come.',
  valuesConfig: {
    PENDING: { description: 'Waits for another administrator.' },
    CONFIRMED: { description: 'Done.' },
    REJECTED: { description: 'Not done, and will not be.' },
    EXPIRED: { description: 'Nobody confirmed it within seven days.' },
  },
});

@ObjectType('RoleBinding', { description: 'A person with a role of the whole city.' })
export class RoleBindingType {
  @Field(() => PersonReference, { description: 'Who has it.' })
  person: PersonReference;

  @Field(() => CityRole, { description: 'Which role.' })
  role: CityRole;

  @Field(() => InstantScalar, { description: 'Since when.' })
  boundAt: Date;
}

@ObjectType('RoleRequest', { description: 'What one administrator asked for and another decides.' })
export class RoleRequestType {
  @Field(() => ID, { description: 'Id of the request.' })
  id: string;

  @Field(() => PersonReference, { description: 'Whose role.' })
  person: PersonReference;

  @Field(() => CityRole, { description: 'Which role.' })
  role: CityRole;

  @Field(() => RoleWishType, { description: 'Which way it is to be changed.' })
  wants: RoleWishType;

  @Field(() => String, { description: 'Why; kept in the audit record.' })
  reason: string;

  @Field(() => PersonReference, { nullable: true, description: 'Who asked; null where no person did.' })
  requestedBy: PersonReference | null;

  @Field(() => InstantScalar, { description: 'When.' })
  requestedAt: Date;

  @Field(() => InstantScalar, { description: 'Until when it waits.' })
  expiresAt: Date;

  @Field(() => RoleRequestStatus, { description: 'How far it has come.' })
  status: RoleRequestStatus;

  @Field(() => PersonReference, { nullable: true, description: 'Who confirmed or rejected it.' })
  decidedBy: PersonReference | null;

  @Field(() => InstantScalar, { nullable: true, description: 'When that was.' })
  decidedAt: Date | null;
}
