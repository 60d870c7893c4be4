/** The types of this room in the API. */
import { Directive, Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { InstantScalar } from '../../shared/scalars';

export enum ClientRoleEnum {
  SUBSCRIBER = 'subscriber',
}

registerEnumType(ClientRoleEnum, {
  name: 'ClientRole',
  description: 'What another system may be here.',
  valuesConfig: { SUBSCRIBER: { description: 'Follows role changes and reads decisions and persons.' } },
});

export enum ClientScopeEnum {
  DECISION_READ = 'decision:read',
  PERSON_READ = 'person:read',
  ROLE_CHANGES_READ = 'role-changes:read',
  ACCOUNT_READ = 'account:read',
  PLAN_READ = 'plan:read',
  POLICY_READ = 'policy:read',
  TABLET_READ = 'tablet:read',
  AUDIT_READ = 'audit:read',
  PERSON_CREATE = 'person:create',
  DECISION_RECORD = 'decision:record',
  ACCESS_LOCK = 'access:lock',
  RECONCILE = 'reconcile',
  TABLET_MANAGE = 'tablet:manage',
}

registerEnumType(ClientScopeEnum, {
  name: 'ClientScope',
  description: 'A right that another system may be given, everywhere in the city.',
  valuesConfig: {
    DECISION_READ: { description: 'Reads decisions.' },
    PERSON_READ: { description: 'Reads persons and their appointments.' },
    ROLE_CHANGES_READ: { description: 'Follows role changes.' },
    ACCOUNT_READ: { description: 'Reads accounts and what came of them.' },
    PLAN_READ: { description: 'Reads plans and previews decisions.' },
    POLICY_READ: { description: 'Reads the policy.' },
    TABLET_READ: { description: 'Reads the register of tablets.' },
    AUDIT_READ: { description: 'Reads and verifies the audit record.' },
    PERSON_CREATE: { description: 'Enters persons.' },
    DECISION_RECORD: { description: 'Records decisions.' },
    ACCESS_LOCK: { description: 'Locks access, as an alarm does, and lifts locks.' },
    RECONCILE: { description: 'Asks for accounts to be reconciled.' },
    TABLET_MANAGE: { description: 'Keeps the register of tablets.' },
  },
});

@Directive('@key(fields: "id", resolvable: false)')
@ObjectType('Person', { description: 'A human being who may hold office; never an account.' })
export class PersonReference {
  @Field(() => ID, { description: 'Never changes.' })
  id: string;
}

@ObjectType('Session', {
  description: 'What a sign-in gives: a short token to ask with, and a longer one to get the next.',
})
export class SessionType {
  @Field(() => String, { description: 'Shown with every request, which still checks office, suspension and locks.' })
  accessToken: string;

  @Field(() => String, {
    description:
      '`Bearer`, or `DPoP` when the sign-in came with a proof: then the token counts only with a proof of the same key.',
  })
  tokenType: string;

  @Field(() => String, { description: 'Works once, and brings the next. Coming again it ends the session.' })
  refreshToken: string;

  @Field(() => InstantScalar, { description: 'When the access token expires.' })
  expiresAt: Date;

  @Field(() => PersonReference, { description: 'Who signed in.' })
  person: PersonReference;
}

@ObjectType('ActivationCode', {
  description: 'A one-time code with which a person sets a password; shown once, handed over in person.',
})
export class ActivationCodeType {
  @Field(() => String, { description: 'XXXX-XXXX-XXXX; case, dashes and spaces do not matter, O is 0, I and L are 1.' })
  code: string;

  @Field(() => InstantScalar, { description: 'When it expires. A newer code for the same person ends it sooner.' })
  expiresAt: Date;

  @Field(() => PersonReference, { description: 'For whom it is.' })
  person: PersonReference;
}

@ObjectType('ClientSession', { description: 'What another system gets for its secret.' })
export class ClientSessionType {
  @Field(() => String, { description: 'Bearer token.' })
  accessToken: string;

  @Field(() => InstantScalar, { description: 'When the access token expires; ask again with the secret.' })
  expiresAt: Date;
}

@ObjectType('ServiceClient', { description: 'Another system that may sign in.' })
export class ServiceClientType {
  @Field(() => ID, { description: 'What it signs in with, beside the secret.' })
  id: string;

  @Field(() => String, { description: 'Given by the administrator; unique.' })
  name: string;

  @Field(() => [ClientRoleEnum], { description: 'What it may be.' })
  roles: ClientRoleEnum[];

  @Field(() => [ClientScopeEnum], { description: 'What it may beside its roles.' })
  scopes: ClientScopeEnum[];

  @Field(() => InstantScalar, {
    nullable: true,
    description: 'Until when the secret before still counts; null when only the present one does.',
  })
  previousSecretUntil: Date | null;

  @Field(() => InstantScalar, { description: 'When it was registered.' })
  createdAt: Date;

  @Field(() => InstantScalar, { nullable: true, description: 'Since when it may no longer ask; null while it may.' })
  revokedAt: Date | null;
}

@ObjectType('ClientSecret', { description: 'A newly registered system and its secret, which is shown once.' })
export class ClientSecretType {
  @Field(() => ServiceClientType, { description: 'The system.' })
  client: ServiceClientType;

  @Field(() => ID, { description: 'What it signs in with.' })
  clientId: string;

  @Field(() => String, { description: 'Keep it; it cannot be read again.' })
  clientSecret: string;
}
