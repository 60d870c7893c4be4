/** What can be wrong with a policy, in the words of whoever mends it: Vietnamese and English. */

/** One text in both languages. */
export interface BothLanguages {
  readonly vi: string;
  readonly en: string;
}

/** Each goes after the name of the place in the file; `yaml` stands for itself. */
const TEXTS = {
  yaml: { vi: 'sai cú pháp YAML: {said}', en: '{said}' },
  // ── shapes
  tooLong: { vi: 'dài hơn {max} ký tự', en: 'is longer than {max} characters' },
  tooManyBytes: { vi: 'dài hơn {max} byte', en: 'is longer than {max} bytes' },
  mustBeMapping: { vi: 'phải là các cặp khóa: giá trị', en: 'must be a mapping' },
  mustBeList: { vi: 'phải là một danh sách', en: 'must be a list' },
  mustBeText: { vi: 'phải là chữ, không được để trống', en: 'must be a text' },
  mustBeCount: { vi: 'phải là số nguyên từ {least} trở lên', en: 'must be a whole number from {least} up' },
  mustBeOne: { vi: 'phải là 1', en: 'must be 1' },
  unknownKey: {
    vi: 'không phải khóa dùng được ở đây; chỉ có {known}',
    en: 'is not a known key; known are {known}',
  },
  lacks: { vi: 'thiếu {key}', en: 'lacks {key}' },
  unknownWord: { vi: 'là "{value}"; chỉ nhận {known}', en: 'is "{value}"; known are {known}' },
  twice: { vi: '"{name}" có hai lần', en: '"{name}" is there twice' },
  // ── targets
  keyShape: {
    vi: 'chỉ gồm chữ thường không dấu, số và gạch nối',
    en: 'must be lower-case letters, digits and dashes',
  },
  waitsForItself: { vi: 'chờ chính nó qua createAfter', en: 'waits for itself through createAfter' },
  missingTarget: {
    vi: 'nêu hệ thống "{key}" không có trong targets',
    en: 'names the target "{key}", which is not among the targets',
  },
  // ── roles and grants
  unknownPosition: { vi: '"{value}" không có trong danh mục chức danh', en: '"{value}" is not a known position' },
  unknownPlaceholder: {
    vi: 'có chỗ điền không rõ {placeholder}; chỉ có {known}',
    en: 'has the unknown placeholder {placeholder}; known are {known}',
  },
  openBrace: { vi: 'có ngoặc nhọn chưa đóng trong "{template}"', en: 'a brace is not closed in "{template}"' },
  secondWithoutScope: { vi: 'là mục thứ hai không nêu scope', en: 'is a second entry without a scope' },
  // ── figures and names
  noDomain: { vi: '"{value}" không phải tên miền thư', en: '"{value}" is not a mail domain' },
  deletesFirst: { vi: 'xóa trước khi lưu trữ', en: 'deletes before it archives' },
  replyLength: { vi: 'để trống, hoặc dài hơn {max} chữ', en: 'is empty, or longer than {max} letters' },
  namesNeither: { vi: 'không nêu reply cũng không nêu redirectTo', en: 'names neither reply nor redirectTo' },
  noDuration: {
    vi: '"{value}" không phải khoảng thời gian như PT1H hay PT30M',
    en: '"{value}" is not a duration such as PT1H or PT30M',
  },
  adoptsByNothing: {
    vi: 'phải nêu ít nhất một thuộc tính: chỉ tên thì chưa nói được tài khoản là của ai',
    en: 'must name at least one attribute: a name alone says of nobody that it is theirs',
  },
  // ── what a unit adds
  cityOnly: {
    vi: 'chỉ thành phố được đặt: phần bổ sung chỉ thêm vai trò, không nới lỏng gì',
    en: "is the city's to set: an extension adds roles and loosens nothing",
  },
  cityRole: {
    vi: 'là vai trò của chính sách thành phố; phần bổ sung đặt tên riêng cho vai trò của mình',
    en: "is a role of the city's policy; an extension gives its roles names of their own",
  },
  quotaAbove: {
    vi: 'cấp {quota} MiB, nhiều hơn mọi vai trò của thành phố ({max})',
    en: "gives {quota} MiB, more than any role of the city's ({max})",
  },
  reservedRight: {
    vi: 'cấp "{value}", quyền mà chỉ chính sách thành phố được cấp',
    en: 'gives "{value}", which only the city\'s policy may give',
  },
  beyondUnit: {
    vi: 'cấp "{value}", vượt ra ngoài đơn vị: hãy đặt tên theo {unit}',
    en: 'gives "{value}", which reaches beyond the unit: name it by {unit}',
  },
} as const satisfies Record<string, BothLanguages>;

export type PolicyFault = keyof typeof TEXTS;

export interface SaidFault {
  readonly fault: PolicyFault;
  readonly values: Readonly<Record<string, string | number>>;
}

/** A value that is not given stays as it stands: `{unit}` is written in policies too. */
export function faultText(fault: PolicyFault, values: SaidFault['values'] = {}): BothLanguages {
  const filled = (text: string): string =>
    text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
  return { vi: filled(TEXTS[fault].vi), en: filled(TEXTS[fault].en) };
}
