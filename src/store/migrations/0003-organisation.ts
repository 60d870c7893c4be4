import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { day, flag, id, instant, integer, json, text } from '../columns';

/** Facts about office, decisions, and what is projected from them. */
export class Organisation0003 implements MigrationInterface {
  name = 'Organisation1700000000003';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of tables()) await runner.createTable(table);
    await runner.query(`INSERT INTO office_version (id, version) VALUES ('office', 0)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of tables().reverse()) await runner.dropTable(table);
  }
}

function tables(): Table[] {
  return [
    new Table({ name: 'office_version', columns: [id('id', 'pk_office_version'), integer('version')] }),
    new Table({
      name: 'office_fact',
      columns: [
        id('id', 'pk_office_fact'),
        text('decisionId', 36, 'nullable'),
        integer('line'),
        text('kind', 32),
        text('subjectId', 128),
        text('personId', 36, 'nullable'),
        text('appointmentId', 36, 'nullable'),
        text('postId', 128, 'nullable'),
        text('unitId', 64, 'nullable'),
        day('onDay'),
        integer('rank'),
        json('body'),
        instant('knownFrom'),
        instant('knownUntil', 'nullable'),
      ],
      indices: [
        { name: 'ix_office_fact_decision', columnNames: ['decisionId'] },
        { name: 'ix_office_fact_subject', columnNames: ['subjectId', 'kind'] },
        { name: 'ix_office_fact_person', columnNames: ['personId'] },
        { name: 'ix_office_fact_appointment', columnNames: ['appointmentId'] },
        { name: 'ix_office_fact_post', columnNames: ['postId'] },
        { name: 'ix_office_fact_unit', columnNames: ['unitId', 'kind'] },
      ],
    }),
    new Table({
      name: 'decision',
      columns: [
        id('id', 'pk_decision'),
        text('number', 64),
        text('paperKey', 160),
        text('issuerId', 64),
        day('signedOn'),
        day('effectiveOn'),
        text('afterDecisionId', 36, 'nullable'),
        integer('rank'),
        integer('version'),
        instant('recordedAt'),
        text('recordedById', 36, 'nullable'),
        text('annulledById', 36, 'nullable'),
      ],
      indices: [
        { name: 'ux_decision_paper', columnNames: ['paperKey'], isUnique: true },
        { name: 'ix_decision_issuer', columnNames: ['issuerId'] },
        { name: 'ix_decision_number', columnNames: ['number'] },
        { name: 'ux_decision_version', columnNames: ['version'], isUnique: true },
      ],
    }),
    new Table({
      name: 'decision_line',
      columns: [
        id('decisionId', 'pk_decision_line'),
        { ...integer('index'), isPrimary: true, primaryKeyConstraintName: 'pk_decision_line' },
        text('kind', 16),
        text('personId', 36, 'nullable'),
        text('appointmentId', 36, 'nullable'),
        text('delegationId', 36, 'nullable'),
        json('textVi'),
        json('textEn'),
      ],
    }),
    new Table({
      name: 'decision_person',
      columns: [id('decisionId', 'pk_decision_person'), id('personId', 'pk_decision_person')],
    }),
    new Table({
      name: 'person',
      columns: [
        id('id', 'pk_person'),
        text('login', 64),
        text('familyName', 100),
        text('middleName', 100),
        text('givenName', 100),
        json('names'),
        text('searchKey', 255),
        json('spelling'),
        text('sortKey', 191),
        day('birthDate', 'nullable'),
        text('phone', 32, 'nullable'),
        text('citizenCipher', 128, 'nullable'),
        text('citizenHash', 64, 'nullable'),
        instant('createdAt'),
      ],
      indices: [
        { name: 'ux_person_login', columnNames: ['login'], isUnique: true },
        { name: 'ix_person_sort', columnNames: ['sortKey', 'id'] },
        { name: 'ix_person_citizen', columnNames: ['citizenHash'] },
        { name: 'ix_person_search', columnNames: ['searchKey'] },
      ],
    }),
    new Table({
      name: 'unit',
      columns: [
        id('id', 'pk_unit', 64),
        text('code', 64, 'nullable'),
        text('name', 200),
        text('nameEn', 200, 'nullable'),
        text('searchKey', 255),
        text('kind', 32),
        text('parentId', 64, 'nullable'),
        text('path', 700),
        day('startsOn'),
        day('endsOn', 'nullable'),
        flag('annulled'),
      ],
      indices: [{ name: 'ix_unit_parent', columnNames: ['parentId'] }],
    }),
    new Table({
      name: 'succession',
      columns: [
        id('predecessorId', 'pk_succession', 64),
        id('successorId', 'pk_succession', 64),
        day('onDay'),
        text('decisionId', 36),
      ],
      indices: [{ name: 'ix_succession_successor', columnNames: ['successorId'] }],
    }),
    new Table({
      name: 'position',
      columns: [
        id('id', 'pk_position', 64),
        text('titleVi', 200),
        text('titleEn', 200),
        integer('rank'),
        flag('covered'),
        text('managementRole', 32),
        integer('seats', 'nullable'),
        text('scope', 32, 'nullable'),
      ],
    }),
    new Table({
      name: 'post',
      columns: [
        id('id', 'pk_post', 128),
        text('unitId', 64),
        text('positionId', 64),
        text('title', 200, 'nullable'),
        integer('seats', 'nullable'),
        day('startsOn'),
        day('endsOn', 'nullable'),
        flag('annulled'),
      ],
      indices: [{ name: 'ix_post_unit', columnNames: ['unitId'] }],
    }),
    new Table({
      name: 'appointment',
      columns: [
        id('id', 'pk_appointment'),
        text('personId', 36),
        text('postId', 128),
        text('unitId', 64),
        text('mode', 16),
        flag('primary'),
        json('fields'),
        day('startsOn'),
        day('endsOn', 'nullable'),
        day('termEndsOn', 'nullable'),
        text('endReason', 16, 'nullable'),
        text('homeAppointmentId', 36, 'nullable'),
        text('successorId', 36, 'nullable'),
        text('startDecisionId', 36),
        text('endDecisionId', 36, 'nullable'),
        flag('annulled'),
      ],
      indices: [
        { name: 'ix_appointment_person', columnNames: ['personId'] },
        { name: 'ix_appointment_post', columnNames: ['postId'] },
        { name: 'ix_appointment_unit', columnNames: ['unitId'] },
        { name: 'ix_appointment_start', columnNames: ['startsOn', 'id'] },
      ],
    }),
    new Table({
      name: 'delegation',
      columns: [
        id('id', 'pk_delegation'),
        text('fromAppointmentId', 36),
        text('fromPersonId', 36),
        text('toPersonId', 36),
        text('scope', 200),
        json('fields'),
        day('startsOn'),
        day('endsOn', 'nullable'),
        text('decisionId', 36),
        flag('annulled'),
      ],
      indices: [
        { name: 'ix_delegation_from', columnNames: ['fromPersonId'] },
        { name: 'ix_delegation_to', columnNames: ['toPersonId'] },
      ],
    }),
    new Table({
      name: 'announcement',
      columns: [
        id('id', 'pk_announcement'),
        text('once', 191),
        text('kind', 16),
        text('subjectId', 128),
        text('decisionId', 36),
        instant('effectiveAt'),
        json('payload'),
        instant('announcedAt', 'nullable'),
        text('cancelledById', 36, 'nullable'),
      ],
      indices: [
        { name: 'ux_announcement_once', columnNames: ['once'], isUnique: true },
        { name: 'ix_announcement_due', columnNames: ['announcedAt', 'cancelledById', 'effectiveAt'] },
        { name: 'ix_announcement_decision', columnNames: ['decisionId'] },
        { name: 'ix_announcement_subject', columnNames: ['subjectId', 'kind'] },
      ],
    }),
  ];
}
