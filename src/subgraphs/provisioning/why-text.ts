/** The words of an explanation, Vietnamese and English; the day, the decision and the policy line stand beside them. */
import type { Language } from '../../errors/catalogue';

const TEXTS: Readonly<Record<string, Readonly<Record<Language, string>>>> = {
  began: { vi: 'Bắt đầu có hiệu lực', en: 'It came into force' },
  ended: { vi: 'Đã chấm dứt theo quyết định', en: 'It was ended by decision' },
  endsByItself: { vi: 'Hết thời hạn đã định từ đầu', en: 'It ran out on the day that it named from the start' },
  endedEarly: { vi: 'Đã được chấm dứt trước thời hạn', en: 'It was ended before its day' },
  suspended: { vi: 'Đang tạm đình chỉ', en: 'It is suspended' },
  suspendedOver: { vi: 'Hết tạm đình chỉ', en: 'The suspension is over' },
  seconded: { vi: 'Đang biệt phái nơi khác', en: 'Its holder is seconded away' },
  secondedOver: { vi: 'Hết biệt phái', en: 'The secondment is over' },
  locked: { vi: 'Đang bị khóa', en: 'It is locked' },
  lockedOver: { vi: 'Hết khóa', en: 'The lock is over' },
  delegatorLeft: { vi: 'Người ủy quyền không còn giữ vị trí', en: 'Who delegated it left the post' },
  policyChanged: { vi: 'Chính sách cấp quyền đã thay đổi', en: 'The provisioning policy changed' },
  released: { vi: 'Không còn phải giữ hộ gì nữa', en: 'Nothing is kept for others any more' },
  notYet: { vi: 'Chưa đến ngày có hiệu lực', en: 'It has not come into force yet' },
  notInPolicy: {
    vi: 'Đang giữ vị trí nhưng chính sách không cấp quyền này',
    en: 'A post is held, and no line of the policy gives this',
  },
  noOffice: { vi: 'Không giữ vị trí nào vào ngày đó', en: 'No post was held that day' },
};

export function whyText(word: string, language: Language): string {
  return TEXTS[word]?.[language] ?? word;
}
