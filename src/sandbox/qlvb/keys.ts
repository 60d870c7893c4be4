/** Who may call: bearer keys, compared in constant time. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { Problem } from './problem';

/** provisioning – everything; reader – GET only. */
export type KeyRole = 'provisioning' | 'reader';

export interface ApiKey {
  readonly key: string;
  readonly role: KeyRole;
}

export class Keys {
  private readonly known: readonly { readonly hash: Buffer; readonly role: KeyRole }[];

  constructor(keys: readonly ApiKey[]) {
    this.known = keys.map(({ key, role }) => ({ hash: hashOf(key), role }));
  }

  roleOf(authorization: string | undefined): KeyRole {
    const key = /^Bearer (.{1,512})$/i.exec(authorization ?? '')?.[1];
    const hash = key === undefined ? null : hashOf(key);
    const match = hash === null ? undefined : this.known.find((one) => timingSafeEqual(one.hash, hash));
    if (!match) throw new Problem('UNAUTHENTICATED', 'The key is missing or unknown.');
    return match.role;
  }
}

function hashOf(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}
