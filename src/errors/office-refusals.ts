/** Refusals about who holds office: units, posts, people, decisions. Part of the catalogue. */
import type { Language } from './language-name';

export const OFFICE_REFUSALS = {
  NO_LINES: {
    vi: 'Quyết định không có nội dung nào. Hãy nêu ít nhất một dòng.',
    en: 'The decision has no line. Give at least one.',
  },
  TOO_MANY_LINES: {
    vi: 'Quyết định có {count} dòng, tối đa {max}. Hãy chia thành nhiều quyết định.',
    en: 'The decision has {count} lines, at most {max} are taken. Split it.',
  },
  INVALID_NUMBER: {
    vi: 'Số quyết định không hợp lệ ({detail}). Hãy ghi đúng như bản in.',
    en: 'The decision number is not valid ({detail}). Give it as printed.',
  },
  INVALID_NAME: {
    vi: 'Tên không hợp lệ ({detail}). Hãy dùng chữ, khoảng trắng và dấu câu thông thường.',
    en: 'The name is not valid ({detail}). Use letters, spaces and ordinary punctuation.',
  },
  INVALID_ID: {
    vi: 'Mã «{id}» không hợp lệ. Hãy dùng chữ thường không dấu, số và dấu gạch nối.',
    en: 'The id "{id}" is not valid. Use lower-case letters, digits and hyphens.',
  },
  ID_TAKEN: { vi: 'Mã «{id}» đã được dùng. Hãy chọn mã khác.', en: 'The id "{id}" is taken. Choose another.' },
  SIGNED_IN_FUTURE: {
    vi: 'Ngày ký {signedOn} ở tương lai. Hãy kiểm tra ngày ký.',
    en: 'The day of signing {signedOn} is in the future. Check it.',
  },
  EFFECTIVE_TOO_LATE: {
    vi: 'Ngày có hiệu lực {effectiveOn} quá xa: muộn nhất là {latest}, tức {years} năm kể từ hôm nay. Hãy kiểm tra ngày có hiệu lực.',
    en: 'The effective day {effectiveOn} is too far off: the latest is {latest}, {years} years from today. Check it.',
  },
  DECISION_ALREADY_RECORDED: {
    vi: 'Quyết định này đã được ghi nhận ({id}).',
    en: 'This decision is already recorded ({id}).',
  },
  CONFLICTING_DECISION: {
    vi: 'Mâu thuẫn với quyết định {id} cùng ngày {day}. Nếu quyết định này đến sau, hãy ghi afterDecisionId.',
    en: 'Conflicts with decision {id} of the same day {day}. If this one comes after it, say so with afterDecisionId.',
  },
  CONFLICTING_LINES: {
    vi: 'Trùng với dòng {line} của cùng quyết định. Hãy giữ một trong hai.',
    en: 'Deals with the same thing as line {line} of this decision. Keep one of them.',
  },
  UNKNOWN_DECISION: { vi: 'Không có quyết định «{id}».', en: 'There is no decision "{id}".' },
  AFTER_IS_LATER: {
    vi: 'Quyết định «{id}» có hiệu lực sau ngày của quyết định này.',
    en: 'Decision "{id}" takes effect later than this one.',
  },
  ALREADY_ANNULLED: { vi: 'Quyết định «{id}» đã bị hủy bỏ.', en: 'Decision "{id}" is already annulled.' },
  ANNULMENT_IS_FINAL: {
    vi: 'Quyết định «{id}» là quyết định hủy bỏ; hãy ghi nhận lại quyết định cũ thay vì hủy nó.',
    en: 'Decision "{id}" is an annulment; record the old decision again instead of annulling it.',
  },
  DEPENDENT_DECISIONS: {
    vi: 'Các quyết định khác dựa vào quyết định này: {ids}. Hãy đưa chúng vào «including».',
    en: 'Other decisions build on it: {ids}. Name them in "including".',
  },
  PREVIEW_NEEDED: {
    vi: 'Quyết định này thu hồi {netLoss} quyền truy cập, vượt mức cho phép (hệ thống, số lượng, mức: {exceeded}). Hãy xem trước (previewDecision, hoặc previewAnnulment khi hủy bỏ), kiểm tra, rồi gửi lại kèm «previewHash» là mã của bản xem trước.',
    en: 'This takes away access {netLoss} times, more than the brake allows (system, count, limit: {exceeded}). See it first (previewDecision, or previewAnnulment for an annulment), check it, and send it again with the hash of the preview as "previewHash".',
  },
  POLICY_INVALID: {
    vi: 'Dòng {line} của chính sách: {message}. Hãy sửa tất cả các dòng được nêu rồi gửi lại.',
    en: 'Line {line} of the policy: {message}. Mend every line named here and send it again.',
  },
  PREVIEW_STALE: {
    vi: 'Kết quả khác với bản xem trước. Hãy xem trước lại rồi ghi nhận.',
    en: 'The outcome differs from the preview. Preview again, then record.',
  },
  UNKNOWN_POST: { vi: 'Không có vị trí «{id}».', en: 'There is no post "{id}".' },
  UNKNOWN_PERSON: {
    vi: 'Không có người «{id}». Hãy tạo trước bằng createPerson.',
    en: 'There is no person "{id}". Create the person first.',
  },
  UNKNOWN_UNIT: { vi: 'Không có đơn vị «{id}».', en: 'There is no unit "{id}".' },
  UNKNOWN_POSITION: {
    vi: 'Không có chức danh «{id}» trong danh mục.',
    en: 'There is no position "{id}" in the catalogue.',
  },
  UNKNOWN_APPOINTMENT: { vi: 'Không có bổ nhiệm «{id}».', en: 'There is no appointment "{id}".' },
  UNKNOWN_DELEGATION: { vi: 'Không có ủy quyền «{id}».', en: 'There is no delegation "{id}".' },
  POST_NOT_IN_FORCE: {
    vi: 'Vị trí «{id}» không tồn tại suốt thời gian từ {day}.',
    en: 'The post "{id}" does not exist on every day from {day}.',
  },
  POST_WENT_OVER: {
    vi: 'Vị trí «{id}» đã chuyển thành «{to}» từ {day}: hãy ghi đến hết ngày trước đó (endsOn {day}), rồi ghi tiếp từ {day} tại «{to}».',
    en: 'The post "{id}" went over to "{to}" on {day}: record it until then (endsOn {day}), and from {day} on at "{to}".',
  },
  POST_ALREADY_MAPPED: {
    vi: 'Vị trí «{id}» đã chuyển thành «{to}» từ {day} theo quyết định «{decision}»: hãy hủy bỏ quyết định đó trước.',
    en: 'The post "{id}" went over to "{to}" on {day} by decision "{decision}": annul that decision first.',
  },
  UNIT_NOT_IN_FORCE: {
    vi: 'Đơn vị «{id}» không tồn tại vào hoặc suốt từ ngày {day}.',
    en: 'The unit "{id}" does not exist on, or on every day from, {day}.',
  },
  APPOINTMENT_NOT_IN_FORCE: {
    vi: 'Bổ nhiệm «{id}» không có hiệu lực ngày {day}.',
    en: 'The appointment "{id}" is not in force on {day}.',
  },
  APPOINTMENT_ENDED: {
    vi: 'Bổ nhiệm «{id}» đã chấm dứt từ {endsOn}.',
    en: 'The appointment "{id}" has ended on {endsOn}.',
  },
  DELEGATION_ENDED: {
    vi: 'Ủy quyền «{id}» đã chấm dứt từ {endsOn}.',
    en: 'The delegation "{id}" has ended on {endsOn}.',
  },
  END_BEFORE_START: {
    vi: 'Ngày kết thúc {endsOn} không sau ngày bắt đầu {startsOn}.',
    en: 'The end {endsOn} is not after the start {startsOn}.',
  },
  SEAT_OCCUPIED: {
    vi: 'Vị trí «{id}» đã đủ người giữ chính thức vào ngày {day}. Hãy cho thôi giữ chức vụ trước.',
    en: 'Every seat of the post "{id}" is held officially on {day}. End an appointment first.',
  },
  SEAT_NOT_VACANT: {
    vi: 'Vị trí «{id}» có người giữ, quyền hoặc phụ trách vào ngày {day}.',
    en: 'The post "{id}" has a holder present, acting or in charge on {day}.',
  },
  ALREADY_HOLDS_POST: {
    vi: 'Người này đã giữ vị trí «{id}» trong thời gian đó.',
    en: 'This person already holds the post "{id}" in that time.',
  },
  SAME_POST: { vi: 'Vị trí đến trùng với vị trí đi «{id}».', en: 'The post to go to is the post to leave, "{id}".' },
  NOT_IN_OFFICE: {
    vi: 'Người «{id}» không giữ chức vụ nào ngày {day}.',
    en: 'The person "{id}" holds no post on {day}.',
  },
  PERSON_OR_APPOINTMENT: {
    vi: 'Hãy nêu đúng một trong hai: personId hoặc appointmentId.',
    en: 'Name exactly one of personId and appointmentId.',
  },
  SUCCESSOR_IS_LEAVER: {
    vi: 'Người kế nhiệm không thể là người thôi chức.',
    en: 'The successor cannot be the one who leaves.',
  },
  HOME_APPOINTMENT_NEEDED: {
    vi: 'Biệt phái phải nêu homeAppointmentId của chính người đó.',
    en: 'A secondment names the homeAppointmentId of the same person.',
  },
  HOME_ONLY_FOR_SECONDMENT: {
    vi: 'homeAppointmentId chỉ dùng cho biệt phái.',
    en: 'homeAppointmentId is for secondments only.',
  },
  HOME_OF_ANOTHER_PERSON: {
    vi: 'Bổ nhiệm gốc «{id}» là của người khác.',
    en: 'The home appointment "{id}" is another person\'s.',
  },
  HOME_IS_SECONDMENT: {
    vi: 'Bổ nhiệm gốc «{id}» cũng là biệt phái.',
    en: 'The home appointment "{id}" is itself a secondment.',
  },
  SECONDMENT_IS_NO_TRANSFER: {
    vi: 'Biệt phái giữ nguyên vị trí gốc: hãy dùng appoint thay cho transfer.',
    en: 'A secondment keeps the post at home: use appoint, not transfer.',
  },
  ALREADY_SUSPENDED: { vi: 'Đã bị tạm đình chỉ vào ngày {day}.', en: 'Already suspended on {day}.' },
  NOT_SUSPENDED: { vi: 'Không bị tạm đình chỉ vào ngày {day}.', en: 'Not suspended on {day}.' },
  NO_REDELEGATION: {
    vi: 'Không được ủy quyền lại những gì chỉ có do được ủy quyền.',
    en: 'What is held only by delegation cannot be delegated on.',
  },
  DELEGATE_IS_DELEGATOR: { vi: 'Không thể ủy quyền cho chính mình.', en: 'Nobody can delegate to themselves.' },
  FIELD_NOT_HELD: {
    vi: 'Người ủy quyền không phụ trách lĩnh vực «{field}».',
    en: 'The delegator does not cover the field "{field}".',
  },
  NOTHING_CHANGES: { vi: 'Dòng này không thay đổi gì.', en: 'This line changes nothing.' },
  CIRCULAR_UNITS: { vi: 'Đơn vị «{id}» sẽ trực thuộc chính nó.', en: 'The unit "{id}" would belong to itself.' },
  UNITS_TOO_DEEP: { vi: 'Cây đơn vị sâu quá {max} cấp.', en: 'The tree of units would be deeper than {max} levels.' },
  UNIT_HAS_HOLDERS: {
    vi: 'Còn {count} người giữ chức vụ tại «{id}». Hãy cho thôi, điều động hoặc chuyển vị trí của họ.',
    en: '{count} still hold posts in "{id}". End, transfer or map them.',
  },
  UNIT_HAS_UNITS: {
    vi: 'Đơn vị «{id}» còn đơn vị trực thuộc «{child}». Hãy kết thúc đơn vị đó cùng lúc.',
    en: 'The unit "{id}" still has the unit "{child}" below it. End that one too.',
  },
  POST_HAS_HOLDERS: { vi: 'Còn {count} người giữ vị trí «{id}».', en: '{count} still hold the post "{id}".' },
  INVALID_CITIZEN_NUMBER: {
    vi: 'Số định danh phải gồm đúng 12 chữ số.',
    en: 'A citizen number has exactly 12 digits.',
  },
  LIKELY_DUPLICATE: {
    vi: 'Có thể đã có người này: {ids}. Nếu là người khác, hãy gửi lại với evenIfLike.',
    en: 'This person may exist already: {ids}. If it is somebody else, send again with evenIfLike.',
  },
} as const satisfies Record<string, Record<Language, string>>;
