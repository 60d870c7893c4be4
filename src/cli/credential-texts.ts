/** What the verbs about keys and the sealed administrator say; part of `texts-catalogue.ts`. */
import type { Language } from '../errors/catalogue';

export const CREDENTIAL_TEXTS = {
  keysAbout: { vi: 'các khóa ký mã truy cập', en: 'the keys that sign access tokens' },
  keysListAbout: { vi: 'liệt kê các khóa, không hiện nội dung khóa', en: 'list the keys, never what they hold' },
  keysRotateAbout: {
    vi: 'khóa mới ký từ bây giờ, khóa cũ còn xác minh; cổng đang chạy tự nhận ra',
    en: 'a new key signs from now on, the old ones still verify; a running gateway notices by itself',
  },
  keysRetire: {
    vi: 'thay vào đó: bỏ các khóa mà mọi mã đã ký đều hết hạn',
    en: 'instead: drop the keys of which every token has ended',
  },
  keysStolen: {
    vi: 'bỏ ngay mọi khóa cũ: mã đã ký bằng chúng mất hiệu lực, phiên vẫn gia hạn được',
    en: 'drop every old key at once: their tokens end, sessions can still be refreshed',
  },
  keysEither: { vi: 'hãy chọn một trong hai: --retire hoặc --stolen.', en: 'choose one of --retire and --stolen.' },
  keyState: { vi: 'việc', en: 'does' },
  keySigns: { vi: 'ký và xác minh', en: 'signs and verifies' },
  keyVerifies: { vi: 'chỉ xác minh', en: 'verifies only' },
  keyEnded: { vi: 'ngừng ký', en: 'signed until' },
  keyDroppable: { vi: 'bỏ được từ', en: 'can be dropped from' },
  glassAbout: {
    vi: 'quản trị viên niêm phong, cho ngày thư mục ngừng hoạt động',
    en: 'the sealed administrator, for the day on which the directory is down',
  },
  glassSealAbout: {
    vi: 'tạo khóa mới vào một tệp và niêm phong; khóa trước hết hiệu lực',
    en: 'make a new key in a file and seal it; the key before opens nothing more',
  },
  glassOut: { vi: 'tệp mới chứa khóa bí mật; chỉ ghi một lần', en: 'new file for the private key; written once' },
  glassSealed: {
    vi: 'Đã niêm phong. Hãy in hoặc chép {path} vào phong bì, rồi xóa tệp khỏi máy này: không thể đọc lại từ hệ thống.',
    en: 'Sealed. Put {path} into an envelope and remove it from this machine: it cannot be read again from here.',
  },
  glassOpenAbout: {
    vi: 'mở bằng tệp khóa; phiên kéo dài 15 phút và mọi việc đều được ghi lại',
    en: 'open it with the key file; the session lasts 15 minutes and all of it is recorded',
  },
  glassKey: { vi: 'tệp khóa từ phong bì', en: 'the key file from the envelope' },
  glassReason: { vi: 'lý do; được ghi vào nhật ký kiểm toán', en: 'why; kept in the audit record' },
  glassOpened: {
    vi: 'Đã mở đến {expiresAt}. Các lệnh sau dùng phiên này. Mọi việc được ghi lại và báo động.',
    en: 'Open until {expiresAt}. The next verbs use this session. All of it is recorded and raises an alarm.',
  },
  glassUnsealAbout: { vi: 'hủy khóa niêm phong và phiên đã mở', en: 'end the sealed key and what it has opened' },
  glassUnsealed: { vi: 'Khóa niêm phong không còn hiệu lực.', en: 'The sealed key opens nothing more.' },
  glassNone: { vi: 'Không có khóa nào đang niêm phong.', en: 'No key was sealed.' },
  glassBadKey: {
    vi: '{path} không phải tệp khóa niêm phong.',
    en: '{path} is no key file of the sealed administrator.',
  },
  glassReadable: {
    vi: 'người khác đọc được {path}. Hãy chạy: chmod 600 {path}',
    en: 'others may read {path}. Run: chmod 600 {path}',
  },
} as const satisfies Record<string, Record<Language, string>>;
