/** Refusals about who is asking, and what they may. Part of the catalogue. */
import type { Language } from './language-name';

export const SIGN_IN_REFUSALS = {
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
  PERSON_HAS_ROLE: {
    vi: 'Người này còn vai trò «{role}» của toàn thành phố. Hãy để hai quản trị viên gỡ vai trò đó trước (unbindRole).',
    en: 'This person still has the role "{role}" of the whole city. Let two administrators unbind it first (unbindRole).',
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
} as const satisfies Record<string, Record<Language, string>>;
