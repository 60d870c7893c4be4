/** What the verbs about the record and about a person's data say. */
import type { Language } from '../errors/catalogue';

export const AUDIT_TEXTS = {
  auditAbout: { vi: 'nhật ký những gì đã làm', en: 'the record of what was done' },
  verifyAbout: {
    vi: 'kiểm tra không dòng nhật ký nào bị sửa, xóa, đổi chỗ hay cắt bỏ; mã thoát 1 nếu có',
    en: 'check that no audit row was altered, removed, moved or cut off; exit code 1 when one was',
  },
  witnessOption: {
    vi: 'đầu chuỗi mà lần chạy trước đã in: chứng minh trước đó không gì thay đổi từ bấy giờ',
    en: 'a head that an earlier run printed: proves that nothing before it has changed since',
  },
  offlineOption: {
    vi: 'đọc thẳng kho của DIEUHANH_HOME thay vì hỏi cổng',
    en: 'read the store of DIEUHANH_HOME itself instead of asking the gateway',
  },
  badWitness: {
    vi: '--witness là SEQ:HASH như "dieuhanh audit verify" đã in trước đây',
    en: '--witness is SEQ:HASH as an earlier "dieuhanh audit verify" printed it',
  },
  records: { vi: 'dòng nhật ký', en: 'records' },
  auditKeyOption: {
    vi: 'mã khóa phải đã ký bản xuất (giữ ở nơi khác)',
    en: 'id of the key that must have signed the export (kept elsewhere)',
  },
  chainSigned: { vi: 'Đã ký bởi khóa: {keys}', en: 'Signed by key: {keys}' },
  chainBegins: {
    vi: 'Tệp bắt đầu sau dòng {after}; những gì trước đó không có trong tệp.',
    en: 'The file begins after record {after}; what lies before is not in it.',
  },
  chainErased: {
    vi: '{erased} dòng đã xóa phần cá nhân theo thời hạn lưu; chuỗi vẫn nguyên.',
    en: '{erased} records have had their personal part erased; the chain holds.',
  },
  unreadableLine: {
    vi: 'HỎNG: không đọc được dòng {line} của tệp.',
    en: 'BROKEN: line {line} of the file cannot be read.',
  },
  otherSignature: {
    vi: 'HỎNG: chữ ký tại dòng {seq} không do khóa đã biết ký.',
    en: 'BROKEN: the signature at record {seq} was not made by a known key.',
  },
  auditListAbout: { vi: 'xem điều gì đã xảy ra, mới nhất trước', en: 'show what happened, the newest first' },
  auditRootsAbout: {
    vi: 'in các gốc đã ký của chuỗi, để bên ngoài giữ làm chứng',
    en: 'print signed roots of the chain, for a witness outside to keep',
  },
  auditRootsAfterOption: { vi: 'chỉ sau vị trí này', en: 'only after this place' },
  auditExportAbout: {
    vi: 'xuất chuỗi nhật ký ra tệp, kiểm tra được bằng audit verify FILE mà không cần kho',
    en: 'write the chain to a file that audit verify FILE checks without the store',
  },
  auditExported: { vi: 'Đã xuất {lines} dòng ra {file}.', en: 'Wrote {lines} lines to {file}.' },
  auditPersonOption: { vi: 'về người này', en: 'about this person' },
  auditAccountOption: { vi: 'trên tài khoản này', en: 'done to this account' },
  auditTabletOption: { vi: 'trên máy tính bảng này', en: 'done to this tablet' },
  auditByOption: { vi: 'do người này thực hiện', en: 'done by this person' },
  auditBehalfOption: {
    vi: 'theo ủy quyền của người này',
    en: 'done on behalf of this person, under a delegation',
  },
  auditDecisionOption: { vi: 'theo quyết định này', en: 'following from this decision' },
  auditActionOption: {
    vi: 'hành động; kết thúc bằng dấu chấm là cả nhóm',
    en: 'this action; with a dot at its end all below it',
  },
  auditFromOption: { vi: 'từ thời điểm này', en: 'from this instant on' },
  auditToOption: { vi: 'trước thời điểm này', en: 'before this instant' },
  auditFirstOption: { vi: 'số dòng, 1 đến 500', en: 'how many, 1 to 500' },
  auditAfterOption: { vi: 'sau con trỏ này', en: 'after this cursor' },
  auditAt: { vi: 'Khi nào', en: 'When' },
  auditWho: { vi: 'Ai', en: 'Who' },
  auditFor: { vi: '{who}, theo ủy quyền của {for}', en: '{who}, for {for}' },
  auditWhat: { vi: 'Làm gì', en: 'What' },
  auditOn: { vi: 'Trên', en: 'On' },
  auditWhere: { vi: 'Từ đâu', en: 'From where' },
  auditMore: { vi: 'Còn nữa: --after {cursor}', en: 'There is more: --after {cursor}' },
  badInstant: { vi: 'Thời điểm không đọc được: {given}', en: 'Not an instant: {given}' },
  personAbout: { vi: 'dữ liệu đang lưu về một người', en: 'what is held about a person' },
  personExportAbout: {
    vi: 'in mọi dữ liệu đang lưu về một người (Luật 91/2025/QH15); chính người đó hoặc quản trị thành phố',
    en: 'print everything held about a person (Law 91/2025/QH15); for themself or the city administrator',
  },
  personFileOption: { vi: 'ghi thêm JSON ra tệp mới này', en: 'write it as JSON to this new file as well' },
  personEraseAbout: {
    vi: 'xóa dữ liệu cá nhân đã hết thời hạn lưu; chuỗi nhật ký vẫn nguyên',
    en: 'erase personal data whose retention is over; the audit chain holds',
  },
  personReasonOption: { vi: 'lý do, ghi vào nhật ký', en: 'why, for the audit record' },
  personErased: {
    vi: 'Đã xóa phần cá nhân trong {rows} dòng về {personId}.',
    en: 'Erased what told of {personId} in {rows} rows.',
  },
  personHeld: {
    vi: 'Dữ liệu đang lưu về {personId}, đọc lúc {exportedAt}',
    en: 'What is held about {personId}, read at {exportedAt}',
  },
  chainWhole: {
    vi: 'Chuỗi nguyên vẹn: {records} dòng, {unchained} dòng chờ nối.\nHãy giữ ở nơi khác: {seq}:{hash}',
    en: 'The chain is whole: {records} records, {unchained} waiting to be chained.\nWitness to keep elsewhere: {seq}:{hash}',
  },
  altered: {
    vi: 'HỎNG: dòng {seq} ({id}) đã bị sửa sau khi ghi.',
    en: 'BROKEN: record {seq} ({id}) was altered after it was written.',
  },
  missing: { vi: 'HỎNG: dòng {seq} đã bị xóa.', en: 'BROKEN: record {seq} was removed.' },
  moved: {
    vi: 'HỎNG: dòng {id} không thuộc chỗ {seq}; các dòng đã bị đổi chỗ.',
    en: 'BROKEN: record {id} does not belong at place {seq}; records changed places.',
  },
  cut: {
    vi: 'HỎNG: các dòng từ {fromSeq} đến {headSeq} ở cuối đã bị cắt bỏ.',
    en: 'BROKEN: records {fromSeq} to {headSeq} at the end were cut off.',
  },
  otherWitness: {
    vi: 'HỎNG: chuỗi không dẫn tới mốc tại {seq}; nó đã bị viết lại.',
    en: 'BROKEN: the chain does not lead to the witness at {seq}; it was written anew.',
  },
} as const satisfies Record<string, Record<Language, string>>;
