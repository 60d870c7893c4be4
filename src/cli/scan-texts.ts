/** What the verbs about whole systems say; part of `texts-catalogue.ts`. */
import type { Language } from '../errors/catalogue';

export const SCAN_TEXTS = {
  scanAbout: {
    vi: 'đọc mọi tài khoản của một hệ thống, so với điều chức vụ đòi hỏi, và cho biết kết quả',
    en: 'read all accounts of a system, compare them with what office wants, and tell what was found',
  },
  scanHelp: {
    vi: 'Chỗ khác được sửa hoặc chỉ báo cáo, theo chính sách. Lần quét không đọc được đến hết kết thúc với mã 1.',
    en: 'What differs is corrected or only reported, as the policy says. A scan that was not read to its end exits with 1.',
  },
  scanProgress: { vi: '{target}: đã đọc {seen} tài khoản …', en: '{target}: {seen} accounts read …' },
  scanSituation: { vi: 'tình trạng', en: 'situation' },
  scanAccounts: { vi: 'tài khoản', en: 'accounts' },
  scanResult: {
    vi: '{target}: đã đọc {seen}, {drifted} khác với yêu cầu, {missing} không thấy.',
    en: '{target}: {seen} read, {drifted} differ, {missing} missing.',
  },
  scanIncomplete: { vi: 'Chưa đọc được đến hết: {why}', en: 'Not read to its end: {why}' },
  scanFollows: {
    vi: 'Việc làm tiếp theo có nguyên nhân scan:{id}.',
    en: 'What follows from it has the cause scan:{id}.',
  },
  situationLinked: { vi: 'đã gắn', en: 'linked' },
  situationUnlinked: { vi: 'trùng tên, chưa gắn', en: 'unlinked' },
  situationUnmatched: { vi: 'không của ai', en: 'unmatched' },
  situationDisputed: { vi: 'tranh chấp', en: 'disputed' },
  situationProtected: { vi: 'được bảo vệ', en: 'protected' },
  situationGone: { vi: 'đã mất', en: 'gone' },
  situationPending: { vi: 'đang chờ tạo', en: 'pending' },
  observeAbout: {
    vi: 'không ghi vào hệ thống nào, hoặc chỉ hệ thống này, cho đến khi kết thúc; --end cho ghi tiếp, qua ngưỡng phanh',
    en: 'write to no system, or not to this one, until it is ended; --end lets writes go on, through the brake',
  },
  observeReason: { vi: 'lý do; được ghi vào nhật ký kiểm toán', en: 'why; kept in the audit record' },
  observeEnd: { vi: 'kết thúc', en: 'end it' },
  observeTarget: { vi: 'hệ thống', en: 'target' },
  observeHealth: { vi: 'trạng thái', en: 'health' },
  startObserve: {
    vi: 'sau khi khôi phục: đọc và so mọi hệ thống, không ghi vào đâu cho đến "dieuhanh observe-only --end"',
    en: 'after a restore: read and compare every system, write to none until "dieuhanh observe-only --end"',
  },
  startObserving: {
    vi: 'Chỉ quan sát: mọi hệ thống được đọc và so, không hệ thống nào bị ghi. Xem bằng "dieuhanh scan <target>" và truy vấn «drift»,\nrồi kết thúc bằng: dieuhanh observe-only --end --reason "..."',
    en: 'Observe-only: every system is read and compared, and none is written. Look with "dieuhanh scan <target>" and the query "drift",\nthen end it with: dieuhanh observe-only --end --reason "..."',
  },
} as const satisfies Record<string, Record<Language, string>>;
