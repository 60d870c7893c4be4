/**
 * Cursors of the log: a position, signed with the log's own key. They say which feed they belong to; one of another
 * feed, of another city, or made by hand is not ours. They are opaque to whoever keeps them.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { decodeCursor, encodeCursor } from '../shared/paging';
import type { Store } from '../store/store';
import { EventLog, LOG } from './event-log.entity';

const SIGNATURE_BYTES = 12;
const FORM = /^([a-z]{1,8}):(\d{1,15})(?::(\S{0,200}))?#([\w-]{16})$/;

export interface Place {
  readonly seq: number;
  /** What a page adds to its position; empty for most. */
  readonly beside: string;
}

export class Cursors {
  private key: Promise<string> | undefined;

  /** `feed` is a few lower-case letters. */
  constructor(
    private readonly store: Store,
    private readonly feed: string,
  ) {}

  async encode(seq: number, beside = ''): Promise<string> {
    const text = beside === '' ? `${this.feed}:${seq}` : `${this.feed}:${seq}:${beside}`;
    return encodeCursor(`${text}#${sign(await this.signingKey(), text)}`);
  }

  /** Null when it is no cursor of this feed. */
  async decode(cursor: string): Promise<Place | null> {
    const match = FORM.exec(decodeCursor(cursor));
    if (!match || match[1] !== this.feed) return null;
    const [, , seq, beside = '', signature] = match;
    const text = beside === '' ? `${this.feed}:${seq}` : `${this.feed}:${seq}:${beside}`;
    const expected = Buffer.from(sign(await this.signingKey(), text));
    if (!timingSafeEqual(expected, Buffer.from(signature!))) return null;
    return { seq: Number(seq), beside };
  }

  private signingKey(): Promise<string> {
    this.key ??= this.store.read.findOneByOrFail(EventLog, { id: LOG }).then(
      (log) => log.cursorKey,
      (error: unknown) => {
        this.key = undefined;
        throw error;
      },
    );
    return this.key;
  }
}

function sign(key: string, text: string): string {
  return createHmac('sha256', key).update(text).digest().subarray(0, SIGNATURE_BYTES).toString('base64url');
}
