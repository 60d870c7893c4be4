/** A handover of nobody, to be told otherwise. */
import type { HandoverRow } from '../../src/provisioning/effects/handover.entity';
import { head, START, UNIT } from './provisioning-city';

export function handoverRow(id: string, change: Partial<HandoverRow>): HandoverRow {
  return {
    id,
    appointmentId: `of-${id}`,
    personId: 'nobody',
    postId: 'no-post',
    unitId: UNIT.id,
    unitPath: '/nowhere/',
    post: JSON.stringify(head('nobody').post),
    keyName: 'no-post',
    decisionId: null,
    line: null,
    endedOn: '2026-03-02',
    openedAt: START,
    dueOn: '2026-03-02',
    namedId: null,
    receiverId: null,
    receiverUnitId: UNIT.id,
    because: 'records-clerks',
    receivedAt: START,
    carries: '[]',
    vacant: false,
    closed: false,
    heldItems: 0,
    transferredAt: null,
    releasedAt: null,
    closedAt: null,
    annulledAt: null,
    reverse: null,
    reverseAt: null,
    ...change,
  };
}
