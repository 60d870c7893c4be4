/**
 * The one catalogue of refusals: code → what happened and what to do, in Vietnamese and English.
 * Codes are API: they are added, never renamed. `{name}` is filled from the problem's values.
 */
export type Language = 'vi' | 'en';

export const CATALOGUE = {
  // ── the request itself
  BAD_REQUEST: { vi: 'Yêu cầu không hợp lệ: {detail}', en: 'The request is malformed: {detail}' },
  BODY_TOO_LARGE: { vi: 'Nội dung vượt quá {limit}. Hãy chia nhỏ yêu cầu.', en: 'The body is larger than {limit}. Split the request.' },
  QUERY_TOO_COMPLEX: { vi: 'Truy vấn quá lớn ({detail}). Hãy chia nhỏ truy vấn.', en: 'The query is too large ({detail}). Split it.' },
  INVALID_VALUE: { vi: 'Giá trị của «{field}» không hợp lệ: {detail}', en: 'The value of "{field}" is not valid: {detail}' },
  INVALID_CURSOR: { vi: 'Con trỏ trang không hợp lệ. Hãy bắt đầu lại từ trang đầu.', en: 'The page cursor is not valid. Start again from the first page.' },
  INVALID_PAGE_SIZE: { vi: '«first» phải từ 1 đến {max}.', en: '"first" must be from 1 to {max}.' },
  IDEMPOTENCY_KEY_REUSED: { vi: 'Idempotency-Key này đã được dùng với nội dung khác. Hãy dùng khóa mới.', en: 'This Idempotency-Key was used with another input. Use a new key.' },
  NOT_FOUND: { vi: 'Không tìm thấy {kind} «{id}».', en: 'There is no {kind} "{id}".' },
  INTERNAL: { vi: 'Lỗi nội bộ, mã theo dõi {trace}. Hãy báo quản trị viên kèm mã này.', en: 'Internal error, trace {trace}. Report it to the administrator with this trace.' },
  UNAVAILABLE: { vi: 'Hệ thống «{system}» tạm thời không trả lời. Hãy thử lại sau.', en: 'The system "{system}" does not answer now. Try again later.' },
  DEADLINE_PASSED: { vi: 'Yêu cầu bị cắt trước khi xong vì quá lâu hoặc đã đóng kết nối. Hãy thử lại với yêu cầu nhỏ hơn.', en: 'The request was cut before it was done: it took too long, or the connection closed. Try a smaller one.' },
  SLOW_READER: { vi: 'Bên nhận đọc quá chậm nên luồng bị cắt. Hãy nối lại từ con trỏ cuối cùng.', en: 'The stream was cut because it was read too slowly. Connect again from the last cursor.' },
  UNSUPPORTED_MEDIA_TYPE: { vi: 'Hãy gửi POST với Content-Type: application/json.', en: 'Send POST with Content-Type: application/json.' },
  // ── who is asking
  UNAUTHENTICATED: { vi: 'Chưa đăng nhập hoặc phiên đã kết thúc. Hãy đăng nhập lại.', en: 'Not signed in, or the session has ended. Sign in again.' },
  SIGN_IN_FAILED: { vi: 'Tên đăng nhập hoặc mật khẩu không đúng, hoặc tài khoản không còn hiệu lực.', en: 'The login or the password is wrong, or the account is not in force.' },
  TOO_MANY_ATTEMPTS: { vi: 'Quá nhiều lần thử. Hãy đợi {seconds} giây.', en: 'Too many attempts. Wait {seconds} seconds.' },
  FORBIDDEN: { vi: 'Bạn không có quyền «{permission}» tại đây.', en: 'You do not have the right "{permission}" here.' },
  ACTIVATION_CODE_INVALID: { vi: 'Mã kích hoạt sai, đã dùng hoặc hết hạn. Hãy xin quản trị đơn vị mã mới.', en: 'The activation code is wrong, used or expired. Ask the unit administrator for a new one.' },
  PASSWORD_REJECTED: { vi: 'Thư mục từ chối mật khẩu này: {detail}', en: 'The directory refused this password: {detail}' },
  CLIENT_NAME_TAKEN: { vi: 'Đã có hệ thống tên «{name}». Hãy chọn tên khác.', en: 'There is already a system named "{name}". Choose another name.' },
  // ── tablets
  SERIAL_TAKEN: { vi: 'Số sê-ri «{serial}» đã có trong sổ hoặc bị lặp lại. Hãy kiểm tra lại danh sách.', en: 'The serial "{serial}" is in the register already, or repeated. Check the list.' },
  TABLET_ALREADY_ISSUED: { vi: 'Máy tính bảng «{id}» đang có người giữ. Hãy thu hồi trước khi bàn giao.', en: 'The tablet "{id}" is held by somebody. Take it back before handing it over.' },
  TABLET_NOT_HELD: { vi: 'Máy tính bảng «{id}» hiện không có người giữ.', en: 'Nobody holds the tablet "{id}".' },
  APPLICATION_NOT_READY: { vi: 'Ứng dụng «{application}» chưa dùng được ({status}). Hãy cấp tài khoản trước khi bàn giao máy.', en: 'The application "{application}" cannot be used yet ({status}). Provide the account before handing the tablet over.' },
} as const satisfies Record<string, Record<Language, string>>;

export type Code = keyof typeof CATALOGUE;
