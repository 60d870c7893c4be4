/** Papers, persons, and what is held about them. */
import {
  anywhere,
  appoint,
  CITY,
  head,
  NOBODY,
  nowhereElse,
  PEOPLE,
  person,
  RECORDS,
  type About,
  type Row,
} from './row';

const RECORD = 'mutation($input: RecordDecisionInput!) { recordDecision(input: $input) { decision { id } } }';

function paper(lines: (about: About) => Record<string, unknown>): NonNullable<Row['with']> {
  return (about) => ({ input: { ...head(about), ...lines(about) } });
}

export const OFFICE: readonly Row[] = [
  {
    field: 'Mutation.recordDecision',
    ask: RECORD,
    of: 'newcomer',
    with: appoint('chuyen-vien'),
    may: RECORDS,
  },
  {
    field: 'Mutation.recordDecision',
    ask: RECORD,
    with: appoint('chuyen-vien'),
    may: { own: NOBODY },
    notToOneself: ['administrator', 'unitAdministrator', 'recordsClerk'],
  },
  {
    // A post that carries more than the recorder holds.
    field: 'Mutation.recordDecision',
    ask: RECORD,
    of: 'newcomer',
    with: appoint('quan-tri-don-vi'),
    may: { subtree: ['administrator', 'unitAdministrator'], foreign: CITY },
  },
  {
    field: 'Mutation.recordDecision',
    ask: RECORD,
    of: 'leaver',
    with: paper(({ thing }) => ({ end: [{ personId: thing, reason: 'RESIGNED' }] })),
    may: RECORDS,
  },
  {
    field: 'Mutation.recordDecision',
    ask: RECORD,
    of: 'leaver',
    with: paper(({ thing }) => ({ suspend: [{ personId: thing }] })),
    may: RECORDS,
  },
  {
    // Into another department: its own people have a say.
    field: 'Mutation.recordDecision',
    ask: RECORD,
    of: 'newcomer',
    with: paper(({ thing }) => ({ appoint: [{ personId: thing, postId: 'so-y-te/chuyen-vien' }] })),
    may: { subtree: CITY },
  },
  {
    field: 'Mutation.recordDecision',
    ask: RECORD,
    of: 'appointment',
    with: paper(({ thing, unitId }) => ({ transfer: [{ appointmentId: thing, toPostId: `${unitId}/van-thu` }] })),
    may: RECORDS,
  },
  {
    field: 'Mutation.recordDecision',
    ask: RECORD,
    of: 'appointment',
    with: paper(({ thing }) => ({ transfer: [{ appointmentId: thing, toPostId: 'so-y-te/chuyen-vien' }] })),
    may: { subtree: CITY },
  },
  {
    // Issued by a unit of one's own, about somebody else's: what it touches counts, not who issues it.
    field: 'Mutation.recordDecision',
    ask: RECORD,
    of: 'appointment',
    with: paper(({ thing }) => ({
      issuerId: 'so-tttt',
      end: [{ appointmentId: thing, reason: 'RESIGNED' }],
    })),
    may: RECORDS,
  },
  {
    field: 'Mutation.recordDecision',
    ask: RECORD,
    with: paper(({ unitId, place }) => ({
      establishUnit: [{ id: `phong-thu-${place}`, name: `Phòng thử ${place}`, kind: 'division', parentId: unitId }],
      openPost: [{ id: `phong-thu-${place}/chuyen-vien`, unitId: `phong-thu-${place}`, positionId: 'chuyen-vien' }],
    })),
    may: RECORDS,
  },
  {
    // Nobody answers for who has never held a post but the city.
    field: 'Mutation.recordDecision',
    ask: RECORD,
    of: 'newcomer',
    with: paper(({ thing }) => ({ changeName: [{ personId: thing, familyName: 'Vương' }] })),
    may: { subtree: CITY },
  },
  {
    field: 'Mutation.recordDecision',
    ask: RECORD,
    of: 'leaver',
    with: paper(({ thing }) => ({ changeName: [{ personId: thing, familyName: 'Vương' }] })),
    may: RECORDS,
  },
  {
    field: 'Mutation.annulDecision',
    ask: 'mutation($id: ID!, $by: DecisionHeadInput!) { annulDecision(decisionId: $id, by: $by) { decision { id } } }',
    of: 'decision',
    with: (about) => ({ id: about.thing, by: head(about) }),
    may: RECORDS,
  },
  {
    field: 'Mutation.createPerson',
    ask: 'mutation { createPerson(input: { familyName: "Vũ", givenName: "Mới" }) { id } }',
    may: anywhere(['administrator', 'unitAdministrator', 'recordsClerk']),
  },
  {
    field: 'Mutation.definePositions',
    ask: 'mutation { definePositions(input: [{ id: "chuc-danh-thu", titleVi: "Chức danh thử", rank: 90, managementRole: "officer" }]) { id } }',
    may: anywhere(CITY),
  },
  {
    field: 'Mutation.exportPerson',
    ask: 'mutation($id: ID!) { exportPerson(person: $id) { personId } }',
    with: person,
    may: { own: PEOPLE, ...nowhereElse },
  },
  {
    // Still in office: told to who may erase.
    field: 'Mutation.erasePerson',
    ask: 'mutation($id: ID!) { erasePerson(person: $id, reason: "Hết thời hạn lưu trữ") { personId } }',
    with: person,
    may: nowhereElse,
    meets: 'PERSON_IN_OFFICE',
  },
  {
    field: 'Mutation.erasePerson',
    ask: 'mutation($id: ID!) { erasePerson(person: $id, reason: "Hết thời hạn lưu trữ") { personId } }',
    with: person,
    may: { own: NOBODY },
    notToOneself: CITY,
  },
];
