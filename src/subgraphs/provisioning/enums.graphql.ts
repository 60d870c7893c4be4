/** The constants of this room's API; inside the engine the same words are written as `core` and the tables write them. */
import { registerEnumType } from 'type-graphql';

export enum AccountStatus {
  PENDING = 'PENDING',
  ACTIVE = 'ACTIVE',
  DISABLED = 'DISABLED',
  ARCHIVED = 'ARCHIVED',
  DELETED = 'DELETED',
}

registerEnumType(AccountStatus, {
  name: 'AccountStatus',
  description: 'What the target last said of an account.',
  valuesConfig: {
    PENDING: { description: 'Wanted and not there yet.' },
    ACTIVE: { description: 'One can sign in with it.' },
    DISABLED: { description: 'One cannot sign in with it; its history is kept.' },
    ARCHIVED: { description: 'Out of the live service, its data kept.' },
    DELETED: { description: 'No longer there; its name is never given to another person.' },
  },
});

export enum OperationStatusType {
  PENDING = 'PENDING',
  RUNNING = 'RUNNING',
  DONE = 'DONE',
  WAITING_RETRY = 'WAITING_RETRY',
  WAITING_APPROVAL = 'WAITING_APPROVAL',
  WAITING_PERSON = 'WAITING_PERSON',
  FAILED = 'FAILED',
  SUPERSEDED = 'SUPERSEDED',
}

registerEnumType(OperationStatusType, {
  name: 'OperationStatus',
  description: 'How far an operation has come.',
  valuesConfig: {
    PENDING: { description: 'Not begun.' },
    RUNNING: { description: 'The target has been asked and has not answered yet.' },
    DONE: { description: 'The target did it.' },
    WAITING_RETRY: { description: 'It failed, or its outcome is unknown; it will be looked at and tried again.' },
    WAITING_APPROVAL: { description: 'A person must approve its plan first.' },
    WAITING_PERSON: { description: 'A person carries it out.' },
    FAILED: { description: 'The target refused it; it is not tried again by itself.' },
    SUPERSEDED: { description: 'No longer wanted: the facts have moved on, or its plan was rejected.' },
  },
});

export enum TargetHealth {
  UP = 'UP',
  DEGRADED = 'DEGRADED',
  DOWN = 'DOWN',
  PAUSED = 'PAUSED',
  OBSERVE_ONLY = 'OBSERVE_ONLY',
}

registerEnumType(TargetHealth, {
  name: 'TargetHealth',
  description: 'How a target answers.',
  valuesConfig: {
    UP: { description: 'It answers.' },
    DEGRADED: { description: 'Its last calls failed; it is still tried.' },
    DOWN: { description: 'It fails again and again; it is left alone and asked now and then.' },
    PAUSED: { description: 'A person stopped all writes to it.' },
    OBSERVE_ONLY: { description: 'It is read and not written until a person ends that.' },
  },
});

export enum ReconcileScope {
  PERSON = 'PERSON',
  UNIT = 'UNIT',
  TARGET = 'TARGET',
  ALL = 'ALL',
}

registerEnumType(ReconcileScope, {
  name: 'ReconcileScope',
  description: 'Whose accounts are looked at again.',
  valuesConfig: {
    PERSON: { description: 'One person’s.' },
    UNIT: { description: 'Those of everybody who holds a post in a unit or below it.' },
    TARGET: { description: 'Those of everybody who has or should have an account at a target.' },
    ALL: { description: 'Everybody’s.' },
  },
});

export enum LanguageType {
  VI = 'VI',
  EN = 'EN',
}

registerEnumType(LanguageType, {
  name: 'Language',
  description: 'Language of a text.',
  valuesConfig: { VI: { description: 'Vietnamese.' }, EN: { description: 'English.' } },
});
