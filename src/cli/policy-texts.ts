/** What `dieuhanh policy` says; part of `texts-catalogue.ts`. */
import type { Language } from '../errors/catalogue';

export const POLICY_TEXTS = {
  policyAbout: {
    vi: 'chính sách cấp quyền: ai được tài khoản và quyền nào',
    en: 'the provisioning policy: who gets which account and right',
  },
  policyUnit: {
    vi: 'tệp là phần bổ sung của đơn vị này cho phạm vi của mình (mục 72)',
    en: 'the file is the extension of this unit for its own subtree (clause 72)',
  },
  policyCheckAbout: {
    vi: 'cho biết tệp chính sách sai ở dòng nào; không hỏi thành phố nào',
    en: 'say what is wrong with a policy file, line by line; asks no city',
  },
  policyDiffAbout: {
    vi: 'cho xem một chính sách sẽ thay đổi gì, của ai; không thay đổi gì',
    en: 'show what a policy would change, for whom; changes nothing',
  },
  policyApplyAbout: {
    vi: 'đổi chính sách của thành phố đang chạy thành đúng điều "policy diff" đã cho xem',
    en: 'change the policy of a running city to exactly what the diff showed',
  },
  policyHash: { vi: 'mã mà "policy diff" đã in', en: 'the hash that "policy diff" printed' },
  policyRight: {
    vi: '{file} đúng: {roles} vai trò tại {targets} hệ thống, phiên bản {version}.',
    en: '{file} is right: {roles} roles at {targets} targets, version {version}.',
  },
  policyWaits: {
    vi: 'Chính sách này lấy đi nhiều hơn ngưỡng phanh nên đang chờ: hãy phê duyệt kế hoạch {id} (dieuhanh plan {id}).',
    en: 'It takes away more than the brake allows and waits: approve plan {id} (dieuhanh plan {id}).',
  },
  policyInForce: {
    vi: 'Đã có hiệu lực: chính sách {version} (kế hoạch {id}).',
    en: 'In force: policy {version} (plan {id}).',
  },
  policyNothing: { vi: 'Hôm nay không thay đổi gì của ai.', en: 'It changes nothing for anybody today.' },
  policySystem: { vi: 'hệ thống', en: 'system' },
  policyPersons: { vi: 'người', en: 'persons' },
  policyOpened: { vi: 'mở', en: 'opened' },
  policyClosed: { vi: 'khóa', en: 'closed' },
  policyGrantsAdded: { vi: 'quyền thêm', en: 'grants added' },
  policyGrantsTaken: { vi: 'quyền bớt', en: 'grants taken' },
  policyLosses: { vi: 'mất quyền', en: 'losses' },
  policyConcerned: { vi: 'Liên quan đến {persons} người.', en: '{persons} persons are concerned.' },
  policyExceeded: { vi: 'Vượt ngưỡng phanh – {limit}.', en: 'Above the brake – {limit}.' },
  policyWouldWait: { vi: 'Sẽ phải chờ phê duyệt.', en: 'It would wait for approval.' },
  policyApplyHow: {
    vi: 'Áp dụng đúng như trên: dieuhanh policy apply {file} --hash {hash}',
    en: 'Apply exactly this with: dieuhanh policy apply {file} --hash {hash}',
  },
} as const satisfies Record<string, Record<Language, string>>;
