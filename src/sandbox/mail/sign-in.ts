/**
 * Who may sign in, with the cache that makes Dovecot fast and a disable leaky: while an entry is warm neither the deny
 * list nor the directory is asked. Only `authCacheFlush` (or time) empties it.
 */
import { createHmac, randomBytes } from 'node:crypto';
import { Client } from 'ldapts';
import type { Clock } from '../../shared/clock';
import type { Dictionary } from './dictionary';

export type Authenticate = (login: string, password: string) => Promise<boolean>;

interface CacheEntry {
  readonly proof: string;
  readonly user: string;
  readonly expiresAtMs: number;
}

const CACHE_MAX = 10_000;
const NAME_LENGTH_MAX = 256;
const PASSWORD_LENGTH_MAX = 1_024;

export class SignIn {
  private readonly cache = new Map<string, CacheEntry>();
  private readonly cacheKey = randomBytes(32);

  constructor(
    private readonly dictionary: Dictionary,
    private readonly authenticate: Authenticate,
    private readonly clock: Clock,
    private readonly cacheTtlMs: number,
  ) {}

  /** The user who signed in, or null. An unreachable directory refuses those whom the cache does not know. */
  async check(typedName: string, password: string): Promise<string | null> {
    // An empty password would be an anonymous bind, which directories accept.
    if (password === '' || typedName.length > NAME_LENGTH_MAX || password.length > PASSWORD_LENGTH_MAX) return null;
    const name = typedName.toLowerCase();
    const proof = createHmac('sha256', this.cacheKey).update(password).digest('base64');
    const cached = this.cache.get(name);
    if (cached && cached.proof === proof && cached.expiresAtMs > this.clock.now().getTime()) return cached.user;
    if (this.dictionary.denies(name)) return null;
    const known = this.dictionary.user(name);
    if (known === null || !(await this.authenticate(known.user, password))) return null;
    // Denied while the directory was thinking: a disable must not be overtaken by a sign-in that began before it.
    if (this.dictionary.denies(name)) return null;
    this.remember(name, { proof, user: known.user, expiresAtMs: this.clock.now().getTime() + this.cacheTtlMs });
    return known.user;
  }

  /** Forgets users by the name they typed or the user they became; returns how many entries went. */
  flush(names: readonly string[]): number {
    const wanted = new Set(names.map((name) => name.toLowerCase()));
    const gone = [...this.cache].filter(([name, entry]) => wanted.has(name) || wanted.has(entry.user));
    for (const [name] of gone) this.cache.delete(name);
    return gone.length;
  }

  private remember(name: string, entry: CacheEntry): void {
    if (this.cacheTtlMs <= 0) return;
    const oldest = this.cache.keys().next();
    if (this.cache.size >= CACHE_MAX && !oldest.done) this.cache.delete(oldest.value);
    this.cache.set(name, entry);
  }
}

const BIND_TIMEOUT_MS = 5_000;
/** What an RDN value may consist of without escaping; logins are made of nothing else. */
const PLAIN_LOGIN = /^[a-z0-9][a-z0-9._-]*$/;

/** Binds as `uid=<login>,<peopleDn>`; a fresh connection each time, so that no bind outlives its purpose. */
export function ldapBind(ldap: { readonly url: string; readonly peopleDn: string }): Authenticate {
  return async (login, password) => {
    if (!PLAIN_LOGIN.test(login)) return false;
    const client = new Client({ url: ldap.url, timeout: BIND_TIMEOUT_MS, connectTimeout: BIND_TIMEOUT_MS });
    try {
      await client.bind(`uid=${login},${ldap.peopleDn}`, password);
      return true;
    } catch {
      return false;
    } finally {
      await client.unbind().catch(() => undefined);
    }
  };
}
