/**
 * Where in the tables of the city a person is: what is told to them, and what becomes of it once their time is over. A
 * test holds this list against the tables, so that a new one cannot be left out by oversight.
 */
export interface Place {
  readonly table: string;
  readonly about: { readonly vi: string; readonly en: string };
  /** Columns that hold the person's id; where none does, rows are reached `through` another place. */
  readonly by: readonly string[];
  readonly through?: { readonly column: string; readonly place: string; readonly of: string };
  /** Columns never told: secrets, their hashes, and what is made from other columns. */
  readonly withheld?: readonly string[];
  /** Columns that name other people. */
  readonly others?: readonly string[];
  readonly erase: Erasing;
}

/**
 * keep – an act of office or of the city's property, which its own law keeps, by id alone; delete – the rows go; blank –
 * the rows stay, without what tells of the person.
 */
export type Erasing =
  | { readonly kind: 'keep' }
  | { readonly kind: 'delete' }
  | { readonly kind: 'blank'; readonly columns: Readonly<Record<string, Blank>> };

/** names – in JSON, what the person is called; else the value that takes the place of the old one. */
export type Blank = { readonly value: string | null } | 'names' | 'attributes';

const KEEP: Erasing = { kind: 'keep' };
const DELETE: Erasing = { kind: 'delete' };
/** What stands for the name of who was erased. */
export const NAME_GONE = '(đã xóa)';
const gone = { value: NAME_GONE } as const;
const empty = { value: '' } as const;
const none = { value: null } as const;

