/** Delivery by LMTP (RFC 2033): each recipient gets its own answer, and a message that was answered 250 is on disk. */
import type { Socket } from 'node:net';
import type { Clock } from '../../../shared/clock';
import type { Logger } from '../../../shared/logger';
import type { Dictionary, MailUser } from '../dictionary';
import { ConnectionClosed, LineReader, LineTooLong } from '../line-reader';
import { listen, type Listener } from '../listener';
import type { MailStore } from '../mail-store';
import type { SieveDelivery } from '../sieve/delivery';

export interface LmtpParts {
  readonly dictionary: Dictionary;
  readonly store: MailStore;
  readonly sieve: SieveDelivery;
  readonly clock: Clock;
  /** How the server names itself. */
  readonly domain: string;
}

const CONNECTIONS_MAX = 200;
const LINE_MAX = 4_096;
const DATA_LINE_MAX = 64 * 1024;
const RECIPIENTS_MAX = 100;
export const MESSAGE_BYTES_MAX = 25 * 1024 * 1024;
const BAD_COMMANDS_MAX = 20;
const IDLE_TIMEOUT_MS = 300_000;

export function startLmtp(host: string, port: number, parts: LmtpParts, logger: Logger): Promise<Listener> {
  return listen(host, port, CONNECTIONS_MAX, (socket) => {
    new LmtpConnection(socket, parts).serve().catch((error: unknown) => {
      if (!(error instanceof ConnectionClosed)) logger.warn({ err: error }, 'LMTP connection failed');
      socket.destroy();
    });
  });
}

interface Recipient {
  readonly address: string;
  readonly user: MailUser;
}

class LmtpConnection {
  private readonly reader: LineReader;
  private greeted = false;
  private sender: string | null = null;
  private recipients: Recipient[] = [];
  private badCommands = 0;

  constructor(
    private readonly socket: Socket,
    private readonly parts: LmtpParts,
  ) {
    this.reader = new LineReader(socket);
    socket.setTimeout(IDLE_TIMEOUT_MS, () => socket.end('421 4.4.2 Idle for too long\r\n'));
  }

  async serve(): Promise<void> {
    this.reply(`220 ${this.parts.domain} LMTP ready`);
    for (;;) {
      let line: string;
      try {
        line = await this.reader.line(LINE_MAX);
      } catch (error) {
        if (!(error instanceof LineTooLong)) throw error;
        this.socket.end('500 5.5.2 Line too long\r\n');
        return;
      }
      if (!(await this.command(line))) return;
    }
  }

  /** False when the connection is over. */
  private async command(line: string): Promise<boolean> {
    const verb = line.split(' ', 1)[0]!.toUpperCase();
    const argument = line.slice(verb.length).trim();
    switch (verb) {
      case 'LHLO':
        this.greeted = true;
        this.reset();
        this.reply(
          `250-${this.parts.domain}`,
          '250-8BITMIME',
          '250-ENHANCEDSTATUSCODES',
          '250-PIPELINING',
          `250 SIZE ${MESSAGE_BYTES_MAX}`,
        );
        return true;
      case 'MAIL':
        this.mail(argument);
        return true;
      case 'RCPT':
        this.rcpt(argument);
        return true;
      case 'DATA':
        return this.data();
      case 'RSET':
        this.reset();
        this.reply('250 2.0.0 OK');
        return true;
      case 'NOOP':
        this.reply('250 2.0.0 OK');
        return true;
      case 'VRFY':
        this.reply('252 2.3.3 Try RCPT instead');
        return true;
      case 'QUIT':
        this.socket.end('221 2.0.0 Bye\r\n');
        return false;
      default:
        return this.bad('500 5.5.2 Unknown command');
    }
  }

