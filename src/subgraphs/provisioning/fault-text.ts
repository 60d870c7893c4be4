/** What a target's fault means to a person, in both languages. Codes are those of the connector contract. */
import type { Language } from '../../errors/catalogue';

const TEXTS: Readonly<Record<string, Readonly<Record<Language, string>>>> = {
  unreachable: {
    vi: 'Không kết nối được hệ thống; sẽ tự thử lại.',
    en: 'The system cannot be reached; it is tried again.',
  },
  timeout: {
    vi: 'Hệ thống không trả lời kịp, chưa rõ kết quả; sẽ đọc lại trước khi thử lại.',
    en: 'The system did not answer in time and the outcome is unknown; it is read before the next try.',
  },
  throttled: { vi: 'Hệ thống yêu cầu thử lại sau.', en: 'The system asks to be tried later.' },
  unauthorised: {
    vi: 'Hệ thống không chấp nhận tài khoản dịch vụ của ta.',
    en: 'The system does not accept our service account.',
  },
  notFound: {
    vi: 'Tài khoản không còn ở hệ thống; sẽ đọc lại.',
    en: 'The account is not there any more; the system is read again.',
  },
  alreadyExists: {
    vi: 'Tên này đã thuộc về tài khoản khác. Hãy gắn hoặc đổi tên tài khoản đó.',
    en: 'The name belongs to another account. Link that account or rename it.',
  },
  conflict: { vi: 'Tài khoản vừa thay đổi; sẽ đọc lại.', en: 'The account has just changed; it is read again.' },
  rejected: { vi: 'Hệ thống từ chối thay đổi này.', en: 'The system refuses this change.' },
  protocol: {
    vi: 'Hệ thống trả lời không hợp lệ; sẽ đọc lại.',
    en: 'The system gave an invalid answer; it is read again.',
  },
};

export function faultText(code: string, language: Language): string {
  return TEXTS[code]?.[language] ?? code;
}