/** Rows reached through others stand before those others, so that erasing finds them. */
export const PLACES: readonly Place[] = [
  {
    table: 'refresh_token',
    about: { vi: 'mã làm mới của các phiên', en: 'refresh tokens of sessions' },
    by: [],
    through: { column: 'familyId', place: 'session_family', of: 'id' },
    withheld: ['hash', 'replacedBy'],
    erase: DELETE,
  },
  {
    table: 'session_family',
    about: { vi: 'các phiên đăng nhập', en: 'sessions' },
    by: ['personId'],
    withheld: ['jkt'],
    erase: DELETE,
  },
  {
    table: 'device_key',
    about: { vi: 'khóa của máy tính bảng', en: 'keys of tablets' },
    by: ['personId'],
    withheld: ['jkt'],
    erase: DELETE,
  },
  {
    table: 'activation_code',
    about: { vi: 'mã kích hoạt', en: 'activation codes' },
    by: ['personId'],
    withheld: ['hash'],
    others: ['issuedById'],
    erase: DELETE,
  },
  {
    table: 'issuer_subject',
    about: { vi: 'danh tính tại bên cấp mã ngoài', en: 'identity at an outside issuer' },
    by: ['personId'],
    others: ['linkedById'],
    erase: DELETE,
  },
  {
    table: 'role_binding',
    about: { vi: 'vai trò toàn thành phố', en: 'roles of the whole city' },
    by: ['personId'],
    erase: DELETE,
  },
  {
    table: 'role_request',
    about: { vi: 'đề nghị về vai trò', en: 'requests about roles' },
    by: ['personId'],
    others: ['requestedBy', 'decidedBy'],
    erase: { kind: 'blank', columns: { reason: gone } },
  },
  {
    table: 'decision_line',
    about: { vi: 'dòng quyết định', en: 'lines of decisions' },
    by: ['personId'],
    erase: { kind: 'blank', columns: { textVi: gone, textEn: { value: '(erased)' } } },
  },
  {
    table: 'announcement',
    about: { vi: 'thông báo thay đổi chức vụ', en: 'announced role changes' },
    by: [],
    through: { column: 'decisionId', place: 'decision_person', of: 'decisionId' },
    others: ['subjectId', 'cancelledById'],
    erase: { kind: 'blank', columns: { payload: 'names' } },
  },
  {
    table: 'decision_person',
    about: { vi: 'quyết định liên quan', en: 'decisions that touch them' },
    by: ['personId'],
    erase: KEEP,
  },
  {
    table: 'office_fact',
    about: { vi: 'dữ kiện về chức vụ và tên', en: 'facts of office and name' },
    by: ['personId'],
    others: ['subjectId'],
    erase: { kind: 'blank', columns: { body: 'names' } },
  },
  {
    table: 'appointment',
    about: { vi: 'bổ nhiệm', en: 'appointments' },
    by: ['personId'],
    others: ['successorId'],
    erase: KEEP,
  },
  {
    table: 'delegation',
    about: { vi: 'ủy quyền', en: 'delegations' },
    by: ['fromPersonId', 'toPersonId'],
    erase: KEEP,
  },
  {
    table: 'person',
    about: { vi: 'hồ sơ cá nhân', en: 'the person' },
    by: ['id'],
    withheld: ['citizenCipher', 'citizenHash', 'searchKey', 'spelling', 'sortKey'],
    erase: {
      kind: 'blank',
      columns: {
        familyName: gone,
        middleName: empty,
        givenName: empty,
        names: 'names',
        searchKey: empty,
        spelling: empty,
        sortKey: empty,
        birthDate: none,
        phone: none,
        citizenCipher: none,
        citizenHash: none,
      },
    },
  },
  {
    table: 'shadow',
    about: { vi: 'tài khoản tại các hệ thống', en: 'accounts at the systems' },
    by: ['personId'],
    erase: DELETE,
  },
  { table: 'tombstone', about: { vi: 'tài khoản đã xóa', en: 'deleted accounts' }, by: ['personId'], erase: KEEP },
  {
    table: 'operation',
    about: { vi: 'thao tác trên tài khoản', en: 'operations on accounts' },
    by: ['personId'],
    erase: { kind: 'blank', columns: { planned: 'attributes', lastErrorMessage: none } },
  },
  { table: 'attempt', about: { vi: 'lần gọi hệ thống', en: 'calls to systems' }, by: ['personId'], erase: KEEP },
  {
    table: 'access_lock',
    about: { vi: 'khóa truy cập', en: 'locks of access' },
    by: ['personId'],
    erase: { kind: 'blank', columns: { reason: gone } },
  },
  {
    table: 'grant_exception',
    about: { vi: 'quyền ngoại lệ', en: 'exceptions' },
    by: ['personId'],
    others: ['approvedById'],
    erase: { kind: 'blank', columns: { reason: gone, endReason: none } },
  },
  {
    table: 'handover',
    about: { vi: 'bàn giao', en: 'handovers' },
    by: ['personId', 'receiverId', 'namedId'],
    erase: KEEP,
  },
  {
    table: 'handover_item',
    about: { vi: 'hạng mục bàn giao', en: 'items of handovers' },
    by: ['fromPersonId', 'toPersonId'],
    // The title of a paper is the paper's, and may name others.
    withheld: ['label'],
    erase: KEEP,
  },
  {
    table: 'due_person',
    about: { vi: 'lịch rà soát', en: 'when they are looked at next' },
    by: ['personId'],
    withheld: ['leaseHolder'],
    erase: DELETE,
  },
  { table: 'custody', about: { vi: 'quản lý máy tính bảng', en: 'custody of tablets' }, by: ['holderId'], erase: KEEP },
  {
    table: 'audit_record',
    about: { vi: 'nhật ký', en: 'the audit record' },
    by: ['personId', 'actorId', 'onBehalfOfId'],
    withheld: ['salt', 'digest', 'previousHash', 'hash'],
    others: ['subjectId', 'erasedById'],
    // Its own part of erasing: the chain must hold.
    erase: KEEP,
  },
];

/** Tables that hold nothing about a person beyond who acted, which the audit record tells. */
export const ELSEWHERE: readonly string[] = [
  'audit_head',
  'audit_root',
  'break_glass_key',
  'decision',
  'event_log',
  'event_swept',
  'idempotency_key',
  'lease',
  'observe_only',
  'office_version',
  'outbox_event',
  'plan',
  'plan_approval',
  'policy_version',
  'position',
  'post',
  'service_client',
  'store_turn',
  'succession',
  'tablet',
  'target',
  'target_cursor',
  'target_scan',
  'unit',
];
