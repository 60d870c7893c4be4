import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { day, flag, id, instant, integer, json, text } from '../columns';

/** The engine's tables: what is due, what is known of accounts, what was planned and tried. */
export class Provisioning0004 implements MigrationInterface {
  name = 'Provisioning1700000000004';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of TABLES) await runner.createTable(table());
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of [...TABLES].reverse()) await runner.dropTable(table());
  }
}

const TABLES: readonly (() => Table)[] = [
  target,
  shadow,
  duePerson,
  plan,
  operation,
  attempt,
  accessLock,
  grantException,
  tombstone,
];

function target(): Table {
  return new Table({
    name: 'target',
    columns: [
      id('id', 'pk_target', 96),
      text('kind', 32),
      text('connector', 32),
      text('unitId', 96, 'nullable'),
      text('health', 16),
      flag('paused'),
      text('pauseReason', 500, 'nullable'),
      text('lastErrorCode', 32, 'nullable'),
      instant('lastErrorAt', 'nullable'),
    ],
  });
}

function shadow(): Table {
  return new Table({
    name: 'shadow',
    columns: [
      id('id', 'pk_shadow'),
      text('targetId', 96),
      text('nativeId', 191),
      text('personId', 36, 'nullable'),
      text('name', 191),
      text('situation', 16),
      json('record'),
      text('status', 16),
      instant('observedAt'),
      instant('disabledSince', 'nullable'),
      flag('linked'),
    ],
    indices: [
      { name: 'ix_shadow_native', columnNames: ['targetId', 'nativeId'], isUnique: true },
      { name: 'ix_shadow_person', columnNames: ['personId'] },
      { name: 'ix_shadow_name', columnNames: ['targetId', 'name'] },
    ],
  });
}

function duePerson(): Table {
  return new Table({
    name: 'due_person',
    columns: [
      id('personId', 'pk_due_person'),
      instant('dueAt'),
      text('waiting', 16),
      integer('generation'),
      integer('failures'),
      text('causeKind', 16),
      text('causeId', 36, 'nullable'),
      text('leaseHolder', 80, 'nullable'),
      instant('leaseUntil', 'nullable'),
    ],
    indices: [
      { name: 'ix_due_person_due', columnNames: ['dueAt'] },
      { name: 'ix_due_person_waiting', columnNames: ['waiting', 'dueAt'] },
    ],
  });
}

function plan(): Table {
  return new Table({
    name: 'plan',
    columns: [
      id('id', 'pk_plan'),
      text('hash', 64),
      text('causeKind', 16),
      text('causeId', 36, 'nullable'),
      text('policyVersion', 64),
      instant('createdAt'),
      instant('plannedFor'),
      flag('needsApproval'),
      text('approvedById', 36, 'nullable'),
      text('rejectedReason', 500, 'nullable'),
      flag('complete'),
      flag('applyable'),
      json('summary'),
    ],
    indices: [
      { name: 'ix_plan_created', columnNames: ['createdAt'] },
      { name: 'ix_plan_hash', columnNames: ['hash'] },
    ],
  });
}

function operation(): Table {
  return new Table({
    name: 'operation',
    columns: [
      id('id', 'pk_operation'),
      text('planId', 36),
      text('personId', 36),
      text('targetId', 96),
      integer('ordinal'),
      text('kind', 16),
      text('reason', 64),
      json('planned'),
      text('accountName', 191),
      text('nativeId', 191, 'nullable'),
      text('status', 24),
      integer('attempts'),
      text('lastErrorCode', 32, 'nullable'),
      text('lastErrorMessage', 500, 'nullable'),
      instant('retryAt', 'nullable'),
      instant('startedAt', 'nullable'),
      instant('finishedAt', 'nullable'),
    ],
    indices: [
      { name: 'ix_operation_plan', columnNames: ['planId', 'ordinal'] },
      { name: 'ix_operation_person', columnNames: ['personId', 'status'] },
      { name: 'ix_operation_target', columnNames: ['targetId', 'status'] },
    ],
  });
}

function attempt(): Table {
  return new Table({
    name: 'attempt',
    columns: [
      id('id', 'pk_attempt'),
      text('operationId', 36),
      text('personId', 36),
      integer('number'),
      instant('intentAt'),
      instant('outcomeAt', 'nullable'),
      text('outcome', 16, 'nullable'),
      text('errorCode', 32, 'nullable'),
    ],
    indices: [
      { name: 'ix_attempt_operation', columnNames: ['operationId', 'number'], isUnique: true },
      { name: 'ix_attempt_person', columnNames: ['personId', 'intentAt'] },
    ],
  });
}

function accessLock(): Table {
  return new Table({
    name: 'access_lock',
    columns: [
      id('id', 'pk_access_lock'),
      text('personId', 36),
      text('targetId', 96, 'nullable'),
      text('reason', 500),
      instant('startsAt'),
      instant('endsAt', 'nullable'),
      instant('liftedAt', 'nullable'),
    ],
    indices: [{ name: 'ix_access_lock_person', columnNames: ['personId'] }],
  });
}

function grantException(): Table {
  return new Table({
    name: 'grant_exception',
    columns: [
      id('id', 'pk_grant_exception'),
      text('personId', 36),
      text('targetId', 96),
      text('grantKind', 32),
      text('grantValue', 191),
      text('reason', 500),
      text('approvedById', 36, 'nullable'),
      day('startsOn'),
      day('endsOn', 'nullable'),
    ],
    indices: [{ name: 'ix_grant_exception_person', columnNames: ['personId'] }],
  });
}

function tombstone(): Table {
  return new Table({
    name: 'tombstone',
    columns: [
      id('id', 'pk_tombstone'),
      text('targetId', 96),
      text('name', 191),
      text('personId', 36),
      instant('deletedAt'),
    ],
    indices: [{ name: 'ix_tombstone_name', columnNames: ['targetId', 'name'], isUnique: true }],
  });
}
