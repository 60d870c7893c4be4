/** Every text of the command line, as `texts.ts` gives it out. */
import type { Language } from '../errors/catalogue';
import { AUDIT_TEXTS } from './audit-texts';
import { BACKUP_TEXTS } from './backup-texts';
import { CREDENTIAL_TEXTS } from './credential-texts';
import { DOCTOR_TEXTS } from './doctor-texts';
import { POLICY_TEXTS } from './policy-texts';
import { SCAN_TEXTS } from './scan-texts';

export const TEXTS = {
  ...SCAN_TEXTS,
  ...POLICY_TEXTS,
  ...CREDENTIAL_TEXTS,
  ...AUDIT_TEXTS,
  ...BACKUP_TEXTS,
  ...DOCTOR_TEXTS,
  // ── the program
  about: {
    vi: 'Ai đang giữ chức vụ, và vì vậy ai được mở cửa nào.',
    en: 'Who holds office, and therefore who may open which door.',
  },
  begin: {
    vi: 'Bắt đầu bằng "dieuhanh start"; đăng nhập bằng "dieuhanh login <username>". Mọi lệnh đều có --help.',
    en: 'Start with "dieuhanh start"; sign in with "dieuhanh login <username>". Every verb has --help.',
  },
  helpAfterError: { vi: 'Xem cách dùng: dieuhanh {verb}--help', en: 'How it is used: dieuhanh {verb}--help' },
  unknownVerb: {
    vi: 'Không có lệnh «{verb}». Gần nhất là «{nearest}».',
    en: 'There is no verb "{verb}". The nearest is "{nearest}".',
  },
  unknownOption: { vi: 'Không có tùy chọn «{name}».', en: 'There is no option "{name}".' },
  missingArgument: { vi: 'Thiếu đối số «{name}».', en: 'The argument "{name}" is missing.' },
  optionNeedsValue: { vi: 'Tùy chọn «{name}» cần một giá trị.', en: 'The option "{name}" needs a value.' },
  tooManyArguments: { vi: 'Thừa đối số.', en: 'There are too many arguments.' },
  helpOption: { vi: 'xem cách dùng', en: 'display help for command' },
  helpCommand: { vi: 'xem cách dùng của một lệnh', en: 'display help for command' },
  // ── options that verbs share
  url: { vi: 'địa chỉ của cổng', en: 'address of the gateway' },
  token: {
    vi: 'mã truy cập; nếu không có thì dùng phiên của "dieuhanh login"',
    en: 'access token; without it the session of "dieuhanh login"',
  },
  lang: { vi: 'ngôn ngữ của thông báo', en: 'language of messages' },
  json: { vi: 'in kết quả dạng JSON', en: 'print the answer as JSON' },
  // ── what goes wrong on this side
  gatewayUnreachable: {
    vi: 'không có cổng nào trả lời tại {url}. Hãy chạy "npm start", hoặc nêu cổng khác bằng --url.',
    en: 'no gateway answers at {url}. Start one with "npm start", or name another with --url.',
  },
  signInFirst: { vi: 'Hãy đăng nhập trước: dieuhanh login <username>', en: 'Sign in first: dieuhanh login <username>' },
  fileNotFound: {
    vi: 'không có tệp «{path}». Hãy kiểm tra đường dẫn.',
    en: 'there is no file "{path}". Check the path.',
  },
  fileUnreadable: {
    vi: 'không đọc được tệp «{path}» ({reason}). Hãy kiểm tra quyền đọc, và rằng đó là một tệp.',
    en: 'the file "{path}" cannot be read ({reason}). Check that you may read it, and that it is a file.',
  },
  homeNotWritable: {
    vi: 'không ghi được vào thư mục của thành phố «{path}» khi {operation} ({reason}). Hãy cấp quyền ghi, hoặc chọn thư mục khác bằng DIEUHANH_HOME.',
    en: 'the folder of the city "{path}" could not be written: {operation} ({reason}). Allow writing there, or choose another with DIEUHANH_HOME.',
  },
  diskFull: {
    vi: 'đĩa chứa thư mục của thành phố «{path}» đã đầy khi {operation} ({reason}). Hãy giải phóng chỗ, hoặc chọn thư mục khác bằng DIEUHANH_HOME.',
    en: 'the disk of the city\'s folder "{path}" is full: {operation} ({reason}). Make room, or choose another folder with DIEUHANH_HOME.',
  },
  portTaken: {
    vi: '{said}: chương trình khác, có thể là một thành phố khác, đang dùng cổng này. Hãy dừng nó, hoặc chọn cổng khác (xem "dieuhanh start --help").',
    en: '{said}: another program, perhaps another city, listens there. Stop it, or choose other ports ("dieuhanh start --help" lists the settings).',
  },
  // ── start
  startAbout: {
    vi: 'chạy cổng cùng thành phố dựng sẵn (danh bạ, thư, QLVB) trên máy này',
    en: 'start the gateway with its embedded city (directory, mail, QLVB) on this machine',
  },
  startJson: {
    vi: 'in các địa chỉ thành một dòng JSON',
    en: 'print addresses as one line of JSON instead of text',
  },
  firstStartCutOff: {
    vi: 'lần chạy đầu trong {path} bị cắt giữa chừng. Hãy xóa thư mục đó rồi chạy lại.',
    en: 'the first start in {path} was cut off before it was done. Remove that folder and start again.',
  },
  nothingToObserve: {
    vi: 'chưa có thành phố nào trong {path} nên không có gì để quan sát. Hãy chạy không kèm --observe-only.',
    en: 'there is no city in {path} yet, so there is nothing to observe. Start without --observe-only.',
  },
  settings: { vi: 'Cài đặt lấy từ biến môi trường:', en: 'Settings come from the environment:' },
  // ── sign-in
  loginAbout: {
    vi: 'đăng nhập; mật khẩu được hỏi trên màn hình, hoặc đọc từ dòng đầu của đầu vào chuẩn',
    en: 'sign in; the password is asked for, or read from standard input',
  },
  activateAbout: {
    vi: 'dùng mã một lần: đặt mật khẩu đầu tiên rồi đăng nhập. Mật khẩu mới được hỏi trên màn hình (không hiện chữ), hoặc đọc từ dòng đầu của đầu vào chuẩn',
    en: 'use a one-time code: sets the first password and signs in. The new password is asked for without echo, or read from the first line of standard input',
  },
  logoutAbout: { vi: 'kết thúc phiên', en: 'end the session' },
  password: { vi: 'Mật khẩu: ', en: 'Password: ' },
  newPassword: { vi: 'Mật khẩu mới: ', en: 'New password: ' },
  signedIn: { vi: 'Đã đăng nhập tại {url} với tên {username}.', en: 'Signed in at {url} as {username}.' },
  activated: {
    vi: 'Đã đặt mật khẩu và đăng nhập tại {url}.',
    en: 'The password is set; signed in at {url}.',
  },
  signedOut: { vi: 'Đã đăng xuất.', en: 'Signed out.' },
  // ── import
  importAbout: {
    vi: 'nhập đơn vị và vị trí (.yaml), người giữ chức vụ (.csv, .xlsx) hoặc máy tính bảng (.csv có cột `serial`)',
    en: 'bring in bodies and posts (.yaml), people in office (.csv, .xlsx) or tablets (.csv with a column `serial`)',
  },
  importApply: {
    vi: 'ghi thật; nếu không có thì chỉ kiểm tra tệp, không thay đổi gì',
    en: 'write; without it the file is only checked and nothing changes',
  },
  importPolicy: {
    vi: 'chính sách nêu vai trò quản lý của từng chức danh (nhập .yaml; bỏ trống thì dùng của dự án)',
    en: 'policy that names the management role of each position (.yaml imports; that of the project when left out)',
  },
  rosterColumns: { vi: 'Các cột của danh sách:', en: 'Columns of a roster:' },
  rosterRule: {
    vi: 'Các dòng cùng số quyết định, cơ quan ban hành và ngày ký là một quyết định, được ghi trọn hoặc không ghi. Chạy hai lần không thay đổi gì.',
    en: 'Rows with the same decision number, issuer and day of signing are one decision, recorded whole or not at all. Running it twice changes nothing.',
  },
  orgKnown: {
    vi: 'Quyết định đã được ghi nhận (recorded already); áp dụng lại không thay đổi gì.',
    en: 'The decision is recorded already; applying it again changes nothing.',
  },
  orgWould: {
    vi: 'Sẽ khai báo {positions} chức danh và lập {units} đơn vị với {posts} vị trí; {withoutPosts} đơn vị không có vị trí. Chưa thay đổi gì: hãy thêm --apply.',
    en: 'Would define {positions} positions and establish {units} units with {posts} posts; {withoutPosts} units get no posts. Nothing was changed: add --apply.',
  },
  orgDone: {
    vi: 'Đã lập {units} đơn vị với {posts} vị trí thuộc {positions} chức danh; {withoutPosts} đơn vị không có vị trí.',
    en: 'Established {units} units with {posts} posts of {positions} positions; {withoutPosts} units have no posts.',
  },
  orgDoneBefore: {
    vi: 'Quyết định đã được ghi nhận trước đó; không có gì thay đổi.',
    en: 'The decision was recorded before; nothing changed.',
  },
  line: { vi: 'dòng', en: 'line' },
  code: { vi: 'mã', en: 'code' },
  whatIsWrong: { vi: 'sai ở đâu', en: 'what is wrong' },
  tabletsDone: {
    vi: '{rows} dòng: đã nhập {created} máy tính bảng, {known} máy đã có; {problems} lỗi.',
    en: '{rows} rows: {created} tablets entered, {known} known; {problems} problems.',
  },
  tabletsWould: {
    vi: '{rows} dòng: sẽ nhập {created} máy tính bảng, {known} máy đã có; {problems} lỗi.',
    en: '{rows} rows: {created} tablets would be entered, {known} known; {problems} problems.',
  },
  peopleDone: {
    vi: '{rows} dòng: đã ghi {decisionsRecorded} quyết định, {decisionsKnown} đã có; đã tạo {peopleCreated} người, {peopleKnown} đã có; {problems} lỗi.',
    en: '{rows} rows: {decisionsRecorded} decisions recorded, {decisionsKnown} known; {peopleCreated} people created, {peopleKnown} known; {problems} problems.',
  },
  peopleWould: {
    vi: '{rows} dòng: sẽ ghi {decisionsRecorded} quyết định, {decisionsKnown} đã có; sẽ tạo {peopleCreated} người, {peopleKnown} đã có; {problems} lỗi.',
    en: '{rows} rows: {decisionsRecorded} decisions would be recorded, {decisionsKnown} known; {peopleCreated} people would be created, {peopleKnown} known; {problems} problems.',
  },
  nothingChanged: { vi: 'Chưa thay đổi gì: hãy thêm --apply.', en: 'Nothing was changed: add --apply.' },
  people: { vi: 'người', en: 'people' },
  // ── check-stream
  checkStreamAbout: {
    vi: 'theo dõi thay đổi chức vụ qua WebSocket, GraphQL trên SSE và SSE thuần, ngắt kết nối ngẫu nhiên, rồi so điều nghe được với nhật ký sự kiện; mã thoát 1 khi có sai khác hoặc không có gì để so',
    en: 'follow role changes over WebSocket, GraphQL over SSE and plain SSE, disconnect at random, and compare what was heard with the log; exit code 1 on any mismatch, or when there was nothing to compare',
  },
  gatewayAddress: {
    vi: 'địa chỉ của cổng, ví dụ http://127.0.0.1:4000',
    en: 'address of the gateway, such as http://127.0.0.1:4000',
  },
  minutesOption: {
    vi: 'kết thúc sau số phút này ({preset} nếu không nêu cả --disconnects)',
    en: 'end after so many minutes ({preset} when neither this nor --disconnects is given)',
  },
  disconnectsOption: { vi: 'kết thúc sau số lần ngắt này', en: 'end after so many forced disconnects' },
  clientIdOption: { vi: 'đăng nhập với tư cách hệ thống đã đăng ký', en: 'sign in as a registered system' },
  clientSecretOption: { vi: 'khóa bí mật của hệ thống đó', en: 'its secret' },
  afterOption: {
    vi: 'bắt đầu sau con trỏ này; bỏ trống thì từ sự kiện cũ nhất còn giữ',
    en: 'begin after this cursor; from the oldest event that is kept when left out',
  },
  seedOption: { vi: 'lặp lại các lần ngắt của một lần chạy trước', en: 'repeat the disconnects of an earlier run' },
  patienceOption: { vi: 'cổng được phép vắng lâu nhất', en: 'longest that the gateway may be away' },
  verdictJson: { vi: 'in kết luận dạng JSON', en: 'print the verdict as JSON' },
  seed: { vi: 'hạt giống {seed}', en: 'seed {seed}' },
  streamProgress: {
    vi: 'nghe {heard} sự kiện, {connections} kết nối, {disconnects} lần ngắt',
    en: '{heard} events heard, {connections} connections, {disconnects} forced disconnects',
  },
  streamSummary: {
    vi: '{verdict}: nghe {heard} sự kiện qua {connections} kết nối, mất {lost}, lặp {doubled}, sai thứ tự {outOfOrder}',
    en: '{verdict}: heard {heard} events over {connections} connections, {lost} lost, {doubled} doubled, {outOfOrder} out of order',
  },
  streamUnknown: { vi: ', {unknown} không có trong nhật ký', en: ', {unknown} that the log does not hold' },
  streamOk: { vi: 'khớp', en: 'ok' },
  streamNothing: { vi: 'KHÔNG CÓ GÌ ĐỂ SO', en: 'NOTHING TO COMPARE' },
  streamMismatch: { vi: 'SAI KHÁC', en: 'MISMATCH' },
  streamSignIn: {
    vi: 'hãy đăng nhập trước, hoặc cho --token hay --client-id',
    en: 'sign in first, or give --token or --client-id',
  },
  positiveNumber: { vi: 'Phải là một số lớn hơn 0.', en: 'It must be a number above 0.' },
  wholeNumber: { vi: 'Phải là một số nguyên.', en: 'It must be a whole number.' },
  // ── generate
  generateAbout: {
    vi: 'viết schema/ và bảng quyền trong docs/ từ mã nguồn (cho người phát triển)',
    en: 'write schema/ and the table of permissions in docs/ from the code (for developers)',
  },
  generateCheck: {
    vi: 'không viết gì; mã thoát 1 khi có tệp đã cũ',
    en: 'write nothing; exit 1 when a file is out of date',
  },
  generateDir: { vi: 'thư mục của các tệp schema', en: 'where the schema files are' },
  upToDate: { vi: 'Không có gì mới.', en: 'Everything is up to date.' },
  wrote: { vi: 'Đã viết {files}.', en: 'Wrote {files}.' },
  outOfDate: {
    vi: 'Đã cũ: {files}. Hãy chạy "npm run generate".',
    en: 'Out of date: {files}. Run "npm run generate".',
  },
  // ── plans, decisions, and why
  width: {
    vi: 'số cột để in; bỏ trống thì theo bề rộng cửa sổ',
    en: 'columns to fill; those of the terminal when left out',
  },
  widthWrong: { vi: 'phải là số nguyên từ {min} trở lên.', en: 'must be a whole number from {min} up.' },
  decisionAbout: {
    vi: 'quyết định: điều làm cho việc bổ nhiệm bắt đầu và chấm dứt',
    en: 'decisions: what makes appointments begin and end',
  },
  decisionPreviewAbout: {
    vi: 'xem một quyết định sẽ làm gì, không ghi nhận gì',
    en: 'show what a decision would do, and record nothing',
  },
  decisionRecordAbout: {
    vi: 'xem một quyết định sẽ làm gì, hỏi lại rồi ghi nhận',
    en: 'show what a decision would do, ask, and record it',
  },
  decisionYes: { vi: 'ghi nhận mà không hỏi lại', en: 'record without asking' },
  decisionDryRun: { vi: 'chỉ xem điều sẽ xảy ra', en: 'only show what would happen' },
  decisionExample: {
    vi: 'Một quyết định viết bằng YAML, với các trường của RecordDecisionInput:',
    en: 'A decision as YAML, with the fields of RecordDecisionInput:',
  },
  decisionAsk: { vi: 'Ghi nhận quyết định này? [c/K] ', en: 'Record this decision? [y/N] ' },
  decisionNothing: { vi: 'Chưa ghi nhận gì.', en: 'Nothing was recorded.' },
  decisionRecorded: {
    vi: 'Đã ghi nhận quyết định {number}, hiệu lực từ {effectiveOn} (id {id}).',
    en: 'Recorded decision {number}, effective {effectiveOn} (id {id}).',
  },
  planAbout: {
    vi: 'xem một kế hoạch (của quyết định thì dùng id của quyết định) và các thao tác của nó đã đến đâu',
    en: 'show a plan (of a decision: the decision’s id) and the state of its operations',
  },
  planNone: { vi: 'Không có kế hoạch {id}.', en: 'There is no plan {id}.' },
  reconcileAbout: {
    vi: 'so điều chức vụ đòi hỏi với điều các hệ thống đang có, và sửa chỗ khác nhau',
    en: 'compare what office wants with what the systems hold, and mend the difference',
  },
  reconcileScope: { vi: 'xem lại của ai', en: 'whom to look at' },
  reconcileId: {
    vi: 'id của người, đơn vị hoặc hệ thống, khi phạm vi không phải ALL',
    en: 'person, unit or target id, for a scope other than ALL',
  },
  whyAbout: {
    vi: 'vì sao một người (id hoặc tên đăng nhập) có một tài khoản hay một quyền, hoặc không còn nữa',
    en: 'why a person (id or login) has an account or a grant, or has it no more',
  },
  whyTarget: {
    vi: 'chỉ ở hệ thống này: directory, mail, qlvb:so-tttt',
    en: 'only at this system: directory, mail, qlvb:so-tttt',
  },
  whyGrant: {
    vi: 'chỉ quyền này, kèm những lần nó đến và đi; cần có --target',
    en: 'only this grant, with when it came and went; needs --target',
  },
  whyGrantWritten: { vi: 'một quyền viết là kind=value.', en: 'a grant is written kind=value.' },
  whyGrantAlone: { vi: '--grant cần có --target.', en: '--grant needs --target.' },
  whyOn: { vi: 'vào ngày này, YYYY-MM-DD; bỏ trống là hôm nay', en: 'on this day, YYYY-MM-DD; today when left out' },
  whyKnownAt: { vi: 'theo điều đã biết vào lúc này', en: 'as it was known at this instant' },
  whyEver: { vi: 'cả những gì người ấy từng có mà nay không còn', en: 'also what the person had once and has no more' },
  whyExamples: {
    vi: 'mọi thứ nvmau có hôm nay|một ngày đã qua, theo chính sách của ngày đó',
    en: 'everything that nvmau has today|on a past day, by the policy of that day',
  },
  whyNobody: { vi: 'Không có ai là «{named}».', en: 'There is nobody "{named}".' },
} as const satisfies Record<string, Record<Language, string>>;
