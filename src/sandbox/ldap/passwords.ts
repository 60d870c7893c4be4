/** Passwords as scrypt hashes (`scrypt$N$salt$hash`), checked in constant time off the main thread. */
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

const COST = 16_384;
const KEY_BYTES = 32;

function derive(password: string, salt: Buffer, cost: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(Buffer.from(password, 'utf8'), salt, KEY_BYTES, { N: cost }, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}

export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const key = await derive(password, salt, COST);
  return `scrypt$${COST}$${salt.toString('base64')}$${key.toString('base64')}`;
}

/** Takes the same time whether or not there is a hash to compare with. */
export async function verifyPassword(password: string, hash: string | null): Promise<boolean> {
  const [, cost, salt, key] = (hash ?? `scrypt$${COST}$${'A'.repeat(22)}==$${'A'.repeat(43)}=`).split('$');
  const derived = await derive(password, Buffer.from(salt!, 'base64'), Number(cost));
  return timingSafeEqual(derived, Buffer.from(key!, 'base64')) && hash !== null;
}
