/** The people of the scanned directory, made from their number: nobody holds a list of them, on either side. */
import type { UnitFacts } from '../../../src/provisioning/core/facts';
import type { Policy } from '../../../src/provisioning/core/policy/policy.types';
import type { OfficeFacts, OfficeReader } from '../../../src/provisioning/office-reader';

export const SUFFIX = 'dc=hanoi,dc=gov,dc=vn';
export const SERVICE = { dn: `cn=provisioning,ou=services,${SUFFIX}`, password: 'cap-phat', role: 'writer' as const };
export const UNITS = 200;
const DOMAIN = 'hanoi.test';
const TITLE = 'Chuyên viên';

export function loginOf(index: number): string {
  return `nv${index}`;
}

export function unitOf(index: number): UnitFacts {
  const id = `don-vi-${index % UNITS}`;
  return { id, name: `Đơn vị ${index % UNITS}`, kind: 'department', path: [id, 'ubnd-tp'], instanceUnitId: id };
}

/** An entry that says of its holder what office says. */
export function entryOf(index: number): Readonly<Record<string, readonly string[]>> {
  const login = loginOf(index);
  const unit = unitOf(index);
  return {
    objectClass: ['top', 'person', 'organizationalPerson', 'inetOrgPerson'],
    uid: [login],
    cn: [`Nguyễn Văn ${login}`],
    sn: ['Nguyễn'],
    givenName: [login],
    displayName: [`Nguyễn Văn ${login}`],
    employeeNumber: [login],
    mail: [`${login}@${DOMAIN}`],
    labeledURI: [`mailto:${login}_${unit.id.replaceAll('-', '')}@${DOMAIN} alias`],
    title: [TITLE],
    departmentNumber: [unit.id],
    ou: [unit.name],
  };
}

function factsOf(personId: string): OfficeFacts {
  const unit = unitOf(Number(personId.slice(2)));
  return {
    personId,
    login: personId,
    names: [{ startsOn: '1970-01-01', familyName: 'Nguyễn', middleName: 'Văn', givenName: personId }],
    appointments: [
      {
        id: `${personId}@${unit.id}`,
        post: { id: `${unit.id}/chuyen-vien`, positionId: 'chuyen-vien', title: TITLE, rank: 9, unit },
        mode: 'official',
        primary: true,
        fields: [],
        homeAppointmentId: null,
        startsOn: '2020-01-01',
        endsOn: null,
        basis: { decisionId: 'd', line: 0 },
        endBasis: null,
      },
    ],
    suspensions: [],
    delegations: [],
  };
}

export const OFFICE: OfficeReader = {
  facts: (personIds) => Promise.resolve(personIds.map(factsOf)),
  factsUnder: () => Promise.reject(new Error('nobody records a decision here')),
  units: () => Promise.resolve(Array.from({ length: UNITS }, (_, index) => unitOf(index))),
  decision: () => Promise.resolve(null),
  personsByLogin: (logins) => Promise.resolve(new Map(logins.map((login) => [login, login]))),
  personIds: () => Promise.resolve([]),
};

export const POLICY: Policy = {
  version: 'bench',
  file: 'bench.yaml',
  mailDomain: DOMAIN,
  targets: [{ key: 'directory', connector: 'ldap', instancePer: 'city', createAfter: [], assignee: null, line: 1 }],
  roles: [
    {
      role: 'officer',
      positions: ['chuyen-vien'],
      modes: ['official'],
      line: 2,
      targets: [
        { target: 'directory', grants: [{ kind: 'group', value: 'unit-{unit}', line: 3 }], quotaMiB: null, line: 3 },
      ],
    },
  ],
  delegations: [],
  leave: { accounts: { archiveAfterDays: 90, deleteAfterDays: 1825 }, handover: { tabletReturnDays: 7 } },
  brake: { windowMs: 3_600_000, netLossPerTarget: { atLeast: 20, percent: 5 }, netLossOverall: 50 },
  protectedNames: {},
};
