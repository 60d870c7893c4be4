/** What every setting means, in Vietnamese; the English stands beside the setting itself. */

const READS = {
  DIRECTORY: 'một lần đọc trực tiếp danh bạ',
  MAIL: 'một lần đọc trực tiếp hệ thống thư',
  QLVB: 'một lần đọc trực tiếp QLVB của một đơn vị',
  SIGN_IN: 'một lần danh bạ kiểm tra mật khẩu',
} as const;

/** The three limits of each system that is asked live. */
const LIMITS = Object.fromEntries(
  Object.entries(READS).flatMap(([system, what]) => [
    [`DIEUHANH_${system}_DEADLINE_MS`, `Thời gian dài nhất cho ${what}, tính bằng ms; quá hạn thì coi là lỗi.`],
    [`DIEUHANH_${system}_BREAK_AFTER`, `Số lỗi liên tiếp của ${what} rồi tạm để yên hệ thống.`],
    [`DIEUHANH_${system}_REST_MS`, 'Để yên trong bao lâu, tính bằng ms, trước khi thử lại một lần.'],
  ]),
);

export const SETTINGS_VI: Readonly<Record<string, string>> = {
  DIEUHANH_HOME: 'Thư mục chứa kho, khóa và thành phố dựng sẵn; được tạo ở lần chạy đầu.',
  DIEUHANH_HOST: 'Địa chỉ mà cổng và thành phố dựng sẵn lắng nghe.',
  DIEUHANH_PORT: 'Cổng TCP của cổng giao tiếp; 0 là lấy một cổng còn trống.',
  DIEUHANH_LDAP_PORT: 'Cổng TCP của danh bạ dựng sẵn.',
  DIEUHANH_IMAP_PORT: 'Cổng TCP của máy chủ thư dựng sẵn, IMAP.',
  DIEUHANH_LMTP_PORT: 'Cổng TCP của máy chủ thư dựng sẵn, LMTP.',
  DIEUHANH_DOVEADM_PORT: 'Cổng TCP của máy chủ thư dựng sẵn, doveadm HTTP.',
  DIEUHANH_QLVB_PORT: 'Cổng TCP của máy chủ QLVB dựng sẵn.',
  DIEUHANH_STORE_URL: 'mysql://… cho MySQL hoặc MariaDB; bỏ trống thì dùng tệp SQLite trong thư mục thành phố.',
  DIEUHANH_SYSTEMS: 'Tệp JSON nêu danh bạ, hệ thống thư và QLVB ở nơi khác; bỏ trống thì dùng các hệ thống dựng sẵn.',
  DIEUHANH_POLICY: 'Chính sách cấp quyền.',
  DIEUHANH_ORG: 'Đơn vị và vị trí cho lần chạy đầu.',
  DIEUHANH_ROSTER: 'Người hư cấu cho lần chạy đầu; để rỗng nếu không cần.',
  DIEUHANH_MAIL_DOMAIN: 'Tên miền của địa chỉ thư.',
  DIEUHANH_LOG: 'Mức thấp nhất được ghi nhật ký, ra stderr dạng JSON.',
  DIEUHANH_WORKERS: 'Số người được xử lý cùng một lúc.',
  DIEUHANH_SCAN_HOURS: 'Bao nhiêu giờ một lần đọc và so mọi tài khoản của mọi hệ thống; 0 là chỉ khi có người yêu cầu.',
  DIEUHANH_EVENT_RETENTION_DAYS: 'Số ngày còn đọc lại được sự kiện; con trỏ cũ hơn bị từ chối với CURSOR_EXPIRED.',
  DIEUHANH_PERSON_RETENTION_DAYS:
    'Số ngày sau chức vụ cuối cùng của một người mà dữ liệu về người đó chưa được phép xóa.',
  DIEUHANH_ERASE_HOURS: 'Bao nhiêu giờ một lần xóa dữ liệu về người đã quá hạn đó; 0 là chỉ khi có người yêu cầu.',
  ...LIMITS,
  DIEUHANH_SIGN_IN_ATTEMPTS: 'Số lần đăng nhập sai của một tên trong khoảng thời gian; sau đó phải chờ hết khoảng ấy.',
  DIEUHANH_SIGN_IN_ATTEMPTS_PER_ADDRESS:
    'Số lần đăng nhập sai từ một địa chỉ (IPv6: một /64) trong khoảng thời gian; cả một cơ quan có thể chung một địa chỉ.',
  DIEUHANH_SIGN_IN_WINDOW_SECONDS: 'Độ dài khoảng thời gian đó, tính bằng giây từ lần sai đầu tiên.',
  DIEUHANH_PUBLIC_URL:
    'Địa chỉ bên gọi dùng khi có thiết bị đứng trước cổng; bằng chứng giữ khóa phải nêu đúng địa chỉ này.',
  DIEUHANH_DPOP_NONCE: '`required`: bằng chứng giữ khóa phải mang nonce của chính tiến trình này.',
  DIEUHANH_OIDC_ISSUER:
    'Nơi cấp OpenID bên ngoài mà ID token được dùng để đăng nhập, đúng như trong token; bỏ trống thì không dùng.',
  DIEUHANH_OIDC_AUDIENCE: 'Token của nơi đó phải được cấp cho ai.',
  DIEUHANH_OIDC_ALGORITHMS: 'Các thuật toán nơi đó được ký; không nhận thuật toán dùng chung khóa bí mật.',
  DIEUHANH_OIDC_JWKS: 'Địa chỉ hoặc tệp khóa của nơi đó; bỏ trống thì hỏi nơi cấp.',
  DIEUHANH_OIDC_LOGIN_CLAIM: 'Claim nêu đúng từng chữ tên đăng nhập; `none` nếu chỉ nhận người đã gắn từ trước.',
  DIEUHANH_OIDC_CLOCK_SKEW_SECONDS: 'Đồng hồ nơi đó được phép lệch bao nhiêu giây.',
  DIEUHANH_STREAMS_PER_CALLER:
    'Số luồng sự kiện một người hoặc một hệ thống được mở cùng lúc, tính trên mọi cách truyền.',
  DIEUHANH_LAST_KNOWN_MAX:
    'Số câu trả lời cuối cùng giữ cho mỗi hệ thống, được hiện và đánh dấu cũ khi hệ thống không trả lời.',
  DIEUHANH_LAST_KNOWN_MINUTES: 'Quá tuổi này, tính bằng phút, câu trả lời cuối cùng không được hiện nữa.',
};
