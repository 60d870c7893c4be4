/** The 12-digit citizen number: stored encrypted, matched by keyed hash, never shown, never logged. */
import { createCipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

export interface SealedNumber {
  readonly cipher: string;
  readonly hash: string;
}

export function isCitizenNumber(text: string): boolean {
  return /^\d{12}$/.test(text);
}

/** Two keys from one, so that what encrypts is not what hashes. */
export class CitizenNumbers {
  private readonly sealKey: Buffer;
  private readonly matchKey: Buffer;

  constructor(citizenKey: Buffer) {
    this.sealKey = derive(citizenKey, 'citizen-number:seal');
    this.matchKey = derive(citizenKey, 'citizen-number:match');
  }

  /** AES-256-GCM as `iv.tag.ciphertext`, and HMAC-SHA256. */
  seal(number: string): SealedNumber {
    const iv = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.sealKey, iv);
    const text = Buffer.concat([cipher.update(number, 'utf8'), cipher.final()]);
    const parts = [iv, cipher.getAuthTag(), text].map((part) => part.toString('base64url'));
    return { cipher: parts.join('.'), hash: this.match(number) };
  }

  match(number: string): string {
    return createHmac('sha256', this.matchKey).update(number).digest('hex');
  }
}

function derive(key: Buffer, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', key, Buffer.alloc(0), purpose, 32));
}
