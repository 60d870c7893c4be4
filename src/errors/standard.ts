/**
 * Codes that all GraphQL servers share. What exactly is wrong is said by graphql-js, in English; in Vietnamese it stands
 * in parentheses behind what happened and what to do.
 */
import type { Language } from './catalogue';
import { withoutValues } from './graphql-wording';

const STANDARD = {
  GRAPHQL_PARSE_FAILED: 'Không đọc được câu truy vấn. Hãy sửa cú pháp GraphQL rồi gửi lại',
  GRAPHQL_VALIDATION_FAILED: 'Câu truy vấn không khớp với lược đồ. Hãy đối chiếu tên trường và đối số rồi gửi lại',
  OPERATION_RESOLUTION_FAILURE: 'Không rõ phải chạy thao tác nào. Hãy nêu đúng «operationName»',
  BAD_USER_INPUT: 'Biến hoặc đối số không hợp lệ. Hãy sửa giá trị rồi gửi lại',
} as const satisfies Record<string, string>;

const VALUE_REFUSED = 'Giá trị không hợp lệ. Hãy sửa giá trị rồi gửi lại';

export function isStandardCode(code: string): code is keyof typeof STANDARD {
  return Object.hasOwn(STANDARD, code);
}

/** The text of an error that graphql-js worded. */
export function wordedByGraphql(code: string, said: string, language: Language): string {
  const bare = withoutValues(said);
  if (language === 'en') return bare;
  return `${isStandardCode(code) ? STANDARD[code] : VALUE_REFUSED} (${bare})`;
}
