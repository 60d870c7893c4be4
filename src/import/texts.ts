/** What an import says, in Vietnamese and English: the columns of a roster, and what is wrong with a file or a row. */
import type { Language } from '../errors/catalogue';
import { fillIn } from '../errors/fill-in';

/** Column → what it holds. */
export const COLUMN_TEXTS = {
  person_ref: {
    vi: 'ký hiệu riêng của bạn cho một người, như nhau trên mọi dòng của người đó',
    en: 'your own mark of the person, equal on every row of that person',
  },
  family_name: { vi: 'họ', en: 'family name' },
  middle_name: { vi: 'không bắt buộc: tên đệm', en: 'optional: middle name' },
  given_name: { vi: 'tên', en: 'given name' },
  birth_date: { vi: 'không bắt buộc: YYYY-MM-DD', en: 'optional: YYYY-MM-DD' },
  citizen_number: { vi: 'không bắt buộc: 12 chữ số', en: 'optional: 12 digits' },
  phone: { vi: 'không bắt buộc: số điện thoại', en: 'optional: phone number' },
  post_id: { vi: 'vị trí, ví dụ so-tttt/giam-doc-so', en: 'post, for example so-tttt/giam-doc-so' },
  mode: {
    vi: 'không bắt buộc: OFFICIAL (mặc định), ACTING, IN_CHARGE',
    en: 'optional: OFFICIAL (default), ACTING, IN_CHARGE',
  },
  primary: {
    vi: 'không bắt buộc: true cho vị trí chính trong nhiều vị trí, không thì false',
    en: 'optional: true for the main one of several posts, else false',
  },
  fields: {
    vi: 'không bắt buộc: lĩnh vực phụ trách, cách nhau bằng ";"',
    en: 'optional: fields covered, separated by ";"',
  },
  term_ends_on: {
    vi: 'không bắt buộc: ngày dự kiến hết nhiệm kỳ, YYYY-MM-DD',
    en: 'optional: expected end of the term, YYYY-MM-DD',
  },
  ends_on: {
    vi: 'không bắt buộc: ngày thôi giữ vị trí do chính quyết định đó định, YYYY-MM-DD',
    en: 'optional: end of office set by the same decision, YYYY-MM-DD',
  },
  decision_number: { vi: 'số quyết định đúng như in', en: 'number of the decision as printed' },
  issuer_id: { vi: 'đơn vị ban hành', en: 'unit that issued it' },
  signed_on: { vi: 'ngày ký, YYYY-MM-DD', en: 'day it was signed, YYYY-MM-DD' },
  effective_on: { vi: 'ngày có hiệu lực, YYYY-MM-DD', en: 'day it takes effect, YYYY-MM-DD' },
} as const satisfies Record<string, Record<Language, string>>;

const TEXTS = {
  // ── the table
  atLine: { vi: 'dòng {line}: {said}', en: 'line {line}: {said}' },
  emptyFile: {
    vi: 'tệp rỗng; dòng đầu phải nêu tên các cột',
    en: 'the file is empty; its first line must name the columns',
  },
  tooManyRows: {
    vi: 'mỗi lần nhập nhiều nhất {max} dòng; hãy chia tệp',
    en: 'at most {max} rows can be brought in at a time; split the file',
  },
  noCsv: { vi: 'không đúng dạng CSV ({said})', en: 'this is no CSV ({said})' },
  noWorkbook: { vi: 'đây không phải bảng tính XLSX ({said})', en: 'this is no XLSX workbook ({said})' },
  // ── bodies and posts
  noOrg: { vi: 'đây không phải tệp đơn vị và vị trí:{places}', en: 'this is no file of bodies and posts:{places}' },
  noRoot: { vi: 'tệp không có đơn vị nào không có cấp trên', en: 'the file has no unit without a parent' },
  positionWithoutRole: {
    vi: 'chính sách không cấp gì cho chức danh {id}: hãy nêu nó dưới một vai trò',
    en: 'the policy grants nothing to position {id}: name it under a role',
  },
  unknownProfile: {
    vi: 'đơn vị {id} nêu nhóm chức danh không có: {profile}',
    en: 'unit {id} names the unknown position profile {profile}',
  },
  // ── columns
  columnMissing: { vi: 'thiếu cột {name} ({means})', en: 'column {name} is missing ({means})' },
  columnTwice: { vi: 'cột "{name}" có hai lần', en: 'column "{name}" stands there twice' },
  columnUnknown: {
    vi: 'danh sách không có cột "{name}"; xem "import --help"',
    en: 'column "{name}" is none of a roster\'s; "import --help" lists them',
  },
  // ── a row
  tooManyValues: { vi: '{count} giá trị thừa sau cột cuối', en: '{count} values stand beyond the last column' },
  valueMissing: { vi: '{name} để trống ({means})', en: '{name} is empty ({means})' },
  invalidDay: {
    vi: '{name} "{value}" không phải ngày; hãy viết YYYY-MM-DD',
    en: '{name} "{value}" is no day; write YYYY-MM-DD',
  },
  invalidMode: { vi: 'mode "{value}" không thuộc {known}', en: 'mode "{value}" is none of {known}' },
  invalidPrimary: {
    vi: 'primary "{value}" không phải true cũng không phải false',
    en: 'primary "{value}" is neither true nor false',
  },
  endBeforeStart: {
    vi: 'ends_on {ends} không sau effective_on {starts}',
    en: 'ends_on {ends} is not after effective_on {starts}',
  },
  personDiffers: {
    vi: 'person_ref {reference} đã là tên hoặc ngày sinh khác ở một dòng trước',
    en: 'person_ref {reference} stood for another name or birth date on an earlier line',
  },
  // ── against the city
  decisionDiffers: {
    vi: 'quyết định {number} có hiệu lực ngày {day}, không thể thêm một ngày khác',
    en: 'decision {number} takes effect on {day}, not on another day too',
  },
  decisionClosed: {
    vi: 'quyết định {number} đã được ghi nhận mà không có việc bổ nhiệm này; quyết định đã ghi nhận không bao giờ thay đổi: hãy cho dòng này một quyết định riêng',
    en: 'decision {number} is recorded already, without this appointment; a recorded decision never changes: give the row a decision of its own',
  },
  tooManyLines: {
    vi: 'quyết định {number} có {count} dòng; nhiều nhất {max}',
    en: 'decision {number} has {count} rows; at most {max}',
  },
  unknownPost: { vi: 'không có vị trí "{id}"', en: 'there is no post "{id}"' },
} as const satisfies Record<string, Record<Language, string>>;

export type ImportFault = keyof typeof TEXTS;

/** The texts in the language of whoever brings the table in. */
export interface ImportSays {
  text(key: ImportFault, values?: Readonly<Record<string, string | number | undefined>>): string;
  column(name: keyof typeof COLUMN_TEXTS): string;
}

export function importSays(language: Language): ImportSays {
  return {
    text: (key, values = {}) => fillIn(TEXTS[key][language], values),
    column: (name) => COLUMN_TEXTS[name][language],
  };
}
