/** What `backup` and `restore` say; part of `texts-catalogue.ts`. */
import type { Language } from '../errors/catalogue';

export const BACKUP_TEXTS = {
  backupAbout: {
    vi: 'sao toàn bộ kho dữ liệu vào một tệp; thành phố vẫn chạy',
    en: 'copy the whole store into a file, while the city goes on',
  },
  backupHelp: {
    vi: 'Tệp không có khóa: hãy cất thư mục keys của DIEUHANH_HOME ở nơi khác. Kho trên MariaDB cần lệnh mariadb-dump.',
    en: 'The file holds no keys: keep the folder keys of DIEUHANH_HOME elsewhere. A store on MariaDB needs mariadb-dump.',
  },
  backedUp: {
    vi: 'Đã sao kho {store} vào {file}. Khóa không nằm trong đó: hãy cất thư mục keys ở nơi khác.',
    en: 'The store {store} is copied to {file}. It holds no keys: keep the folder keys elsewhere.',
  },
  restoreAbout: {
    vi: 'dựng lại kho dữ liệu trống từ một bản sao; sau đó thành phố chỉ quan sát',
    en: 'fill an empty store from a backup; the city then only observes',
  },
  restoreHelp: {
    vi: 'Chép thư mục keys vào DIEUHANH_HOME trước. Mọi phiên và mã kích hoạt trong bản sao đều bị hủy. Không hệ thống nào bị ghi cho đến khi có người chạy "dieuhanh observe-only --end".',
    en: 'Put the folder keys into DIEUHANH_HOME first. All sessions and activation codes of the backup are ended. No system is written until a person runs "dieuhanh observe-only --end".',
  },
  restored: {
    vi: 'Kho {store} đã được dựng lại từ {file}. Thành phố chỉ quan sát: hãy khởi động, xem kế hoạch, rồi chạy "dieuhanh observe-only --end --reason …".',
    en: 'The store {store} is filled from {file}. The city only observes: start it, look at the plans, then run "dieuhanh observe-only --end --reason …".',
  },
  backupExists: {
    vi: 'đã có tệp «{file}»; bản sao không ghi đè. Hãy chọn tên khác.',
    en: 'there is a file "{file}" already, and a backup overwrites nothing. Choose another name.',
  },
  backupNoStore: {
    vi: 'không có kho tại «{file}». Hãy nêu thư mục bằng DIEUHANH_HOME.',
    en: 'there is no store at "{file}". Name its folder with DIEUHANH_HOME.',
  },
  notABackup: {
    vi: '«{file}» không phải bản sao nguyên vẹn của một kho. Hãy chọn tệp khác.',
    en: '"{file}" is no whole backup of a store. Choose another file.',
  },
  backupTooNew: {
    vi: '«{file}» do bản phát hành mới hơn tạo ra ({migration}). Hãy cài bản đó rồi dựng lại.',
    en: '"{file}" was made by a newer release ({migration}). Install that one, then restore.',
  },
  backupOfAnotherKind: {
    vi: '«{file}» là bản sao của kho {kind}, còn kho ở đây là {store}. Hãy đặt hoặc bỏ DIEUHANH_STORE_URL cho khớp.',
    en: '"{file}" is the backup of a {kind} store, and the store here is {store}. Set or unset DIEUHANH_STORE_URL to match.',
  },
  storeNotEmpty: {
    vi: 'kho {store} không trống; chỉ dựng lại vào kho trống. Hãy dùng DIEUHANH_HOME hoặc cơ sở dữ liệu khác.',
    en: 'the store {store} is not empty, and only an empty one is filled. Use another DIEUHANH_HOME or database.',
  },
  keysMissing: {
    vi: 'thiếu khóa của thành phố ({keys}); không có nó thì không đọc được số định danh. Hãy chép thư mục keys đã cất vào DIEUHANH_HOME trước.',
    en: 'the keys of the city are missing ({keys}); without them citizen numbers cannot be read. Put the kept folder keys into DIEUHANH_HOME first.',
  },
  toolMissing: {
    vi: 'thiếu chương trình {tool}. Hãy cài gói mariadb-client.',
    en: 'the program {tool} is missing. Install the package mariadb-client.',
  },
  toolFailed: { vi: '{tool} thất bại: {said}', en: '{tool} failed: {said}' },
} as const satisfies Record<string, Readonly<Record<Language, string>>>;
