/**
 * Reads a socket line by line or by count, never holding more than it was asked to: what LMTP and IMAP share.
 * Bytes are latin1 strings, so that any octet survives.
 */
import type { Socket } from 'node:net';

export class LineTooLong extends Error {}

/** The peer has gone, or we cut it. */
export class ConnectionClosed extends Error {}

/** Above this the socket is paused until somebody reads. */
const BUFFER_MAX = 256 * 1024;

export class LineReader {
  private chunks: Buffer[] = [];
  private buffered = 0;
  private closed = false;
  private wake: (() => void) | undefined;

  constructor(private readonly socket: Socket) {
    socket.on('data', (chunk: Buffer) => {
      this.chunks.push(chunk);
      this.buffered += chunk.length;
      if (this.buffered > BUFFER_MAX) socket.pause();
      this.wake?.();
    });
    const close = (): void => {
      this.closed = true;
      this.wake?.();
    };
    socket.on('end', close).on('close', close).on('error', close);
  }

  /** One line without its CRLF (a bare LF is taken too). */
  async line(lengthMax: number): Promise<string> {
    for (;;) {
      const all = this.joined();
      const end = all.indexOf(0x0a);
      if (end >= 0 && end <= lengthMax + 1) {
        this.replace(all.subarray(end + 1));
        return all.toString('latin1', 0, end > 0 && all[end - 1] === 0x0d ? end - 1 : end);
      }
      if (end >= 0 || all.length > lengthMax) throw new LineTooLong();
      await this.more();
    }
  }

  /** Exactly `count` bytes. The caller bounds the count. */
  async bytes(count: number): Promise<Buffer> {
    const taken: Buffer[] = [];
    let missing = count;
    while (missing > 0) {
      const all = this.joined();
      if (all.length === 0) {
        await this.more();
        continue;
      }
      const part = all.subarray(0, missing);
      taken.push(part);
      missing -= part.length;
      this.replace(all.subarray(part.length));
    }
    return Buffer.concat(taken);
  }

  private joined(): Buffer {
    if (this.chunks.length > 1) this.chunks = [Buffer.concat(this.chunks)];
    return this.chunks[0] ?? Buffer.alloc(0);
  }

  private replace(rest: Buffer): void {
    this.chunks = rest.length > 0 ? [rest] : [];
    this.buffered = rest.length;
    if (this.buffered <= BUFFER_MAX && this.socket.isPaused()) this.socket.resume();
  }

  private async more(): Promise<void> {
    if (this.closed) throw new ConnectionClosed();
    if (this.socket.isPaused()) this.socket.resume();
    await new Promise<void>((resolve) => {
      this.wake = resolve;
    });
    this.wake = undefined;
  }
}
