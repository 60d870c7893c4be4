/** Further addresses of an account among the values of an attribute that others use too. */
import type { DirectorySchema } from './schema';

type Form = DirectorySchema['aliases'];

const LABELED = /^mailto:(\S+) alias$/i;
/** In lower case it is a further address; `SMTP:` is the main one, which stands in `mail`, and `x500:` is no address. */
const PROXY = /^smtp:(\S+)$/;

/** The address, or null for a value that is none of ours. */
export function aliasOf(value: string, form: Form): string | null {
  if (form === 'proxyAddresses') return PROXY.exec(value)?.[1] ?? null;
  const match = LABELED.exec(value);
  try {
    return match ? decodeURIComponent(match[1]!) : null;
  } catch {
    return null;
  }
}

export function aliasValue(address: string, form: Form): string {
  if (form === 'proxyAddresses') return `smtp:${address}`;
  return `mailto:${encodeURIComponent(address).replace(/%40/g, '@')} alias`;
}
