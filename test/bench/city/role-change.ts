/** A role change as a decision would tell it, numbered, so that whoever hears it knows which one it is. */
const MARK = 'change-';
const DIGITS = 8;

export function changeOf(number: number, now: Date): Record<string, unknown> {
  const unit = {
    id: 'so-tttt',
    nameVi: 'Sở Thông tin và Truyền thông',
    nameEn: 'Department of Information and Communications',
    kind: 'department',
  };
  return {
    id: `${MARK}${String(number).padStart(DIGITS, '0')}`,
    kind: 'APPOINTED',
    scheduledKind: null,
    effectiveAt: now.toISOString(),
    recordedAt: now.toISOString(),
    person: {
      id: `p-${number}`,
      login: 'nguyenvanmau',
      familyName: 'Nguyễn',
      middleName: 'Văn',
      givenName: 'Mẫu',
      fullName: 'Nguyễn Văn Mẫu',
    },
    post: {
      id: 'so-tttt/pho-giam-doc-so',
      positionId: 'pho-giam-doc-so',
      titleVi: 'Phó Giám đốc Sở',
      titleEn: 'Deputy Director',
      unitId: unit.id,
    },
    unit,
    unitPath: ['ubnd-tp', unit.id],
    mode: 'OFFICIAL',
    appointmentId: `a-${number}`,
    previousAppointmentId: null,
    inForce: true,
    decision: {
      id: `d-${number}`,
      number: `${number}/QĐ-DO`,
      issuerId: 'ubnd-tp',
      issuerName: 'Ủy ban nhân dân Thành phố Hà Nội',
      signedOn: '2026-05-04',
      effectiveOn: '2026-05-04',
    },
  };
}

/** The number of the change that a text tells; null when it tells none. */
export function numberIn(text: string): number | null {
  const at = text.indexOf(MARK);
  return at < 0 ? null : Number(text.slice(at + MARK.length, at + MARK.length + DIGITS));
}

/** The same text about another change, byte for byte as long. */
export function renumbered(text: string, number: number): string {
  const at = text.indexOf(MARK) + MARK.length;
  return text.slice(0, at) + String(number).padStart(DIGITS, '0') + text.slice(at + DIGITS);
}
