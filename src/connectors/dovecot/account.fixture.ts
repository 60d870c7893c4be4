/** The account that the tests ask for, how long they wait, and what they hear of a refusal. */
import type { AccountSpec, Call, ConnectorErrorCode } from '../contract';

export const DOMAIN = 'hanoi.gov.vn';

export function within(timeoutMs = 5_000): Call {
  return { signal: new AbortController().signal, timeoutMs };
}

export function spec(name = 'nvmau', overrides: Partial<AccountSpec> = {}): AccountSpec {
  return {
    name,
    personId: `person-of-${name}`,
    attributes: {
      fullName: 'Nguyễn Văn Mẫu',
      address: `${name}@${DOMAIN}`,
      aliases: [`${name}_sotttt@${DOMAIN}`],
      quotaMiB: 50,
    },
    grants: [{ kind: 'roleMailbox', value: 'so-tttt' }],
    ...overrides,
  };
}

export async function codeOf(work: Promise<unknown>): Promise<ConnectorErrorCode | 'none'> {
  return work.then(
    () => 'none' as const,
    (error: { code: ConnectorErrorCode }) => error.code,
  );
}
