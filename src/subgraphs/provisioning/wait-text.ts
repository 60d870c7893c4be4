/** What an operation waits for, and whose turn it is, in words. */
import type { Language } from '../../errors/catalogue';
import { dayOf } from '../../shared/day';
import { WaitKind, type OperationWaitType } from './operation-detail.graphql';

export function waitText({ kind, on, until, detail }: OperationWaitType, language: Language): string {
  const vi = language === 'vi';
  const why = detail === null ? '' : ` (${detail})`;
  switch (kind) {
    case WaitKind.APPROVAL:
      return vi ? 'Chờ quản trị thành phố phê duyệt kế hoạch' : 'A city administrator must approve the plan';
    case WaitKind.EFFECTIVE_DAY: {
      const day = until === null ? '' : dayOf(until);
      return vi ? `Chờ đến ngày hiệu lực ${day}` : `It takes effect on ${day}`;
    }
    case WaitKind.CREATE_AFTER:
      if (on === null)
        return vi ? 'Chờ gắn tài khoản ở hệ thống khác trước' : 'An account at another target must be linked first';
      return vi ? `Chờ mở tài khoản tại «${on}» trước` : `The account at "${on}" is opened first`;
    case WaitKind.LINKING:
      return vi ? `Chờ người có thẩm quyền gắn tài khoản tại «${on}»` : `Somebody must link the account at "${on}"`;
    case WaitKind.TARGET_PAUSED:
      return vi
        ? `Hệ thống «${on}» đang tạm dừng ghi${why}`
        : `The target "${on}" is paused${why}; somebody must resume it`;
    case WaitKind.TARGET_DOWN:
      return vi ? `Hệ thống «${on}» không trả lời` : `The target "${on}" does not answer`;
    case WaitKind.RETRY:
      return vi ? `Sẽ thử lại tại «${on}»` : `It will be tried again at "${on}"`;
    case WaitKind.PERSON:
      return vi ? `Chờ người thực hiện tại «${on}» và xác nhận` : `A person carries it out at "${on}" and confirms it`;
  }
}
