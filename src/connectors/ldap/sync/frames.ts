/** Messages out of a stream of bytes, however it is cut into chunks; never more of it in memory than one of them. */
import { ConnectorError } from '../../contract';
import { extentOf, garbled, SEQUENCE } from './ber';
import { readMessage, type SyncMessage } from './messages';

/** An entry with a great many values; a page of ids is far smaller. */
export const MESSAGE_BYTES_MAX = 4 * 1024 * 1024;

/** Goes on until the stream breaks; its end is a fault, too. */
export async function* messagesOf(stream: AsyncIterable<Buffer>): AsyncGenerator<SyncMessage, never> {
  let pending: Buffer = Buffer.alloc(0);
  for await (const chunk of stream) {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    for (let end = endOfMessage(pending); end !== null; end = endOfMessage(pending)) {
      yield readMessage(pending.subarray(0, end));
      pending = pending.subarray(end);
    }
  }
  throw new ConnectorError('unreachable', 'the directory closed the connection');
}

/** Null while the message has not come whole. */
function endOfMessage(bytes: Buffer): number | null {
  if (bytes.length > 0 && bytes[0] !== SEQUENCE) throw garbled('no message of LDAP');
  const extent = extentOf(bytes, 0);
  if (extent === null) return null;
  if (extent.end > MESSAGE_BYTES_MAX) throw garbled(`a message of ${extent.end} bytes`);
  return extent.end <= bytes.length ? extent.end : null;
}
