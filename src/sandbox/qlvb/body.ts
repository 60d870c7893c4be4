/** Reads a request body as JSON, within its bound. */
import type { IncomingMessage } from 'node:http';
import { Problem } from './problem';

export const BODY_MAX_BYTES = 256 * 1024;

export async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > BODY_MAX_BYTES) throw new Problem('BODY_TOO_LARGE', `A body is at most ${BODY_MAX_BYTES} bytes.`);
    chunks.push(chunk);
  }
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw Object.assign(new Problem('BAD_REQUEST', 'The body is not JSON in UTF-8.'), { cause });
  }
}