  private mail(argument: string): void {
    const match = /^FROM:\s*<([^<>]*)>(.*)$/i.exec(argument);
    if (!this.greeted) return this.reply('503 5.5.1 LHLO first');
    if (!match) return this.reply('501 5.5.4 Invalid MAIL');
    if (this.sender !== null) return this.reply('503 5.5.1 MAIL already given');
    const size = /\bSIZE=(\d+)/i.exec(match[2]!);
    if (size && Number(size[1]) > MESSAGE_BYTES_MAX) return this.reply('552 5.3.4 Message too large');
    this.sender = match[1]!;
    this.reply('250 2.1.0 OK');
  }

  private rcpt(argument: string): void {
    const match = /^TO:\s*<([^<>]+)>/i.exec(argument);
    if (this.sender === null) return this.reply('503 5.5.1 MAIL needed first');
    if (!match) return this.reply('501 5.5.4 Invalid RCPT');
    if (this.recipients.length >= RECIPIENTS_MAX) return this.reply('452 4.5.3 Too many recipients');
    const address = match[1]!;
    const user = this.parts.dictionary.user(address);
    if (user === null) return this.reply(`550 5.1.1 <${address}> User doesn't exist: ${address}`);
    this.recipients.push({ address, user });
    this.reply('250 2.1.5 OK');
  }

  private async data(): Promise<boolean> {
    if (this.recipients.length === 0) {
      this.reply(this.sender === null ? '503 5.5.1 MAIL needed first' : '503 5.5.1 No valid recipients');
      return true;
    }
    this.reply('354 OK');
    const message = await this.message();
    if (message === 'lineTooLong') {
      this.socket.end('500 5.6.0 Line too long\r\n');
      return false;
    }
    for (const recipient of this.recipients) this.reply(this.deliver(recipient, message));
    this.reset();
    return true;
  }

  private deliver({ address, user }: Recipient, message: Buffer | null): string {
    if (message === null) return `552 5.3.4 <${address}> Message too large`;
    const now = this.parts.clock.now();
    const trace = Buffer.from(
      `Return-Path: <${this.sender}>\r\nDelivered-To: ${address}\r\nReceived: by ${this.parts.domain} with LMTP; ${now.toUTCString()}\r\n`,
      'latin1',
    );
    const used = this.parts.store.usedBytes(user.user).bytes + trace.length + message.length;
    if (user.quotaKiB !== null && used > user.quotaKiB * 1024)
      return `552 5.2.2 <${address}> Quota exceeded (mailbox for user is full)`;
    const { sieve, store } = this.parts;
    const uid = sieve.keeps(user.user)
      ? store.append(store.inbox(user.user, now).id, Buffer.concat([trace, message]), now)
      : 0;
    sieve.run({ owner: user.user, address, sender: this.sender ?? '', message });
    return `250 2.0.0 <${address}> ${uid} Saved`;
  }

  /** The message up to the lone dot, dots unstuffed; null when it was larger than allowed (it is read to its end all the same). */
  private async message(): Promise<Buffer | null | 'lineTooLong'> {
    const lines: Buffer[] = [];
    let size = 0;
    for (;;) {
      let line: string;
      try {
        line = await this.reader.line(DATA_LINE_MAX);
      } catch (error) {
        if (error instanceof LineTooLong) return 'lineTooLong';
        throw error;
      }
      if (line === '.') return size > MESSAGE_BYTES_MAX ? null : Buffer.concat(lines);
      const bytes = Buffer.from(`${line.startsWith('.') ? line.slice(1) : line}\r\n`, 'latin1');
      size += bytes.length;
      if (size > MESSAGE_BYTES_MAX) lines.length = 0;
      else lines.push(bytes);
    }
  }

  private reset(): void {
    this.sender = null;
    this.recipients = [];
  }

  private bad(answer: string): boolean {
    this.badCommands += 1;
    if (this.badCommands > BAD_COMMANDS_MAX) {
      this.socket.end('421 4.7.0 Too many bad commands\r\n');
      return false;
    }
    this.reply(answer);
    return true;
  }

  private reply(...lines: readonly string[]): void {
    this.socket.write(`${lines.join('\r\n')}\r\n`, 'latin1');
  }
}
