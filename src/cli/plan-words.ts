/** What a plan says, in the words of its reader. */
export type Lang = 'vi' | 'en';

type Words = Readonly<Record<string, Readonly<Record<Lang, string>>>>;

const HEADS: Words = {
  person: { vi: 'người', en: 'person' },
  system: { vi: 'hệ thống', en: 'system' },
  operation: { vi: 'thao tác', en: 'operation' },
  changes: { vi: 'thay đổi', en: 'what changes' },
  why: { vi: 'lý do và căn cứ', en: 'why' },
  status: { vi: 'tình trạng', en: 'status' },
};

const KINDS: Words = {
  create: { vi: 'tạo', en: 'create' },
  modify: { vi: 'sửa', en: 'modify' },
  enable: { vi: 'mở lại', en: 'enable' },
  disable: { vi: 'khóa', en: 'disable' },
  archive: { vi: 'lưu trữ', en: 'archive' },
  delete: { vi: 'xóa', en: 'delete' },
  handover: { vi: 'bàn giao', en: 'handover' },
  noop: { vi: 'giữ nguyên', en: 'noop' },
  netLoss: { vi: 'mất quyền', en: 'net loss' },
};

const EFFECTS: Words = {
  GAIN: { vi: 'được thêm', en: 'gain' },
  LOSS: { vi: 'MẤT', en: 'LOSS' },
  MOVE: { vi: 'chuyển', en: 'move' },
  NONE: { vi: '', en: '' },
};

const REASONS: Words = {
  inOffice: { vi: 'đang giữ vị trí', en: 'in office' },
  leftOffice: { vi: 'thôi giữ vị trí', en: 'left office' },
  moved: { vi: 'chuyển đơn vị', en: 'moved to another unit' },
  noPostInForce: { vi: 'không vị trí nào còn cấp quyền này', en: 'no post in force gives it' },
  suspended: { vi: 'tạm đình chỉ', en: 'suspended' },
  seconded: { vi: 'biệt phái', en: 'seconded away' },
  locked: { vi: 'đang bị khóa', en: 'locked' },
  attributesChanged: { vi: 'thông tin thay đổi', en: 'details changed' },
  retention: { vi: 'hết thời hạn lưu', en: 'retention is over' },
  drift: { vi: 'sai lệch ở hệ thống', en: 'the system differs' },
};

const STATUSES: Words = {
  PENDING: { vi: 'chưa làm', en: 'pending' },
  RUNNING: { vi: 'đang làm', en: 'running' },
  DONE: { vi: 'xong', en: 'done' },
  WAITING_RETRY: { vi: 'chờ thử lại', en: 'waiting for a retry' },
  WAITING_APPROVAL: { vi: 'chờ phê duyệt', en: 'waiting for approval' },
  WAITING_PERSON: { vi: 'chờ người thực hiện', en: 'waiting for a person' },
  FAILED: { vi: 'bị từ chối', en: 'failed' },
  SUPERSEDED: { vi: 'không còn đúng', en: 'superseded' },
};

const BLOCKED: Words = {
  unlinked: { vi: 'tài khoản trùng tên chưa gắn với ai', en: 'an account of that name is linked to nobody' },
  disputed: { vi: 'nhiều người cùng nhận', en: 'several persons claim it' },
  protected: { vi: 'tên được bảo vệ', en: 'a protected name' },
  waitsForBlocked: { vi: 'chờ tài khoản ở hệ thống khác', en: 'waits for an account at another system' },
};

const ANSWERS: Words = {
  GRANTED: { vi: 'CÓ', en: 'GRANTED' },
  PAUSED: { vi: 'TẠM NGỪNG', en: 'PAUSED' },
  NOT_GRANTED: { vi: 'KHÔNG CÓ', en: 'NOT GRANTED' },
};

const ALL = {
  head: HEADS,
  kind: KINDS,
  effect: EFFECTS,
  reason: REASONS,
  status: STATUSES,
  blocked: BLOCKED,
  answer: ANSWERS,
};

/** The word for it; what nobody has a word for stays as the API says it. */
export function word(of: keyof typeof ALL, key: string, lang: Lang): string {
  return ALL[of][key]?.[lang] ?? key;
}

export function langOf(option: string): Lang {
  return option === 'vi' ? 'vi' : 'en';
}
