/** Delivers one message over LMTP (RFC 2033): for the sample mail of a new sandbox. */
import { connect } from 'node:net';
import { createInterface } from 'node:readline';

const TIMEOUT_MS = 5_000;

export interface Delivery {
  readonly host: string;
  readonly port: number;
  readonly from: string;
  readonly to: string;
  /** Headers and body with CRLF line ends. */
  readonly message: string;
}

/** Rejects with the server's line when it refuses any step. */
export async function deliver({ host, port, from, to, message }: Delivery): Promise<void> {
  const socket = connect({ host, port });
  socket.setTimeout(TIMEOUT_MS, () => socket.destroy(new Error('LMTP: no answer')));
  const lines = createInterface({ input: socket, crlfDelay: Number.POSITIVE_INFINITY })[Symbol.asyncIterator]();
  const failed = new Promise<never>((_, reject) => socket.once('error', reject));
  failed.catch(() => undefined);
  const expect = async (code: string): Promise<void> => {
    for (;;) {
      const next = await Promise.race([lines.next(), failed]);
      if (next.done === true) throw new Error('LMTP: the server hung up');
      if (!next.value.startsWith(code)) throw new Error(`LMTP: ${next.value}`);
      if (next.value[3] !== '-') return;
    }
  };
  try {
    await expect('220');
    for (const [line, code] of [
      ['LHLO dieuhanh', '250'],
      [`MAIL FROM:<${from}>`, '250'],
      [`RCPT TO:<${to}>`, '250'],
      ['DATA', '354'],
      [`${message.replace(/^\./gm, '..')}\r\n.`, '250'],
      ['QUIT', '221'],
    ] as const) {
      socket.write(`${line}\r\n`);
      await expect(code);
    }
  } finally {
    socket.destroy();
  }
}
