/**
 * The one catalogue of refusals: code → what happened and what to do, in Vietnamese and English.
 * Codes are API: they are added, never renamed. `{name}` is filled from the problem's values.
 */
import type { Language } from './language-name';
import { OFFICE_REFUSALS } from './office-refusals';
import { SIGN_IN_REFUSALS } from './sign-in-refusals';

export type { Language } from './language-name';

export const CATALOGUE = {
  ...SIGN_IN_REFUSALS,
  ...OFFICE_REFUSALS,
  // ── the request itself
  BAD_REQUEST: { vi: 'Yêu cầu không hợp lệ: {detail}', en: 'The request is malformed: {detail}' },
  BODY_TOO_LARGE: {
    vi: 'Nội dung vượt quá {limit}. Hãy chia nhỏ yêu cầu.',
    en: 'The body is larger than {limit}. Split the request.',
  },
  QUERY_TOO_COMPLEX: {
    vi: 'Truy vấn quá lớn ({detail}). Hãy chia nhỏ truy vấn.',
    en: 'The query is too large ({detail}). Split it.',
  },
  INVALID_VALUE: {
    vi: 'Giá trị của «{field}» không hợp lệ: {detail}',
    en: 'The value of "{field}" is not valid: {detail}',
  },
  INVALID_CURSOR: {
    vi: 'Con trỏ trang không hợp lệ. Hãy bắt đầu lại từ trang đầu.',
    en: 'The page cursor is not valid. Start again from the first page.',
  },
  CURSOR_EXPIRED: {
    vi: 'Con trỏ cũ hơn thời hạn lưu sự kiện. Hãy lấy lại ảnh chụp hiện trạng bằng «officeSnapshot» rồi theo dõi tiếp từ con trỏ của nó.',
    en: 'The cursor is older than events are kept. Take a snapshot with "officeSnapshot" and follow from its cursor.',
  },
  INVALID_PAGE_SIZE: { vi: '«first» phải từ 1 đến {max}.', en: '"first" must be from 1 to {max}.' },
  IDEMPOTENCY_KEY_REUSED: {
    vi: 'Idempotency-Key này đã được dùng với nội dung khác. Hãy dùng khóa mới.',
    en: 'This Idempotency-Key was used with another input. Use a new key.',
  },
  NOT_FOUND: { vi: 'Không tìm thấy {kind} «{id}».', en: 'There is no {kind} "{id}".' },
  INTERNAL: {
    vi: 'Lỗi nội bộ, mã theo dõi {trace}. Hãy báo quản trị viên kèm mã này.',
    en: 'Internal error, trace {trace}. Report it to the administrator with this trace.',
  },
  UNAVAILABLE: {
    vi: 'Hệ thống «{system}» tạm thời không trả lời. Hãy thử lại sau.',
    en: 'The system "{system}" does not answer now. Try again later.',
  },
  STORE_FULL: {
    vi: 'Kho dữ liệu không ghi được: đĩa của kho đã đầy. Thay đổi này chưa được ghi nhận. Hãy báo quản trị viên giải phóng chỗ trên đĩa của kho rồi gửi lại.',
    en: 'The store could not write: its disk is full. This change is not recorded. Let the administrator make room on the disk of the store, then send it again.',
  },
  STORE_READ_ONLY: {
    vi: 'Kho dữ liệu không ghi được: máy chủ của kho chỉ cho đọc. Thay đổi này chưa được ghi nhận. Hãy báo quản trị viên trỏ DIEUHANH_STORE_URL tới máy chủ chính, hoặc cho ghi lại, rồi gửi lại.',
    en: 'The store could not write: its server takes no writes. This change is not recorded. Let the administrator name the primary server in DIEUHANH_STORE_URL, or allow writing again, then send it again.',
  },
  STORE_UNREACHABLE: {
    vi: 'Kho dữ liệu không trả lời khi đọc hoặc ghi. Nếu đây là một thay đổi thì chưa chắc đã được ghi nhận: hãy đợi máy chủ của kho chạy lại, xem thay đổi đã có chưa, rồi mới gửi lại.',
    en: 'The store did not answer while it was read or written. If this was a change, it is not certain that it is recorded: wait until the server of the store is back, look whether the change is there, and send it again only then.',
  },
  TOO_MANY_LIVE_READS: {
    vi: 'Mỗi yêu cầu chỉ đọc trực tiếp hệ thống «{system}» cho tối đa {max} người. Hãy hỏi từng trang: first: {max}.',
    en: 'One request reads the system "{system}" live for at most {max} people. Ask page by page: first: {max}.',
  },
  DEADLINE_PASSED: {
    vi: 'Yêu cầu bị cắt trước khi xong vì quá lâu hoặc đã đóng kết nối. Hãy thử lại với yêu cầu nhỏ hơn.',
    en: 'The request was cut before it was done: it took too long, or the connection closed. Try a smaller one.',
  },
  SLOW_READER: {
    vi: 'Bên nhận đọc quá chậm nên luồng bị cắt. Hãy nối lại từ con trỏ cuối cùng.',
    en: 'The stream was cut because it was read too slowly. Connect again from the last cursor.',
  },
  TOO_MANY_STREAMS: {
    vi: 'Bạn đã mở {max} luồng theo dõi, là số tối đa cho một bên. Hãy đóng bớt rồi nối lại từ con trỏ cuối cùng.',
    en: 'You hold {max} streams open, the most for one caller. Close some, then connect again from the last cursor.',
  },
  UNSUPPORTED_MEDIA_TYPE: {
    vi: 'Hãy gửi POST với Content-Type: application/json.',
    en: 'Send POST with Content-Type: application/json.',
  },
  // ── tablets
  SERIAL_TAKEN: {
    vi: 'Số sê-ri «{serial}» đã có trong sổ hoặc bị lặp lại. Hãy kiểm tra lại danh sách.',
    en: 'The serial "{serial}" is in the register already, or repeated. Check the list.',
  },
  TABLET_ALREADY_ISSUED: {
    vi: 'Máy tính bảng «{id}» đang có người giữ. Hãy thu hồi trước khi bàn giao.',
    en: 'The tablet "{id}" is held by somebody. Take it back before handing it over.',
  },
  TABLET_NOT_HELD: { vi: 'Máy tính bảng «{id}» hiện không có người giữ.', en: 'Nobody holds the tablet "{id}".' },
  TABLET_HELD_BY_OTHER: {
    vi: 'Máy tính bảng «{id}» đang do người khác giữ. Hãy kiểm tra lại người trả hoặc số sê-ri.',
    en: 'Somebody else holds the tablet "{id}". Check who brings it, or the serial.',
  },
  NO_SUCCESSOR: {
    vi: 'Chưa xác định được người kế nhiệm nhận máy tính bảng «{id}». Hãy nêu rõ người nhận.',
    en: 'It is not known who comes next for the tablet "{id}". Name who receives it.',
  },
  TABLE_UNREADABLE: {
    vi: 'Không đọc được bảng, dòng {line}: {detail}. Hãy lưu lại tệp dạng CSV (RFC 4180, UTF-8).',
    en: 'The table cannot be read, line {line}: {detail}. Save the file as CSV (RFC 4180, UTF-8) again.',
  },
  APPLICATION_NOT_READY: {
    vi: 'Ứng dụng «{application}» chưa dùng được ({status}). Hãy cấp tài khoản trước khi bàn giao máy.',
    en: 'The application "{application}" cannot be used yet ({status}). Provide the account before handing the tablet over.',
  },
  // ── provisioning
  PLAN_NOT_WAITING: { vi: 'Kế hoạch «{id}» không chờ phê duyệt.', en: 'The plan "{id}" does not wait for approval.' },
  PLAN_STALE: {
    vi: 'Kế hoạch «{id}» không còn đúng ({cause}). Hãy xem «staleParts» để biết điều gì đã thay đổi, rồi xem kế hoạch «{next}» thay cho nó.',
    en: 'The plan "{id}" is stale ({cause}). See its "staleParts" for what changed since, and look at the plan "{next}" that stands in its place.',
  },
  PLAN_OVERTAKEN: {
    vi: 'Kế hoạch «{id}» không còn cần nữa ({cause}). Hãy xem «staleParts» để biết điều gì đã thay đổi; không có gì để phê duyệt.',
    en: 'The plan "{id}" is not wanted any more ({cause}). See its "staleParts" for what changed since; there is nothing to approve.',
  },
  PLAN_CHANGED: {
    vi: 'Mã băm không khớp với kế hoạch «{id}». Hãy xem lại kế hoạch rồi phê duyệt.',
    en: 'The hash is not that of the plan "{id}". Look at the plan again and approve what it says.',
  },
  HANDOVER_NOT_PROPOSED: {
    vi: 'Bàn giao «{id}» không có đề nghị trả lại nào đang chờ.',
    en: 'Nothing of the handover "{id}" is proposed to be given back.',
  },
  HANDOVER_ACCEPTED: {
    vi: 'Việc trả lại của bàn giao «{id}» đã được chấp nhận.',
    en: 'Giving back what the handover "{id}" moved has been accepted already.',
  },
  TARGET_NOT_OBSERVED: {
    vi: 'Hệ thống «{target}» đang được ghi bình thường, không ở chế độ chỉ quan sát.',
    en: 'The target "{target}" is written as usual; it is not only observed.',
  },
  ACCOUNT_LINKED: {
    vi: 'Tài khoản «{account}» đã gắn với người khác. Hãy gỡ liên kết đó trước.',
    en: 'The account "{account}" is linked to another person. Unlink it there first.',
  },
  ACCOUNT_EXISTS: {
    vi: 'Người này đã có tài khoản «{account}» tại «{target}». Mỗi người chỉ có một tài khoản ở mỗi hệ thống.',
    en: 'This person already has the account "{account}" at "{target}". There is one account per person and system.',
  },
  ACCOUNT_PROTECTED: {
    vi: 'Tài khoản «{account}» là tài khoản hệ thống được bảo vệ, không thể gắn với người.',
    en: 'The account "{account}" is a protected system account and cannot be linked to a person.',
  },
} as const satisfies Record<string, Record<Language, string>>;

export type Code = keyof typeof CATALOGUE;
