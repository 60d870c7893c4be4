/**
 * Counts sign-in attempts per account and per address, before the password is looked at: aliases in one request and
 * requests side by side count one by one. Held in memory and bounded: keys expire, and beyond the cap the oldest goes.
 * The window runs on the limiter's own clock; no rule of office depends on it.
 */
import { isIPv4, isIPv6 } from 'node:net';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { AttemptSettings } from './settings';

export interface Attempt {
  /** Login or client id; null where none can be told (an activation code). */
  readonly account: string | null;
  readonly address: string;
}

export interface TooMany {
  readonly seconds: number;
  /** True once per window and key: what is worth an audit row, where every further one would be a flood. */
  readonly first: boolean;
}

export class Attempts {
  private readonly accounts: BoundedLimiter;
  private readonly addresses: BoundedLimiter;

  constructor(settings: AttemptSettings) {
    this.accounts = new BoundedLimiter(settings.perAccount, settings);
    this.addresses = new BoundedLimiter(settings.perAddress, settings);
  }

  /** Counts one attempt; null when it may go on. */
  async count(attempt: Attempt): Promise<TooMany | null> {
    const refusals = await Promise.all([
      attempt.account === null ? null : this.accounts.consume(attempt.account),
      this.addresses.consume(network(attempt.address)),
    ]);
    return refusals.reduce(
      (worst, one) => (one !== null && (worst === null || one.seconds > worst.seconds) ? one : worst),
      null,
    );
  }

  /** A success: the account starts afresh, the address gets back this one attempt only. */
  async succeeded(attempt: Attempt): Promise<void> {
    if (attempt.account !== null) await this.accounts.forget(attempt.account);
    await this.addresses.giveBack(network(attempt.address));
  }

  /** The directory did not answer: nothing was learnt of the password, so account and address get this attempt back. */
  async unjudged(attempt: Attempt): Promise<void> {
    if (attempt.account !== null) await this.accounts.giveBack(attempt.account);
    await this.addresses.giveBack(network(attempt.address));
  }

  async close(): Promise<void> {
    await Promise.all([this.accounts.clear(), this.addresses.clear()]);
  }
}

class BoundedLimiter {
  private readonly limiter: RateLimiterMemory;
  /** In the order in which they were first seen. */
  private readonly keys = new Set<string>();

  constructor(
    private readonly points: number,
    private readonly settings: AttemptSettings,
  ) {
    this.limiter = new RateLimiterMemory({ points, duration: settings.windowSeconds });
  }

  async consume(key: string): Promise<TooMany | null> {
    await this.remember(key);
    try {
      await this.limiter.consume(key);
      return null;
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      return {
        seconds: Math.max(1, Math.ceil(refusal.msBeforeNext / 1000)),
        first: refusal.consumedPoints === this.points + 1,
      };
    }
  }

  async giveBack(key: string): Promise<void> {
    if (this.keys.has(key)) await this.limiter.reward(key);
  }

  async forget(key: string): Promise<void> {
    this.keys.delete(key);
    await this.limiter.delete(key);
  }

  async clear(): Promise<void> {
    for (const key of this.keys) await this.forget(key);
  }

  private async remember(key: string): Promise<void> {
    this.keys.add(key);
    if (this.keys.size <= this.settings.keysMax) return;
    const oldest = this.keys.values().next().value;
    if (oldest !== undefined) await this.forget(oldest);
  }
}

/** One subscriber owns a whole IPv6 /64: its addresses count as one. */
function network(address: string): string {
  const plain = address.toLowerCase().startsWith('::ffff:') ? address.slice(7) : address;
  if (isIPv4(plain) || !isIPv6(plain)) return plain.slice(0, 64);
  const [head = '', tail] = plain.split('%')[0]!.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const groups =
    tail === undefined
      ? left
      : [...left, ...Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0'), ...right];
  return groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}
