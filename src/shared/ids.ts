/** Identifiers that sort by the order in which this process made them. */
import { randomBytes } from 'node:crypto';

/** 12 bits, as many as RFC 9562 leaves beside the time. */
const COUNTER_MAX = 0xfff;

let lastMs = 0;
let counter = 0;

/**
 * A UUID version 7 (RFC 9562, method 1): time, then a counter, then chance. Within one millisecond, and when the clock
 * steps back, the counter keeps the order; what is written together is read in the order in which it was written.
 */
export function newId(now: Date = new Date()): string {
  const nowMs = now.getTime();
  if (nowMs > lastMs) {
    lastMs = nowMs;
    counter = 0;
  } else if (counter < COUNTER_MAX) {
    counter += 1;
  } else {
    lastMs += 1;
    counter = 0;
  }
  const bytes = randomBytes(16);
  bytes.writeUIntBE(lastMs, 0, 6);
  bytes.writeUInt16BE(0x7000 | counter, 6);
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
