/** What a start says on the terminal, in the language of whoever started it. */
import type { Language } from '../errors/catalogue';
import { fillIn } from '../errors/fill-in';

const TEXTS = {
  filling: { vi: 'Lần chạy đầu: đang lập thành phố …', en: 'First start: filling the city …' },
  bodies: {
    vi: '  {units} đơn vị với {posts} vị trí; {withoutPosts} đơn vị không có vị trí (phòng ban, và cơ quan ngoài UBND)',
    en: "  {units} bodies with {posts} posts; {withoutPosts} of them have no posts (divisions, and bodies outside the People's Committee)",
  },
  people: {
    vi: '  {people} người hư cấu giữ {rows} vị trí theo {decisions} quyết định',
    en: '  {people} invented people in {rows} posts by {decisions} decisions',
  },
  accounts: {
    vi: '  tài khoản của họ đã có trong danh bạ, thư điện tử và QLVB',
    en: '  their accounts are in the directory, in mail and in QLVB',
  },
  gateway: {
    vi: 'Cổng         {url}   (mở bằng trình duyệt để dùng bảng điều khiển; API ở {url}/graphql)',
    en: 'Gateway      {url}   (open it in a browser for the console; the API is {url}/graphql)',
  },
  directory: { vi: 'Danh bạ      {addresses}', en: 'Directory    {addresses}' },
  mail: { vi: 'Thư          {addresses}', en: 'Mail         {addresses}' },
  qlvb: { vi: 'QLVB         {addresses}', en: 'QLVB         {addresses}' },
  administratorAsBefore: {
    vi: 'Quản trị        như trước; đăng nhập bằng: npx dieuhanh login <username>',
    en: 'Administrator   as before; signs in with: npx dieuhanh login <username>',
  },
  administratorSignsIn: {
    vi: 'Quản trị        {login}   đăng nhập bằng: npx dieuhanh login {login}',
    en: 'Administrator   {login}   signs in with: npx dieuhanh login {login}',
  },
  administratorCode: {
    vi: 'Quản trị        {login}   mã một lần {code} (đến {expiresAt}; dùng xong là hết hiệu lực)',
    en: 'Administrator   {login}   one-time code {code} (until {expiresAt}; void once used)',
  },
  administratorActivates: {
    vi: '                đặt mật khẩu bằng: npx dieuhanh activate <code>',
    en: '                set a password with: npx dieuhanh activate <code>',
  },
  samples: {
    vi: 'Đăng nhập mẫu   mật khẩu {password} – người hư cấu, chỉ có trong thành phố dựng sẵn này',
    en: 'Sample logins   password {password} – invented people, this sandbox only',
  },
  try: { vi: 'Thử:', en: 'Try:' },
  stops: {
    vi: 'Ctrl+C để dừng; lần chạy sau giữ nguyên mọi thứ.',
    en: 'Ctrl+C stops it; the next start keeps everything.',
  },
} as const satisfies Record<string, Record<Language, string>>;

/** What sample logins are, by the word that the first start keeps. */
const SAMPLES: Readonly<Record<string, string>> = {
  'Chairperson of the city': 'Chủ tịch UBND Thành phố',
  'Director of a department': 'Giám đốc Sở',
  'records clerk': 'văn thư',
  'unit administrator': 'quản trị đơn vị',
};

export type StartSays = (key: keyof typeof TEXTS, values?: Readonly<Record<string, string | number>>) => string;

export function startSays(language: Language): StartSays {
  return (key, values = {}) => fillIn(TEXTS[key][language], values);
}

export function sampleIs(who: string, language: Language): string {
  return language === 'vi' ? (SAMPLES[who] ?? who) : who;
}
