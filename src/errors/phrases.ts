/**
 * What is wrong with a value, in words that a refusal's text takes up: `{detail}` of INVALID_VALUE and its like. They
 * stand in both languages beside the catalogue, so that no refusal is half in one language and half in the other.
 */
import type { Language } from './catalogue';
import { fillIn } from './fill-in';

const PHRASES = {
  // ── texts
  EMPTY: { vi: 'để trống', en: 'empty' },
  TOO_LONG: { vi: 'dài hơn {max} ký tự', en: 'longer than {max} characters' },
  TOO_LONG_IN_ALL: { vi: 'tổng cộng dài hơn {max} ký tự', en: 'longer than {max} characters in all' },
  LENGTH: { vi: 'phải có từ {min} đến {max} ký tự', en: 'it has from {min} to {max} characters' },
  LENGTH_ASCII: { vi: 'phải có từ {min} đến {max} ký tự ASCII', en: 'it has from {min} to {max} ASCII characters' },
  NAME_CHARACTERS: { vi: 'có ký tự mà tên không thể có', en: 'characters that a name cannot have' },
  NO_LETTER: { vi: 'không có chữ cái nào', en: 'no letter' },
  TEXT_CHARACTERS: { vi: 'có ký tự không dùng được ở đây', en: 'characters that cannot be used here' },
  NO_LETTER_OR_DIGIT: { vi: 'không có chữ cái hay chữ số nào', en: 'neither letter nor digit' },
  SLUG: {
    vi: 'chỉ dùng chữ thường không dấu, số, gạch nối và gạch dưới',
    en: 'use lower-case letters, digits, hyphens and underscores only',
  },
  PHONE: {
    vi: 'phải có từ 6 đến 31 chữ số, khoảng trắng, dấu chấm, ngoặc, gạch nối',
    en: '6 to 31 digits, spaces, dots, brackets, hyphens',
  },
  SERIAL: {
    vi: 'phải có từ 3 đến 64 ký tự trong A–Z 0–9 . _ / -',
    en: 'it has from 3 to 64 characters of A–Z 0–9 . _ / -',
  },
  UNIT_ID: {
    vi: 'phải có từ 1 đến 64 ký tự trong a–z 0–9 -',
    en: 'it has from 1 to 64 characters of a–z 0–9 -',
  },
  OTHER_PASSWORD: {
    vi: 'hãy chọn mật khẩu khác, dài hơn và khó đoán hơn',
    en: 'choose another, longer and harder to guess',
  },
  DIRECTORY_SAID: {
    vi: 'hãy chọn mật khẩu khác, dài hơn và khó đoán hơn (thư mục trả lời: {said})',
    en: 'choose another, longer and harder to guess (the directory says: {said})',
  },
  // ── numbers, lists, choices
  MORE_THAN: { vi: 'nhiều hơn {max}', en: 'more than {max}' },
  PUBLIC_KEY: {
    vi: 'phải là khóa công khai Ed25519 dạng JWK, không kèm phần bí mật',
    en: 'it is a public Ed25519 key as JWK, without its private part',
  },
  RANGE: { vi: 'phải từ {min} đến {max}', en: 'it is from {min} to {max}' },
  SERIALS: {
    vi: 'mỗi lần từ 1 đến {max} số sê-ri; nhiều hơn thì nhập bằng bảng (importTablets)',
    en: '1 to {max} serials at once; bring in more as a table (importTablets)',
  },
  SEATS: {
    vi: 'phải từ 1 đến {max}, hoặc bỏ trống nếu không giới hạn',
    en: '1 to {max}, or none for no limit',
  },
  ONE_OF: { vi: 'phải là một trong {values}', en: 'it is one of {values}' },
  NEEDS_ID: { vi: 'phạm vi {scope} cần có mã', en: '{scope} needs an id' },
  NOT_IN_FUTURE: { vi: 'phải ở tương lai', en: 'it must lie in the future' },
  WRONG_SHAPE: { vi: 'không đúng dạng ({said})', en: 'not of the shape wanted ({said})' },
  /** Words of a part that has them in both languages itself, as the policy's reader does. */
  SAID_IN_BOTH: { vi: '{vi}', en: '{en}' },
  // ── tables
  COLUMN_MISSING: { vi: 'thiếu cột «{name}»', en: 'no column "{name}"' },
  TOO_MANY_ROWS: { vi: 'nhiều hơn {max} dòng', en: 'more than {max} rows' },
  TOO_MANY_CELLS: { vi: 'nhiều ô hơn số cột', en: 'more cells than columns' },
  NO_TABLE: { vi: 'không đúng dạng CSV ({said})', en: 'it is no CSV ({said})' },
  // ── requests
  NOT_JSON: {
    vi: 'nội dung không phải JSON. Hãy gửi một đối tượng JSON.',
    en: 'the body is no JSON. Send a JSON object.',
  },
  NO_QUERY: { vi: 'thiếu «query». Hãy gửi câu truy vấn dạng chuỗi.', en: '"query" is missing. Send it as a string.' },
  BODY_CUT: {
    vi: 'nội dung không khớp với Content-Length. Hãy gửi lại.',
    en: 'the body does not fit its Content-Length. Send it again.',
  },
  BODY_ENCODING: {
    vi: 'nội dung không đúng với Content-Encoding. Hãy gửi lại.',
    en: 'the body is not what Content-Encoding says. Send it again.',
  },
  MUTATION_BY_GET: {
    vi: 'thay đổi dữ liệu phải gửi bằng POST, không bằng GET.',
    en: 'send a mutation by POST, not by GET.',
  },
  WANTS_STREAM: { vi: 'hãy gửi Accept: text/event-stream.', en: 'send Accept: text/event-stream.' },
  TOO_MANY_VALUES: { vi: '«{name}» có nhiều hơn {max} giá trị.', en: '"{name}" has more than {max} values.' },
  // ── the size of a query
  DEPTH: { vi: 'độ sâu hơn {max}', en: 'depth above {max}' },
  TOKENS: { vi: 'hơn {max} từ', en: 'more than {max} tokens' },
  ALIASES: { vi: 'hơn {max} bí danh', en: 'more than {max} aliases' },
  ROOT_FIELDS: { vi: 'hơn {max} trường gốc', en: 'more than {max} root fields' },
  FIELDS: { vi: 'hơn {max} trường', en: 'more than {max} fields' },
  DIRECTIVES: { vi: 'hơn {max} chỉ thị', en: 'more than {max} directives' },
  SUBSCRIPTIONS: { vi: 'hơn {max} đăng ký theo dõi', en: 'more than {max} subscriptions' },
} as const satisfies Record<string, Record<Language, string>>;

