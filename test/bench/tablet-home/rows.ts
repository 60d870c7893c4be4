/** The rows that both servers answer TabletHome from: one person, three posts' worth of joins, 20 documents, about 8 kB. */
export interface UnitRow {
  readonly id: string;
  readonly name: string;
}

export interface DocumentRow {
  readonly id: string;
  readonly number: string;
  readonly subject: string;
  readonly urgency: string;
  readonly dueOn: string;
  readonly senderId: string;
}

const DOCUMENTS = 20;
const SENDERS = ['Sở Nội vụ', 'Sở Tài chính', 'Sở Tư pháp', 'Sở Y tế', 'Văn phòng UBND', 'Thanh tra', 'Sở Xây dựng'];

export const PERSON_ID = '0190a000-0000-7000-8000-000000000001';

export const units: ReadonlyMap<string, UnitRow> = new Map(
  SENDERS.map((name, index) => [`unit-${index}`, { id: `unit-${index}`, name: `${name} thành phố Hà Nội` }]),
);

export const person = { id: PERSON_ID, fullName: 'Nguyễn Thị Hồng Hạnh' };

export const appointments = [
  { primary: true, mode: 'OFFICIAL', post: { id: 'unit-0/giam-doc-so', title: 'Giám đốc Sở', unitId: 'unit-0' } },
  { primary: false, mode: 'ACTING', post: { id: 'unit-5/chanh', title: 'Chánh Thanh tra', unitId: 'unit-5' } },
];

export const groups = ['leaders', 'heads-department', 'unit-unit-0', 'unit-unit-5'];
export const mailbox = { unread: 17, quotaUsedMiB: 1_203.5, quotaMiB: 10_240 };
export const tablets = [{ serial: 'HN-2017-00042', status: 'ISSUED' }];

export const applications = Array.from({ length: 9 }, (_, index) => ({
  name: `Ứng dụng dùng chung của Thành phố, số ${index + 1}`,
  url: `https://ung-dung-${index + 1}.hanoi.gov.vn/`,
  status: index % 4 === 3 ? 'NO_ACCOUNT' : 'READY',
}));

export const documents: readonly DocumentRow[] = Array.from({ length: DOCUMENTS }, (_, index) => ({
  id: `unit-0:${index}`,
  number: `${1_000 + index}/UBND-KGVX`,
  subject: `Về việc tổ chức triển khai kế hoạch ứng dụng công nghệ thông tin và rà soát thủ tục hành chính năm 2026, đợt ${index + 1}: báo cáo kết quả, tồn tại, nguyên nhân và kiến nghị`,
  urgency: index < 4 ? 'Hỏa tốc' : 'Thường',
  dueOn: `2026-03-${String(index + 1).padStart(2, '0')}`,
  senderId: `unit-${index % SENDERS.length}`,
}));
