/**
 * The one catalogue of refusals: code → what happened and what to do, in Vietnamese and English.
 * Codes are API: they are added, never renamed. `{name}` is filled from the problem's values.
 */
export type Language = 'vi' | 'en';

export const CATALOGUE = {
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
  UNSUPPORTED_MEDIA_TYPE: {
    vi: 'Hãy gửi POST với Content-Type: application/json.',
    en: 'Send POST with Content-Type: application/json.',
  },
  // ── who is asking
  UNAUTHENTICATED: {
    vi: 'Chưa đăng nhập hoặc phiên đã kết thúc. Hãy đăng nhập lại.',
    en: 'Not signed in, or the session has ended. Sign in again.',
  },
  SIGN_IN_FAILED: {
    vi: 'Tên đăng nhập hoặc mật khẩu không đúng, hoặc tài khoản không còn hiệu lực.',
    en: 'The login or the password is wrong, or the account is not in force.',
  },
  TOO_MANY_ATTEMPTS: {
    vi: 'Quá nhiều lần thử. Hãy thử lại sau {seconds} giây, từ {time} (giờ Hà Nội). Quên mật khẩu thì xin quản trị đơn vị mã kích hoạt mới.',
    en: 'Too many attempts. Try again in {seconds} seconds, from {time} (Hanoi time). If the password is lost, ask the unit administrator for a new activation code.',
  },
  FORBIDDEN: { vi: 'Bạn không có quyền «{permission}» tại đây.', en: 'You do not have the right "{permission}" here.' },
  PERSON_IN_OFFICE: {
    vi: 'Người này đang hoặc sẽ giữ chức vụ. Chỉ xóa dữ liệu khi đã thôi mọi chức vụ.',
    en: 'This person holds an office now or will. Data is erased only once every office has ended.',
  },
  PERSON_HAS_ACCOUNT: {
    vi: 'Người này còn tài khoản «{account}». Hãy để tài khoản được xóa theo thời hạn lưu trước.',
    en: 'This person still has the account "{account}". Let it be deleted by its retention first.',
  },
  RETENTION_NOT_OVER: {
    vi: 'Thời hạn lưu chưa hết: chỉ xóa được từ ngày {until}.',
    en: 'The retention is not over: nothing can be erased before {until}.',
  },
  OWN_AFFAIR: {
    vi: 'Việc này liên quan đến chính bạn. Hãy để người khác có thẩm quyền thực hiện.',
    en: 'This concerns yourself. Let another who is entitled do it.',
  },
  SECOND_PERSON_NEEDED: {
    vi: 'Việc này cần hai người: người thứ hai phải khác người đã đề nghị hoặc đã duyệt trước.',
    en: 'This takes two people: the second must be another than whoever asked for it or approved it before.',
  },
  ROLE_CONFLICT: {
    vi: 'Người này đang có vai trò «{role}», không thể đồng thời giữ vai trò kia. Hãy gỡ vai trò đó trước.',
    en: 'This person has the role "{role}", which cannot be held beside the other. Take that one away first.',
  },
  ROLE_UNCHANGED: {
    vi: 'Người này đã ở đúng tình trạng đó đối với vai trò «{role}», hoặc đã có đề nghị đang chờ.',
    en: 'As to the role "{role}" this person is that way already, or a request is waiting.',
  },
  ROLE_REQUEST_CLOSED: {
    vi: 'Đề nghị «{id}» không còn chờ: đã được xác nhận, bị từ chối hoặc quá hạn. Hãy đề nghị lại.',
    en: 'The request "{id}" waits no more: confirmed, rejected or expired. Ask again.',
  },
  LAST_ADMINISTRATOR: {
    vi: 'Đây là quản trị viên thành phố cuối cùng. Hãy gắn vai trò cho người khác trước.',
    en: 'This is the last administrator of the city. Bind another first.',
  },
  ACTIVATION_CODE_INVALID: {
    vi: 'Mã kích hoạt sai, đã dùng hoặc hết hạn. Hãy xin quản trị đơn vị mã mới.',
    en: 'The activation code is wrong, used or expired. Ask the unit administrator for a new one.',
  },
  PASSWORD_REJECTED: {
    vi: 'Thư mục từ chối mật khẩu này: {detail}',
    en: 'The directory refused this password: {detail}',
  },
  ACCOUNT_NOT_IN_DIRECTORY: {
    vi: 'Bạn chưa có tài khoản trong thư mục, nên chưa đặt được mật khẩu; mã vẫn dùng được. Hãy thử lại sau vài phút; nếu vẫn vậy, báo quản trị đơn vị.',
    en: 'You have no account in the directory yet, so no password can be set; the code stays valid. Try again in a few minutes; if it stays so, tell the unit administrator.',
  },
  CLIENT_NAME_TAKEN: {
    vi: 'Đã có hệ thống tên «{name}». Hãy chọn tên khác.',
    en: 'There is already a system named "{name}". Choose another name.',
  },
  DPOP_PROOF_INVALID: {
    vi: 'Bằng chứng giữ khóa (DPoP) không được chấp nhận ({reason}). Mỗi yêu cầu cần một bằng chứng mới, đúng khóa, đúng địa chỉ.',
    en: 'The proof of possession (DPoP) is not taken ({reason}). Make a new one for every request, with the right key and address.',
  },
  DPOP_NONCE_NEEDED: {
    vi: 'Bằng chứng giữ khóa (DPoP) phải mang nonce «{nonce}». Hãy gửi lại với nonce đó.',
    en: 'The proof of possession (DPoP) must carry the nonce "{nonce}". Send again with it.',
  },
  DEVICE_KEY_NEEDED: {
    vi: 'Phiên này không gắn với khóa nào. Hãy đăng nhập từ máy tính bảng kèm bằng chứng DPoP rồi đăng ký.',
    en: 'This session is bound to no key. Sign in from the tablet with a DPoP proof, then enrol it.',
  },
  DEVICE_NOT_YOURS: {
    vi: 'Máy tính bảng «{serial}» không được giao cho bạn. Hãy kiểm tra số sê-ri hoặc hỏi người quản lý thiết bị.',
    en: 'The tablet "{serial}" is not issued to you. Check the serial, or ask who manages the devices.',
  },
  DEVICE_KEY_TAKEN: {
    vi: 'Khóa này đã được đăng ký trước đây. Hãy để máy tạo khóa mới rồi đăng nhập lại.',
    en: 'This key was enrolled before. Let the tablet make a new one and sign in again.',
  },
  NO_OUTSIDE_ISSUER: {
    vi: 'Hệ thống này không nhận token của nơi cấp bên ngoài. Hãy đăng nhập bằng mật khẩu.',
    en: 'Tokens of an outside issuer are not taken here. Sign in with the password.',
  },
  SUBJECT_LINKED: {
    vi: 'Chủ thể này đã gắn với người khác. Hãy gỡ liên kết đó trước.',
    en: 'This subject is linked to another person. Unlink it there first.',
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
  // ── who holds office
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
