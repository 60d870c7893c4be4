/** What `doctor` says: what was found, and how to mend it; one text for each code, part of `texts-catalogue.ts`. */
import type { Language } from '../errors/catalogue';
import type { FindingCode } from '../main/doctor/finding';

type Text = Readonly<Record<Language, string>>;

const FINDINGS = {
  HOME_OK: { vi: 'thư mục {folder} ghi được', en: 'the folder {folder} can be written' },
  HOME_NOT_YET: {
    vi: 'chưa có thư mục {folder}; lần khởi động đầu sẽ tạo',
    en: 'there is no folder {folder} yet; the first start makes it',
  },
  HOME_NOT_WRITABLE: {
    vi: 'không ghi được vào {folder}. Hãy cấp quyền ghi, hoặc chọn thư mục khác bằng DIEUHANH_HOME.',
    en: '{folder} cannot be written. Allow writing there, or choose another folder with DIEUHANH_HOME.',
  },
  DISK_OK: { vi: 'đĩa của {folder} còn {free} MiB', en: '{free} MiB are free on the disk of {folder}' },
  DISK_LOW: {
    vi: 'đĩa của {folder} chỉ còn {free} MiB. Hãy giải phóng để còn ít nhất {least} MiB.',
    en: 'only {free} MiB are free on the disk of {folder}. Make room: {least} MiB at least.',
  },
  DISK_FULL: {
    vi: 'đĩa của {folder} chỉ còn {free} MiB, thành phố sẽ sớm dừng ghi. Hãy giải phóng ngay, ít nhất {least} MiB.',
    en: 'only {free} MiB are free on the disk of {folder}: the city will soon fail to write. Make room now, {least} MiB at least.',
  },
  KEYS_OK: {
    vi: 'khóa trong {folder} chỉ chủ sở hữu đọc được',
    en: 'the keys in {folder} are read by their owner only',
  },
  KEYS_NOT_YET: {
    vi: 'chưa có khóa trong {folder}; lần khởi động đầu sẽ tạo. Nếu dựng lại từ bản sao, hãy chép khóa đã cất vào đó trước.',
    en: 'there are no keys in {folder} yet; the first start makes them. To restore a backup, put the kept keys there first.',
  },
  KEYS_OPEN: {
    vi: 'người khác đọc được {file}. Hãy chạy: chmod {mode} {file}',
    en: 'others can read {file}. Run: chmod {mode} {file}',
  },
  POLICY_OK: { vi: 'chính sách {file} hợp lệ (bản {version})', en: 'the policy {file} is valid (version {version})' },
  POLICY_UNREADABLE: {
    vi: 'không đọc được chính sách {file}: {cause}. Hãy sửa DIEUHANH_POLICY và DIEUHANH_ORG.',
    en: 'the policy {file} cannot be read: {cause}. Mend DIEUHANH_POLICY and DIEUHANH_ORG.',
  },
  POLICY_WRONG: {
    vi: 'chính sách {file} sai ở dòng {line}: {cause}. Hãy sửa dòng đó.',
    en: 'the policy {file} is wrong at line {line}: {cause}. Mend that line.',
  },
  STORE_OK: { vi: 'kho {place} trả lời ({version})', en: 'the store {place} answers ({version})' },
  STORE_NOT_YET: {
    vi: 'chưa có kho {place}; lần khởi động đầu sẽ tạo',
    en: 'there is no store {place} yet; the first start makes it',
  },
  STORE_UNREACHABLE: {
    vi: 'không ai trả lời tại kho {place} ({cause}). Hãy khởi động máy chủ, mở tường lửa, hoặc sửa địa chỉ trong DIEUHANH_STORE_URL.',
    en: 'nobody answers at the store {place} ({cause}). Start the server, open the firewall, or mend the address in DIEUHANH_STORE_URL.',
  },
  STORE_REFUSED: {
    vi: 'kho {place} từ chối tài khoản hoặc mật khẩu. Hãy sửa chúng trong DIEUHANH_STORE_URL.',
    en: 'the store {place} refuses the account or its password. Mend them in DIEUHANH_STORE_URL.',
  },
  STORE_NO_DATABASE: {
    vi: 'tại {place} không có cơ sở dữ liệu đó cho tài khoản này. Hãy chạy: CREATE DATABASE …; GRANT ALL ON ….* TO ….',
    en: 'at {place} there is no such database for this account. Run: CREATE DATABASE …; GRANT ALL ON ….* TO ….',
  },
  STORE_READ_ONLY: {
    vi: 'kho {place} chỉ cho đọc. Hãy nêu máy chủ chính, không phải bản sao, hoặc bỏ read_only.',
    en: 'the store {place} takes no writes. Name the primary server, not a replica, or unset read_only.',
  },
  STORE_DAMAGED: {
    vi: 'kho {place} hỏng hoặc không phải là kho. Hãy dựng lại bản sao gần nhất bằng "dieuhanh restore".',
    en: 'the store {place} is damaged, or no store. Restore the last backup with "dieuhanh restore".',
  },
  STORE_FAILED: { vi: 'không xem được kho {place}: {cause}', en: 'the store {place} cannot be looked at: {cause}' },
  STORE_TOO_OLD: {
    vi: 'máy chủ của kho {place} quá cũ ({version}). Hãy nâng lên {least} trở lên.',
    en: 'the server of the store {place} is too old ({version}). Upgrade it to {least} or newer.',
  },
  STORE_NO_RIGHT: {
    vi: 'tài khoản tại kho {place} thiếu quyền {rights}. Hãy chạy: GRANT ALL ON ….* TO ….',
    en: 'the account at the store {place} lacks the rights {rights}. Run: GRANT ALL ON ….* TO ….',
  },
  STORE_NOT_STRICT: {
    vi: 'kho {place} cắt ngắn chữ quá dài mà không báo. Hãy thêm STRICT_TRANS_TABLES vào sql_mode của máy chủ.',
    en: 'the store {place} cuts long texts without a word. Add STRICT_TRANS_TABLES to the sql_mode of the server.',
  },
  STORE_COLLATION: {
    vi: 'ở kho {place}, {tables} bảng so sánh chữ không phân biệt dấu; lần khởi động tới sẽ chuyển. Hãy sao lưu trước.',
    en: 'in the store {place} {tables} tables take unlike texts for the same; the next start converts them. Back up first.',
  },
  STORE_BEHIND: {
    vi: 'kho còn {pending} bước cập nhật; lần khởi động tới sẽ làm. Hãy sao lưu trước.',
    en: 'the store is {pending} migrations behind; the next start brings it up to date. Back up first.',
  },
  STORE_AHEAD: {
    vi: 'kho do bản phát hành mới hơn ghi ({migration}). Hãy cài bản đó.',
    en: 'the store was written by a newer release ({migration}). Install that one.',
  },
  STORE_CLOCK: {
    vi: 'đồng hồ của máy chủ kho {place} lệch {seconds} giây so với máy này. Hãy chỉnh cả hai bằng NTP.',
    en: 'the clock of the store {place} is {seconds} seconds apart from this machine. Set both by NTP.',
  },
  STORE_NO_DUMP_TOOL: {
    vi: 'thiếu lệnh mariadb-dump nên không sao lưu được. Hãy cài gói mariadb-client.',
    en: 'mariadb-dump is missing, so no backup can be made. Install the package mariadb-client.',
  },
  SYSTEMS_EMBEDDED: {
    vi: 'thành phố dùng danh bạ, thư và QLVB dựng sẵn. Để nối hệ thống thật, hãy nêu tệp bằng DIEUHANH_SYSTEMS.',
    en: 'the city uses its embedded directory, mail and QLVB. To connect your own, name a file with DIEUHANH_SYSTEMS.',
  },
  SYSTEMS_WRONG: { vi: '{cause}. Hãy sửa tệp đó.', en: '{cause}. Mend that file.' },
  SYSTEM_OK: { vi: '{address} trả lời, tài khoản được nhận', en: '{address} answers and takes our account' },
  SYSTEM_UNREACHABLE: {
    vi: 'không ai trả lời tại {address} ({cause}). Hãy khởi động hệ thống, mở tường lửa, hoặc sửa địa chỉ.',
    en: 'nobody answers at {address} ({cause}). Start the system, open the firewall, or mend the address.',
  },
  SYSTEM_REFUSED: {
    vi: '{address} từ chối tài khoản hoặc khóa của ta ({cause}). Hãy sửa tên, mật khẩu hoặc khóa, hoặc cấp quyền.',
    en: '{address} refuses our account or key ({cause}). Mend the name, password or key, or grant the right.',
  },
  SYSTEM_TLS: {
    vi: 'chứng thư của {address} không dùng được ({cause}). Hãy gia hạn chứng thư, hoặc nêu đúng tls.ca và tls.serverName.',
    en: 'the certificate of {address} cannot be used ({cause}). Renew it, or name the right tls.ca and tls.serverName.',
  },
  SYSTEM_CHECK_FAILED: {
    vi: '{address}, kiểm tra "{check}" không đạt: {cause}. Xem docs/connect-your-city.md.',
    en: '{address}, the check "{check}" failed: {cause}. See docs/connect-your-city.md.',
  },
  DIRECTORY_BRANCH: {
    vi: '{address}: {cause}. Hãy tạo nhánh đó, sửa tên trong tệp, hoặc cho tài khoản quyền đọc.',
    en: '{address}: {cause}. Make that branch, mend its name in the file, or let the account read it.',
  },
  DIRECTORY_SCHEMA: {
    vi: '{address}: {cause}. Hãy nạp lược đồ hoặc overlay còn thiếu (ppolicy cho pwdAccountLockedTime), hoặc sửa schema trong tệp.',
    en: '{address}: {cause}. Load the schema or overlay that is missing (ppolicy for pwdAccountLockedTime), or mend schema in the file.',
  },
  DIRECTORY_MEMBER_OF: {
    vi: '{address}: {cause}. Hãy nạp overlay memberof rồi thêm lại thành viên, hoặc đặt memberOf: false trong tệp.',
    en: '{address}: {cause}. Load the overlay memberof and add the members anew, or set memberOf: false in the file.',
  },
  DIRECTORY_NO_TLS: {
    vi: '{address} không mã hóa: mật khẩu đi qua mạng. Hãy dùng ldaps:// hoặc startTls.',
    en: '{address} is not encrypted: passwords cross the network. Use ldaps:// or startTls.',
  },
  DIRECTORY_WRITES: { vi: 'ghi được {branch} ({dn})', en: '{branch} can be written ({dn})' },
  DIRECTORY_NO_WRITE: {
    vi: '{account} không được ghi {branch} ({dn}). Hãy cấp quyền manage trên nhánh đó.',
    en: '{account} may not write {branch} ({dn}). Grant it manage on that branch.',
  },
  DIRECTORY_WRITE_UNKNOWN: {
    vi: 'chưa biết có ghi được {branch} ({dn}) không: chưa có mục nào để thử mà không thay đổi gì.',
    en: 'it cannot be told yet whether {branch} ({dn}) can be written: there is no entry to ask of without a change.',
  },
  QLVB_NONE_YET: {
    vi: 'chưa gặp đơn vị nào tại {address}; hãy chạy lại sau lần khởi động đầu',
    en: 'no unit is known yet at {address}; run this again after the first start',
  },
} as const satisfies Record<FindingCode, Text>;

type Prefixed = { readonly [C in keyof typeof FINDINGS as `doctor${C}`]: Text };

export const DOCTOR_TEXTS = {
  doctorAbout: {
    vi: 'kiểm tra mọi kết nối và quyền, nói điều còn thiếu và cách sửa; không thay đổi gì',
    en: 'test each connection and right, say what is missing and how to mend it; changes nothing',
  },
  doctorHelp: {
    vi: 'Có lỗi thì kết thúc với mã 1. Cài đặt lấy từ biến môi trường như "dieuhanh start".',
    en: 'Exits with 1 when something fails. Settings come from the environment as for "dieuhanh start".',
  },
  doctorWell: { vi: 'Thành phố chạy được; {warnings} lưu ý.', en: 'A city can run; {warnings} to note.' },
  doctorIll: {
    vi: '{failures} điều phải sửa trước khi chạy, {warnings} lưu ý.',
    en: '{failures} to mend before a start, {warnings} to note.',
  },
  ...(Object.fromEntries(Object.entries(FINDINGS).map(([code, text]) => [`doctor${code}`, text])) as Prefixed),
};