/** What NOT_FOUND calls a thing; programs get the word itself. */
const KINDS: Readonly<Record<string, Record<Language, string>>> = {
  account: { vi: 'tài khoản', en: 'account' },
  exception: { vi: 'ngoại lệ còn hiệu lực', en: 'exception in force' },
  handover: { vi: 'bàn giao', en: 'handover' },
  lock: { vi: 'lệnh khóa', en: 'lock' },
  path: { vi: 'đường dẫn', en: 'path' },
  person: { vi: 'người', en: 'person' },
  plan: { vi: 'kế hoạch', en: 'plan' },
  serviceclient: { vi: 'hệ thống đã đăng ký', en: 'registered system' },
  tablet: { vi: 'máy tính bảng', en: 'tablet' },
  target: { vi: 'hệ thống đích', en: 'target' },
  unit: { vi: 'đơn vị', en: 'unit' },
};

export type PhraseKey = keyof typeof PHRASES;

/** One phrase with its values, said when it is known in which language. */
export class Phrase {
  constructor(
    readonly key: PhraseKey,
    readonly values: Readonly<Record<string, string | number>> = {},
  ) {}

  in(language: Language): string {
    return fillIn(PHRASES[this.key][language], this.values);
  }
}

/** A thing's kind as people call it; a word that is not known stays as it is. */
export function kindIn(kind: string, language: Language): string {
  return KINDS[kind.toLowerCase()]?.[language] ?? kind;
}
